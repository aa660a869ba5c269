import type { LanguageModelV4Usage } from '@ai-sdk/provider';
import type { VisitorCtx } from '@/lib/companies/context';
import type { PassageHit } from '@/lib/knowledge/schema';
import type { SearchOutcome } from '@/lib/knowledge/search';
import type { ModelRung } from '@/lib/models/registry';
import { namesOf } from '@/lib/platform/errors';
import { log } from '@/lib/platform/log';
import { firstOf } from '@/lib/platform/text';
import { type AskedModel, dropEarly } from './ask-model';
import type { FinishReason, Spent } from './model-answer';
import type { StoredAnswer } from './opened-turn';
import type { Plan } from './plan';
import type { Turn } from './run-turn';
import type { Receipt } from './schema';
import type { StreamWriter } from './stream-encoder';

/** How the writing of an answer went. Times in milliseconds since the request arrived. */
export type AnswerResult = {
  plan: Plan;
  text: string;
  outcome: Receipt['outcome'];
  errorCode: string | null;
  finishReason: FinishReason;
  cache: Receipt['cache'];
  rung: ModelRung | null;
  fallback: boolean;
  modelCalls: number;
  /** Calls that were begun and not used. */
  dropped: Spent[];
  usage: LanguageModelV4Usage | null;
  /** Whether the model's cost is this answer's to bear. */
  pays: boolean;
  /** Tokens of the prompt by our own count; for an estimate when the provider counts nothing. */
  promptTokens: number;
  /** Whether it continues an earlier answer. */
  continued: boolean;
  passages: PassageHit[];
  /** How the search ended; null when there was none. */
  search: SearchOutcome['outcome'] | null;
  firstTokenMs: number | null;
  totalMs: number;
};

const TEXT_ID = 'answer';
/** A model that does not stop is cut off here, in UTF-16 units. The readers' list of events stays well below 1 MB. */
const MAX_ANSWER_CHARACTERS = 60_000;
const MAX_PIECES = 6_000;
/** What is said when every model failed, the built-in one too. */
const NOBODY_ANSWERS =
  'I cannot answer just now. Leave your e-mail address, and a person of the team will write back to you.';

const nothingYet = (turn: Turn, plan: Plan): AnswerResult => ({
  plan,
  text: '',
  outcome: 'complete',
  errorCode: null,
  finishReason: 'other',
  cache: 'none',
  rung: null,
  fallback: false,
  modelCalls: 0,
  dropped: turn.dropped,
  usage: null,
  pays: false,
  promptTokens: 0,
  continued: turn.opened.continued !== null,
  passages: [],
  search: null,
  firstTokenMs: null,
  totalMs: 0,
});

/** Writes text to the reader and to whoever watches the session. */
function textWriter(ctx: VisitorCtx, turn: Turn, result: AnswerResult, writer: StreamWriter) {
  let open = false;
  return {
    write(piece: string) {
      if (!open) {
        open = true;
        result.firstTokenMs = ctx.trace.elapsed();
        writer.write({ type: 'start-step' });
        writer.write({ type: 'text-start', id: TEXT_ID });
      }
      writer.write({ type: 'text-delta', id: TEXT_ID, delta: piece });
      turn.announce.delta(result.text, piece);
      result.text += piece;
    },
    end() {
      result.totalMs = ctx.trace.elapsed();
      if (!open) return;
      writer.write({ type: 'text-end', id: TEXT_ID });
      writer.write({ type: 'finish-step' });
    },
  };
}

/** Gives an answer that was given before. No model is called. */
export function giveStored(
  ctx: VisitorCtx,
  turn: Turn,
  plan: Plan,
  stored: StoredAnswer,
  writer: StreamWriter,
): AnswerResult {
  dropEarly(turn);
  const result: AnswerResult = { ...nothingYet(turn, plan), cache: 'answer', finishReason: 'stop' };
  result.modelCalls = turn.dropped.reduce((sum, { calls }) => sum + calls, 0);
  // Looking for it may have taken long enough for an agent to take over.
  if (turn.stop.aborted) {
    const totalMs = ctx.trace.elapsed();
    return { ...result, cache: 'none', outcome: 'interrupted', errorCode: String(turn.stop.reason), totalMs };
  }
  writer.write({ type: 'data-stored', data: { answeredAt: stored.answeredAt } });
  const text = textWriter(ctx, turn, result, writer);
  text.write(stored.text);
  text.end();
  return result;
}

/**
 * Streams a model's answer. What was written stays written: an answer that breaks off keeps its text and says how it
 * ended. When no model could begin, the reader is told so in words.
 */
export async function streamAnswer(
  ctx: VisitorCtx,
  turn: Turn,
  plan: Plan,
  asking: Promise<AskedModel>,
  writer: StreamWriter,
): Promise<AnswerResult> {
  const signal = turn.stop;
  const result = nothingYet(turn, plan);
  const text = textWriter(ctx, turn, result, writer);
  let endStream = () => {};
  let asked: AskedModel | null = null;
  try {
    asked = await asking;
    const { answer, search, promptTokens, joined } = asked;
    const { rung, fallback, pieces } = answer;
    const found = { passages: search?.passages ?? [], search: search?.outcome ?? null, promptTokens };
    Object.assign(result, found, { plan: asked.plan, rung, fallback });
    if (joined) result.cache = 'coalesced';
    endStream = ctx.trace.begin('stream');
    for (let count = 1; ; count += 1) {
      const { done, value } = await pieces.next();
      if (done) {
        Object.assign(result, value);
        break;
      }
      // An agent may have taken over while this piece was on its way: it must not be shown any more.
      if (signal.aborted) {
        await pieces.return({ usage: null, finishReason: 'other' });
        signal.throwIfAborted();
      }
      const piece = firstOf(value, MAX_ANSWER_CHARACTERS - result.text.length);
      text.write(piece);
      if (piece === value && count < MAX_PIECES) continue;
      await pieces.return({ usage: null, finishReason: 'length' });
      result.finishReason = 'length';
      break;
    }
  } catch (cause) {
    result.outcome = signal.aborted ? 'interrupted' : 'failed';
    result.errorCode = signal.aborted ? String(signal.reason) : 'model-failed';
    if (!signal.aborted) {
      log.error('an answer broke off', { requestId: ctx.requestId, turnId: turn.id, reason: namesOf(cause) });
      if (result.text === '') text.write(NOBODY_ANSWERS);
    }
  }
  endStream();
  const { spent } = turn;
  if (asked) result.pays = asked.pays();
  else if (signal.aborted && spent.waiting && !spent.shared) {
    // The prompt had been sent and is charged, though nothing came of it.
    Object.assign(result, { rung: spent.rung, promptTokens: spent.promptTokens, pays: true });
  }
  result.modelCalls = turn.dropped.reduce((sum, { calls }) => sum + calls, spent.calls);
  text.end();
  return result;
}
