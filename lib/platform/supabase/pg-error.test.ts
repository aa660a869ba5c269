import { expect, test } from 'vitest';
import { fromPgError } from './pg-error';

test.each([
  ['PT404', 'not-found'],
  ['42501', 'forbidden'],
  ['23505', 'conflict'],
  ['23514', 'unprocessable'],
  // Bad text, half a character in JSON, the 31st of February: the caller's mistake, not an outage.
  ['22P05', 'bad-request'],
  ['22P02', 'bad-request'],
  ['22008', 'bad-request'],
  ['22001', 'unprocessable'],
  ['57014', 'unavailable'],
  ['PGRST003', 'unavailable'],
  ['', 'unavailable'],
  [undefined, 'unavailable'],
])('%s becomes %s', (code, expected) => {
  const error = fromPgError({ ...(code === undefined ? {} : { code }), message: 'invalid input: secret-value' });
  expect(error.code).toBe(expected);
  expect(error.retryAfterSeconds).toBe(expected === 'unavailable' ? 2 : undefined);
  if (!code?.startsWith('PT')) expect(error.message).not.toContain('secret-value');
});
