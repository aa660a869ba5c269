import { Worker } from 'node:worker_threads';
import { expect, it, vi } from 'vitest';
import { type Asked, createThreads, ThreadsBusy } from './worker-threads';

vi.setConfig({ testTimeout: 30_000 });

/** Echoes what it is asked; 'wait' is never answered. */
const ECHO = `const { parentPort } = require('node:worker_threads');
parentPort.on('message', (message) => message === 'wait' || parentPort.postMessage(message));
parentPort.postMessage('ready');`;
const threadsOf = (codes: string[], more = {}) => {
  let started = 0;
  const start = () => new Worker(codes[Math.min(started++, codes.length - 1)] ?? '', { eval: true });
  const rules = { name: 'test', most: 1, timeLimitMs: 20_000, memoryMb: 1_000, idleMs: 50, start, ...more };
  return createThreads<string, string>(rules);
};
const same = (asked: Asked<string>) => asked;

it('who asks waits in turn, only for as long as they like, and only so many', async () => {
  const threads = threadsOf([ECHO], { mostWaiting: 2 });
  const { promise: held, resolve: free } = Promise.withResolvers<void>();
  const first = threads.ask('a', [], () => held);
  const impatient = threads.ask('b', [], same, { waitMs: 1 });
  const patient = threads.ask('c', [], same);
  await expect(threads.ask('d', [], same)).rejects.toBeInstanceOf(ThreadsBusy);
  await expect(impatient).rejects.toBeInstanceOf(ThreadsBusy);
  free();
  await first;
  expect(await patient).toEqual({ answer: 'c' });
});

it('the time for an answer begins when a thread takes it up', async () => {
  const threads = threadsOf([ECHO]);
  expect(await threads.ask('wait', [], same, { limitMs: 20 })).toEqual({ lost: 'too long' });
  expect(await threads.ask('a', [], same)).toEqual({ answer: 'a' });
});

it('a thread that ends before it is ready keeps nobody waiting, and threads are tried again later', async () => {
  const threads = threadsOf(['process.exit(0)', ECHO]);
  const clock = vi.spyOn(performance, 'now');
  expect(await threads.ask('a', [], same)).toBe('here');
  expect(await threads.ask('a', [], same)).toBe('here');
  const now = performance.now();
  clock.mockImplementation(() => now + 6 * 60_000);
  expect(await threads.ask('a', [], same)).toEqual({ answer: 'a' });
  clock.mockRestore();
});
