'use client';
import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatDuration } from '@/components/ui/format';
import type { Line } from './time-series';

const HEIGHT = 200;
const DAY = 24 * 3600;

/** The drawing itself. It follows its width and the theme, and names the values under the pointer above the lines. */
export default function Plot({ times, lines }: { times: number[]; lines: Line[] }) {
  const place = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<number | null>(null);
  const theme = useTheme();

  useEffect(() => {
    const box = place.current;
    if (!box) return;
    const style = getComputedStyle(box);
    const color = (name: string) => style.getPropertyValue(name).trim();
    const font = `11px ${style.fontFamily}`;
    const axis = { stroke: color('--c-ink-3'), font, ticks: { show: false }, border: { show: false } };
    const plot = new uPlot(
      {
        width: box.clientWidth,
        height: HEIGHT,
        padding: [8, 4, 0, 0],
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
        scales: { y: { range: (_plot, _min, max) => [0, Math.max(max * 1.1, 1)] } },
        axes: [
          { ...axis, size: 24, grid: { show: false }, values: (_plot, splits) => labelsOf(splits, times) },
          {
            ...axis,
            size: 56,
            grid: { stroke: color('--c-line'), width: 1 },
            values: (_plot, splits) => splits.map((ms) => formatDuration(ms)),
          },
        ],
        series: [
          {},
          ...lines.map(({ label, color: name }) => ({
            label,
            stroke: color(name),
            width: 1.5,
            // A time without answers is a gap: a line across it would claim figures that nobody measured.
            spanGaps: false,
            points: { show: true, size: 4, fill: color(name) },
          })),
        ],
        hooks: { setCursor: [({ cursor }) => setAt(cursor.idx ?? null)] },
      },
      [times, ...lines.map(({ values }) => values)],
      box,
    );
    const resized = new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height: HEIGHT }));
    resized.observe(box);
    return () => {
      resized.disconnect();
      plot.destroy();
    };
  }, [times, lines, theme]);

  return (
    <div aria-hidden className="min-h-[228px]">
      <p className="mt-1 flex h-5 flex-wrap gap-x-4 overflow-hidden text-ink-3 text-xs">
        {lines.map(({ label, color, values }) => {
          const value = at === null ? null : values[at];
          return (
            <span key={label} className="flex items-center gap-1.5">
              <svg aria-hidden width="10" height="3">
                <rect width="10" height="3" fill={`var(${color})`} />
              </svg>
              {label}
              {value == null ? null : <span className="text-ink">{formatDuration(value)}</span>}
            </span>
          );
        })}
        {at !== null && times[at] !== undefined ? (
          <span className="ml-auto">{full.format(times[at] * 1000)}</span>
        ) : null}
      </p>
      <div ref={place} />
    </div>
  );
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const full = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** Clock times within two days, dates beyond. */
function labelsOf(splits: number[], times: number[]): string[] {
  const span = (times.at(-1) ?? 0) - (times[0] ?? 0);
  const format = span > 2 * DAY ? day : clock;
  return splits.map((at, index) => {
    const label = format.format(at * 1000);
    return index > 0 && label === format.format((splits[index - 1] ?? 0) * 1000) ? '' : label;
  });
}

/** Counts the changes of the theme, by the reader's choice or the system's. */
function useTheme(): number {
  const [changes, setChanges] = useState(0);
  useEffect(() => {
    const changed = () => setChanges((count) => count + 1);
    const system = window.matchMedia('(prefers-color-scheme: dark)');
    const choice = new MutationObserver(changed);
    system.addEventListener('change', changed);
    choice.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => {
      system.removeEventListener('change', changed);
      choice.disconnect();
    };
  }, []);
  return changes;
}
