import { describe, expect, it } from 'vitest';
import { languageOf } from './language';

describe('languageOf', () => {
  it.each([
    ['Where is my parcel? It should have come on Monday.', 'en'],
    ['Wo ist mein Paket?', 'de'],
    ['Je voudrais annuler ma commande', 'fr'],
    ['¿Dónde está mi pedido?', 'es'],
    ['Quando arriva il mio ordine?', 'it'],
    ['Onde está o meu pedido? Quero cancelar.', 'pt'],
    ['Waar is mijn pakket?', 'nl'],
    ['Gdzie jest moja paczka?', 'pl'],
    ['Где мой заказ? Когда он придёт?', 'ru'],
    ['注文はどこですか', 'ja'],
    ['我的订单在哪里', 'zh'],
    ['주문이 어디에 있나요', 'ko'],
    ['أين طلبي من فضلك', 'ar'],
    ['Siparişim nerede, ne zaman gelecek?', 'tr'],
  ])('%j is %s', (text, language) => {
    expect(languageOf(text)).toBe(language);
  });

  it.each(['', 'ok', '12345', '???', 'kim@example.com', 'https://example.com/where-is-it'])(
    'does not guess at %j',
    (text) => {
      expect(languageOf(text)).toBeNull();
    },
  );

  it('lets the browser decide what the words leave open, and no more', () => {
    expect([languageOf('flip me a coin'), languageOf('flip me a coin', 'en-GB')]).toEqual(['pt', 'en']);
    expect([languageOf('cancel order'), languageOf('cancel order', 'en')]).toEqual([null, 'en']);
    expect(languageOf('hola', 'en')).toBeNull();
    expect(languageOf('Wo ist mein Paket?', 'en-GB')).toBe('de');
    expect(languageOf('Wo ist mein Paket?', 'not a locale')).toBe('de');
  });
});
