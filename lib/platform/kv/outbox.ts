import 'server-only';
import { log } from '../log';
import { shared } from '../shared';
import { type Kv, kvClient } from './client';

export type KvPipeline = ReturnType<Kv['pipeline']>;

/**
 * Writes to the store that nobody waits for and that must not be lost or change places: each is applied after those
 * before it, at least once. While the store is away they wait.
 */
export type KvOutbox = {
  /**
   * @param write puts one command into a pipeline; called again when the pipeline has to be repeated
   * @param freshMs nobody minds when a write that could not be sent within this time is dropped; left out, it waits
   *   for ten minutes and is missed when it is dropped
   */
  send(write: (pipeline: KvPipeline) => void, freshMs?: number): void;
  /** Calls back when the store is back and writes that are missed had to be dropped. */
  onLost(listener: () => void): void;
};

type Waiting = { write: (pipeline: KvPipeline) => void; until: number; missed: boolean; refused: number };

/** Writes in one request: with the longest messages it stays below the store's limit of 1 MB. */
const BATCH = 20;
/** What waits longest: after this time caches have dropped most of what an invalidation would have dropped. */
const KEEP_MS = 10 * 60_000;
/** A store that is away for long must not fill the memory: beyond this the oldest writes go. */
const MOST_WAITING = 10_000;
/** A single write that the store answered with an error so often (for a minute, about) does not hold up the others. */
const MOST_REFUSALS = 30;
const RETRY_MS = [250, 500, 1_000, 2_000];

/** @param kv a client that gives up by itself: the next write waits for the one before */
export function createKvOutbox(kv: Kv): KvOutbox {
  const waiting: Waiting[] = [];
  let sending = false;
  let failures = 0;
  let away = false;
  let lost = false;
  const onLost = new Set<() => void>();

  const drop = (write: Waiting | undefined) => {
    if (write?.missed) lost = true;
  };

  const sendBatch = async (): Promise<void> => {
    // After a failure one by one, to find out whether it is a single write that the store does not take.
    const most = failures > 0 ? 1 : BATCH;
    const now = performance.now();
    const batch: Waiting[] = [];
    while (batch.length < most) {
      const next = waiting.shift();
      if (!next) break;
      if (next.until > now) batch.push(next);
      else drop(next);
    }
    if (batch.length === 0) return;
    const pipeline = kv.pipeline();
    for (const { write } of batch) write(pipeline);
    try {
      // Also throws when one command failed: with these commands that means a store that cannot write just now.
      await pipeline.exec();
    } catch (error) {
      const [single] = batch.length === 1 ? batch : [];
      if (single && isRefusal(error) && ++single.refused >= MOST_REFUSALS) drop(single);
      else waiting.unshift(...batch);
      throw error;
    }
    if (away) log.info('kv: writes arrive again', { lost });
    away = false;
    failures = 0;
    if (!lost) return;
    lost = false;
    for (const listener of onLost) listener();
  };

  const run = async (): Promise<void> => {
    if (sending) return;
    sending = true;
    try {
      // Everything that the present turn of the event loop has to say goes in one request.
      await Promise.resolve();
      while (waiting.length > 0) await sendBatch();
      // Also when all that waited was dropped: the next write tries again.
      failures = 0;
    } catch (cause) {
      if (!away) log.warn('kv: writes do not arrive, they wait', { cause });
      away = true;
      const delay = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)];
      failures++;
      setTimeout(() => void run(), delay).unref();
    } finally {
      sending = false;
    }
  };

  return {
    send(write, freshMs) {
      if (waiting.length >= MOST_WAITING) drop(waiting.shift());
      waiting.push({
        write,
        until: performance.now() + (freshMs ?? KEEP_MS),
        missed: freshMs === undefined,
        refused: 0,
      });
      if (failures === 0) void run();
    },
    onLost: (listener) => void onLost.add(listener),
  };
}

/** The store answered, and the answer is an error. */
const isRefusal = (error: unknown): boolean => error instanceof Error && error.name === 'UpstashError';

/** The outbox of this process, or null without a store. */
export const kvOutbox = (): KvOutbox | null =>
  shared('kv.outbox', () => {
    const kv = kvClient();
    return { outbox: kv && createKvOutbox(kv) };
  }).outbox;
