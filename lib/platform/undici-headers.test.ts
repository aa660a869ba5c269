import { expect, test } from 'vitest';
import { toHeaders } from './undici-headers';

test('a header that came several times keeps all its values, one that is not there stays away', () => {
  const headers = toHeaders({ 'content-type': 'text/plain', 'set-cookie': ['a=1', 'b=2'], etag: undefined });
  expect(headers.get('Content-Type')).toBe('text/plain');
  expect(headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(headers.has('etag')).toBe(false);
});
