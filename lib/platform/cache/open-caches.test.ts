import { describe, expect, test, vi } from 'vitest';
import { createLocalBus } from '../bus/bus';
import type { CacheRule } from './caches';
import { createCaches } from './open-caches';

const rule: CacheRule = {
  holds: 'numbers',
  key: 'a name',
  lifetimeMs: 60_000,
  entries: 3,
  tiers: 'memory',
  invalidated: 'everywhere',
  staleWhen: 'a test says so',
};
const open = (more: Partial<CacheRule> = {}) => {
  const caches = createCaches(() => ({ bus: createLocalBus(), tier: null }));
  return { caches, cache: caches.open<{ n: number; company?: string }>('numbers', { ...rule, ...more }) };
};

/** A load that ends when the test says so. */
function pending<T>() {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  return { load: vi.fn(() => promise), resolve, reject };
}

describe('a cache', () => {
  test('asks once for one key, however many want it at once, and then not again', async () => {
    const { cache } = open();
    const { load, resolve } = pending<{ n: number }>();
    const all = Promise.all(Array.from({ length: 50 }, () => cache.get('a', load)));
    resolve({ n: 1 });
    expect(await all).toEqual(Array(50).fill({ n: 1 }));
    expect(await cache.get('a', load)).toEqual({ n: 1 });
    expect(load).toHaveBeenCalledTimes(1);
  });

  test('does not keep a failed load: everybody who waited hears of it, the next one asks again', async () => {
    const { cache } = open();
    const { load, reject } = pending<{ n: number }>();
    const both = Promise.allSettled([cache.get('a', load), cache.get('a', load)]);
    reject(new Error('away'));
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await cache.get('a', async () => ({ n: 2 }))).toEqual({ n: 2 });
  });

  test.each(['invalidate', 'invalidateCompany'] as const)('%s wins over a load under way', async (how) => {
    const { cache } = open();
    const { load, resolve } = pending<{ n: number }>();
    const old = cache.get('c:a', load);
    if (how === 'invalidate') cache.invalidate('c:a');
    else cache.invalidateCompany('c');
    const fresh = cache.get('c:a', async () => ({ n: 2 }));
    resolve({ n: 1 });
    expect(await old).toEqual({ n: 1 });
    expect(await fresh).toEqual({ n: 2 });
    expect(cache.peek('c:a')).toEqual({ n: 2 });
  });

  test('a value that is set wins over a load under way', async () => {
    const { cache } = open();
    const { load, resolve } = pending<{ n: number }>();
    const old = cache.get('a', load);
    cache.set('a', { n: 2 });
    resolve({ n: 1 });
    await old;
    expect(cache.peek('a')).toEqual({ n: 2 });
  });

  test('forgets a company and nobody else, by the beginning of the key or by the value', () => {
    const { caches, cache } = open();
    for (const key of ['c', 'c:1', 'cc:1']) cache.set(key, { n: 0 });
    cache.invalidateCompany('c');
    expect(['c', 'c:1', 'cc:1'].filter((key) => cache.has(key))).toEqual(['cc:1']);

    const byValue = caches.open<{ company: string | null }>('by value', rule, { companyOf: ({ company }) => company });
    byValue.set('x', { company: 'c' });
    byValue.set('y', { company: 'd' });
    byValue.set('z', { company: null });
    byValue.invalidateCompany('c');
    expect(['x', 'y', 'z'].filter((key) => byValue.has(key))).toEqual(['y', 'z']);
  });

  test('is bounded: what was not used for longest goes', () => {
    const { cache } = open();
    for (const key of ['a', 'b', 'c']) cache.set(key, { n: 0 });
    cache.peek('a');
    cache.set('d', { n: 0 });
    expect(['a', 'b', 'c', 'd'].filter((key) => cache.has(key))).toEqual(['a', 'c', 'd']);
  });

  test('believes a value for its lifetime only', () => {
    let now = 1_000;
    const caches = createCaches(() => ({ bus: createLocalBus(), tier: null }), { now: () => 0, monotonic: () => now });
    const cache = caches.open<{ n: number }>('numbers', rule);
    cache.set('a', { n: 1 });
    now += 60_000;
    expect(cache.has('a')).toBe(true);
    now += 1;
    expect(cache.has('a')).toBe(false);
    expect(cache.peek('a')).toBeUndefined();
  });

  test('counts how it is used', async () => {
    const { caches, cache } = open();
    await cache.get('a', async () => ({ n: 1 }));
    await cache.get('a', async () => ({ n: 1 }));
    cache.peek('a');
    cache.peek('b');
    cache.has('a');
    await expect(cache.get('b', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    cache.invalidate('a');
    expect(caches.statistics()).toEqual([
      {
        name: 'numbers',
        entries: 0,
        mostEntries: 3,
        memoryHits: 2,
        kvHits: 0,
        misses: 3,
        failedLoads: 1,
        invalidations: 1,
      },
    ]);
  });

  test('holds no more than its bytes, where values say what they take', () => {
    const cache = createCaches(() => ({ bus: createLocalBus(), tier: null })).open<{ n: number }>(
      'sizes',
      { ...rule, bytes: 100 },
      { sizeOf: ({ n }) => n },
    );
    for (const [key, n] of [
      ['a', 60],
      ['b', 30],
      ['c', 50],
      ['d', 101],
    ] as const)
      cache.set(key, { n });
    expect(['a', 'b', 'c', 'd'].filter((key) => cache.has(key))).toEqual(['b', 'c']);
  });

  test('opened twice it is one: bundles of one process share it', () => {
    const { caches, cache } = open();
    cache.set('a', { n: 1 });
    expect(caches.open('numbers', rule).peek('a')).toEqual({ n: 1 });
  });

  test('what counts here alone is told to nobody', () => {
    const connect = vi.fn(() => ({ bus: createLocalBus(), tier: null }));
    const cache = createCaches(connect).open<{ n: number }>('numbers', { ...rule, invalidated: 'here' });
    cache.set('a', { n: 1 });
    cache.invalidate('a');
    expect(cache.has('a')).toBe(false);
    expect(connect).not.toHaveBeenCalled();
  });
});
