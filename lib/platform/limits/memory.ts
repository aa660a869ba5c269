import { LRUCache } from 'lru-cache';
import { type Clock, systemClock } from '../clock';
import { type LimitDecision, type Limits, POLICIES, type PolicyName } from './limits';
import { toSeconds, waitMs, weighted } from './window';

type Counter = { window: number; previous: number; current: number };

export type MemoryLimits = Limits & {
  /** The same decision at once. */
  takeNow(policy: PolicyName, subject: string, limit?: number): LimitDecision;
  /** Counts a request that somebody else let through. */
  record(policy: PolicyName, subject: string): void;
};

/** Subjects remembered per policy. Each policy has its own store, so that a flood of one pushes nobody out of another. */
const MAX_SUBJECTS = 50_000;

/** Limits counted in this process. */
export function createMemoryLimits(clock: Clock = systemClock): MemoryLimits {
  // Windows begin at whole hours of the wall clock, but run on the clock that never goes back: setting the machine's
  // time neither empties a window nor freezes it.
  const offset = clock.now() - clock.monotonic();
  const counters = Object.fromEntries(
    Object.keys(POLICIES).map((name) => [name, new LRUCache<string, Counter>({ max: MAX_SUBJECTS })]),
  ) as Record<PolicyName, LRUCache<string, Counter>>;

  const open = (policy: PolicyName, subject: string) => {
    const windowMs = POLICIES[policy].windowSeconds * 1000;
    const now = clock.monotonic() + offset;
    const window = Math.floor(now / windowMs);
    let counter = counters[policy].get(subject);
    if (!counter || counter.window !== window) {
      counter = { window, previous: counter?.window === window - 1 ? counter.current : 0, current: 0 };
      counters[policy].set(subject, counter);
    }
    return { counter, windowMs, elapsedMs: now - window * windowMs };
  };

  const takeNow = (policy: PolicyName, subject: string, limit: number = POLICIES[policy].limit): LimitDecision => {
    const { counter, windowMs, elapsedMs } = open(policy, subject);
    const before = weighted(counter.previous, elapsedMs, windowMs);
    const allowed = before + counter.current < limit;
    if (allowed) counter.current += 1;
    return {
      allowed,
      limit,
      remaining: Math.max(0, limit - before - counter.current),
      resetSeconds: toSeconds(windowMs - elapsedMs),
      retryAfterSeconds: allowed ? 0 : toSeconds(waitMs(counter, limit, elapsedMs, windowMs)),
      source: 'memory',
    };
  };

  return {
    takeNow,
    take: async (policy, subject, limit) => takeNow(policy, subject, limit),
    record(policy, subject) {
      open(policy, subject).counter.current += 1;
    },
  };
}
