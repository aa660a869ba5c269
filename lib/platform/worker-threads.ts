import type { Transferable, Worker } from 'node:worker_threads';
import { log } from './log';

/** How often the memory of a thread that works is looked at. */
const LOOK_MS = 250;
/** After one did not start, none is tried for so long: each try takes its time. */
const TRY_AGAIN_MS = 5 * 60_000;

/** All threads are at work, and who asked would have waited for too long. */
export class ThreadsBusy extends Error {
  override name = 'ThreadsBusy';
}

/** How long who asks is ready to wait for a turn, and then for an answer, in milliseconds; left out, as the rules say. */
export type Patience = { waitMs?: number; limitMs?: number };

export type ThreadRules = {
  /** What they do, for the log. */
  name: string;
  /** Next bundles a thread's file only for `new Worker(new URL('./…', import.meta.url))` where it stands. */
  start: () => Worker;
  /** At a time; who else asks waits. */
  most: number;
  /** Who may wait at a time; left out, any number. */
  mostWaiting?: number;
  /** How long one answer may take, from when a thread takes it up. */
  timeLimitMs: number;
  /** Objects and buffers together, in MB. */
  memoryMb: number;
  /** An unused thread is let go after this, and its memory with it. */
  idleMs: number;
};

/** What became of what was asked; `here` when no thread can be had in this process. */
export type Asked<Answer> = { answer: Answer } | { lost: 'too long' | 'too much memory' | Error } | 'here';

type Thread<Answer> = {
  worker: Worker;
  started: Promise<boolean>;
  /** Takes what becomes of what it is doing; null while it does nothing. */
  settle: ((asked: Asked<Answer>) => void) | null;
  idle: NodeJS.Timeout | null;
};

export type Threads<Request, Answer> = {
  /**
   * Asks a thread and hands what it answers to `use`, or 'here' where none starts: whoever asks does the work there, and
   * counts among those at a time until done.
   * @param transfer buffers that are handed over, not copied
   * @throws ThreadsBusy
   */
  ask<Result>(
    request: Request,
    transfer: Transferable[],
    use: (asked: Asked<Answer>) => Result | Promise<Result>,
    patience?: Patience,
  ): Promise<Result>;
};

/**
 * Threads for work that would hold up the process that answers visitors. Their file posts 'ready' when it has started,
 * then one message for each that it gets. To be held by `shared()`.
 */
export function createThreads<Request, Answer>(rules: ThreadRules): Threads<Request, Answer> {
  let idle: Thread<Answer>[] = [];
  let running = 0;
  let brokenUntil = 0;
  const waiting = new Set<() => void>();

  function start(): Thread<Answer> {
    const worker = rules.start();
    const started = Promise.withResolvers<boolean>();
    const thread: Thread<Answer> = { worker, started: started.promise, settle: null, idle: null };
    const lost = (error: Error & { code?: string }) => {
      idle = idle.filter((other) => other !== thread);
      if (thread.settle) thread.settle({ lost: error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'too much memory' : error });
      else log.warn('a thread failed', { threads: rules.name, cause: error });
      started.resolve(false);
    };
    worker.on('message', (message: Answer | 'ready') =>
      message === 'ready' ? started.resolve(true) : thread.settle?.({ answer: message }),
    );
    worker.on('error', lost);
    worker.on('exit', () => {
      idle = idle.filter((other) => other !== thread);
      if (thread.settle) lost(new Error('The thread ended.'));
      else started.resolve(false);
    });
    return thread;
  }

  async function startedThread(): Promise<Thread<Answer> | null> {
    if (performance.now() < brokenUntil) return null;
    const thread = idle.pop() ?? start();
    if (thread.idle) clearTimeout(thread.idle);
    if (await thread.started) return thread;
    brokenUntil = performance.now() + TRY_AGAIN_MS;
    log.warn('no thread can be started', { threads: rules.name });
    return null;
  }

  async function askThread(thread: Thread<Answer>, request: Request, transfer: Transferable[], limitMs: number) {
    const { worker } = thread;
    const { promise, resolve } = Promise.withResolvers<Asked<Answer>>();
    thread.settle = resolve;
    const timer = setTimeout(() => resolve({ lost: 'too long' }), limitMs);
    let looking = false;
    const watch = setInterval(async () => {
      if (looking) return;
      looking = true;
      const memory = await worker.getHeapStatistics();
      looking = false;
      if (memory.total_heap_size + memory.external_memory > rules.memoryMb * 1_000_000)
        resolve({ lost: 'too much memory' });
    }, LOOK_MS);
    worker.ref();
    worker.postMessage(request, transfer);
    const asked = await promise;
    clearTimeout(timer);
    clearInterval(watch);
    thread.settle = null;
    // What it was stopped at goes on inside of it; it is of no more use.
    if (asked !== 'here' && 'lost' in asked) void worker.terminate();
    else keep(thread);
    return asked;
  }

  /** Waits for what is asked next; a thread that waits keeps no process from ending. */
  function keep(thread: Thread<Answer>): void {
    thread.worker.unref();
    thread.idle = setTimeout(() => {
      idle = idle.filter((other) => other !== thread);
      void thread.worker.terminate();
    }, rules.idleMs);
    thread.idle.unref();
    idle.push(thread);
  }

  /** A place among those at a time: who waits gets it from who leaves, in the order of coming. */
  async function enter(waitMs: number | undefined): Promise<void> {
    if (running < rules.most) {
      running += 1;
      return;
    }
    if (waiting.size >= (rules.mostWaiting ?? Number.POSITIVE_INFINITY)) throw new ThreadsBusy();
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const go = () => resolve(true);
    waiting.add(go);
    const giveUp = () => {
      waiting.delete(go);
      resolve(false);
    };
    const timer = waitMs === undefined ? undefined : setTimeout(giveUp, waitMs);
    const isIn = await promise;
    clearTimeout(timer);
    if (!isIn) throw new ThreadsBusy();
  }

  function leave(): void {
    const [next] = waiting;
    if (!next) {
      running -= 1;
      return;
    }
    waiting.delete(next);
    next();
  }

  return {
    async ask(request, transfer, use, { waitMs, limitMs = rules.timeLimitMs } = {}) {
      await enter(waitMs);
      try {
        const thread = await startedThread();
        return await use(thread ? await askThread(thread, request, transfer, limitMs) : 'here');
      } finally {
        leave();
      }
    },
  };
}
