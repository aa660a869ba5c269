import { LRUCache } from 'lru-cache';
import { shared } from '../shared';

/**
 * A bounded in-process cache that owns its key space and lifetime. Concurrent loads of one key share one call;
 * a failed load is not kept.
 */
export type NamedCache<V extends {}> = {
  get(key: string, load: () => Promise<V>): Promise<V>;
  peek(key: string): V | undefined;
  set(key: string, value: V): void;
  invalidate(key: string): void;
};

/**
 * @param name unique among caches
 * @param options `max` entries, `ttlMs` lifetime in milliseconds
 */
export function namedCache<V extends {}>(name: string, options: { max: number; ttlMs: number }): NamedCache<V> {
  const state = shared(`cache.${name}`, () => ({
    values: new LRUCache<string, V>({ max: options.max, ttl: options.ttlMs }),
    loading: new Map<string, Promise<V>>(),
  }));
  return {
    get(key, load) {
      const value = state.values.get(key);
      if (value !== undefined) return Promise.resolve(value);
      const running = state.loading.get(key);
      if (running) return running;
      const promise = load()
        .then((loaded) => {
          // An invalidation during the load wins: what was read before it may be stale.
          if (state.loading.get(key) === promise) state.values.set(key, loaded);
          return loaded;
        })
        .finally(() => {
          if (state.loading.get(key) === promise) state.loading.delete(key);
        });
      state.loading.set(key, promise);
      return promise;
    },
    peek: (key) => state.values.get(key),
    set: (key, value) => void state.values.set(key, value),
    invalidate(key) {
      state.values.delete(key);
      state.loading.delete(key);
    },
  };
}
