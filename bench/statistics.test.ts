import { describe, expect, it } from 'vitest';
import { mean, percentile, summarise } from './statistics.ts';

describe('percentile', () => {
  it('takes the value itself where there is one, and goes between neighbours where there is not', () => {
    expect(percentile([30, 10, 20], 50)).toBe(20);
    expect(percentile([10, 20], 50)).toBe(15);
    expect(
      percentile(
        Array.from({ length: 101 }, (_, i) => i),
        95,
      ),
    ).toBe(95);
  });

  it('has the smallest and the largest value as its ends, also beyond 0 and 100', () => {
    expect([percentile([3, 1, 2], 0), percentile([3, 1, 2], 100), percentile([3, 1, 2], 130)]).toEqual([1, 3, 3]);
  });

  it('leaves the order of its input alone and refuses an empty one', () => {
    const values = [3, 1, 2];
    percentile(values, 50);
    expect(values).toEqual([3, 1, 2]);
    expect(() => percentile([], 50)).toThrow(RangeError);
  });
});

describe('mean and summary', () => {
  it('averages, and says 0 of nothing', () => {
    expect([mean([1, 2, 6]), mean([])]).toEqual([3, 0]);
    expect(summarise([4, 2])).toEqual({ p50: 3, p95: 3.9, count: 2 });
  });
});
