import { describe, expect, it } from 'vitest';
import { fillSeries, parsePeriod } from './period';
import type { Report } from './schema';

const now = new Date('2026-11-20T09:12:30Z');

describe('the period in the URL', () => {
  it('ends with the bucket that is running and has an equally long one before it', () => {
    const period = parsePeriod('24h', now);
    expect(period.to.toISOString()).toBe('2026-11-20T09:30:00.000Z');
    expect(period.from.toISOString()).toBe('2026-11-19T09:30:00.000Z');
    expect(period.previousFrom.toISOString()).toBe('2026-11-18T09:30:00.000Z');
  });

  it('includes a turn of this very moment when that is the edge of a bucket', () => {
    const edge = new Date('2026-11-20T09:30:00Z');
    expect(parsePeriod('24h', edge).to.getTime()).toBeGreaterThan(edge.getTime());
  });

  it('is the last day for anything unknown', () => {
    expect(parsePeriod('year', now).name).toBe('24h');
    expect(parsePeriod(['7d', '1h'], now).name).toBe('24h');
    expect(parsePeriod(undefined, now).name).toBe('24h');
  });
});

describe('the chart', () => {
  it.each([
    ['1h', 60],
    ['24h', 48],
    ['7d', 56],
    ['30d', 30],
  ])('divides %s into %i buckets', (name, buckets) => {
    const period = parsePeriod(name, now);
    expect(fillSeries({ series: [] } as unknown as Report, period)).toHaveLength(buckets);
  });

  it('puts each measured bucket in its place and says nothing for the others', () => {
    const period = parsePeriod('1h', now);
    const firstTokenMs = { p50: 1, p95: 2, p99: 3 };
    const series = [{ at: '2026-11-20T09:11:00+00:00', turns: 4, failed: 1, firstTokenMs, totalMs: null }];
    const points = fillSeries({ series } as unknown as Report, period);
    expect(points.at(-2)).toEqual({
      at: Date.parse('2026-11-20T09:11:00Z') / 1000,
      turns: 4,
      failed: 1,
      firstTokenMs,
      totalMs: null,
    });
    expect(points.filter((point) => point.turns === 0 && point.firstTokenMs === null)).toHaveLength(59);
  });
});
