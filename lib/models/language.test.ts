import { describe, expect, it } from 'vitest';
import { spokenLanguage } from './language';

describe('spokenLanguage', () => {
  it.each([
    ['Wie lange dauert die Lieferung?', 'de'],
    ['Wo ist mein Paket', 'de'],
    ['How long does delivery take?', 'en'],
    ['can I return a tent', 'en'],
    ['refund policy', 'en'],
    ['opening hours', 'en'],
    ['Do you ship to Łódź?', 'en'],
    ['My e-mail address: jo@example.com', 'en'],
    ['Call me: (555) 123-4567', 'en'],
    ['please call me at +1 415 200 7788', 'en'],
    ['Meine E-Mail-Adresse ist jo@example.de', 'de'],
    ['Livraison ?', 'fr'],
    ['puis-je payer par carte', 'fr'],
    ['¿Cuánto tarda el envío?', 'es'],
    ['Quanto costa la spedizione?', 'it'],
    ['Quanto custa o envio?', 'pt'],
    ['Kan ik ruilen?', 'nl'],
  ])('goes by the message itself: %j is %s, whatever was written before', (message, language) => {
    const before = ['merci beaucoup', 'Quanto custa o envio?', 'Où est mon colis ?'];
    expect(spokenLanguage(message, before)).toBe(language);
    expect(spokenLanguage(message)).toBe(language);
  });

  it.each([
    '你好',
    'dziękuję',
    'Jak długo trwa dostawa?',
    'Hur lång tid tar leveransen?',
    'Kargo ne kadar sürer?',
    'Где мой заказ?',
  ])('answers %j, which it does not speak, in English', (message) => {
    expect(spokenLanguage(message, ['Quanto custa o envio para a Suíça?', 'Obrigado'])).toBe('en');
  });

  it('takes the language from before where the message does not tell', () => {
    expect(spokenLanguage('Express?', ['Wie lange dauert der Versand?', 'ok'])).toBe('de');
    expect(spokenLanguage('jo@example.com', ['Où est mon colis ?'])).toBe('fr');
    expect(spokenLanguage('Express?', ['Где мой заказ?'])).toBe('en');
    expect(spokenLanguage('+49 30 1234567')).toBe('en');
  });

  it('does not take one that the words of the message speak against', () => {
    expect(spokenLanguage('tents', ['Wo ist mein Paket?', 'Guten Morgen'])).toBe('en');
  });
});
