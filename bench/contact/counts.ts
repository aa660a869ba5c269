import type { Span } from './data.ts';

/** Spans that are right to the letter, spans that should not be there, and spans that were missed. */
export type Counts = { right: number; wrong: number; missed: number };

export const NO_COUNTS: Counts = { right: 0, wrong: 0, missed: 0 };

/** Compares what was found in a text with what is in it; only the same start and end count as right. */
export function countSpans(wanted: Omit<Span, 'type'>[], found: Omit<Span, 'type'>[]): Counts {
  const right = found.filter((one) => wanted.some(({ start, end }) => start === one.start && end === one.end)).length;
  return { right, wrong: found.length - right, missed: wanted.length - right };
}

export const sumOf = (counts: Counts[]): Counts =>
  counts.reduce(
    (sum, { right, wrong, missed }) => ({
      right: sum.right + right,
      wrong: sum.wrong + wrong,
      missed: sum.missed + missed,
    }),
    NO_COUNTS,
  );

/** Of what was found, the share that is right; null when nothing was found. */
export const precisionOf = ({ right, wrong }: Counts): number | null =>
  right + wrong === 0 ? null : right / (right + wrong);

/** Of what there is, the share that was found; null when there is nothing. */
export const recallOf = ({ right, missed }: Counts): number | null =>
  right + missed === 0 ? null : right / (right + missed);

export const percent = (share: number | null): string => (share === null ? '' : `${(share * 100).toFixed(1)} %`);
