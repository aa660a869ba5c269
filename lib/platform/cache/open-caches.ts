import { LRUCache } from 'lru-cache';
import type { z } from 'zod';
import type { Bus } from '../bus/bus';
import { type Clock, systemClock } from '../clock';
import type { CacheRule } from './caches';
import type { KvTier } from './kv-tier';

/** A cache of the table: single flight, and a failed load is not kept. */
export type KvCache<V extends {}> = {
  /** The value, from memory, else from the store when the cache has that tier, else loaded. */
  get(key: string, load: () => Promise<V>): Promise<V>;
  /** The value, if it is in memory. */
  peek(key: string): V | undefined;
  /** Whether the value is in memory; not counted as a use. */
  has(key: string): boolean;
  /** Call after a write: nobody gets the old value here from now on, nor elsewhere soon. Loads under way lose, too. */
  invalidate(key: string): void;
};

export type NamedCache<V extends {}> = KvCache<V> & {
  /** Keeps a value here; a load under way loses. Other processes keep what they have. */
  set(key: string, value: V): void;
  /** Invalidates everything of a company. */
  invalidateCompany(companyId: string): void;
};

export type CacheOptions<V extends {}> = {
  /** Which company a value belongs to, where the key does not begin with its id. */
  companyOf?: (value: V) => string | null | undefined;
  /** What a value from the store must look like; without it the cache lives in memory alone. */
  schema?: z.ZodType<V>;
  /** What a value takes of the cache's `bytes`; a cache that has a bound in bytes needs it. */
  sizeOf?: (value: V) => number;
};

export type CacheStatistics = {
  name: string;
  entries: number;
  mostEntries: number;
  memoryHits: number;
  kvHits: number;
  /** Values that had to be loaded, or that a look into memory did not find. */
  misses: number;
  failedLoads: number;
  invalidations: number;
};

type Opened = {
  forget(key: string): void;
  forgetCompany(companyId: string): void;
  clear(): void;
  count: CacheStatistics;
};

/** The caches of one process. */
export type Caches = {
  /** @returns the same cache each time a name is opened, whichever bundle opens it */
  open<V extends {}>(name: string, rule: CacheRule, options?: CacheOptions<V>): NamedCache<V>;
  statistics(): CacheStatistics[];
};

/**
 * @param connect called at the first use that concerns other processes: how they are told, and what they share
 */
export function createCaches(connect: () => { bus: Bus; tier: KvTier | null }, clock: Clock = systemClock): Caches {
  const opened = new Map<string, { cache: unknown; state: Opened }>();
  let connection: ReturnType<typeof connect> | undefined;

  const others = () => {
    if (connection) return connection;
    connection = connect();
    const { bus } = connection;
    bus.on('cache.forget', ({ cache, key }) => opened.get(cache)?.state.forget(key));
    bus.on('cache.forget-company', ({ cache, companyId }) => opened.get(cache)?.state.forgetCompany(companyId));
    bus.onMissed(() => {
      for (const { state } of opened.values()) state.clear();
    });
    return connection;
  };

  function create<V extends {}>(name: string, rule: CacheRule, { companyOf, schema, sizeOf }: CacheOptions<V>) {
    const values = new LRUCache<string, V>({
      max: rule.entries,
      ...(rule.bytes &&
        sizeOf && { maxSize: rule.bytes, sizeCalculation: (value: V) => Math.max(1, Math.ceil(sizeOf(value))) }),
      ttl: rule.lifetimeMs,
      perf: { now: () => clock.monotonic() },
      // Remembering the time for a while costs a timer, which is dearer than asking.
      ttlResolution: 0,
    });
    const loading = new Map<string, Promise<V>>();
    const count = {
      name,
      entries: 0,
      mostEntries: rule.entries,
      memoryHits: 0,
      kvHits: 0,
      misses: 0,
      failedLoads: 0,
      invalidations: 0,
    };
    const shared = rule.invalidated === 'everywhere';
    const tier = () => (schema ? others().tier : null);

    /** An invalidation during the load wins: what was read before it may be stale. */
    const load = async (key: string, fresh: () => Promise<V>, stillWanted: () => boolean): Promise<V> => {
      const store = tier();
      const look = store && schema ? await store.look(name, key, schema) : null;
      if (look?.is === 'value') {
        count.kvHits++;
        if (stillWanted()) values.set(key, look.value, { ttl: Math.min(look.leftMs, rule.lifetimeMs) });
        return look.value;
      }
      count.misses++;
      try {
        const value = await fresh();
        if (stillWanted()) {
          values.set(key, value);
          if (look?.is === 'absent') store?.keep(name, key, value, rule.lifetimeMs);
        }
        return value;
      } catch (error) {
        count.failedLoads++;
        throw error;
      }
    };

    const state: Opened = {
      forget(key) {
        values.delete(key);
        loading.delete(key);
      },
      forgetCompany(companyId) {
        for (const [key, value] of values.entries()) {
          const belongs = companyOf ? companyOf(value) === companyId : key.split(':', 1)[0] === companyId;
          if (belongs) values.delete(key);
        }
        // Whose the values under way are is not known yet: none of them is kept.
        loading.clear();
      },
      clear() {
        if (!shared) return;
        values.clear();
        loading.clear();
      },
      get count() {
        return { ...count, entries: values.size };
      },
    };
    const cache: NamedCache<V> = {
      get(key, fresh) {
        const value = values.get(key);
        if (value !== undefined) {
          count.memoryHits++;
          return Promise.resolve(value);
        }
        const running = loading.get(key);
        if (running) return running;
        if (shared) others();
        const promise: Promise<V> = load(key, fresh, () => loading.get(key) === promise).finally(() => {
          if (loading.get(key) === promise) loading.delete(key);
        });
        loading.set(key, promise);
        return promise;
      },
      peek(key) {
        const value = values.get(key);
        if (value === undefined) count.misses++;
        else count.memoryHits++;
        return value;
      },
      has: (key) => values.has(key),
      set(key, value) {
        if (shared) others();
        loading.delete(key);
        values.set(key, value);
      },
      invalidate(key) {
        count.invalidations++;
        state.forget(key);
        if (!shared) return;
        // The store first: who hears of it must not find the old value there.
        tier()?.forget(name, key);
        others().bus.publish({ type: 'cache.forget', cache: name, key });
      },
      invalidateCompany(companyId) {
        count.invalidations++;
        state.forgetCompany(companyId);
        if (shared) others().bus.publish({ type: 'cache.forget-company', cache: name, companyId });
      },
    };
    return { cache, state };
  }

  return {
    open<V extends {}>(name: string, rule: CacheRule, options: CacheOptions<V> = {}) {
      const known = opened.get(name) ?? create(name, rule, options);
      opened.set(name, known);
      // A name has one kind of values: the table's.
      return known.cache as NamedCache<V>;
    },
    statistics: () => [...opened.values()].map(({ state }) => state.count),
  };
}
