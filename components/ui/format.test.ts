import { expect, test } from 'vitest';
import { formatAgo, formatCount, formatDuration, formatMoney, formatShare } from './format';

test.each([
  [0, '0 ms'],
  [0.4, '0.4 ms'],
  [9.96, '10 ms'],
  [340.4, '340 ms'],
  [999.6, '1.0 s'],
  [1234, '1.2 s'],
  [59_960, '1 min'],
  [125_000, '2 min 5 s'],
])('%d ms reads %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

test.each([
  [0, '$0'],
  [3, '< $0.0001'],
  [2100, '$0.0021'],
  [99_000, '$0.0990'],
  [340_000, '$0.34'],
  [12_500_000, '$12.50'],
])('%d micro-dollars read %s', (micros, text) => expect(formatMoney(micros)).toBe(text));

test.each([
  [812, '812'],
  [1000, '1,000'],
  [12_400, '12.4k'],
  [100_000, '100k'],
  [999_960, '1M'],
  [3_100_000, '3.1M'],
])('a count of %d reads %s', (count, text) => expect(formatCount(count)).toBe(text));

test.each([
  [0, '0%'],
  [0.042, '4.2%'],
  [0.0996, '10%'],
  [0.864, '86%'],
  [1, '100%'],
])('a share of %d reads %s', (share, text) => expect(formatShare(share)).toBe(text));

test.each([
  [0, 'now'],
  [59, '59 min'],
  [61, '1 h'],
  [60 * 25, '1 d'],
  [60 * 24 * 8, '12 Nov 2026'],
])('%d minutes ago reads %s', (minutes, text) => {
  const now = new Date('2026-11-20T12:00:00Z');
  expect(formatAgo(new Date(now.getTime() - minutes * 60_000), now)).toBe(text);
});
