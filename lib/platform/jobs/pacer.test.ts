import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createPacer } from './pacer';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Work that ends when the test says so. */
function rounds() {
  const ends: ((result: number) => void)[] = [];
  let most = 0;
  let open = 0;
  const work = () => {
    open += 1;
    most = Math.max(most, open);
    return new Promise<number>((resolve) => {
      ends.push((result) => {
        open -= 1;
        resolve(result);
      });
    });
  };
  return { work, ends, most: () => most };
}

it('serves all who ask within a moment by one round', async () => {
  const { work, ends } = rounds();
  const pacer = createPacer(work, { quietMs: 250, maxMs: 2_000 });
  const all = [pacer.soon(), pacer.soon()];
  await vi.advanceTimersByTimeAsync(200);
  all.push(pacer.soon());
  await vi.advanceTimersByTimeAsync(200);
  expect(ends).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(50);
  expect(ends).toHaveLength(1);
  ends[0]?.(7);
  expect(await Promise.all(all)).toEqual([7, 7, 7]);
});

it('puts a round off no longer than it may, however often it is asked for', async () => {
  const { work, ends } = rounds();
  const pacer = createPacer(work, { quietMs: 250, maxMs: 2_000 });
  for (let ms = 0; ms < 1_900; ms += 100) {
    void pacer.soon();
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(ends).toHaveLength(0);
  void pacer.soon();
  await vi.advanceTimersByTimeAsync(100);
  expect(ends).toHaveLength(1);
});

it('never works twice at a time, and begins anew for who asked meanwhile', async () => {
  const { work, ends, most } = rounds();
  const pacer = createPacer(work, { quietMs: 250, maxMs: 2_000 });
  const first = pacer.now();
  const second = [pacer.now(), pacer.now()];
  expect(ends).toHaveLength(1);
  ends[0]?.(1);
  expect(await first).toBe(1);
  await vi.advanceTimersByTimeAsync(0);
  expect(ends).toHaveLength(2);
  ends[1]?.(2);
  expect(await Promise.all(second)).toEqual([2, 2]);
  expect(most()).toBe(1);
});

it('goes on after a round that failed', async () => {
  const results = [Promise.reject(new Error('the database is away')), Promise.resolve(3)];
  const pacer = createPacer(() => results.shift() ?? Promise.resolve(0), { quietMs: 250, maxMs: 2_000 });
  const failed = pacer.now();
  const next = pacer.now();
  await expect(failed).rejects.toThrow('away');
  expect(await next).toBe(3);
});
