import { Worker } from 'node:worker_threads';
import { log } from '@/lib/platform/log';
import { shared } from '@/lib/platform/shared';
import type { Limits } from './limits';
import type { Page } from './page';
import type { Reading } from './read';
import { UnreadableFile } from './unreadable.ts';
import type { Answer, Request } from './worker';

/** Threads at a time: one company's slow document may not hold up another's. */
const MOST_THREADS = 2;
/** How long one file or page may take, in milliseconds, from when a thread takes it up. */
const TIME_LIMIT_MS = 60_000;
/** An unused thread is let go after this, in milliseconds, and its memory with it. */
const IDLE_MS = 30_000;
/** Memory of a thread, in MB: its objects, and all with the buffers outside of them. */
const HEAP_MB = 640;
const MEMORY_MB = 900;
const LOOK_MS = 250;
/** What is read where no thread can be had, in bytes: its parsing holds up everything else. */
const LARGEST_WITHOUT_THREAD = 1_000_000;

type Result = Exclude<Answer, 'ready'>;
type Thread = {
  worker: Worker;
  started: Promise<boolean>;
  /** Takes the answer to what it is doing; null while it does nothing. */
  settle: ((answer: Result) => void) | null;
  idle: NodeJS.Timeout | null;
};
type Pool = { idle: Thread[]; running: number; waiting: (() => void)[]; broken: boolean };

const TOO_LONG = `Reading it took longer than ${TIME_LIMIT_MS / 1_000} s. Split it, or save it in another format.`;
const TOO_MUCH = 'Reading it takes too much memory. Split it, or save it in another format.';

const pool = shared<Pool>('document-threads', () => ({ idle: [], running: 0, waiting: [], broken: false }));

/** Reads a file in a thread. @throws UnreadableFile */
export async function readInThread(id: string, name: string, bytes: Uint8Array, limits: Limits): Promise<Reading> {
  // A copy that is handed over: a view of a larger buffer would take all of it along.
  const copy = new Uint8Array(bytes);
  const answer = await ask({ kind: 'file', id, name, bytes: copy, limits }, copy.byteLength, [copy.buffer]);
  if ('reading' in answer) return answer.reading;
  throw new Error('The thread answered something else.');
}

/**
 * `extractPage` in a thread, for pages of strangers: parsing 2 MB takes seconds.
 * @throws UnreadableFile when it takes too long or too much memory
 */
export async function extractPageInThread(html: string, url: string): Promise<Page> {
  const answer = await ask({ kind: 'page', html, url }, html.length, []);
  if ('page' in answer) return answer.page;
  throw new Error('The thread answered something else.');
}

async function ask(request: Request, size: number, transfer: ArrayBuffer[]): Promise<Result> {
  while (pool.running >= MOST_THREADS) await new Promise<void>((resolve) => pool.waiting.push(resolve));
  pool.running += 1;
  try {
    const thread = pool.broken ? null : await startedThread();
    const answer = thread ? await askThread(thread, request, transfer) : await askHere(request, size);
    if ('refused' in answer) throw new UnreadableFile(answer.refused);
    if ('failed' in answer) throw answer.failed;
    return answer;
  } finally {
    pool.running -= 1;
    pool.waiting.shift()?.();
  }
}

async function startedThread(): Promise<Thread | null> {
  const thread = pool.idle.pop() ?? start();
  if (thread.idle) clearTimeout(thread.idle);
  if (await thread.started) return thread;
  // For good: what keeps one thread from starting keeps all, and each try takes its time.
  pool.broken = true;
  log.warn('documents are read without a thread of their own, up to 1 MB each', {});
  return null;
}

/** Next bundles the worker for exactly this form of call; elsewhere Node runs the file itself. */
function start(): Thread {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    name: 'documents',
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  const started = Promise.withResolvers<boolean>();
  const thread: Thread = { worker, started: started.promise, settle: null, idle: null };
  const lost = (error: Error & { code?: string }) => {
    pool.idle = pool.idle.filter((other) => other !== thread);
    if (thread.settle)
      thread.settle(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? { refused: TOO_MUCH } : { failed: error });
    else log.warn('the thread that reads documents failed', { cause: error });
    started.resolve(false);
  };
  worker.on('message', (answer: Answer) => (answer === 'ready' ? started.resolve(true) : thread.settle?.(answer)));
  worker.on('error', lost);
  worker.on('exit', () => {
    if (thread.settle) lost(new Error('The thread that reads documents ended.'));
  });
  return thread;
}

async function askThread(thread: Thread, request: Request, transfer: ArrayBuffer[]): Promise<Result> {
  const { worker } = thread;
  const { promise, resolve } = Promise.withResolvers<Result>();
  thread.settle = resolve;
  const timer = setTimeout(() => resolve({ refused: TOO_LONG }), TIME_LIMIT_MS);
  let looking = false;
  const watch = setInterval(async () => {
    if (looking) return;
    looking = true;
    const memory = await worker.getHeapStatistics();
    looking = false;
    if (memory.total_heap_size + memory.external_memory > MEMORY_MB * 1_000_000) resolve({ refused: TOO_MUCH });
  }, LOOK_MS);
  worker.ref();
  worker.postMessage(request, transfer);
  const answer = await promise;
  clearTimeout(timer);
  clearInterval(watch);
  thread.settle = null;
  // What it was stopped at goes on inside of it; it is of no more use.
  if ('failed' in answer || ('refused' in answer && (answer.refused === TOO_LONG || answer.refused === TOO_MUCH))) {
    void worker.terminate();
  } else keep(thread);
  return answer;
}

/** Waits for the next file; a thread that waits keeps no process from ending. */
function keep(thread: Thread): void {
  thread.worker.unref();
  thread.idle = setTimeout(() => {
    pool.idle = pool.idle.filter((other) => other !== thread);
    void thread.worker.terminate();
  }, IDLE_MS);
  thread.idle.unref();
  pool.idle.push(thread);
}

async function askHere(request: Request, size: number): Promise<Result> {
  if (size > LARGEST_WITHOUT_THREAD)
    return { refused: 'It is larger than 1 MB, and this server has no thread to read it in.' };
  const { serve } = await import('./worker.ts');
  const answer = await serve(request);
  if (answer === 'ready') throw new Error('The reader answered before it was asked.');
  return answer;
}
