import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Kv } from './client';
import { createKvOutbox, type KvPipeline } from './outbox';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A store that takes writes while it is up, and notes them request by request. */
function store() {
  const requests: string[][] = [];
  const state = { up: true, tries: 0, refuses: '' };
  const kv = {
    pipeline() {
      const keys: string[] = [];
      return {
        del: (key: string) => keys.push(key),
        async exec() {
          state.tries++;
          if (!state.up) throw new Error('away');
          if (keys.includes(state.refuses)) throw Object.assign(new Error('too large'), { name: 'UpstashError' });
          requests.push(keys);
        },
      };
    },
  } as unknown as Kv;
  const outbox = createKvOutbox(kv);
  const send = (key: string, freshMs?: number) =>
    outbox.send((pipeline: KvPipeline) => void pipeline.del(key), freshMs);
  const lost = vi.fn();
  outbox.onLost(lost);
  return { requests, state, send, lost };
}

test('what one turn of the event loop says is one request', async () => {
  const { requests, send } = store();
  for (const key of ['a', 'b', 'c']) send(key);
  await vi.advanceTimersByTimeAsync(0);
  send('d');
  await vi.advanceTimersByTimeAsync(0);
  expect(requests).toEqual([['a', 'b', 'c'], ['d']]);
});

test('what could not be sent waits, in order; what nobody wants any more does not', async () => {
  const { requests, state, send, lost } = store();
  state.up = false;
  send('a');
  send('soon stale', 1_000);
  await vi.advanceTimersByTimeAsync(5_000);
  send('b');
  expect(requests).toEqual([]);
  state.up = true;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(requests.flat()).toEqual(['a', 'b']);
  expect(lost).not.toHaveBeenCalled();
});

test('what had to be dropped although it is missed is told, once the store is back', async () => {
  const { requests, state, send, lost } = store();
  state.up = false;
  send('a');
  await vi.advanceTimersByTimeAsync(11 * 60_000);
  send('b');
  expect(lost).not.toHaveBeenCalled();
  state.up = true;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(requests.flat()).toEqual(['b']);
  expect(lost).toHaveBeenCalledTimes(1);
});

test('a write that the store refuses again and again does not hold up the others for ever', async () => {
  const { requests, state, send, lost } = store();
  state.refuses = 'b';
  for (const key of ['a', 'b', 'c']) send(key);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(requests).toEqual([['a']]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(requests).toEqual([['a'], ['c']]);
  expect(lost).toHaveBeenCalledTimes(1);
});

test('a store that is away is not asked by every write', async () => {
  const { state, send } = store();
  state.up = false;
  for (let n = 0; n < 1_000; n++) {
    send(`${n}`);
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(state.tries).toBeLessThanOrEqual(8);
});

test('the memory is bounded: beyond it the oldest go', async () => {
  const { requests, state, send, lost } = store();
  state.up = false;
  for (let n = 0; n < 10_500; n++) send(`${n}`);
  state.up = true;
  await vi.advanceTimersByTimeAsync(60_000);
  const sent = requests.flat();
  expect(sent.length).toBeLessThanOrEqual(10_000 + 20);
  expect(sent.at(-1)).toBe('10499');
  expect(lost).toHaveBeenCalledTimes(1);
});
