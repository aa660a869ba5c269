import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { newId } from '../ids';
import type { Kv } from '../kv/client';
import type { KvOutbox } from '../kv/outbox';
import { log } from '../log';
import type { Bus } from './bus';
import { createListeners } from './listeners';
import { envelopeSchema } from './schema';

/** How often messages are fetched while somebody waits for them, and otherwise. */
const QUICK_MS = 250;
const CALM_MS = 1_000;
/** How long until the store is asked again after it failed once, twice, … */
const AWAY_MS = [1_000, 2_000, 4_000, 8_000];
/** Messages in one request. */
const PAGE = 100;
/** How many messages the store keeps, about: at 50 a second a process may lose sight of it for 40 s and catch up. */
const KEPT = 2_000;

/** What XRANGE gives: fields by id, oldest first. The client has parsed the JSON in them. */
const pageSchema = z.record(z.string(), z.unknown());
const entrySchema = z.object({ m: envelopeSchema });

type Options = {
  /** Ends the fetching, once nobody here waits for messages any more: answers still running can be stopped. */
  signal?: AbortSignal;
  /** Key of the stream. */
  stream?: string;
};

/**
 * A bus through a capped stream in the store. Its REST interface pushes nothing, so each process asks for what came
 * after the last message it knows. It asks for that one, too: when it is gone, so may others be that were not read.
 * @param kv a client that gives up by itself: the next request waits for the one before
 */
export function createBusOverKv(kv: Kv, outbox: KvOutbox, options: Options = {}): Bus {
  const { signal, stream = 'halfsecond:bus' } = options;
  const processId = newId();
  const listeners = createListeners();
  /** What was heard lately, by sender and number: a message that was sent again is not delivered again. */
  const heard = new LRUCache<string, true>({ max: 2 * KEPT });
  let sent = 0;
  /** The last message known; null when the stream was empty; undefined before the first answer. */
  let last: string | null | undefined;
  let hurried = 0;
  let failures = 0;
  let polling = false;
  let puzzled = false;
  let timer: NodeJS.Timeout | undefined;

  const deliver = (fields: unknown) => {
    const parsed = entrySchema.safeParse(fields);
    if (!parsed.success) {
      // Another version of the product may say what this one does not know; once in the log is enough.
      if (!puzzled) log.warn('bus: a message that is not understood', { cause: parsed.error });
      puzzled = true;
      return;
    }
    const { from, number, message } = parsed.data.m;
    const name = `${from} ${number}`;
    if (from === processId || heard.has(name)) return;
    heard.set(name, true);
    if (message.type === 'lost') listeners.missed();
    else listeners.deliver(message, from);
  };

  /** @returns whether there is more to fetch at once */
  const fetchPage = async (): Promise<boolean> => {
    const page = await kv.xrange(stream, last ?? '-', '+', PAGE);
    const entries = Object.entries(pageSchema.parse(page ?? {}));
    if (last) {
      if (entries[0]?.[0] === last) entries.shift();
      else listeners.missed();
    }
    last = entries.at(-1)?.[0] ?? (Object.keys(page ?? {}).length > 0 ? last : null);
    for (const [, fields] of entries) deliver(fields);
    return entries.length >= PAGE - 1;
  };

  /** Listening begins at the newest message. What was read before that was not guarded by it. */
  const findEnd = async (): Promise<void> => {
    const newest = await kv.xrevrange(stream, '+', '-', 1);
    last = Object.keys(pageSchema.parse(newest ?? {}))[0] ?? null;
    listeners.missed();
  };

  const poll = async (): Promise<void> => {
    if (polling) return;
    polling = true;
    clearTimeout(timer);
    try {
      if (last === undefined) await findEnd();
      else while (await fetchPage());
      if (failures > 0) log.info('bus: the store answers again');
      failures = 0;
    } catch (cause) {
      if (failures === 0) log.warn('bus: the store does not answer, other processes are not heard', { cause });
      failures++;
    } finally {
      polling = false;
      wait();
    }
  };

  const over = () => signal?.aborted === true && hurried === 0;
  const wait = () => {
    clearTimeout(timer);
    if (over()) return;
    const away = AWAY_MS[Math.min(failures, AWAY_MS.length) - 1];
    timer = setTimeout(() => void poll(), away ?? (hurried > 0 ? QUICK_MS : CALM_MS)).unref();
  };

  signal?.addEventListener('abort', () => over() && clearTimeout(timer), { once: true });
  const publish: Bus['publish'] = (message, freshMs) => {
    const envelope = { m: { from: processId, number: ++sent, message } };
    const trim = { type: 'MAXLEN', comparison: '~', threshold: KEPT } as const;
    outbox.send((pipeline) => void pipeline.xadd(stream, '*', envelope, { trim }), freshMs);
  };
  outbox.onLost(() => publish({ type: 'lost' }));

  const begun = poll();
  return {
    connected: true,
    on: listeners.on,
    onMissed: listeners.onMissed,
    publish,
    hurry() {
      if (++hurried === 1 && !polling && failures === 0) wait();
      let ended = false;
      return () => {
        if (!ended) hurried--;
        ended = true;
      };
    },
    ready: () => begun,
  };
}
