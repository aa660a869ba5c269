import { beforeAll, expect, it } from 'vitest';
import { useDatabase } from '@/tests/support/lib-env';
import { isAllowedPrivate } from './private-sites';

beforeAll(() =>
  useDatabase(
    {
      url: 'http://127.0.0.1:1',
      publishableKey: 'publishable-key',
      secretKey: 'a-secret-key',
      jwtSecret: 'j'.repeat(40),
    },
    { HALFSECOND_PRIVATE_SITES: 'Intranet.local, 10.0.0.5:8080, acme=10.0.0.6:9000, acme=wiki.local,[::1]:81' },
  ),
);

it.each([
  ['http://intranet.local/', 'any', true],
  ['https://intranet.local/a', 'any', true],
  ['http://intranet.local:5432/', 'any', false],
  ['http://10.0.0.5:8080/', 'any', true],
  ['http://10.0.0.5/', 'any', false],
  ['http://10.0.0.6:9000/', 'acme', true],
  ['http://10.0.0.6:9000/', 'globex', false],
  ['https://wiki.local/', 'acme', true],
  ['https://wiki.local/', 'globex', false],
  ['http://[::1]:81/', 'any', true],
  ['http://[::1]/', 'any', false],
  ['http://other.local/', 'any', false],
])('%s may be read by %s: %s', (address, company, allowed) => {
  expect(isAllowedPrivate(new URL(address), company)).toBe(allowed);
});
