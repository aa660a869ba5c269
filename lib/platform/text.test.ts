import { expect, test } from 'vitest';
import { firstOf, isStorable, storablePieces } from './text';

test('what the database cannot keep is not storable', () => {
  expect(isStorable('Grüße 🎁')).toBe(true);
  expect(isStorable('a\0b')).toBe(false);
  expect(isStorable('a\ud83d')).toBe(false);
});

test('a cut never leaves half a character behind', () => {
  expect(firstOf('ab🎁', 3)).toBe('ab');
  expect(firstOf('ab🎁', 4)).toBe('ab🎁');
  expect(firstOf('abc', 2)).toBe('ab');
});

test('pieces that were cut inside a character come out whole', () => {
  const clean = storablePieces();
  expect(['Gift \ud83c', '\udf81 ca', 'r\0d'].map(clean)).toEqual(['Gift ', '🎁 ca', 'rd']);
  expect(['\udf81x', 'end\ud83c'].map(clean)).toEqual(['\ufffdx', 'end']);
});
