import type { LanguageModelV4CallOptions, LanguageModelV4StreamPart, LanguageModelV4Usage } from '@ai-sdk/provider';
import { NoTextError, SilentModelError } from '@/lib/models/fault';
import { watchHeaders } from '@/lib/models/headers-seen';
import { laneOf } from '@/lib/models/lane';
import { createPatience, NotAskedError } from '@/lib/models/patience';
import type { ModelRung } from '@/lib/models/rung';
import { orAbort } from '@/lib/platform/abort';
import { namesOf } from '@/lib/platform/errors';
import { log } from '@/lib/platform/log';
import { storablePieces } from '@/lib/platform/text';
import type { Trace } from '@/lib/platform/trace';

/** A model that has sent no text after this time is given up, in milliseconds. */
export const FIRST_TOKEN_LIMIT_MS = 10_000;
/** A model that falls silent for this long in mid-answer is given up, in milliseconds. */
export const GAP_LIMIT_MS = 15_000;
/** All models that stay silent together get this many times the limit of one, then the built-in model answers. */
const SILENT_MODELS = 2;

export type FinishReason = 'stop' | 'length' | 'other';

/** An answer that has begun: its first piece of text is there. */
export type BegunAnswer = {
  rung: ModelRung;
  /** Whether a higher rung failed. */
  fallback: boolean;
  /** How many calls went out to providers until then, retries and failed ones included. */
  calls: number;
  /** Text in the order of its coming, beginning with the first piece. Throws when the model breaks off. */
  pieces: AsyncGenerator<string, { usage: LanguageModelV4Usage | null; finishReason: FinishReason }>;
};

/**
 * What a turn has asked of providers so far. It is kept up to date while the turn waits, since an answer that never
 * begins is charged too.
 */
export type Spent = {
  /** Calls made, failed ones included. */
  calls: number;
  /** The model that was asked last. */
  rung: ModelRung | null;
  /** Whether it has said nothing yet. */
  waiting: boolean;
  /** Whether others may be listening to the same call. */
  shared: boolean;
  /** Tokens of the prompt by our own count. */
  promptTokens: number;
};
export const nothingSpent = (): Spent => ({
  calls: 0,
  rung: null,
  waiting: false,
  shared: false,
  promptTokens: 0,
});

type Limits = { firstTokenMs: number; gapMs: number };

/**
 * Asks each model of the ladder in turn until one sends text. A model counts as failed when it refuses (after the
 * retries that `createPatience` grants), breaks off, or stays silent past the limit before its first text; afterwards
 * nobody takes over, since half an answer of one model continued by another would be neither's.
 * @param signal ends the call to the provider at once
 * @param spent counts the calls as they are made
 * @throws what the last model threw, or the signal's reason
 */
export async function beginAnswer(
  ladder: ModelRung[],
  call: LanguageModelV4CallOptions,
  trace: Trace,
  signal: AbortSignal,
  limits: Limits = { firstTokenMs: FIRST_TOKEN_LIMIT_MS, gapMs: GAP_LIMIT_MS },
  spent: Spent = nothingSpent(),
): Promise<BegunAnswer> {
  let failure: unknown = new Error('no model is set up');
  const patience = createPatience();
  const silentFrom = trace.elapsed() + SILENT_MODELS * limits.firstTokenMs;
  for (const [index, rung] of ladder.entries()) {
    signal.throwIfAborted();
    if (patience.hopeless(rung)) continue;
    const isLast = ladder.slice(index + 1).every(({ lane }) => lane === null);
    const within = { ...limits, firstTokenMs: timeFor(rung, isLast, silentFrom - trace.elapsed(), limits) };
    try {
      const attempt = () => counted(spent, rung, () => begin(rung, call, trace, signal, within));
      const pieces = await patience.ask(rung, attempt, signal);
      spent.waiting = false;
      return { rung, fallback: index > 0, calls: patience.calls, pieces };
    } catch (cause) {
      signal.throwIfAborted();
      failure = cause;
      spent.waiting = false;
      if (cause instanceof NotAskedError) continue;
      const { provider, modelName } = rung;
      log.warn('model failed before its first token', { provider, model: modelName, reason: namesOf(cause) });
    }
  }
  throw failure;
}

function counted<T>(spent: Spent, rung: ModelRung, call: () => Promise<T>): Promise<T> {
  if (rung.lane === null) return call();
  spent.calls += 1;
  spent.rung = rung;
  spent.waiting = true;
  return call();
}

