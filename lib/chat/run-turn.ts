import type { VisitorCtx } from '@/lib/companies/context';
import { searchKnowledge } from '@/lib/knowledge/search';
import { AppError } from '@/lib/platform/errors';
import { type Announcer, announcer, type StopReason } from './announce';
import { messageText, type OpenedTurn, openTurn } from './opened-turn';
import { judgePlan, type Plan } from './plan';
import { makeReceipt, withSettlement } from './receipt';
import { handToAgent, replay } from './replay';
import type { ChatRequest } from './schema';
import { settleTurn } from './settle-turn';
import { citedSources } from './sources';
import { streamAnswer } from './stream-answer';
import type { StreamWriter } from './stream-encoder';

/** A turn whose message is stored: from here on, whatever happens, something is known of it. */
export type Turn = {
  text: string;
  plan: Plan;
  opened: OpenedTurn;
  searching: ReturnType<typeof searchKnowledge> | null;
  announce: Announcer;
  forgetTakeOver: () => void;
};

/**
 * First half of a turn: what must be known before the response begins, so that a failure still has a status.
 * The search runs beside the database's other work and never throws. Take-overs are listened for before the message
 * is stored: an agent who takes over in between must not be missed.
 * @param stop fires when the reader leaves or an agent takes over; the provider's call ends with it
 * @throws AppError see `messageText` and `openTurn`; `conflict` while the same message is being answered
 */
export async function startTurn(ctx: VisitorCtx, request: ChatRequest, stop: AbortController): Promise<Turn> {
  const text = messageText(request);
  const endPlan = ctx.trace.begin('plan');
  const plan = judgePlan(text);
  endPlan();

  const announce = announcer(ctx, request.id);
  const forgetTakeOver = announce.onTakeOver(() => stop.abort('taken-over' satisfies StopReason));
  try {
    const opening = ctx.trace.operation('open-turn', () => openTurn(ctx, request, text));
    const searching = plan.usesKnowledge
      ? ctx.trace.operation('search-knowledge', () =>
          searchKnowledge(ctx, { query: text, sessionId: request.id, limit: plan.passageLimit }),
        )
      : null;
    const opened = await opening;
    if (opened.duplicate && opened.turn?.outcome === 'running') {
      throw new AppError('conflict', 'This message is being answered already.', { retryAfterSeconds: 2 });
    }
    if (!opened.duplicate) announce.userMessage(opened.userMessageId, text, request.message.id);
    return { text, plan, opened, searching, announce, forgetTakeOver };
  } catch (error) {
    forgetTakeOver();
    throw error;
  }
}

/**
 * Second half: the answer, written piece by piece as it comes, then stored with its receipt. What goes wrong is told
 * to the reader in the stream and kept with the turn.
 */
export async function answerTurn(ctx: VisitorCtx, turn: Turn, writer: StreamWriter, stop: AbortSignal): Promise<void> {
  try {
    await answer(ctx, turn, writer, stop);
  } finally {
    turn.forgetTakeOver();
    writer.end();
  }
}

async function answer(ctx: VisitorCtx, turn: Turn, writer: StreamWriter, stop: AbortSignal): Promise<void> {
  const { opened, plan, announce } = turn;
  const messageId = opened.turn?.id ?? opened.userMessageId;
  writer.write({ type: 'start', messageId });
  if (opened.duplicate && opened.answer) return replay(opened, opened.answer, writer);
  if (!opened.turn || opened.duplicate) return handToAgent(writer);

  announce.started(messageId);
  writer.write({ type: 'data-status', data: { step: turn.searching ? 'searching' : 'thinking' }, transient: true });
  const search = await turn.searching;
  if (search) {
    const operation = ctx.trace.operations().find(({ name }) => name === 'search-knowledge');
    writer.write({ type: 'data-status', data: { step: 'thinking', operation }, transient: true });
  }

  const passages = search?.passages ?? [];
  const result = await streamAnswer(ctx, turn, search, writer, stop, messageId);

  const sources = citedSources(result.text, passages);
  const receipt = await makeReceipt(ctx, messageId, plan, result);
  const jobs = plan.leadWork ? [{ name: 'qualify-lead', payload: { sessionId: opened.session.id } }] : [];
  await ctx.trace.operation('settle', () =>
    settleTurn(ctx, { receipt, text: result.text, sources, errorCode: result.errorCode, jobs }),
  );
  announce.answered(receipt, result.text, sources);

  if (sources.length > 0) writer.write({ type: 'data-sources', data: { sources } });
  writer.write({ type: 'data-receipt', data: withSettlement(ctx.trace, receipt) });
  if (stop.aborted) return handToAgent(writer);
  if (result.errorCode)
    writer.write({ type: 'error', errorText: 'The answer broke off. Send your message again to get it whole.' });
  writer.write({ type: 'finish', finishReason: result.errorCode ? 'error' : result.finishReason });
}
