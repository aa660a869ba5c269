import 'server-only';
import type { MemberCtx } from '@/lib/companies/context';
import { pageContext } from '@/lib/companies/loaders';
import { findBottleneck } from './bottleneck';
import { readComparison, readReport } from './data';
import { fillSeries, parsePeriod } from './period';
import type { Bottleneck, Period, Report, SeriesPoint } from './schema';

export type Performance = {
  report: Report;
  previous: Report['totals'];
  points: SeriesPoint[];
  bottleneck: Bottleneck | null;
};

/**
 * The performance page for the range in the URL. Admins only: that is settled when this resolves, so the page may
 * begin to answer while `performance`, the figures beside those of the equally long period before, is still read.
 */
export async function loadPerformance(
  range: string | string[] | undefined,
): Promise<{ period: Period; performance: Promise<Performance> }> {
  const ctx = await pageContext('admin');
  const period = parsePeriod(range, new Date());
  return { period, performance: readPerformance(ctx, period) };
}

async function readPerformance(ctx: MemberCtx, period: Period): Promise<Performance> {
  const [report, previous] = await Promise.all([
    readReport(ctx, period.from, period.to, period.bucketSeconds),
    readComparison(ctx, period.previousFrom, period.from),
  ]);
  return {
    report,
    previous: previous.totals,
    points: fillSeries(report, period),
    bottleneck: findBottleneck(report, previous),
  };
}