/** Half of what is left of the time for silent models, so that the next one has its chance; the last gets all of it. */
function timeFor({ lane }: ModelRung, isLast: boolean, left: number, { firstTokenMs }: Limits): number {
  return lane === null ? firstTokenMs : Math.min(firstTokenMs, Math.max(0, isLast ? left : left / 2));
}

/**
 * One call to a provider, ended by the reader's signal or by silence; each `restart` begins a new stretch of waiting.
 * `close` lets go of the reader's signal, which lives longer than its calls.
 */
function openCall(signal: AbortSignal, limitMs: number) {
  const abort = new AbortController();
  const follow = () => abort.abort(signal.reason);
  const fire = () => abort.abort(new SilentModelError('the model sent nothing in time'));
  signal.addEventListener('abort', follow, { once: true });
  let timer = setTimeout(fire, limitMs);
  return {
    signal: abort.signal,
    /** Not while somebody slow reads: that silence is not the model's. */
    pause: () => clearTimeout(timer),
    restart(ms: number) {
      clearTimeout(timer);
      timer = setTimeout(fire, ms);
    },
    close() {
      clearTimeout(timer);
      signal.removeEventListener('abort', follow);
    },
    /** Ends the call at the provider, unless it has ended. */
    cancel(reason: unknown) {
      this.close();
      abort.abort(reason);
    },
  };
}

async function begin(
  rung: ModelRung,
  call: LanguageModelV4CallOptions,
  trace: Trace,
  signal: AbortSignal,
  limits: Limits,
) {
  const open = openCall(signal, limits.firstTokenMs);
  const wait = timeTheWait(trace);
  try {
    const asked = watchHeaders(wait.connected, () => rung.model.doStream({ ...call, abortSignal: open.signal }));
    const { stream } = await orAbort(asked, open.signal);
    wait.connected();
    const reader = stream.getReader();
    const state: State = { usage: null, finishReason: 'other', clean: storablePieces() };
    const first = await nextText(reader, open.signal, state);
    if (first === null) throw new NoTextError();
    return pieces(rung, first, reader, open, state, limits.gapMs, signal);
  } catch (cause) {
    open.cancel(cause);
    throw cause;
  } finally {
    wait.over();
  }
}

/** Tells the wait for a model apart: `connect-model` until its headers come, `first-token` from then on. */
function timeTheWait(trace: Trace) {
  const endConnect = trace.begin('connect-model');
  let endFirstToken: (() => void) | undefined;
  return {
    connected() {
      endConnect();
      endFirstToken ??= trace.begin('first-token');
    },
    over() {
      endConnect();
      endFirstToken?.();
    },
  };
}

type Reader = ReadableStreamDefaultReader<LanguageModelV4StreamPart>;
type State = {
  usage: LanguageModelV4Usage | null;
  finishReason: FinishReason;
  /** What a model sends must be stored as it was shown. */
  clean: (piece: string) => string;
};

async function* pieces(
  rung: ModelRung,
  first: string,
  reader: Reader,
  open: ReturnType<typeof openCall>,
  state: State,
  gapMs: number,
  readersSignal: AbortSignal,
) {
  try {
    let text: string | null = first;
    while (text !== null) {
      open.pause();
      yield text;
      open.restart(gapMs);
      text = await nextText(reader, open.signal, state);
    }
    return { usage: state.usage, finishReason: state.finishReason };
  } catch (cause) {
    if (rung.lane !== null && !readersSignal.aborted) laneOf(rung.lane).breaker.brokeOff();
    throw cause;
  } finally {
    // Reached too when the consumer stops early: the provider must not go on writing for nobody. A stream that broke
    // repeats its error here, which the consumer has got already.
    reader.cancel().then(undefined, () => undefined);
    open.cancel(new Error('nobody reads on'));
  }
}

/** The next text, or null at the end. Reading stops at once when the signal fires, even if the stream ignores it. */
async function nextText(reader: Reader, signal: AbortSignal, state: State): Promise<string | null> {
  for (;;) {
    const { done, value: part } = await orAbort(reader.read(), signal);
    if (done) return null;
    if (part.type === 'text-delta') {
      const text = state.clean(part.delta);
      if (text !== '') return text;
    }
    if (part.type === 'error')
      throw part.error instanceof Error ? part.error : new Error('the model reported an error', { cause: part.error });
    if (part.type === 'finish') {
      state.usage = part.usage;
      const { unified } = part.finishReason;
      if (unified === 'interrupted') throw new Error('the connection ended before the answer did');
      state.finishReason = unified === 'stop' || unified === 'length' ? unified : 'other';
    }
  }
}
