import type { VisitorCtx } from '@/lib/companies/context';
import { newId } from '@/lib/platform/ids';
import { type Announcer, announcer, type StopReason } from './announce';
import { askForTurn } from './ask-model';
import { factsOf, forgetSession, rememberSession } from './known-session';
import type { LiveAnswer } from './live-answers';
import { type Ahead, lookAhead } from './look-ahead';
import { offersAfter } from './offers';
import { messageText, type OpenedTurn, openTurnOnce } from './opened-turn';
import { planForSession } from './plan';
import { makeReceipt, withSettlement } from './receipt';
import { endStopped, handToAgent, replay } from './replay';
import type { ChatRequest } from './schema';
import { searchEnd } from './search-end';
import { followUps, settleTurn } from './settle-turn';
import { citedSources } from './sources';
import { chooseStored, worthKeeping } from './stored-answer';
import { giveStored, streamAnswer } from './stream-answer';
import type { StreamWriter } from './stream-encoder';

/** A turn whose message is stored: from here on, whatever happens, something is known of it. */
export type Turn = Ahead & {
  id: string;
  text: string;
  opened: OpenedTurn;
  announce: Announcer;
  /** Fires when the answer shall not go on; its reason is a `StopReason`. */
  stop: AbortSignal;
  /** Ends what listens for a reason to stop. */
  forget: () => void;
};

/**
 * First half of a turn: what must be known before the response begins, so that a failure still has a status. What can
 * be done from the message alone is begun beside it. What shall stop the answer is listened for before the message is
 * stored: an agent who takes over in between must not be missed.
 * @param live where the answer can be read and stopped; it is forgotten when the turn ends
 * @throws AppError see `messageText` and `openTurnOnce`
 */
export async function startTurn(ctx: VisitorCtx, request: ChatRequest, live: LiveAnswer): Promise<Turn> {
  const id = newId();
  const stop = live.stop.signal;
  const announce = announcer(ctx, request.id, id);
  const unsubscribe = announce.onStop((reason) => live.stop.abort(reason));
  const forget = () => {
    unsubscribe();
    live.forget();
  };
  try {
    const text = messageText(request);
    const open = (key: string | null) =>
      ctx.trace.operation('open-turn', () => openTurnOnce(ctx, request, { text, turnId: id, key }));
    const { ahead, opening } = lookAhead(ctx, request, text, open, stop);
    const opened = await opening.catch((cause) => {
      ahead.early?.drop();
      throw cause;
    });
    if (!opened.duplicate) announce.userMessage(opened.userMessageId, text, request.message.id);
    return { id, text, ...ahead, opened, announce, stop, forget };
  } catch (error) {
    forget();
    throw error;
  }
}

/**
 * Second half: the answer, written as it comes, then stored with its receipt. What goes wrong stands in both.
 */
export async function answerTurn(ctx: VisitorCtx, turn: Turn, writer: StreamWriter): Promise<void> {
  try {
    await answer(ctx, turn, writer);
  } finally {
    turn.forget();
    writer.end();
  }
}

async function answer(ctx: VisitorCtx, turn: Turn, writer: StreamWriter): Promise<void> {
  const { opened, announce, stop } = turn;
  writer.write({ type: 'start', messageId: opened.turn?.id ?? opened.userMessageId });
  if (!opened.turn || opened.duplicate) {
    turn.early?.drop();
    forgetSession(ctx, opened.session.id);
    return opened.answer ? replay(opened, opened.answer, writer) : handToAgent(writer);
  }
  announce.started(opened.session.messageCount);

  const plan = planForSession(turn.plan, factsOf(opened));
  const stored = chooseStored(ctx, turn, plan);
  const result = stored
    ? giveStored(ctx, turn, plan, stored, writer)
    : await streamAnswer(ctx, turn, plan, askForTurn(ctx, turn, plan, writer), writer);

  const sources = stored ? stored.sources : citedSources(result.text, result.passages);
  const receipt = await makeReceipt(ctx, turn.id, result);
  const next = await ctx.trace.operation('settle', () =>
    settleTurn(ctx, {
      receipt,
      text: result.text,
      sources,
      errorCode: result.errorCode,
      searchEnd: searchEnd(turn.text, result, sources),
      jobs: followUps(turn, receipt, result),
      storedAnswerId: stored?.id ?? null,
      keep: worthKeeping(ctx, turn, result, sources),
    }),
  );
  if (next && result.outcome === 'complete' && !opened.rerun) rememberSession(ctx, turn, result.text);
  else forgetSession(ctx, opened.session.id);
  announce.answered(receipt, result.text, sources);

  if (sources.length > 0) writer.write({ type: 'data-sources', data: { sources } });
  writer.write({ type: 'data-offers', data: offersAfter(turn, result, sources, next ?? []) });
  writer.write({ type: 'data-receipt', data: withSettlement(ctx.trace, receipt) });
  if (stop.aborted) return endStopped(stop.reason as StopReason, writer);
  if (result.outcome === 'failed' && result.rung)
    writer.write({ type: 'error', errorText: 'The answer broke off. Send your message again to get it whole.' });
  writer.write({ type: 'finish', finishReason: result.outcome === 'failed' ? 'error' : result.finishReason });
}
