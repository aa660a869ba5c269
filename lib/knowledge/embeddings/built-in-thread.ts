import { setImmediate as others } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { shared } from '@/lib/platform/shared';
import { createThreads, type Threads } from '@/lib/platform/worker-threads';
import { MOST_LESSONS } from './built-in-lessons';
import type { Answer, Request } from './built-in-worker';

/** So many lessons are learned where no thread can be had: fewer than `MOST_LESSONS`, since it holds up others. */
const MOST_LESSONS_HERE = 4_000;
/** Without a thread visitors are answered beside it: it learns so many milliseconds at a time. */
const AT_A_TIME_MS = 8;
/** By itself it ends earlier; this is for one that hangs. */
const HANGS_MS = 45_000;
const HEAP_MB = 512;
const MEMORY_MB = 700;
const IDLE_MS = 10_000;

type Result = Exclude<Answer, 'ready'>;

const threads = shared<Threads<Request, Result>>('learning-threads', () =>
  createThreads({
    name: 'learning',
    start: () =>
      new Worker(new URL('./built-in-worker.ts', import.meta.url), {
        name: 'learning',
        resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
      }),
    most: 1,
    timeLimitMs: HANGS_MS,
    memoryMb: MEMORY_MB,
    idleMs: IDLE_MS,
  }),
);

/**
 * Learns in a thread of its own, one company at a time; in slices in this one where no thread can be had.
 * @param pages see `Request`; they are handed over, not copied
 * @param limitMs what is not learned by then is not learned
 * @returns the bytes of a model, or null where none was learned
 */
export function learnInThread(
  pages: Uint8Array<ArrayBuffer>[],
  limitMs: number,
  signal: AbortSignal,
): Promise<Uint8Array | null> {
  const transfer = pages.map(({ buffer }) => buffer);
  return threads.ask({ pages, mostLessons: MOST_LESSONS, limitMs }, transfer, async (asked) => {
    if (asked === 'here') return modelOf(await learnHere(pages, limitMs, signal));
    if ('answer' in asked) return modelOf(asked.answer);
    // What one company's knowledge takes too much of does not get better by trying again.
    if (asked.lost instanceof Error) throw asked.lost;
    return null;
  });
}

function modelOf(result: Result): Uint8Array | null {
  if ('failed' in result) throw result.failed;
  return result.model;
}

/** In slices, so that others come in between. */
export async function learnHere(pages: Uint8Array[], limitMs: number, signal: AbortSignal): Promise<Result> {
  const { serve } = await import('./built-in-worker.ts');
  let since = performance.now();
  return serve({ pages, mostLessons: MOST_LESSONS_HERE, limitMs }, () => {
    if (performance.now() - since < AT_A_TIME_MS) return undefined;
    signal.throwIfAborted();
    return others(undefined).then(() => {
      since = performance.now();
    });
  });
}
