/** A question, how well the knowledge covers it, and whether it can be answered from it. */
export type Sample = { coverage: number; answerable: boolean };

/** Share of the answerable (or of the other) samples that a threshold puts on their side. */
export function rightShare(samples: Sample[], threshold: number, answerable: boolean): number {
  const asked = samples.filter((sample) => sample.answerable === answerable);
  return asked.filter(({ coverage }) => coverage >= threshold === answerable).length / Math.max(1, asked.length);
}

/** The threshold at which both shares together are largest, to two decimals. */
export function bestThreshold(samples: Sample[]): number {
  const both = (threshold: number) => rightShare(samples, threshold, true) + rightShare(samples, threshold, false);
  const steps = Array.from({ length: 101 }, (_, step) => step / 100);
  return steps.reduce((best, step) => (both(step) > both(best) ? step : best), 0);
}
