import { describe, expect, it } from 'vitest';
import { languageOf, languageOfPart } from './language';

describe('the language of a text', () => {
  it.each([
    ['en', 'You can return an order within 30 days. Print the label and drop the parcel at any post office.'],
    ['de', 'Sie können eine Bestellung innerhalb von 30 Tagen zurückgeben. Drucken Sie das Etikett aus.'],
    ['fr', 'Vous pouvez retourner une commande dans les 30 jours. Imprimez cette étiquette et déposez le colis.'],
    ['es', 'Puede devolver un pedido en un plazo de 30 días. Imprima la etiqueta y entregue el paquete.'],
    ['ja', '注文は30日以内に返品できます。'],
    ['ko', '주문은 30일 이내에 반품할 수 있습니다.'],
    ['ar', 'يمكنك إرجاع الطلب خلال ثلاثين يومًا من تاريخ الاستلام دون أي رسوم إضافية.'],
  ])('is %s', (language, text) => {
    expect(languageOf(text)).toBe(language);
  });

  it('is not told from code and addresses', () => {
    const code = '```js\nconst the = of(and, to);\nreturn the.order\n```';
    expect(languageOf(`${code} https://www.example.com/what/is/the/way/to/return/an/order`)).toBeNull();
    expect(languageOf(`${code} Sie können eine Bestellung innerhalb von 30 Tagen zurückgeben.`)).toBe('de');
  });

  it('stays open for a few words, and for none', () => {
    for (const text of ['', '42', 'OK', 'Menu', 'FAQ 2024']) expect(languageOf(text), text).toBeNull();
  });

  it('of English full of names and abbreviations is English', () => {
    const text =
      'You can estimate the registration fees online if the registration is one of these classes PAS - Passenger COM - Commercial RGL - Passenger MOT - Motorcycle';
    expect(languageOf(text)).toBe('en');
  });
});

describe('a text without a space', () => {
  it.each([
    ['letters', 'lorem'.repeat(200_000)],
    ['brackets', '<'.repeat(300_000)],
    ['quotes', '`'.repeat(300_000)],
    ['links', ']('.repeat(150_000)],
    ['names of hosts', 'a.'.repeat(150_000)],
  ])(
    'of %s is told quickly to be in no language',
    (_, text) => {
      expect(languageOf(text)).toBeNull();
    },
    1_000,
  );
});

describe('the language of a part', () => {
  it('is that of the whole for lists of names and numbers', () => {
    const text =
      'Fax : 518 - 486 - 4421 or 518 - 486 - 3260 Mail: NYS DMV Medical Certification Unit PO Box 2601 Albany';
    expect(languageOfPart(text, 'en')).toBe('en');
    expect(languageOfPart('Bronx, Kings Brooklyn, Queens, Richmond, Dutchess, Nassau, Orange, Putnam', 'en')).toBe(
      'en',
    );
  });

  it('is its own for a chapter in another language or script', () => {
    expect(
      languageOfPart('Sie können die Bestellung innerhalb von 30 Tagen zurückgeben, wenn sie ungetragen ist.', 'en'),
    ).toBe('de');
    expect(languageOfPart('注文は30日以内に返品できます。返金は五日以内に行われます。', 'en')).toBe('ja');
  });
});
