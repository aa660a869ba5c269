import { describe, expect, it } from 'vitest';
import { humanDuration, humanTime, humanWait } from './time';

const at = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute).getTime();

describe('humanTime', () => {
  const now = at(20, 15);
  it.each([
    [now - 5_000, 'Just now'],
    [now + 90_000, 'Just now'],
    [now - 4 * 60_000 - 1, '4 min ago'],
    [at(20, 10, 42), '10:42'],
    [at(19, 23, 59), '19 Nov, 23:59'],
    [at(3, 9, 5), '3 Nov, 9:05'],
  ])('%s is %s', (then, text) => {
    expect(humanTime(then, now, 'en-GB')).toBe(text);
  });
});

describe('durations', () => {
  it('carry their unit', () => {
    expect([0, 3_200, 99_000, 100_000, 12 * 60_000].map(humanWait)).toEqual(['1 s', '4 s', '99 s', '2 min', '12 min']);
    expect([340.4, 999, 1240].map(humanDuration)).toEqual(['340 ms', '999 ms', '1.2 s']);
  });
});
