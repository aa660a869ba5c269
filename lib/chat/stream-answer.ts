import type { LanguageModelV4Usage } from '@ai-sdk/provider';
import type { VisitorCtx } from '@/lib/companies/context';
import type { SearchOutcome } from '@/lib/knowledge/search';
import { type ModelRung, modelLadder } from '@/lib/models/registry';
import { log } from '@/lib/platform/log';
import { firstOf } from '@/lib/platform/text';
import { beginAnswer, type FinishReason } from './model-answer';
import { modelCall } from './prompt';
import type { Turn } from './run-turn';
import type { Receipt } from './schema';
import type { StreamWriter } from './stream-encoder';

/** How the writing of an answer went. Times in milliseconds since the request arrived. */
export type AnswerResult = {
  text: string;
  outcome: Receipt['outcome'];
  errorCode: string | null;
  finishReason: FinishReason;
  rung: ModelRung | null;
  fallback: boolean;
  usage: LanguageModelV4Usage | null;
  /** Length of what the model was sent, in characters; for an estimate when the provider counts nothing. */
  promptLength: number;
  firstTokenMs: number | null;
  totalMs: number;
};

const TEXT_ID = 'answer';
/** A model that does not stop is cut off here: three bytes a character fit the 200,000 that a stored message may have. */
const MAX_ANSWER_CHARACTERS = 60_000;

/**
 * Streams the model's answer to the reader and to whoever watches the session. What was written stays written:
 * an answer that breaks off keeps its text and says how it ended.
 */
export async function streamAnswer(
  ctx: VisitorCtx,
  turn: Turn,
  search: SearchOutcome | null,
  writer: StreamWriter,
  signal: AbortSignal,
  messageId: string,
): Promise<AnswerResult> {
  const { settings, history: rows } = turn.opened;
  const history = rows.map((row) => ({ ...row, complete: true }));
  const asked = { question: turn.text, plan: turn.plan, settings, history, summary: null, search, continues: null };
  const { call } = modelCall(asked);
  const result: AnswerResult = {
    text: '',
    outcome: 'complete',
    errorCode: null,
    finishReason: 'other',
    rung: null,
    fallback: false,
    usage: null,
    promptLength: call.prompt.reduce((sum, { content }) => sum + JSON.stringify(content).length, 0),
    firstTokenMs: null,
    totalMs: 0,
  };
  let endStream = () => {};
  try {
    const begun = await beginAnswer(await modelLadder(ctx.companyId, turn.plan.tier), call, ctx.trace, signal);
    Object.assign(result, { rung: begun.rung, fallback: begun.fallback });
    endStream = ctx.trace.begin('stream');
    writer.write({ type: 'start-step' });
    writer.write({ type: 'text-start', id: TEXT_ID });
    for (;;) {
      const { done, value } = await begun.pieces.next();
      if (done) {
        Object.assign(result, value);
        break;
      }
      // An agent may have taken over while this piece was on its way: it must not be shown any more.
      if (signal.aborted) {
        await begun.pieces.return({ usage: null, finishReason: 'other' });
        signal.throwIfAborted();
      }
      const piece = firstOf(value, MAX_ANSWER_CHARACTERS - result.text.length);
      result.firstTokenMs ??= ctx.trace.elapsed();
      writer.write({ type: 'text-delta', id: TEXT_ID, delta: piece });
      turn.announce.delta(messageId, result.text, piece);
      result.text += piece;
      if (piece !== value) {
        await begun.pieces.return({ usage: null, finishReason: 'length' });
        result.finishReason = 'length';
        break;
      }
      await writer.ready();
    }
  } catch (cause) {
    result.outcome = signal.aborted ? 'interrupted' : 'failed';
    result.errorCode = signal.aborted ? null : 'model-failed';
    if (!signal.aborted) log.error('an answer broke off', { requestId: ctx.requestId, turnId: messageId, cause });
  }
  endStream();
  if (result.rung) {
    writer.write({ type: 'text-end', id: TEXT_ID });
    writer.write({ type: 'finish-step' });
  }
  result.totalMs = ctx.trace.elapsed();
  return result;
}
