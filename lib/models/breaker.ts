import type { Clock } from '@/lib/platform/clock';

/** Calls older than this are not judged by any more, in milliseconds; counted in slices of a sixth. */
const WINDOW_MS = 60_000;
const SLICES = 6;
/** Opens at this share of failures among at least so many calls. */
const FAILURE_SHARE = 0.2;
const LEAST_CALLS = 10;
/** How long it stays open; a random time in between, so that several processes do not come back at once. */
const OPEN_AT_LEAST_MS = 30_000;
const OPEN_AT_MOST_MS = 60_000;

/** Leave for one call. Exactly one of its verbs ends it; later ones do nothing. */
export type Permit = {
  succeeded(): void;
  failed(): void;
  /** It says nothing about the provider: the reader left, or the provider only asked to wait. */
  abandoned(): void;
};

export type Breaker = {
  /** Leave to call, or null while the provider is being left alone. While it is half open one caller probes. */
  admit(): Permit | null;
  /** A call that had succeeded broke off afterwards. */
  brokeOff(): void;
  readonly state: 'closed' | 'open' | 'half-open';
};

/**
 * Stops calling a provider that fails, and lets one call a while later find out whether it works again.
 *
 * Own code, since cockatiel's `circuitBreaker` does not fit at four points: its time is `Date.now`, so a clock that is
 * set back an hour keeps it open for an hour; while a probe runs, others wait for it instead of going on to the next
 * model; a probe whose reader leaves closes it as a success; and its `SamplingBreaker` drops old calls only as new
 * ones come, one slice at a time, so that with little traffic it judges by calls of hours ago.
 */
export function createBreaker(clock: Clock, random: () => number = Math.random): Breaker {
  let slices = new Map<number, { calls: number; failures: number }>();
  let state: Breaker['state'] = 'closed';
  let openUntil = 0;
  /** Counts openings and closings: what a call from before one reports is about a time that is over. */
  let era = 0;

  function count(failed: boolean): void {
    const now = Math.floor(clock.monotonic() / (WINDOW_MS / SLICES));
    for (const slice of slices.keys()) if (slice <= now - SLICES) slices.delete(slice);
    const slice = slices.get(now) ?? { calls: 0, failures: 0 };
    slice.calls += 1;
    if (failed) slice.failures += 1;
    slices.set(now, slice);
    if (!failed) return;
    let [calls, failures] = [0, 0];
    for (const each of slices.values()) {
      calls += each.calls;
      failures += each.failures;
    }
    if (calls >= LEAST_CALLS && failures >= FAILURE_SHARE * calls) open();
  }

  function open(forMs = OPEN_AT_LEAST_MS + random() * (OPEN_AT_MOST_MS - OPEN_AT_LEAST_MS)): void {
    state = 'open';
    openUntil = clock.monotonic() + forMs;
    era += 1;
  }

  function close(): void {
    state = 'closed';
    slices = new Map();
    era += 1;
  }

  return {
    get state() {
      return state;
    },
    brokeOff() {
      if (state === 'closed') count(true);
    },
    admit() {
      if (state === 'half-open') return null;
      if (state === 'open') {
        if (clock.monotonic() < openUntil) return null;
        state = 'half-open';
        era += 1;
      }
      const probing = state === 'half-open';
      const mine = era;
      let ended = false;
      const end = (ofProbe: () => void, ofCall: () => void) => () => {
        if (ended) return;
        ended = true;
        if (mine !== era) return;
        if (probing) ofProbe();
        else ofCall();
      };
      return {
        succeeded: end(close, () => count(false)),
        failed: end(open, () => count(true)),
        abandoned: end(
          () => open(0),
          () => undefined,
        ),
      };
    },
  };
}
