import { describe, expect, it } from 'vitest';
import { extractContact, findContacts, NO_CONTACT } from './contact';

const kinds = (text: string, region: string | null = 'US') =>
  findContacts(text, region).map(({ kind, text: found }) => [kind, found]);

describe('extractContact', () => {
  it('finds name, e-mail, phone and company in what a visitor wrote', () => {
    expect(
      extractContact([
        'Hi, my name is Jana Novak and I work for Acme Tools.',
        'Mail jana.novak@example.com or +49 (30) 123-45678.',
      ]),
    ).toEqual({
      name: 'Jana Novak',
      email: 'jana.novak@example.com',
      phone: '+49 (30) 123-45678',
      phoneE164: '+493012345678',
      companyName: 'Acme Tools',
    });
  });

  it('lets the newest mention win', () => {
    expect(extractContact(['old@example.com', 'sorry, new@example.com']).email).toBe('new@example.com');
    expect(extractContact(['one@example.com, better two@example.com']).email).toBe('two@example.com');
  });

  it('leaves out what is too long to be kept, and keeps the rest', () => {
    const long = 'b'.repeat(400);
    const texts = [`my name is B${long}`, `I work for B${long}`, `${long}@example.com`, '+49 30 123-45678'];
    texts.push('my phone: +49    30    1    2    3    4    5    6    7    8');
    expect(extractContact(texts)).toEqual({ ...NO_CONTACT, phone: '+49 30 123-45678', phoneE164: '+493012345678' });
  });

  it('knows a newer number without its international form', () => {
    expect(extractContact(['+1 415-666-7777', 'my mobile is 123 456 789'], null)).toMatchObject({
      phone: '123 456 789',
      phoneE164: null,
    });
  });
});

describe('phone numbers', () => {
  it.each([
    ['call me at (415) 666 7777. 34215 is my zip-code', 'US', '(415) 666 7777', '+14156667777'],
    ['030 901820', 'DE', '030 901820', '+4930901820'],
    ['01 42 68 53 00', 'FR', '01 42 68 53 00', '+33142685300'],
    ['我的电话号码是415-666-7777', 'US', '415-666-7777', '+14156667777'],
    ['$20 415-666-7777', 'US', '415-666-7777', '+14156667777'],
    ['415-666-7777 ext. 503', 'US', '415-666-7777 ext. 503', '+14156667777'],
    // Of another country, without its code: a number all the same, but nobody knows which.
    ['Phone: 0490 39 07 81', 'US', '0490 39 07 81', null],
  ])('finds %j (%s)', (text, region, written, e164) => {
    expect(findContacts(text, region).filter(({ kind }) => kind === 'phone')).toMatchObject([{ text: written, e164 }]);
  });

  it.each([
    'order 20260115123456',
    'my order number is 415-666-7777',
    'on 2026-01-15 10:30',
    '15.01.2026',
    'card 4111111111111111',
    '4111 1111 1111 1111',
    'my SSN is 460-89-9847',
    'it cost 1 000 000 euros',
    'we live at 704 1436 Redbud Drive',
    'version 1.2.3.4 on 192.168.100.200',
    '415-666-7777$',
    'abc415-666-7777',
    'GB59IFUE40226315499137',
    'tracking 1Z999AA10123456784',
    'seasons 2019-2020',
  ])('sees none in %j', (text) => {
    expect(kinds(text)).toEqual([]);
  });
});

describe('e-mail addresses', () => {
  it.each([
    ['Write to <jana@example.co.uk>.', 'jana@example.co.uk'],
    ['mailto:o.brien+shop@mail.example.com, please', 'o.brien+shop@mail.example.com'],
    ['jürgen@bücher.de', 'jürgen@bücher.de'],
    ['just mail me..kim@example.com', 'kim@example.com'],
    ["'kim@example.com'", 'kim@example.com'],
  ])('finds the one in %j', (text, address) => {
    expect(kinds(text)).toEqual([['email', address]]);
  });

  it.each(['a@b', 'kim@example', 'kim.@example.com', '@example.com', 'kim@-example.com', 'kim@1.2.3.4', 'a@@b.com'])(
    'sees none in %j',
    (text) => {
      expect(kinds(text)).toEqual([]);
    },
  );
});

describe('names and companies', () => {
  it.each([
    ['hello my name is jana novak and i need help', 'jana novak'],
    ["I'm Jana from Berlin", 'Jana'],
    ['Ich heiße Jürgen von der Heide.', 'Jürgen von der Heide'],
    ["Je m'appelle Zoé Dupont", 'Zoé Dupont'],
    ['Me llamo José García y quiero', 'José García'],
    ['Name: Kim Lee\nOrder: 12', 'Kim Lee'],
    ['name kim lee', 'kim lee'],
    ['It is broken.\n\nBest regards,\nDr. Kim Lee', 'Dr. Kim Lee'],
    ['我叫王小明。', '王小明'],
  ])('hears the name in %j', (text, name) => {
    expect(kinds(text)).toEqual([['name', name]]);
  });

  it.each([
    "I'm Looking for shoes",
    "I'm German and need help",
    'my name is not on the list',
    'My name appears incorrectly on my card',
    'name of the product',
    'My name is misspelled on the invoice',
    'I am angry',
    'this is ridiculous',
    'Thanks, it works',
    'I talked to Peter Miller yesterday',
  ])('hears none in %j', (text) => {
    expect(kinds(text)).toEqual([]);
  });

  it.each([
    ['We bought it on behalf of Müller & Söhne KG last week', 'Müller & Söhne KG'],
    ['I am calling from Civic Impulse LLC about it', 'Civic Impulse LLC'],
    ['i work at Acme Tools.', 'Acme Tools'],
    ['Firma: Beispiel GmbH', 'Beispiel GmbH'],
  ])('sees the company in %j', (text, company) => {
    expect(kinds(text)).toEqual([['company', company]]);
  });
});

describe('hostile texts of 32 KB', () => {
  const fill = (piece: string) => piece.repeat(Math.ceil(32_768 / piece.length)).slice(0, 32_768);

  it.each([
    '1',
    '1 ',
    '12-',
    '(1',
    '+1 415 666 7777 ',
    'a@',
    'a.',
    'a@b.',
    '@',
    'my name is ',
    'my name is A ',
    "I'm A",
    'A ',
    'A Inc ',
    'company: A & ',
    '0 3   ',
    '\n\n',
    'Thanks,\n',
    '1\u2010',
  ])('of %j are read with bounded work', (piece) => {
    const work = { candidates: 0 };
    findContacts(fill(piece), 'US', work);
    // Each candidate looks at a few hundred characters at most.
    expect(work.candidates).toBeLessThanOrEqual(1_000);
  });

  it('do not hide what stands before them', () => {
    expect(extractContact([`kim@example.com ${fill('1-')}`]).email).toBe('kim@example.com');
  });
});
