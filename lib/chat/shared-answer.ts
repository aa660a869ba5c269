import { orAbort } from '@/lib/platform/abort';
import { shared } from '@/lib/platform/shared';
import type { BegunAnswer } from './model-answer';

type Ending = Awaited<ReturnType<BegunAnswer['pieces']['next']>>['value'] & object;

/** One model call that several turns read: whoever asks the same while it is being answered listens in. */
type Call<Basis> = {
  basis: Basis;
  begun: Promise<BegunAnswer>;
  pieces: string[];
  ending: Ending | null;
  failure: { cause: unknown } | null;
  readers: number;
  paid: boolean;
  abort: AbortController;
  /** Resolves when there is something new to read. */
  news: PromiseWithResolvers<void>;
};

/** A turn's share in a call. */
export type SharedAnswer<Basis> = {
  /** What the call rests on: of the turn that made it. */
  basis: Basis;
  /** Whether another turn made the call. */
  joined: boolean;
  answer: BegunAnswer;
  /**
   * Whether this turn is the one to account for the call's cost; asked once, after reading. The first that reads to the
   * end pays, or the last to leave.
   */
  pays(): boolean;
};

const calls = () => shared('chat.shared-answers', () => new Map<string, Call<unknown>>());

async function pump(call: Call<unknown>): Promise<void> {
  try {
    const { pieces } = await call.begun;
    for (;;) {
      const { done, value } = await pieces.next();
      if (done) {
        call.ending = value;
        return;
      }
      call.pieces.push(value);
      wake(call);
    }
  } catch (cause) {
    call.failure = { cause };
  } finally {
    wake(call);
  }
}

function wake(call: Call<unknown>): void {
  call.news.resolve();
  call.news = Promise.withResolvers();
}

async function* read(call: Call<unknown>, signal: AbortSignal): BegunAnswer['pieces'] {
  let next = 0;
  for (;;) {
    const { promise: news } = call.news;
    if (next < call.pieces.length) {
      const text = call.pieces.slice(next).join('');
      next = call.pieces.length;
      yield text;
    } else if (call.ending) {
      return call.ending;
    } else if (call.failure) {
      throw call.failure.cause;
    } else {
      await orAbort(news, signal);
    }
  }
}

/**
 * Joins the call that is answering the same question just now, or makes it. One reader's leaving does not stop the
 * others; when all have left, the call is ended.
 * @param key names the company and everything that the answer depends on: equal keys mean equal answers
 * @param make begins the call; its signal fires when nobody reads any more
 * @param signal fires when this reader leaves
 * @param onAbandoned called when this reader was the last one, and its leaving ended the call
 * @throws what the call throws before its first text, or the signal's reason
 */
export async function shareAnswer<Basis>(
  key: string,
  basis: Basis,
  make: (signal: AbortSignal) => Promise<BegunAnswer>,
  signal: AbortSignal,
  onAbandoned: () => void = () => {},
): Promise<SharedAnswer<Basis>> {
  signal.throwIfAborted();
  // The key says what the basis is: equal keys are only ever made by the same caller.
  let call = calls().get(key) as Call<Basis> | undefined;
  const joined = call !== undefined;
  if (!call) {
    const abort = new AbortController();
    call = {
      basis,
      begun: make(abort.signal),
      pieces: [],
      ending: null,
      failure: null,
      readers: 0,
      paid: false,
      abort,
      news: Promise.withResolvers(),
    };
    calls().set(key, call);
    const made = call;
    void pump(made).finally(() => {
      if (calls().get(key) === made) calls().delete(key);
    });
  }
  const mine = call;
  mine.readers += 1;
  let reading = true;
  const leave = () => {
    if (!reading) return;
    reading = false;
    signal.removeEventListener('abort', leave);
    mine.readers -= 1;
    if (mine.readers > 0 || mine.ending || mine.failure) return;
    if (calls().get(key) === mine) calls().delete(key);
    mine.abort.abort(new Error('nobody reads this answer any more'));
    onAbandoned();
  };
  signal.addEventListener('abort', leave, { once: true });
  try {
    const { rung, fallback, calls: made } = await orAbort(mine.begun, signal);
    return {
      basis: mine.basis,
      joined,
      answer: { rung, fallback, calls: made, pieces: read(mine, signal) },
      pays() {
        leave();
        if (mine.paid || (!mine.ending && mine.readers > 0)) return false;
        mine.paid = true;
        return true;
      },
    };
  } catch (cause) {
    leave();
    throw cause;
  }
}
