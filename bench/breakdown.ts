/** Where the time to the first token goes, read from receipts: the database, the model, the way there, and the rest. */
import type { Receipt } from '../lib/chat/schema.ts';
import { explainedShare } from '../lib/platform/trace.ts';
import type { Sample } from './load.ts';
import { mean, percentile } from './statistics.ts';

type Operation = Receipt['operations'][number];

/** Which of a turn's operations wait for the database, and which for the model. */
const DATABASE = new Set(['open-turn', 'search-knowledge', 'settle']);
const MODEL = new Set(['connect-model', 'first-token']);

/** Means in milliseconds; they add up to `firstText`. */
export type FirstTokenParts = {
  firstText: number;
  /** Between the client and the trace: connection, Next's routing, the way back of the first piece. */
  way: number;
  middleware: number;
  database: number;
  model: number;
  /** Other named operations. */
  named: number;
  unexplained: number;
};

/** How long at least one of the operations was running, up to `untilMs`. */
function covered(operations: Operation[], untilMs: number): number {
  return untilMs <= 0 ? 0 : explainedShare(operations, untilMs) * untilMs;
}

/** @param samples turns of ours that came with a receipt and a first token */
export function firstTokenParts(samples: readonly Sample[]): FirstTokenParts {
  const parts = samples.flatMap(({ firstTextMs, receipt }) => {
    const until = receipt?.firstTokenMs;
    if (!receipt || until == null) return [];
    const only = (chosen: (name: string) => boolean) => receipt.operations.filter(({ name }) => chosen(name));
    const middleware = covered(
      only((name) => name === 'middleware'),
      until,
    );
    const database = covered(
      only((name) => DATABASE.has(name)),
      until,
    );
    const model = covered(
      only((name) => MODEL.has(name)),
      until,
    );
    const all = covered(receipt.operations, until);
    return [
      {
        firstText: firstTextMs,
        way: firstTextMs - until,
        middleware,
        database,
        model,
        named: all - middleware - database - model,
        unexplained: until - all,
      },
    ];
  });
  const average = (field: keyof FirstTokenParts) => mean(parts.map((part) => part[field]));
  return {
    firstText: average('firstText'),
    way: average('way'),
    middleware: average('middleware'),
    database: average('database'),
    model: average('model'),
    named: average('named'),
    unexplained: average('unexplained'),
  };
}

/** How long one named operation took, in milliseconds, and in how many turns it ran. */
export type OperationTimes = { name: string; turns: number; mean: number; p50: number; p95: number };

/** Every named operation of the receipts, in the order of its start. */
export function operationTimes(samples: readonly Sample[]): OperationTimes[] {
  const durations = new Map<string, { starts: number[]; times: number[] }>();
  for (const { receipt } of samples) {
    for (const { name, startedMs, durationMs } of receipt?.operations ?? []) {
      const entry = durations.get(name) ?? { starts: [], times: [] };
      entry.starts.push(startedMs);
      entry.times.push(durationMs);
      durations.set(name, entry);
    }
  }
  return [...durations]
    .sort(([, a], [, b]) => mean(a.starts) - mean(b.starts))
    .map(([name, { times }]) => ({
      name,
      turns: times.length,
      mean: mean(times),
      p50: percentile(times, 50),
      p95: percentile(times, 95),
    }));
}

/** Which share of a turn's wall time its named operations explain, 0 to 1. */
export function explained(samples: readonly Sample[]): { turns: number; mean: number; least: number } {
  const shares = samples.flatMap(({ receipt }) =>
    receipt ? [explainedShare(receipt.operations, receipt.totalMs)] : [],
  );
  return { turns: shares.length, mean: mean(shares), least: shares.length > 0 ? Math.min(...shares) : 0 };
}
