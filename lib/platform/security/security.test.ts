import { expect, test } from 'vitest';
import { clientAddress } from './client-address';
import { contentSecurityPolicy } from './csp';
import { staticHeaders } from './headers';
import { fromOwnSite } from './own-site';
import { sameSitePath } from './same-site-path';

test.each<[Record<string, string>, boolean]>([
  [{ 'sec-fetch-site': 'same-origin' }, true],
  [{ 'sec-fetch-site': 'none' }, true],
  [{ 'sec-fetch-site': 'same-site', origin: 'https://app.example' }, false],
  [{ 'sec-fetch-site': 'cross-site' }, false],
  [{ origin: 'http://app.example:3000', host: 'app.example:3000' }, true],
  [{ origin: 'https://app.example', host: '10.0.0.5:3000', 'x-forwarded-host': 'app.example' }, true],
  [{ origin: 'http://other.example', host: 'app.example' }, false],
  [{ origin: 'null', host: 'app.example' }, false],
  [{ host: 'app.example' }, true],
])('a request with %j is from our own site: %s', (headers, expected) => {
  expect(fromOwnSite(new Headers(headers))).toBe(expected);
});

test('only what the nearest proxy wrote counts as the address', () => {
  expect(clientAddress(new Headers({ 'x-forwarded-for': '1.1.1.1, 10.0.0.9 ' }))).toBe('10.0.0.9');
  expect(clientAddress(new Headers({ 'x-forwarded-for': '2001:db8::1' }))).toBe('2001:db8::1');
  expect(clientAddress(new Headers())).toBe('unknown');
});

test('a page runs no inline code without the nonce, and eval only in development', () => {
  const policy = contentSecurityPolicy('abc', false);
  expect(policy).toContain("script-src 'self' 'nonce-abc';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe-eval');
  expect(contentSecurityPolicy('abc', true)).toContain("'unsafe-eval'");
});

test('strict transport is asked for only where the request came over TLS', () => {
  const rule = staticHeaders.find(({ headers }) => headers.some(({ key }) => key === 'strict-transport-security'));
  expect(rule?.has).toEqual([{ type: 'header', key: 'x-forwarded-proto', value: 'https' }]);
});

test.each([
  ['/transcripts?q=a b&label=x', '/transcripts?q=a%20b&label=x'],
  ['/inbox/../settings', '/settings'],
  ['//evil.example', '/inbox'],
  ['/\\evil.example', '/inbox'],
  ['/\t/evil.example', '/inbox'],
  ['/.//evil.example', '/inbox'],
  ['/a/..//evil.example', '/inbox'],
  ['/%2e//evil.example', '/inbox'],
  ['https://evil.example/', '/inbox'],
  ['javascript:alert(1)', '/inbox'],
  ['', '/inbox'],
  [null, '/inbox'],
])('redirect target %j leads to %s', (given, expected) => {
  expect(sameSitePath(given, '/inbox')).toBe(expected);
});
