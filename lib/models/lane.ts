import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type Clock, systemClock } from '@/lib/platform/clock';
import { shared } from '@/lib/platform/shared';
import { type Breaker, createBreaker } from './breaker';
import type { FaultName } from './fault';

/** Retries are at most this part of the calls … */
const RETRIES_PER_CALL = 0.1;
/** … with so many saved up at most. A new lane has them all, or its first fault could never be retried. */
const RETRIES_SAVED = 10;
/** A provider that asks for more patience than this is asked again after it, in milliseconds. */
const LONGEST_REST_MS = 3_600_000;
/** Lanes that are remembered; of those not used for longest the state is forgotten. */
const MAX_LANES = 5_000;

/** How the newest call came to nothing. */
export type LaneFault = FaultName & { at: Date };

/**
 * What is known of one provider under one key: whether it works, how often it may be asked again, and until when it
 * wants to be left alone. Everybody who calls with this key shares it, and nobody else.
 */
export type Lane = {
  breaker: Breaker;
  /** Counts a call, which earns a part of a retry. */
  called(): void;
  /** Takes one retry from the budget; false when it is spent. */
  takeRetry(): boolean;
  /** Nobody calls before this time has passed. */
  restFor(ms: number): void;
  /** How long is left of it, in milliseconds; 0 when it may be called. */
  restLeft(): number;
  /** Remembers how the newest call went, as far as this process knows; null when it went well. */
  ended(fault: FaultName | null): void;
  /** How the newest call came to nothing; null when it went well, or none was made yet. */
  lastFault(): LaneFault | null;
};

/** @param clock for what it decides its monotonic time is used, so that a wall clock that jumps changes nothing */
export function createLane(clock: Clock = systemClock, random: () => number = Math.random): Lane {
  let retries = RETRIES_SAVED;
  let restUntil = Number.NEGATIVE_INFINITY;
  let lastFault: LaneFault | null = null;
  return {
    breaker: createBreaker(clock, random),
    called() {
      retries = Math.min(RETRIES_SAVED, retries + RETRIES_PER_CALL);
    },
    takeRetry() {
      // Sums of tenths come out a hair below the whole number.
      if (retries < 1 - 1e-9) return false;
      retries -= 1;
      return true;
    },
    restFor(ms) {
      restUntil = Math.max(restUntil, clock.monotonic() + Math.min(ms, LONGEST_REST_MS));
    },
    restLeft: () => Math.max(0, restUntil - clock.monotonic()),
    ended(fault) {
      lastFault = fault && { ...fault, at: new Date(clock.now()) };
    },
    lastFault: () => lastFault,
  };
}

/** The clock of this process's lanes; tests put their own in before the first call. */
export const laneClock = (): { current: Clock } => shared('models.clock', () => ({ current: systemClock }));

const lanes = () => shared('models.lanes', () => new LRUCache<string, Lane>({ max: MAX_LANES }));

/** The lane of this name; made when it is first asked for. */
export function laneOf(name: string): Lane {
  const known = lanes().get(name);
  if (known) return known;
  const holder = laneClock();
  const made = createLane({ now: () => holder.current.now(), monotonic: () => holder.current.monotonic() });
  lanes().set(name, made);
  return made;
}

/** How the newest call of a lane came to nothing. Asking makes no lane. */
export const lastFaultOf = (name: string): LaneFault | null => lanes().peek(name)?.lastFault() ?? null;

/** Name of the lane of a provider's address under a key, from which the key cannot be read. */
export const laneName = (kind: string, address: string, key: string): string =>
  `${kind} ${createHash('sha256')
    .update(JSON.stringify([kind, address, key]))
    .digest('base64url')
    .slice(0, 22)}`;
