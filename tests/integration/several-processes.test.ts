import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createBusOverKv } from '@/lib/platform/bus/over-kv';
import { sessionChannel } from '@/lib/platform/events/events';
import { eventsContract } from '@/lib/platform/events/events.contract';
import { createEventsOverBus } from '@/lib/platform/events/over-bus';
import { connectKv } from '@/lib/platform/kv/client';
import { createKvOutbox } from '@/lib/platform/kv/outbox';
import { type RedisKv, startRedisKv } from '../support/redis';
import { startSecondProcess } from '../support/start-second-process';

const SOON = { timeout: 15_000, interval: 20 };

let redis: RedisKv;
const ended = new AbortController();
beforeAll(async () => {
  redis = await startRedisKv();
});
afterAll(async () => {
  ended.abort();
  await redis.stop();
});

/** What one process has: its own connection, outbox and bus. */
async function joinIn(stream: string) {
  const kv = connectKv(redis.url, redis.token, 1_000);
  const bus = createBusOverKv(kv, createKvOutbox(kv), { signal: ended.signal, stream });
  await bus.ready();
  return { kv, bus };
}
const newStream = () => `test:bus:${crypto.randomUUID()}`;

describe('the bus', () => {
  test('reaches everybody else once, in order, and not the sender', async () => {
    const stream = newStream();
    const [one, two, three] = [await joinIn(stream), await joinIn(stream), await joinIn(stream)];
    const heard = [one, two, three].map(({ bus }) => {
      const keys: string[] = [];
      bus.on('cache.forget', ({ key }) => void keys.push(key));
      return keys;
    });
    const keys = Array.from({ length: 250 }, (_, n) => `${n}`);
    for (const key of keys) one.bus.publish({ type: 'cache.forget', cache: 'a', key });
    await vi.waitFor(() => expect(heard.slice(1)).toEqual([keys, keys]), SOON);
    expect(heard[0]).toEqual([]);
  });

  test('what was said while the store was away arrives when it is back, once', async () => {
    const stream = newStream();
    const [one, two] = [await joinIn(stream), await joinIn(stream)];
    const keys: string[] = [];
    const missed = vi.fn();
    two.bus.on('cache.forget', ({ key }) => void keys.push(key));
    two.bus.onMissed(missed);
    redis.freeze();
    for (const key of ['a', 'b']) one.bus.publish({ type: 'cache.forget', cache: 'c', key });
    // Both have noticed, so both have given up at least once.
    await expect(two.kv.ping()).rejects.toThrow();
    one.bus.publish({ type: 'cache.forget', cache: 'c', key: 'd' });
    redis.thaw();
    await vi.waitFor(() => expect(keys).toEqual(['a', 'b', 'd']), SOON);
    expect(missed).not.toHaveBeenCalled();
  });

  test.each(['flushed', 'trimmed'])('says so when it cannot catch up: the stream was %s', async (how) => {
    const stream = newStream();
    const [one, two] = [await joinIn(stream), await joinIn(stream)];
    const keys: string[] = [];
    const missed = vi.fn(() => void keys.push('missed'));
    two.bus.on('cache.forget', ({ key }) => void keys.push(key));
    one.bus.publish({ type: 'cache.forget', cache: 'c', key: 'before' });
    await vi.waitFor(() => expect(keys).toEqual(['before']), SOON);
    two.bus.onMissed(missed);
    if (how === 'flushed') await one.kv.del(stream);
    else await one.kv.xtrim(stream, { strategy: 'MAXLEN', exactness: '=', threshold: 0 });
    one.bus.publish({ type: 'cache.forget', cache: 'c', key: 'after' });
    await vi.waitFor(() => expect(keys.at(-1)).toBe('after'), SOON);
    expect(keys).toEqual(['before', 'missed', 'after']);
  });

  test('who had to drop messages says so', async () => {
    const stream = newStream();
    const two = await joinIn(stream);
    const missed = vi.fn();
    two.bus.onMissed(missed);
    const kv = connectKv(redis.url, redis.token);
    let lose = () => {};
    const outbox = createKvOutbox(kv);
    outbox.onLost = (listener) => {
      lose = listener;
    };
    createBusOverKv(kv, outbox, { signal: ended.signal, stream });
    expect(missed).not.toHaveBeenCalled();
    lose();
    await vi.waitFor(() => expect(missed).toHaveBeenCalledTimes(1), SOON);
  });

  test('what is not understood is left aside', async () => {
    const stream = newStream();
    const [one, two] = [await joinIn(stream), await joinIn(stream)];
    const keys: string[] = [];
    two.bus.on('cache.forget', ({ key }) => void keys.push(key));
    await one.kv.xadd(stream, '*', { m: { from: 'x', number: 1, message: { type: 'from the future' } } });
    await one.kv.xadd(stream, '*', { m: 'nonsense' });
    one.bus.publish({ type: 'cache.forget', cache: 'c', key: 'plain' });
    await vi.waitFor(() => expect(keys).toEqual(['plain']), SOON);
  });
});

test('fetching messages keeps no process alive', async () => {
  const settings = { KV_REST_API_URL: redis.url, KV_REST_API_TOKEN: redis.token };
  const other = startSecondProcess(settings);
  onTestFinished(() => other.stop());
  await other.call('ready');
  expect(await other.leave()).toBe(0);
});

describe('events between processes', () => {
  const joinEvents = async (stream: string) => {
    const { kv, bus } = await joinIn(stream);
    return { kv, bus, events: createEventsOverBus(bus) };
  };
  eventsContract(async () => {
    const stream = newStream();
    return { here: (await joinEvents(stream)).events, elsewhere: (await joinEvents(stream)).events };
  });

  test('tokens that nobody elsewhere watches do not leave the process; those that are watched go in few messages', async () => {
    const stream = newStream();
    const [one, two] = [await joinEvents(stream), await joinEvents(stream)];
    const session = sessionChannel('c', 's');
    const said = async () =>
      Object.values(
        (await one.kv.xrange<{ m: { message: { type: string; event?: { type: string } } } }>(stream, '-', '+')) ?? {},
      )
        .map(({ m }) => m.message.event?.type)
        .filter((type) => type !== undefined);
    const write = (from: number) =>
      one.events.publish(session, { type: 'answer.delta', sessionId: 's', turnId: 't', from, text: 'x' });
    one.events.subscribe(session, () => {});
    for (let n = 0; n < 30; n++) write(n);
    one.events.publish(session, { type: 'answer.finished', sessionId: 's', turnId: 't', outcome: 'complete' });
    await vi.waitFor(async () => expect(await said()).toEqual(['answer.finished']), SOON);

    two.events.subscribe(session, () => {});
    await vi.waitFor(() => expect(one.events.watched(session)).toBe(true), SOON);
    await vi.waitFor(async () => {
      expect(one.events.newestListener(session)).toBeGreaterThan(1);
    }, SOON);
    for (let n = 0; n < 30; n++) write(n);
    one.events.publish(session, { type: 'answer.stop', sessionId: 's' });
    await vi.waitFor(
      async () => expect(await said()).toEqual(['answer.finished', 'answer.delta', 'answer.stop']),
      SOON,
    );
  });

  test('who starts later learns what is watched already', async () => {
    const stream = newStream();
    const one = await joinEvents(stream);
    const session = sessionChannel('c', 's');
    one.events.subscribe(session, () => {});
    const two = await joinEvents(stream);
    await vi.waitFor(() => expect(two.events.watched(session)).toBe(true), SOON);
  });
});
