import { type Clock, systemClock } from './clock';

/** A timed step: milliseconds from the start of the trace, and how long it took. */
export type Operation = { name: string; startedMs: number; durationMs: number };

/** Records what a request spends its time on. */
export type Trace = {
  /** Times `work`, also when it throws. */
  operation<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Starts a step that ends when the returned function is called; calling it again changes nothing. */
  begin(name: string): () => void;
  /** Records a step that was measured elsewhere. */
  add(operation: Operation): void;
  /** Milliseconds since the trace began. */
  elapsed(): number;
  /** Finished steps, ordered by their start. */
  operations(): Operation[];
};

/**
 * @param headStartMs time that passed before this process could start the trace (middleware, queueing)
 */
export function createTrace(clock: Clock = systemClock, headStartMs = 0): Trace {
  const origin = clock.monotonic() - headStartMs;
  const done: Operation[] = [];
  const elapsed = () => clock.monotonic() - origin;
  const begin = (name: string) => {
    const startedMs = elapsed();
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      done.push({ name, startedMs, durationMs: elapsed() - startedMs });
    };
  };
  return {
    begin,
    elapsed,
    add: (operation) => void done.push(operation),
    operations: () => [...done].sort((a, b) => a.startedMs - b.startedMs),
    async operation(name, work) {
      const end = begin(name);
      try {
        return await work();
      } finally {
        end();
      }
    },
  };
}

/** Share (0 to 1) of the first `wallMs` milliseconds during which at least one operation was running. */
export function explainedShare(operations: Operation[], wallMs: number): number {
  if (wallMs <= 0) return 1;
  let covered = 0;
  let reached = 0;
  for (const { startedMs, durationMs } of [...operations].sort((a, b) => a.startedMs - b.startedMs)) {
    const from = Math.max(startedMs, reached);
    const to = Math.min(startedMs + durationMs, wallMs);
    if (to > from) covered += to - from;
    reached = Math.max(reached, to);
  }
  return covered / wallMs;
}

/** What is known so far, for the `Server-Timing` header; browsers show it in their network panel. */
export function serverTiming(operations: Operation[]): string {
  return operations.map(({ name, durationMs }) => `${name};dur=${durationMs.toFixed(2)}`).join(', ');
}
