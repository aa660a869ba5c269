/**
 * Ends the process when one statement blocks it for too long.
 *
 * PGlite computes inside the event loop and knows no statement timeout: while a runaway statement runs, no timer
 * of this process fires and the limit of a call cannot be kept from inside. A thread of its own watches the clock
 * instead. It ends the process by a signal that nothing else uses; whoever started the server starts it again on
 * the same folder, and what had been acknowledged is there.
 */
import { Worker } from 'node:worker_threads';
import type { TurnObserver } from './queue.ts';

/** The signal that says "a call blocked the database too long"; Windows knows only its own way to end a process. */
export const BLOCKED_SIGNAL: NodeJS.Signals = process.platform === 'win32' ? 'SIGKILL' : 'SIGUSR2';

const THREAD = `
const { workerData } = require('node:worker_threads');
const { writeSync } = require('node:fs');
const since = new BigInt64Array(workerData.memory);
setInterval(() => {
  const began = Atomics.load(since, 0);
  if (began === 0n || process.hrtime.bigint() - began < BigInt(workerData.limitMs) * 1000000n) return;
  writeSync(2, '[supabase] a call has blocked the database for ' + workerData.limitMs + ' ms; the process ends\\n');
  process.kill(workerData.pid, workerData.signal);
}, Math.min(500, workerData.limitMs / 2));
`;

/**
 * Starts the thread.
 *
 * @param limitMs how long one call may hold the turn before the process is ended, in milliseconds.
 * @returns what the queue tells about its turns, and a way to stop watching.
 */
export function startWatchdog(limitMs: number): TurnObserver & { stop(): Promise<number> } {
  const memory = new SharedArrayBuffer(8);
  const since = new BigInt64Array(memory);
  const thread = new Worker(THREAD, {
    eval: true,
    workerData: { memory, limitMs, pid: process.pid, signal: BLOCKED_SIGNAL },
  });
  thread.unref();
  return {
    // The monotonic clock, which both threads share: setting the machine's clock must not end a healthy process.
    begins: () => void Atomics.store(since, 0, process.hrtime.bigint()),
    ends: () => void Atomics.store(since, 0, 0n),
    stop: () => thread.terminate(),
  };
}
