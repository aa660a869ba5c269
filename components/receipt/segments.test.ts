import { describe, expect, it } from 'vitest';
import { layOut, segmentsOf } from './segments';

const op = (name: string, startedMs: number, durationMs: number) => ({ name, startedMs, durationMs });

describe('the segments of a receipt', () => {
  it('follow the operations in order, with the time that nobody timed left blank', () => {
    expect(segmentsOf([op('plan', 0, 10), op('stream', 15, 85)], 100)).toEqual([
      { name: 'plan', fromMs: 0, toMs: 10 },
      { name: null, fromMs: 10, toMs: 15 },
      { name: 'stream', fromMs: 15, toMs: 100 },
    ]);
  });

  it('give time that two operations share to the one that the answer waited for', () => {
    expect(segmentsOf([op('open-turn', 0, 40), op('search-knowledge', 0, 90), op('stream', 90, 10)], 100)).toEqual([
      { name: 'search-knowledge', fromMs: 0, toMs: 90 },
      { name: 'stream', fromMs: 90, toMs: 100 },
    ]);
  });

  it('cover the whole time exactly once, also when an operation runs past the end', () => {
    const segments = segmentsOf([op('a', 5, 20), op('b', 10, 30), op('settle', 38, 50)], 60);
    expect(segments[0]?.fromMs).toBe(0);
    expect(segments.at(-1)?.toMs).toBe(60);
    for (const [index, segment] of segments.entries()) {
      expect(segment.fromMs).toBe(index === 0 ? 0 : segments[index - 1]?.toMs);
    }
  });

  it('are one blank when nothing was timed', () => {
    expect(segmentsOf([], 12)).toEqual([{ name: null, fromMs: 0, toMs: 12 }]);
  });
});

describe('the bar', () => {
  it('is full, and its lengths are the times', () => {
    const { slices } = layOut(segmentsOf([op('plan', 0, 25), op('stream', 25, 75)], 100));
    expect(slices.map(({ start, width }) => [start, width])).toEqual([
      [0, 25],
      [25, 75],
    ]);
  });

  it('keeps a very short operation wide enough to be seen', () => {
    const { slices } = layOut(segmentsOf([op('plan', 0, 1), op('stream', 1, 9999)], 10_000));
    expect(slices[0]?.width).toBeGreaterThan(0.5);
    expect(slices.reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(100);
  });

  it('puts a moment inside its own segment', () => {
    const { slices, place } = layOut(segmentsOf([op('plan', 0, 1), op('stream', 1, 9999)], 10_000));
    expect(place(1)).toBeCloseTo(slices[1]?.start ?? 0);
    expect(place(0)).toBe(0);
    expect(place(20_000)).toBe(100);
  });
});
