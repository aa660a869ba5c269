import { describe, expect, it } from 'vitest';
import { contactLeft } from './contact-left';

describe('contactLeft', () => {
  it.each([
    ['My e-mail address: jo@example.com', 'jo@example.com', null, ''],
    ['My e-mail address: jo@example.com\nMy name is Jo Marsh', 'jo@example.com', null, ''],
    ['my email is jo@acme.com', 'jo@acme.com', null, ''],
    ['Hi, please call me at +1 415 200 7788. Thanks', null, '+1 415 200 7788', ''],
    ['Can you call me at +1 415 200 7788?', null, '+1 415 200 7788', ''],
    ['Meine E-Mail ist jo@example.de', 'jo@example.de', null, ''],
    [
      'We want to buy 60 tents, can you quote? call me at +1 415 200 7788 or sam@acme.com',
      'sam@acme.com',
      '+1 415 200 7788',
      'We want to buy 60 tents, can you quote?',
    ],
    ['How long does delivery take? My mail is jo@acme.com.', 'jo@acme.com', null, 'How long does delivery take?'],
    ['How long does delivery take and my mail is jo@acme.com', 'jo@acme.com', null, 'How long does delivery take'],
  ])('%j', (text, email, phone, rest) => {
    expect(contactLeft(text)).toEqual({ email, phone, rest });
  });

  it.each(['Where is my parcel?', 'My order 0012345678 is late'])('finds none in %j', (text) => {
    expect(contactLeft(text)).toBeNull();
  });
});
