import { setTimeout as wait } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { shared } from '@/lib/platform/shared';

const AT_A_TIME = 2;
/** Between the beginnings of two requests to one host, when its robots.txt asks for no pause of its own. */
const PAUSE_MS = 50;
const HOSTS_REMEMBERED = 1_000;

type Gate = { open: number; nextAt: number; queue: Set<() => void> };

const gates = () => shared('knowledge.host-gates', () => new LRUCache<string, Gate>({ max: HOSTS_REMEMBERED }));

/**
 * Does work on a host, at most two at a time in this process and with a pause between them, whichever website it is for.
 * A host whose robots.txt asks for a pause gets one request at a time.
 * @param crawlDelayMs the pause that it asks for; 0 for none
 * @param signal ends the waiting too; then its reason is thrown and no work is begun
 */
export async function atHost<T>(
  host: string,
  crawlDelayMs: number,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const gate = gates().get(host) ?? { open: 0, nextAt: 0, queue: new Set() };
  gates().set(host, gate);
  const most = crawlDelayMs > 0 ? 1 : AT_A_TIME;
  while (gate.open >= most) await turn(gate, signal);
  gate.open += 1;
  try {
    signal.throwIfAborted();
    const at = Math.max(performance.now(), gate.nextAt);
    gate.nextAt = at + (crawlDelayMs || PAUSE_MS);
    const pause = at - performance.now();
    if (pause > 0) await wait(pause, undefined, { signal });
    return await work();
  } finally {
    gate.open -= 1;
    // All look whether they may go, in their order: who needs the host alone would keep the turn from those who do not.
    const waiting = [...gate.queue];
    gate.queue.clear();
    for (const go of waiting) go();
  }
}

async function turn({ queue }: Gate, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise, resolve } = Promise.withResolvers<void>();
  queue.add(resolve);
  const wake = () => resolve();
  signal.addEventListener('abort', wake);
  try {
    await promise;
  } finally {
    queue.delete(resolve);
    signal.removeEventListener('abort', wake);
  }
  signal.throwIfAborted();
}
