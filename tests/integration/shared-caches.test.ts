import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { createLocalBus } from '@/lib/platform/bus/bus';
import { createBusOverKv } from '@/lib/platform/bus/over-kv';
import type { CacheRule } from '@/lib/platform/cache/caches';
import { createKvTier } from '@/lib/platform/cache/kv-tier';
import { createCaches } from '@/lib/platform/cache/open-caches';
import { connectKv } from '@/lib/platform/kv/client';
import { createKvOutbox } from '@/lib/platform/kv/outbox';
import { type RedisKv, startRedisKv } from '../support/redis';

const SOON = { timeout: 15_000, interval: 20 };
const rule: CacheRule = {
  holds: 'a text',
  key: 'a name',
  lifetimeMs: 60_000,
  entries: 100,
  tiers: 'memory+kv',
  invalidated: 'everywhere',
  staleWhen: 'a test says so',
};
const schema = z.object({ text: z.string() });

let redis: RedisKv;
const ended = new AbortController();
beforeAll(async () => {
  redis = await startRedisKv();
});
afterAll(async () => {
  ended.abort();
  await redis.stop();
});

/** The caches of one process; a store on a busy test machine gets time to answer. */
async function join(stream: string, name: string) {
  const kv = connectKv(redis.url, redis.token);
  const outbox = createKvOutbox(kv);
  const bus = createBusOverKv(kv, outbox, { signal: ended.signal, stream });
  await bus.ready();
  const caches = createCaches(() => ({ bus, tier: createKvTier(kv, outbox, { timeLimitMs: 10_000 }) }));
  const cache = caches.open(name, rule, { schema });
  const load = vi.fn(async () => ({ text: 'loaded' }));
  return { kv, bus, cache, load, get: (key: string) => cache.get(key, load), statistics: () => caches.statistics()[0] };
}
async function joinTwo() {
  const [stream, name] = [`test:bus:${randomUUID()}`, randomUUID()];
  return { name, one: await join(stream, name), two: await join(stream, name) };
}
const inStore = (kv: ReturnType<typeof connectKv>, name: string, key: string) =>
  kv.get<{ value?: unknown; gone?: true }>(`halfsecond:cache:${name}:${key}`);

describe('a cache with a tier in the store', () => {
  test('what one process loaded the other finds there; then neither asks the store again', async () => {
    const { name, one, two } = await joinTwo();
    one.load.mockResolvedValue({ text: 'from the first' });
    expect(await one.get('a')).toEqual({ text: 'from the first' });
    await vi.waitFor(async () => expect(await inStore(one.kv, name, 'a')).not.toBeNull(), SOON);
    expect(await two.get('a')).toEqual({ text: 'from the first' });
    expect(two.load).not.toHaveBeenCalled();
    expect(two.statistics()).toMatchObject({ kvHits: 1, misses: 0, memoryHits: 0 });

    const asked = vi.spyOn(two.kv, 'get');
    for (let n = 0; n < 100; n++) await two.get('a');
    expect(asked).not.toHaveBeenCalled();
    expect(two.statistics()).toMatchObject({ memoryHits: 100 });
  });

  test('a lifetime counts over all tiers: the second process believes the value for what is left', async () => {
    const { name, two } = await joinTwo();
    await two.kv.set(`halfsecond:cache:${name}:a`, { value: { text: 'old' }, until: Date.now() - 1 });
    expect(await two.get('a')).toEqual({ text: 'loaded' });
  });

  test.each([{ text: 1 }, 'nonsense', 7, null, [], { value: { text: 1 }, until: Date.now() + 60_000 }])(
    'what does not look like a value is not believed: %j',
    async (found) => {
      const { name, one } = await joinTwo();
      await one.kv.set(`halfsecond:cache:${name}:a`, found);
      expect(await one.get('a')).toEqual({ text: 'loaded' });
    },
  );

  test('an invalidation counts here at once, in the store, and in the other process soon', async () => {
    const { name, one, two } = await joinTwo();
    for (const { get } of [one, two]) await get('a');
    for (const { load } of [one, two]) load.mockResolvedValue({ text: 'new' });
    one.cache.invalidate('a');
    expect(await one.get('a')).toEqual({ text: 'new' });
    await vi.waitFor(async () => expect(await two.get('a')).toEqual({ text: 'new' }), SOON);
    expect(await inStore(one.kv, name, 'a')).not.toHaveProperty('value');
  });

  test('an invalidation wins over a load that is under way in the other process', async () => {
    const { name, one, two } = await joinTwo();
    const { promise, resolve } = Promise.withResolvers<{ text: string }>();
    two.load.mockReturnValueOnce(promise);
    const old = two.get('a');
    await vi.waitFor(() => expect(two.load).toHaveBeenCalled(), SOON);
    one.cache.invalidate('a');
    await vi.waitFor(async () => expect(await inStore(one.kv, name, 'a')).toEqual({ gone: true }), SOON);
    resolve({ text: 'old' });
    expect(await old).toEqual({ text: 'old' });
    await two.kv.ping();
    expect(await inStore(one.kv, name, 'a')).toEqual({ gone: true });
    two.load.mockResolvedValue({ text: 'new' });
    await vi.waitFor(async () => expect(await two.get('a')).toEqual({ text: 'new' }), SOON);
  });

  test('messages that may have been missed empty the memory', async () => {
    const { name, one, two } = await joinTwo();
    await two.get('a');
    await vi.waitFor(async () => expect(await inStore(one.kv, name, 'a')).not.toBeNull(), SOON);
    one.bus.publish({ type: 'cache.forget', cache: 'another', key: '' });
    const heard = vi.fn();
    two.bus.on('cache.forget', heard);
    await vi.waitFor(() => expect(heard).toHaveBeenCalled(), SOON);
    await one.kv.flushdb();
    await vi.waitFor(() => expect(two.cache.has('a')).toBe(false), SOON);
  });
});

describe('a store that does not answer', () => {
  async function serve(listener: RequestListener) {
    const server = createServer(listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  }
  const cacheAt = (url: string) => {
    const kv = connectKv(url, 'none', 1_000);
    const tier = createKvTier(kv, createKvOutbox(kv));
    return createCaches(() => ({ bus: createLocalBus(), tier })).open('a', rule, { schema });
  };

  test('dead: values are loaded', async () => {
    const { server, url } = await serve(() => undefined);
    server.close();
    const cache = cacheAt(url);
    for (const key of ['a', 'b', 'c']) {
      expect(await cache.get(key, async () => ({ text: key }))).toEqual({ text: key });
    }
  });

  test('silent: it is waited for once, and then not asked for a while', async () => {
    let asked = 0;
    const { server, url } = await serve(() => {
      asked++;
    });
    const cache = cacheAt(url);
    for (let n = 0; n < 30; n++) {
      expect(await cache.get(`${n}`, async () => ({ text: 'loaded' }))).toEqual({ text: 'loaded' });
    }
    expect(asked).toBe(1);
    server.closeAllConnections();
    server.close();
  });
});
