import { z } from 'zod';
import { type Clock, systemClock } from '../clock';
import type { Kv } from '../kv/client';
import type { KvOutbox } from '../kv/outbox';
import { log } from '../log';
import { withTimeLimit } from '../time-limit';

/** How long a look into the store may take; loading the value anew is seldom slower. */
const TIME_LIMIT_MS = 50;
/** After a failure only one look in this time is tried; the others load at once. */
const RETRY_EVERY_MS = 2_000;
/** How long an invalidated key keeps out what was read before: longer than any load takes. */
const GONE_SECONDS = 10;

/** What lies under a key: a value with the end of its life (milliseconds since 1970), or the mark of an invalidation. */
const heldSchema = z.union([z.object({ value: z.unknown(), until: z.number() }), z.object({ gone: z.literal(true) })]);

/** `absent`: a loaded value may be kept. `unusable`: the store is away, or what lies there has to run out first. */
export type KvLook<V> = { is: 'value'; value: V; leftMs: number } | { is: 'absent' } | { is: 'unusable' };

/** The tier of a cache that all processes share. It never throws and never keeps anyone waiting longer than 50 ms. */
export type KvTier = {
  look<V>(cache: string, key: string, schema: z.ZodType<V>): Promise<KvLook<V>>;
  /** Keeps a value unless there is one, or the key has just been invalidated. */
  keep(cache: string, key: string, value: unknown, lifetimeMs: number): void;
  /** Takes a value out, if need be once the store is back. */
  forget(cache: string, key: string): void;
};

/** @param timeLimitMs how long a look may take */
export function createKvTier(
  kv: Kv,
  outbox: KvOutbox,
  { clock = systemClock, timeLimitMs = TIME_LIMIT_MS }: { clock?: Clock; timeLimitMs?: number } = {},
): KvTier {
  let away = false;
  let askAgainAt = 0;

  const nameOf = (cache: string, key: string) => `halfsecond:cache:${cache}:${key}`;
  const failed = (cause: unknown) => {
    if (!away) log.warn('cache: the store does not answer in time, values are loaded instead', { cause });
    away = true;
    askAgainAt = clock.monotonic() + RETRY_EVERY_MS;
  };

  return {
    async look(cache, key, schema) {
      if (away) {
        const now = clock.monotonic();
        if (now < askAgainAt) return { is: 'unusable' };
        askAgainAt = now + RETRY_EVERY_MS;
      }
      try {
        const found = await withTimeLimit(kv.get(nameOf(cache, key)), timeLimitMs);
        if (away) log.info('cache: the store answers again');
        away = false;
        if (found === null) return { is: 'absent' };
        const held = heldSchema.safeParse(found);
        if (!held.success || 'gone' in held.data) return { is: 'unusable' };
        const value = schema.safeParse(held.data.value);
        const leftMs = held.data.until - clock.now();
        // Another version of the product may have kept another shape.
        return value.success && leftMs > 0 ? { is: 'value', value: value.data, leftMs } : { is: 'unusable' };
      } catch (cause) {
        failed(cause);
        return { is: 'unusable' };
      }
    },
    keep(cache, key, value, lifetimeMs) {
      const held = { value, until: clock.now() + lifetimeMs };
      void kv.set(nameOf(cache, key), held, { px: Math.ceil(lifetimeMs), nx: true }).catch(failed);
    },
    forget(cache, key) {
      // A mark instead of a deletion: a load that began before it must not put back what it read.
      outbox.send((pipeline) => void pipeline.set(nameOf(cache, key), { gone: true }, { ex: GONE_SECONDS }));
    },
  };
}
