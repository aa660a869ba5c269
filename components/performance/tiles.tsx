import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';
import { formatCount, formatDuration, formatMoney, formatShare } from '@/components/ui/format';
import type { Percentiles, Report } from '@/lib/performance/schema';

type Totals = Report['totals'];

/** The figures of a period, each beside the one before it. */
export function Tiles({ totals, previous }: { totals: Totals; previous: Totals }) {
  const share = (count: (totals: Totals) => number) => ({
    value: formatShare(totals.turns > 0 ? count(totals) / totals.turns : 0),
    before: previous.turns > 0 ? formatShare(count(previous) / previous.turns) : null,
  });
  const answers = { value: formatCount(totals.turns), before: previous.turns > 0 ? formatCount(previous.turns) : null };
  const cost = {
    value: formatMoney(totals.costMicros),
    before: previous.turns > 0 ? formatMoney(previous.costMicros) : null,
  };
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-card border border-line bg-line lg:grid-cols-12">
      <Speed name="First token" now={totals.firstTokenMs} before={previous.firstTokenMs} />
      <Speed name="Whole answer" now={totals.totalMs} before={previous.totalMs} />
      <Figure name="Answers" span="lg:col-span-2" {...answers} />
      <Figure name="Cost" span="lg:col-span-2" {...cost}>
        {totals.turns > 0 ? `${formatMoney(Math.round(totals.costMicros / totals.turns))} an answer` : null}
      </Figure>
      <Figure name="Failed" span="lg:col-span-3" {...share((t) => t.failed)}>
        {totals.failed > 0 ? `${formatCount(totals.failed)} answers` : null}
      </Figure>
      <Figure name="From a fallback" span="lg:col-span-3" {...share((t) => t.fallback)} />
      <Figure name="From the cache" span="lg:col-span-3" {...share((t) => t.cached)} />
      <Figure name="Simple questions" span="lg:col-span-3" {...share((t) => t.simple)} />
    </dl>
  );
}

function Tile({ name, span, children }: { name: string; span: string; children: ReactNode }) {
  return (
    <div className={cn('bg-surface p-4', span)}>
      <dt className="text-ink-3 text-xs">{name}</dt>
      <dd className="mt-1">{children}</dd>
    </div>
  );
}

const big = 'font-semibold text-[22px] leading-7 tracking-[-0.01em]';

function Speed({ name, now, before }: { name: string; now: Percentiles | null; before: Percentiles | null }) {
  return (
    <Tile name={`${name}, median`} span="col-span-2 lg:col-span-4">
      <span className="flex flex-wrap items-baseline gap-x-5 gap-y-1">
        <span className={big}>{now ? formatDuration(now.p50) : 'None'}</span>
        {now ? (
          <span className="flex gap-x-4 text-[13px] text-ink-2">
            <span>
              <abbr title="95 % of all within" className="text-ink-3 no-underline">
                p95
              </abbr>{' '}
              {formatDuration(now.p95)}
            </span>
            <span>
              <abbr title="99 % of all within" className="text-ink-3 no-underline">
                p99
              </abbr>{' '}
              {formatDuration(now.p99)}
            </span>
          </span>
        ) : null}
      </span>
      <span className="mt-0.5 block text-ink-3 text-xs">
        {before ? `was ${formatDuration(before.p50)}, p95 ${formatDuration(before.p95)}` : '\u00a0'}
      </span>
    </Tile>
  );
}

type FigureProps = { name: string; span: string; value: string; before: string | null; children?: ReactNode };

function Figure({ name, span, value, before, children }: FigureProps) {
  return (
    <Tile name={name} span={span}>
      <span className={big}>{value}</span>
      <span className="mt-0.5 grid text-ink-3 text-xs">
        {children ? <span>{children}</span> : null}
        <span>{before === null ? '\u00a0' : `was ${before}`}</span>
      </span>
    </Tile>
  );
}
