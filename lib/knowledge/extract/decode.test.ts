import { expect, it } from 'vitest';
import { decodeFetched } from './decode.ts';

const latin = Buffer.from('<meta charset=iso-8859-1><p>Größe</p>', 'latin1');

it.each([
  ['the header', Buffer.from('Größe', 'latin1'), 'text/html; charset=ISO-8859-1'],
  ['the page', latin, 'text/html'],
  ['nobody', Buffer.from('Größe'), 'text/html'],
  ['a wrong name', Buffer.from('Größe'), 'text/html; charset=none-such'],
  ['its mark', Buffer.from('\ufeffGröße', 'utf16le'), 'text/html; charset=utf-8'],
])('reads the encoding that %s tells', (_, bytes, type) => {
  expect(decodeFetched(bytes, type)).toContain('Größe');
});

it('gives only what can be stored', () => {
  const text = decodeFetched(Buffer.from([0x41, 0x00, 0xff, 0x42]), 'text/plain');
  expect(text).toBe('A\ufffd\ufffdB');
});

it('a page of bytes that says it is UTF-16 is not', () => {
  const page = Buffer.from('<meta charset="utf-16"><p>Größe</p>');
  expect(decodeFetched(page, 'text/html')).toContain('Größe');
});
