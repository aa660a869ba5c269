import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Kv } from '../kv/client';
import { log } from '../log';
import { createBusOverKv } from './over-kv';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A store with an empty stream that is asked, and answers, or fails, or hangs. */
function store() {
  let mode: 'up' | 'down' | 'silent' = 'up';
  let asked = 0;
  const answer = () => {
    asked++;
    if (mode === 'down') return Promise.reject(new Error('away'));
    return mode === 'up' ? Promise.resolve({}) : new Promise(() => {});
  };
  const kv = { xrange: answer, xrevrange: answer } as unknown as Kv;
  const asksWithin = async (ms: number) => {
    const before = asked;
    await vi.advanceTimersByTimeAsync(ms);
    return asked - before;
  };
  const become = (next: typeof mode) => {
    mode = next;
  };
  return { kv, asksWithin, become };
}
const begin = async (signal?: AbortSignal) => {
  const at = store();
  const bus = createBusOverKv(at.kv, { send: () => {}, onLost: () => {} }, signal ? { signal } : {});
  await bus.ready();
  return { ...at, bus };
};

test('asks every second, and four times as often while somebody waits', async () => {
  const { bus, asksWithin } = await begin();
  expect(await asksWithin(10_000)).toBe(10);
  const calmDown = [bus.hurry(), bus.hurry()];
  expect(await asksWithin(10_000)).toBe(40);
  calmDown[0]?.();
  calmDown[0]?.();
  expect(await asksWithin(10_000)).toBe(40);
  calmDown[1]?.();
  await asksWithin(1_000);
  expect(await asksWithin(10_000)).toBe(10);
});

test('has one question under way at most', async () => {
  const { bus, asksWithin, become } = await begin();
  become('silent');
  bus.hurry();
  expect(await asksWithin(60_000)).toBe(1);
});

test('asks a dead store less and less often, and says so once', async () => {
  const warn = vi.spyOn(log, 'warn').mockReturnValue();
  const info = vi.spyOn(log, 'info').mockReturnValue();
  const { bus, asksWithin, become } = await begin();
  bus.hurry();
  become('down');
  await asksWithin(60_000);
  expect(await asksWithin(80_000)).toBe(10);
  expect(warn).toHaveBeenCalledTimes(1);
  become('up');
  await asksWithin(8_000);
  expect(info).toHaveBeenCalledTimes(1);
  expect(await asksWithin(10_000)).toBe(40);
});

test('stops at shutdown, once nobody waits for messages any more', async () => {
  const shutdown = new AbortController();
  const { bus, asksWithin } = await begin(shutdown.signal);
  const calmDown = bus.hurry();
  shutdown.abort();
  expect(await asksWithin(10_000)).toBe(40);
  calmDown();
  await asksWithin(250);
  expect(await asksWithin(60_000)).toBe(0);

  const idle = new AbortController();
  const other = await begin(idle.signal);
  idle.abort();
  expect(await other.asksWithin(60_000)).toBe(0);
});
