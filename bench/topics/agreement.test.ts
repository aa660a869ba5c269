import { describe, expect, it } from 'vitest';
import { agreementOf } from './agreement';

describe('agreement of groups with labels', () => {
  it('is 1 for the same partition', () => {
    expect(
      agreementOf([
        ['a', 'a'],
        ['b', 'b', 'b'],
      ]),
    ).toEqual({ groups: 2, purity: 1, index: 1, together: 1 });
  });

  it('counts what a group mixes and what it tears apart', () => {
    // The figures of Hubert and Arabie's formula by hand: 1 pair together in both, 4 by group, 6 by label, 15 in all.
    const { purity, index, together } = agreementOf([['a', 'a', 'b'], ['a', 'b'], ['b']]);
    expect(purity).toBeCloseTo(4 / 6, 5);
    expect(index).toBeCloseTo((1 - 1.6) / (5 - 1.6), 5);
    expect(together).toBeCloseTo(5 / 6, 5);
  });

  it('is near 0 for what has nothing to do with the labels', () => {
    const labels = Array.from({ length: 400 }, (_, at) => String(at % 4));
    const groups = [0, 1, 2, 3].map((part) => labels.filter((_, at) => Math.floor(at / 4) % 4 === part));
    expect(Math.abs(agreementOf(groups).index)).toBeLessThan(0.02);
  });
});
