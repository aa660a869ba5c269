'use client';
import dynamic from 'next/dynamic';
import { formatCount, formatDuration } from '@/components/ui/format';

/** One line of a chart; a null is a time at which nothing was measured. */
export type Line = { label: string; color: string; values: (number | null)[] };

type Props = {
  title: string;
  /** Seconds since 1970, one for each value. */
  times: number[];
  /** Milliseconds. */
  lines: Line[];
  counts: number[];
};

const Plot = dynamic(() => import('./plot'), {
  ssr: false,
  loading: () => <div className="h-[228px] animate-skeleton rounded-control bg-hover" />,
});

/** Durations over time as a line chart, with the same figures as a table behind it. */
export function TimeSeries({ title, times, lines, counts }: Props) {
  return (
    <figure className="min-w-0">
      <figcaption>
        <h2>{title}</h2>
      </figcaption>
      <Plot times={times} lines={lines} />
      <details className="mt-2 text-[13px]">
        <summary className="w-fit cursor-pointer rounded-control text-ink-3 text-xs hover:text-ink-2">
          Figures as a table
        </summary>
        <div className="mt-2 max-h-72 overflow-auto rounded-card border border-line">
          <table className="w-full border-collapse text-right">
            <thead className="sticky top-0 bg-surface text-ink-3 text-xs">
              <tr>
                <th scope="col" className="px-3 py-1.5 text-left font-medium">
                  From (UTC)
                </th>
                <th scope="col" className="px-3 py-1.5 font-medium">
                  Answers
                </th>
                {lines.map(({ label }) => (
                  <th key={label} scope="col" className="px-3 py-1.5 font-medium">
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {times.map((time, index) =>
                counts[index] ? (
                  <tr key={time} className="border-line border-t">
                    <th scope="row" className="whitespace-nowrap px-3 py-1 text-left font-normal text-ink-2">
                      {moment.format(time * 1000)}
                    </th>
                    <td className="px-3 py-1">{formatCount(counts[index])}</td>
                    {lines.map(({ label, values }) => (
                      <td key={label} className="whitespace-nowrap px-3 py-1">
                        {values[index] == null ? 'None' : formatDuration(values[index])}
                      </td>
                    ))}
                  </tr>
                ) : null,
              )}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

const moment = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});
