import { Worker } from 'node:worker_threads';
import { shared } from '@/lib/platform/shared';
import { createThreads, type Patience, type Threads } from '@/lib/platform/worker-threads';
import type { Limits } from './limits';
import type { Page } from './page';
import type { Reading } from './read';
import { UnreadableFile } from './unreadable.ts';
import type { Answer, Request } from './worker';

/** Threads at a time: one company's slow document may not hold up another's. */
const MOST_THREADS = 2;
/** Who may wait for them at a time; each keeps a file in memory. */
const MOST_WAITING = 30;
/** How long one file or page may take, in milliseconds, from when a thread takes it up. */
const TIME_LIMIT_MS = 60_000;
/** An unused thread is let go after this, in milliseconds, and its memory with it. */
const IDLE_MS = 30_000;
/** Memory of a thread, in MB: its objects, and all with the buffers outside of them. */
const HEAP_MB = 640;
const MEMORY_MB = 900;
/** What is read where no thread can be had, in bytes: its parsing holds up everything else. */
const LARGEST_WITHOUT_THREAD = 1_000_000;

type Result = Exclude<Answer, 'ready'>;

const refusals = (limitMs: number) => ({
  'too long': `Reading it took longer than ${limitMs / 1_000} s. Split it, or save it in another format.`,
  'too much memory': 'Reading it takes too much memory. Split it, or save it in another format.',
});

const threads = shared<Threads<Request, Result>>('document-threads', () =>
  createThreads({
    name: 'documents',
    start: () =>
      new Worker(new URL('./worker.ts', import.meta.url), {
        name: 'documents',
        resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
      }),
    most: MOST_THREADS,
    mostWaiting: MOST_WAITING,
    timeLimitMs: TIME_LIMIT_MS,
    memoryMb: MEMORY_MB,
    idleMs: IDLE_MS,
  }),
);

/** Reads a file in a thread. @throws UnreadableFile, ThreadsBusy */
export async function readInThread(
  id: string,
  name: string,
  bytes: Uint8Array,
  limits: Limits,
  patience: Patience = {},
): Promise<Reading> {
  // A copy that is handed over: a view of a larger buffer would take all of it along.
  const copy = new Uint8Array(bytes);
  const answer = await ask({ kind: 'file', id, name, bytes: copy, limits }, copy.byteLength, [copy.buffer], patience);
  if ('reading' in answer) return answer.reading;
  throw new Error('The thread answered something else.');
}

/**
 * `extractPage` in a thread, for pages of strangers: parsing 2 MB takes seconds.
 * @throws UnreadableFile when it takes too long or too much memory, ThreadsBusy
 */
export async function extractPageInThread(html: string, url: string, patience: Patience = {}): Promise<Page> {
  const answer = await ask({ kind: 'page', html, url }, html.length, [], patience);
  if ('page' in answer) return answer.page;
  throw new Error('The thread answered something else.');
}

async function ask(request: Request, size: number, transfer: ArrayBuffer[], patience: Patience): Promise<Result> {
  return threads.ask(
    request,
    transfer,
    async (asked) => {
      if (asked !== 'here' && 'lost' in asked) {
        if (asked.lost instanceof Error) throw asked.lost;
        throw new UnreadableFile(refusals(patience.limitMs ?? TIME_LIMIT_MS)[asked.lost]);
      }
      const answer = asked === 'here' ? await askHere(request, size) : asked.answer;
      if ('refused' in answer) throw new UnreadableFile(answer.refused);
      if ('failed' in answer) throw answer.failed;
      return answer;
    },
    patience,
  );
}

async function askHere(request: Request, size: number): Promise<Result> {
  if (size > LARGEST_WITHOUT_THREAD)
    return { refused: 'It is larger than 1 MB, and this server has no thread to read it in.' };
  const { serve } = await import('./worker.ts');
  const answer = await serve(request);
  if (answer === 'ready') throw new Error('The reader answered before it was asked.');
  return answer;
}
