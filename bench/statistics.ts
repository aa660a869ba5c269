/** The few statistics that the tables show. */

/**
 * The value below which so many percent of the values lie, interpolated between neighbours.
 * @param percent 0 to 100
 * @throws RangeError without values
 */
export function percentile(values: readonly number[], percent: number): number {
  if (values.length === 0) throw new RangeError('A percentile needs at least one value.');
  const sorted = [...values].sort((a, b) => a - b);
  const position = (Math.min(Math.max(percent, 0), 100) / 100) * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] ?? 0;
  const high = sorted[Math.ceil(position)] ?? low;
  return low + (high - low) * (position - below);
}

/** The arithmetic mean; 0 without values. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** p50 and p95 of durations in milliseconds, and how many there were. */
export type Summary = { p50: number; p95: number; count: number };

/** @throws RangeError without values */
export function summarise(values: readonly number[]): Summary {
  return { p50: percentile(values, 50), p95: percentile(values, 95), count: values.length };
}
