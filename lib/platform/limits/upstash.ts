import { Ratelimit } from '@upstash/ratelimit';
import { LRUCache } from 'lru-cache';
import { type Clock, systemClock } from '../clock';
import type { Kv } from '../kv/client';
import { log } from '../log';
import { withTimeLimit } from '../time-limit';
import { type LimitDecision, type Limits, POLICIES, type PolicyName } from './limits';
import { createMemoryLimits } from './memory';
import { toSeconds } from './window';

/** How long the store may think. With the rest of a decision it stays below the promised 250 ms. */
const STORE_TIME_LIMIT_MS = 180;
/** After a failure only one request in this time asks the store again; the others are decided here at once. */
const RETRY_EVERY_MS = 2_000;

type Options = { clock?: Clock; storeTimeLimitMs?: number; retryEveryMs?: number };

/**
 * Limits shared by all processes through the key-value store. What the store let through is also counted here, so
 * that the stand-in knows where the window was when the store goes away.
 */
export function createUpstashLimits(kv: Kv, options: Options = {}): Limits {
  const { clock = systemClock, storeTimeLimitMs = STORE_TIME_LIMIT_MS, retryEveryMs = RETRY_EVERY_MS } = options;
  const memory = createMemoryLimits(clock);
  const limiters = new LRUCache<string, Ratelimit>({ max: 1_000 });
  let away = false;
  let askAgainAt = 0;

  const limiterOf = (policy: PolicyName, limit: number): Ratelimit => {
    const key = `${policy}:${limit}`;
    const known = limiters.get(key);
    if (known) return known;
    const limiter = new Ratelimit({
      redis: kv,
      limiter: Ratelimit.slidingWindow(limit, `${POLICIES[policy].windowSeconds} s`),
      prefix: `halfsecond:limit:${policy}`,
      // Its own answer to a slow store is to wait 5 s and let the request pass. Ours is below.
      timeout: 0,
      // It would block until the window ends, although places free up before.
      ephemeralCache: false,
    });
    limiters.set(key, limiter);
    return limiter;
  };

  const ask = async (policy: PolicyName, subject: string, limit: number): Promise<LimitDecision> => {
    const { success, remaining, reset } = await withTimeLimit(
      limiterOf(policy, limit).limit(subject),
      storeTimeLimitMs,
    );
    const resetSeconds = toSeconds(reset - clock.now());
    return {
      allowed: success,
      limit,
      remaining: Math.max(0, remaining),
      resetSeconds,
      // The store does not tell how full each window is. Just after this one ends a place is certainly free.
      retryAfterSeconds: success ? 0 : toSeconds(reset - clock.now() + 1),
      source: 'kv',
    };
  };

  const standIn = (policy: PolicyName, subject: string, limit: number): LimitDecision => ({
    ...memory.takeNow(policy, subject, limit),
    source: 'fallback',
  });

  return {
    async take(policy, subject, limit = POLICIES[policy].limit) {
      if (away) {
        const now = clock.monotonic();
        if (now < askAgainAt) return standIn(policy, subject, limit);
        askAgainAt = now + retryEveryMs;
      }
      try {
        const decision = await ask(policy, subject, limit);
        if (decision.allowed) memory.record(policy, subject);
        if (away) log.info('limits: the store answers again');
        away = false;
        return decision;
      } catch (cause) {
        if (!away) log.warn('limits: the store does not answer, counting in this process', { cause });
        away = true;
        askAgainAt = clock.monotonic() + retryEveryMs;
        return standIn(policy, subject, limit);
      }
    },
  };
}
