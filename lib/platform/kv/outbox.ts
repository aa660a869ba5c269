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
   * @param freshMs a write that could not be sent within this time is dropped; left out, it waits ten minutes
   */
  send(write: (pipeline: KvPipeline) => void, freshMs?: number): void;
};

type Waiting = { write: (pipeline: KvPipeline) => void; until: number };

/** Writes in one request: with the longest messages it stays below the store's limit of 1 MB. */
const BATCH = 20;
/** What waits longest: after this time caches have dropped most of what an invalidation would have dropped. */
const KEEP_MS = 10 * 60_000;
/** A store that is away for long must not fill the memory: beyond this the oldest writes go. */
const MOST_WAITING = 10_000;
const RETRY_MS = [250, 500, 1_000, 2_000];

/** @param kv a client that gives up by itself: the next write waits for the one before */
export function createKvOutbox(kv: Kv): KvOutbox {
  const waiting: Waiting[] = [];
  let sending = false;
  let failures = 0;

  const sendBatch = async (): Promise<void> => {
    // After a failure one by one: should a single write be what the store cannot take, the others get past it.
    const most = failures > 0 ? 1 : BATCH;
    const now = performance.now();
    const batch: Waiting[] = [];
    while (batch.length < most) {
      const next = waiting.shift();
      if (!next) break;
      if (next.until > now) batch.push(next);
    }
    if (batch.length === 0) return;
    const pipeline = kv.pipeline();
    for (const { write } of batch) write(pipeline);
    try {
      // Also throws when one command failed: with these commands that means a store that cannot write just now.
      await pipeline.exec();
    } catch (error) {
      waiting.unshift(...batch);
      throw error;
    }
    if (failures > 0) log.info('kv: writes arrive again');
    failures = 0;
  };

  const run = async (): Promise<void> => {
    if (sending) return;
    sending = true;
    try {
      // Everything that the present turn of the event loop has to say goes in one request.
      await Promise.resolve();
      while (waiting.length > 0) await sendBatch();
    } catch (cause) {
      if (failures === 0) log.warn('kv: writes do not arrive, they wait', { cause });
      const delay = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)];
      failures++;
      setTimeout(() => void run(), delay).unref();
    } finally {
      sending = false;
    }
  };

  return {
    send(write, freshMs = KEEP_MS) {
      if (waiting.length >= MOST_WAITING) waiting.shift();
      waiting.push({ write, until: performance.now() + freshMs });
      if (failures === 0) void run();
    },
  };
}

/** The outbox of this process, or null without a store. */
export const kvOutbox = (): KvOutbox | null =>
  shared('kv.outbox', () => {
    const kv = kvClient();
    return { outbox: kv && createKvOutbox(kv) };
  }).outbox;
