import { describe, expect, it } from 'vitest';
import { toIso } from './timestamps.ts';

describe('toIso', () => {
  it.each([
    ['2026-11-20 07:27:45+00', '2026-11-20T07:27:45+00:00'],
    ['2026-11-20 07:27:45.123456+00', '2026-11-20T07:27:45.123456+00:00'],
    ['2026-11-20 07:27:45.1+05:30', '2026-11-20T07:27:45.1+05:30'],
    ['2026-11-20 07:27:45', '2026-11-20T07:27:45'],
    ['infinity', 'infinity'],
    ['0044-03-15 12:00:00+00 BC', '0044-03-15 12:00:00+00 BC'],
  ])('%s becomes %s', (given, expected) => {
    expect(toIso(given)).toBe(expected);
  });
});
