import 'server-only';
import { bus } from '../bus/current';
import { kvClient } from '../kv/client';
import { kvOutbox } from '../kv/outbox';
import { shared } from '../shared';
import { CACHES, type KvCacheName, type MemoryCacheName } from './caches';
import { createKvTier } from './kv-tier';
import { type CacheOptions, type CacheStatistics, createCaches, type KvCache, type NamedCache } from './open-caches';

const caches = () =>
  shared('caches', () =>
    createCaches(() => {
      const kv = kvClient();
      const outbox = kvOutbox();
      return { bus: bus(), tier: kv && outbox ? createKvTier(kv, outbox) : null };
    }),
  );

/**
 * A cache of the table, with its lifetime, bound and tiers. Everyone who opens the same name has the same cache.
 * @param name its line in the table
 * @param options `schema` of the values, for a cache with a tier in the store; `companyOf` tells whose a value is,
 *   where keys do not begin with the company's id; `sizeOf` what it takes of the cache's bytes
 */
export function namedCache<V extends {}>(
  name: KvCacheName,
  options: Required<Pick<CacheOptions<V>, 'schema'>>,
): KvCache<V>;
export function namedCache<V extends {}>(
  name: MemoryCacheName,
  options?: Pick<CacheOptions<V>, 'companyOf' | 'sizeOf'>,
): NamedCache<V>;
export function namedCache<V extends {}>(
  name: KvCacheName | MemoryCacheName,
  options: CacheOptions<V> = {},
): NamedCache<V> {
  return caches().open(name, CACHES[name], options);
}

/** How the caches of this process do, since it started. */
export const cacheStatistics = (): CacheStatistics[] => caches().statistics();
