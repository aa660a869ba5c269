import type { LanguageModelV4CallOptions, LanguageModelV4StreamPart, LanguageModelV4Usage } from '@ai-sdk/provider';
import { watchHeaders } from '@/lib/models/headers-seen';
import type { ModelRung } from '@/lib/models/registry';
import { orAbort } from '@/lib/platform/abort';
import { log } from '@/lib/platform/log';
import { storablePieces } from '@/lib/platform/text';
import type { Trace } from '@/lib/platform/trace';

/** A model that has sent no text after this time is given up, in milliseconds. */
export const FIRST_TOKEN_LIMIT_MS = 10_000;
/** A model that falls silent for this long in mid-answer is given up, in milliseconds. */
export const GAP_LIMIT_MS = 15_000;

export type FinishReason = 'stop' | 'length' | 'other';

/** An answer that has begun: its first piece of text is there. */
export type BegunAnswer = {
  rung: ModelRung;
  /** Whether a higher rung failed. */
  fallback: boolean;
  /** Text in the order of its coming, beginning with the first piece. Throws when the model breaks off. */
  pieces: AsyncGenerator<string, { usage: LanguageModelV4Usage | null; finishReason: FinishReason }>;
};

type Limits = { firstTokenMs: number; gapMs: number };

/**
 * Asks each model of the ladder in turn until one sends text. A model counts as failed when it refuses, breaks off,
 * or stays silent past the limit before its first text; afterwards nobody takes over, since half an answer of one
 * model continued by another would be neither's.
 * @param signal ends the call to the provider at once
 * @throws what the last model threw, or the signal's reason
 */
export async function beginAnswer(
  ladder: ModelRung[],
  call: LanguageModelV4CallOptions,
  trace: Trace,
  signal: AbortSignal,
  limits: Limits = { firstTokenMs: FIRST_TOKEN_LIMIT_MS, gapMs: GAP_LIMIT_MS },
): Promise<BegunAnswer> {
  let failure: unknown = new Error('no model is set up');
  for (const [index, rung] of ladder.entries()) {
    signal.throwIfAborted();
    try {
      return { rung, fallback: index > 0, pieces: await begin(rung, call, trace, signal, limits) };
    } catch (cause) {
      signal.throwIfAborted();
      failure = cause;
      log.warn('model failed before its first token', { provider: rung.provider, model: rung.modelName, cause });
    }
  }
  throw failure;
}

/** Aborts the provider's call when time runs out; each `restart` begins a new stretch of waiting. */
function watchdog(limitMs: number, sentence: string, abort: AbortController) {
  const fire = () => abort.abort(new Error(sentence));
  let timer = setTimeout(fire, limitMs);
  return {
    restart(ms: number) {
      clearTimeout(timer);
      timer = setTimeout(fire, ms);
    },
    stop: () => clearTimeout(timer),
  };
}

async function begin(
  rung: ModelRung,
  call: LanguageModelV4CallOptions,
  trace: Trace,
  signal: AbortSignal,
  limits: Limits,
) {
  const silent = new AbortController();
  const watch = watchdog(limits.firstTokenMs, 'the model sent nothing in time', silent);
  const combined = AbortSignal.any([signal, silent.signal]);
  const wait = timeTheWait(trace);
  try {
    const asked = watchHeaders(wait.connected, () => rung.model.doStream({ ...call, abortSignal: combined }));
    const { stream } = await orAbort(asked, combined);
    wait.connected();
    const reader = stream.getReader();
    const state: State = { usage: null, finishReason: 'other', clean: storablePieces() };
    const first = await nextText(reader, combined, state);
    if (first === null) throw new Error('the model ended without any text');
    return pieces(first, reader, combined, state, watch, limits.gapMs);
  } catch (cause) {
    silent.abort(cause);
    watch.stop();
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
  first: string,
  reader: Reader,
  signal: AbortSignal,
  state: State,
  watch: ReturnType<typeof watchdog>,
  gapMs: number,
) {
  try {
    let text: string | null = first;
    while (text !== null) {
      yield text;
      watch.restart(gapMs);
      text = await nextText(reader, signal, state);
    }
    return { usage: state.usage, finishReason: state.finishReason };
  } finally {
    watch.stop();
    // Reached too when the consumer stops early: the provider must not go on writing for nobody. A stream that broke
    // repeats its error here, which the consumer has got already.
    reader.cancel().then(undefined, () => undefined);
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
      state.finishReason = unified === 'stop' || unified === 'length' ? unified : 'other';
    }
  }
}
