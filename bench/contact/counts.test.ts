import { describe, expect, it } from 'vitest';
import { agreementOf } from './agreement.ts';
import { countSpans, precisionOf, recallOf, sumOf } from './counts.ts';

describe('counting spans', () => {
  it('takes only the same start and end for right', () => {
    const wanted = [
      { start: 0, end: 5 },
      { start: 9, end: 12 },
    ];
    const found = [
      { start: 0, end: 5 },
      { start: 9, end: 11 },
      { start: 20, end: 22 },
    ];
    const counts = countSpans(wanted, found);
    expect(counts).toEqual({ right: 1, wrong: 2, missed: 1 });
    expect(precisionOf(counts)).toBeCloseTo(1 / 3);
    expect(recallOf(sumOf([counts, { right: 2, wrong: 0, missed: 0 }]))).toBeCloseTo(3 / 4);
  });

  it('knows no share of nothing', () => {
    expect(precisionOf(countSpans([], []))).toBeNull();
    expect(recallOf(countSpans([], []))).toBeNull();
  });
});

describe('agreement with people', () => {
  it('is whole for the same judgement and none for the opposite', () => {
    const ratings = [-0.8, -0.3, 0, 0.4, 0.9];
    expect(agreementOf(ratings, ratings)).toMatchObject({ correlation: expect.closeTo(1), right: 1, f1: 1 });
    const opposite = ratings.map((rating) => -rating);
    expect(agreementOf(opposite, ratings)).toMatchObject({ correlation: expect.closeTo(-1), right: 0.2 });
  });
});
