import { expect, test } from 'vitest';
import { slugOf } from './slug';

test.each([
  ['Acme', 'acme'],
  ['  Café Größe & Söhne GmbH ', 'cafe-grosse-sohne-gmbh'],
  ["Ada's Tools", 'adas-tools'],
  ['日本語', 'company'],
  ['---', 'company'],
  ['x'.repeat(200), 'x'.repeat(40)],
  [`${'a'.repeat(39)} b`, 'a'.repeat(39)],
])('%j becomes %s', (name, slug) => {
  expect(slugOf(name)).toBe(slug);
  // What the database accepts, with room for a suffix.
  expect(slugOf(name)).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/);
});
