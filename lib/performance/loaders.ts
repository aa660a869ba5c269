import 'server-only';
import { pageContext } from '@/lib/companies/loaders';
import { findBottleneck } from './bottleneck';
import { readReport } from './data';
import { fillSeries, parsePeriod } from './period';
import type { Bottleneck, Period, Report, SeriesPoint } from './schema';

/** The performance page for the range in the URL, beside the equally long period before it. Admins only. */
export async function loadPerformance(range: string | string[] | undefined): Promise<{
  period: Period;
  report: Report;
  previous: Report['totals'];
  points: SeriesPoint[];
  bottleneck: Bottleneck | null;
}> {
  const ctx = await pageContext('admin');
  const period = parsePeriod(range, new Date());
  const [report, previous] = await Promise.all([
    readReport(ctx, period.from, period.to, period.bucketSeconds),
    readReport(ctx, period.previousFrom, period.from, period.bucketSeconds),
  ]);
  return {
    period,
    report,
    previous: previous.totals,
    points: fillSeries(report, period),
    bottleneck: findBottleneck(report, previous),
  };
}
