import { type Period, type Report, rangeSchema, type SeriesPoint } from './schema';

const HOUR = 3600;
const RANGES = {
  '1h': { seconds: HOUR, bucketSeconds: 60 },
  '24h': { seconds: 24 * HOUR, bucketSeconds: 1800 },
  '7d': { seconds: 7 * 24 * HOUR, bucketSeconds: 3 * HOUR },
  '30d': { seconds: 30 * 24 * HOUR, bucketSeconds: 24 * HOUR },
} as const;

/**
 * The period that the URL asks for; anything unknown is the last 24 hours. It ends with the bucket that `now` is in,
 * so that the chart's buckets stay where they are when the page is read again.
 */
export function parsePeriod(value: string | string[] | undefined, now: Date): Period {
  const name = rangeSchema.safeParse(value).data ?? '24h';
  const { seconds, bucketSeconds } = RANGES[name];
  const to = Math.ceil((now.getTime() + 1) / 1000 / bucketSeconds) * bucketSeconds;
  return {
    name,
    from: new Date((to - seconds) * 1000),
    to: new Date(to * 1000),
    previousFrom: new Date((to - 2 * seconds) * 1000),
    bucketSeconds,
  };
}

/** The report's series with the empty buckets put in. */
export function fillSeries(report: Report, period: Period): SeriesPoint[] {
  const known = new Map(report.series.map((point) => [Math.round(Date.parse(point.at) / 1000), point]));
  const points: SeriesPoint[] = [];
  for (let at = period.from.getTime() / 1000; at < period.to.getTime() / 1000; at += period.bucketSeconds) {
    const { turns = 0, failed = 0, firstTokenMs = null, totalMs = null } = known.get(at) ?? {};
    points.push({ at, turns, failed, firstTokenMs, totalMs });
  }
  return points;
}
