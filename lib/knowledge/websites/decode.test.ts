import { expect, it } from 'vitest';
import { decodeText } from './decode';

const latin = Buffer.from('<meta charset=iso-8859-1><p>Größe</p>', 'latin1');

it.each([
  ['the header', Buffer.from('Größe', 'latin1'), 'text/html; charset=ISO-8859-1'],
  ['the page', latin, 'text/html'],
  ['nobody', Buffer.from('Größe'), 'text/html'],
  ['a wrong name', Buffer.from('Größe'), 'text/html; charset=none-such'],
  ['its mark', Buffer.from('\ufeffGröße', 'utf16le'), 'text/html; charset=utf-8'],
])('reads the encoding that %s tells', (_, bytes, type) => {
  expect(decodeText(bytes, type)).toContain('Größe');
});

it('gives only what can be stored', () => {
  const text = decodeText(Buffer.from([0x41, 0x00, 0xff, 0x42]), 'text/plain');
  expect(text).toBe('A\ufffd\ufffdB');
});
