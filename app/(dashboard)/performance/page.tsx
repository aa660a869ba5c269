import type { Metadata } from 'next';
import Link from 'next/link';
import { Suspense } from 'react';
import { TimeSeries } from '@/components/charts/time-series';
import { Bottleneck } from '@/components/performance/bottleneck';
import { Operations } from '@/components/performance/operations';
import { BEFORE, RangeTabs } from '@/components/performance/range-tabs';
import { SlowestTurns } from '@/components/performance/slowest';
import { Tiles } from '@/components/performance/tiles';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Skeleton } from '@/components/ui/skeleton';
import type { SearchParams } from '@/lib/conversations/filters';
import { loadPerformance, type Performance } from '@/lib/performance/loaders';
import type { RangeName, SeriesPoint } from '@/lib/performance/schema';

export const metadata: Metadata = { title: 'Performance' };

const card = 'rounded-card border border-line bg-surface p-4';

export default async function PerformancePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { period, performance } = await loadPerformance((await searchParams).range);
  return (
    <div className="mx-auto grid max-w-[1240px] grid-cols-1 gap-4 px-4 py-5 md:px-6">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h1>Performance</h1>
        <RangeTabs active={period.name} />
      </div>
      <Suspense key={period.name} fallback={<Waiting />}>
        <Figures range={period.name} performance={performance} />
      </Suspense>
    </div>
  );
}

async function Figures({ range, performance }: { range: RangeName; performance: Promise<Performance> }) {
  const { report, previous, points, bottleneck } = await performance;
  if (report.totals.turns === 0) {
    return (
      <EmptyState
        title="No answers in this time"
        action={
          range === '30d' ? null : (
            <Button asChild>
              <Link href="/performance?range=30d">Look at 30 days</Link>
            </Button>
          )
        }
      >
        As soon as the assistant answers, its speed and cost show here.
      </EmptyState>
    );
  }
  return (
    <>
      <Bottleneck finding={bottleneck} before={BEFORE[range]} />
      <Tiles totals={report.totals} previous={previous} />
      <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
        <div className={card}>
          <TimeSeries title="First token" {...chartOf(points, 'firstTokenMs')} />
        </div>
        <div className={card}>
          <TimeSeries title="Whole answer" {...chartOf(points, 'totalMs')} />
        </div>
        <section className={card}>
          <h2 className="mb-2">Where the time of an average answer goes</h2>
          <Operations operations={report.operations} turns={report.measuredTurns} />
        </section>
        <section className={card}>
          <h2 className="mb-2">Slowest answers</h2>
          <SlowestTurns turns={report.slowestTurns} now={Date.now()} />
        </section>
      </div>
    </>
  );
}

function Waiting() {
  return (
    <div role="status" aria-label="Loading the figures" className="grid grid-cols-1 gap-4">
      <Skeleton className="h-6 w-2/3" />
      <Skeleton className="h-44 rounded-card" />
      <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
        <Skeleton className="h-72 rounded-card" />
        <Skeleton className="h-72 rounded-card" />
      </div>
    </div>
  );
}

/** Colours of the percentiles: from calm to what stands out. */
const LINES = [
  { label: 'p50', color: '--c-accent', key: 'p50' },
  { label: 'p95', color: '--op-open-turn', key: 'p95' },
  { label: 'p99', color: '--op-first-token', key: 'p99' },
] as const;

const chartOf = (points: SeriesPoint[], measure: 'firstTokenMs' | 'totalMs') => ({
  times: points.map(({ at }) => at),
  counts: points.map(({ turns }) => turns),
  lines: LINES.map(({ key, ...line }) => ({ ...line, values: points.map((point) => point[measure]?.[key] ?? null) })),
});
