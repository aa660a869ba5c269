import { APICallError } from '@ai-sdk/provider';
import { describe, expect, it } from 'vitest';
import { judgeFault, NoTextError, retryAfterMs, SilentModelError } from './fault';

const answered = (statusCode: number, responseHeaders: Record<string, string> = {}) =>
  new APICallError({ message: 'no', url: 'https://x', requestBodyValues: {}, statusCode, responseHeaders });

const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });

describe('judgeFault', () => {
  it.each([
    ['a server error', answered(500), { retryable: true, blames: 'provider', wholeLane: false }],
    ['an overload that says when', answered(503, { 'retry-after': '3' }), { retryable: true, retryAfterMs: 3000 }],
    ['a timeout', answered(408), { retryable: true, blames: 'provider' }],
    ['a limit that says when', answered(429, { 'retry-after': '7' }), { blames: 'wait', retryAfterMs: 7000 }],
    ['a limit that does not', answered(429), { retryable: true, blames: 'provider', retryAfterMs: null }],
    ['a refused key', answered(401), { retryable: false, blames: 'provider', wholeLane: true }],
    ['a model that does not exist', answered(404), { retryable: false, blames: 'request', wholeLane: false }],
    ['a request that is too long', answered(400), { retryable: false, blames: 'request' }],
    ['a page instead of an answer', answered(200), { retryable: false, blames: 'provider' }],
    [
      'no connection',
      new Error('fetch failed', { cause: new AggregateError([refused]) }),
      { retryable: true, blames: 'provider', wholeLane: true },
    ],
    ['silence', new SilentModelError('nothing'), { retryable: false, blames: 'provider', wholeLane: false }],
    ['an empty answer', new NoTextError(), { retryable: false, blames: 'request' }],
    [
      'an address in our network',
      Object.assign(new Error('private'), { code: 'PRIVATE_ADDRESS' }),
      { retryable: false, blames: 'request', wholeLane: true },
    ],
    ['something else', 'a string', { retryable: false, blames: 'provider' }],
  ])('knows %s', (_, error, fault) => {
    expect(judgeFault(error)).toMatchObject(fault);
  });
});

describe('retryAfterMs', () => {
  const now = Date.parse('2026-11-20T10:00:00Z');

  it.each([
    [{ 'retry-after': '7' }, 7_000],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': 'Fri, 20 Nov 2026 10:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Fri, 20 Nov 2026 09:00:00 GMT' }, 0],
    [{ 'retry-after-ms': '250', 'retry-after': '1' }, 250],
    [{ 'retry-after': 'soon' }, null],
    [{ 'retry-after': '-3' }, 0],
    [{}, null],
  ] as [Record<string, string>, number | null][])('reads %j', (headers, expected) => {
    expect(retryAfterMs(headers, now)).toBe(expected);
  });
});
