import { orAbort } from '@/lib/platform/abort';
import { log } from '@/lib/platform/log';
import { judgeFault, nameFault } from './fault';
import { type Lane, laneOf } from './lane';
import type { ModelRung } from './rung';

/** Attempts at one model beyond the first. */
const MAX_RETRIES = 2;
/** Bounds of the wait before a retry, in milliseconds: a random part of 200, then of 400 ("full jitter"). */
const FIRST_WAIT_MS = 200;
/** A provider that wants to be left alone for longer than this is not waited for. */
const LONGEST_WAIT_MS = 1_000;
/** No retry begins later than this after the turn turned to its models: the visitor is waiting. */
const RETRIES_END_MS = 2_000;

/** Why a model was not even asked. */
export class NotAskedError extends Error {
  readonly waitMs: number;
  constructor(message: string, waitMs: number) {
    super(message);
    this.name = 'NotAskedError';
    this.waitMs = waitMs;
  }
}

/** How one turn deals with the models that it asks. */
export type Patience = {
  /** How many calls went out to providers; the built-in model's are none. */
  readonly calls: number;
  /** Whether asking this model is pointless: another one of the same provider and key has failed for both. */
  hopeless(rung: ModelRung): boolean;
  /**
   * Calls a model, again after faults that pass, as far as the lane's budget and the time allow.
   * @param attempt must reject when its call fails before there is anything to show
   * @param signal the reader's: when it fires, nothing is held against the provider
   * @throws what the last attempt threw, `NotAskedError` when the lane is left alone, or the signal's reason
   */
  ask<T>(rung: ModelRung, attempt: () => Promise<T>, signal: AbortSignal): Promise<T>;
};

/**
 * @param options `retries` beyond the first attempt, two unless told otherwise; `random` and `now` (milliseconds,
 * monotonic) for tests
 */
export function createPatience(
  options: { retries?: number; random?: () => number; now?: () => number } = {},
): Patience {
  const { retries = MAX_RETRIES, random = Math.random, now = () => performance.now() } = options;
  const began = now();
  const hopeless = new Set<string>();
  const timeLeft = () => RETRIES_END_MS - (now() - began);
  let calls = 0;

  return {
    get calls() {
      return calls;
    },
    hopeless: ({ lane }) => lane !== null && hopeless.has(lane),

    async ask(rung, attempt, signal) {
      if (rung.lane === null) return attempt();
      const lane = laneOf(rung.lane);
      for (let tried = 0; ; tried++) {
        for (let rest = lane.restLeft(); rest > 0; rest = lane.restLeft()) {
          if (rest > Math.min(LONGEST_WAIT_MS, timeLeft()))
            throw new NotAskedError('the provider asked to be left alone for now', rest);
          await pause(rest, signal);
        }
        const permit = lane.breaker.admit();
        if (!permit) throw new NotAskedError('the provider failed too often and is left alone for now', 0);
        if (tried === 0) lane.called();
        calls += 1;
        try {
          const answer = await attempt();
          const before = lane.breaker.state;
          permit.succeeded();
          lane.ended(null);
          tellChange(rung, before, lane.breaker.state);
          return answer;
        } catch (error) {
          if (signal.aborted) {
            permit.abandoned();
            throw signal.reason;
          }
          const fault = judgeFault(error);
          lane.ended(nameFault(error));
          const before = lane.breaker.state;
          if (fault.blames === 'provider') permit.failed();
          else if (fault.blames === 'wait') permit.abandoned();
          else permit.succeeded();
          tellChange(rung, before, lane.breaker.state);
          if (fault.retryAfterMs !== null) lane.restFor(fault.retryAfterMs);

          const wait = Math.max(random() * FIRST_WAIT_MS * 2 ** tried, lane.restLeft());
          const again = fault.retryable && tried < retries && wait <= Math.min(LONGEST_WAIT_MS, timeLeft());
          if (!again || lane.breaker.state !== 'closed' || !lane.takeRetry()) {
            if (fault.wholeLane) hopeless.add(rung.lane);
            throw error;
          }
          await pause(wait, signal);
        }
      }
    },
  };
}

type State = Lane['breaker']['state'];

/** One line in the log when a provider is given up or trusted again, instead of one for every turn in between. */
function tellChange({ provider, modelName: model }: ModelRung, before: State, after: State): void {
  if (before === after) return;
  if (after === 'open') log.warn('a provider failed too often and is left alone', { provider, model });
  else log.info('a provider is trusted again', { provider, model });
}

/** @throws the signal's reason when it fires before the time has passed */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await orAbort(over, signal).finally(() => clearTimeout(timer));
}
