import type { VisitorCtx } from '@/lib/companies/context';
import type { SearchOutcome } from '@/lib/knowledge/search';
import { answerKey } from './answer-key';
import { askEarly, type EarlyAnswer } from './ask-model';
import { type KnownSession, recallSession } from './known-session';
import { answersAlready } from './live-answers';
import { nothingSpent, type Spent } from './model-answer';
import type { OpenedTurn } from './opened-turn';
import { judgePlan, type Plan } from './plan';
import type { ChatRequest, Depth } from './schema';
import { openWithSimilar } from './similar-question';
import { expectsStored } from './stored-answer';
import { searchFor } from './turn-search';

/** What is decided and begun from the message alone, before the database has said anything. */
export type Ahead = {
  /** The id that the visitor's client gave the message. */
  messageId: string;
  plan: Plan;
  /** Under which an answer to the text may be stored and shared; null when it is the visitor's own affair. */
  key: string | null;
  /** Another answer than the stored one was asked for. */
  fresh: boolean;
  /** Null when nothing is searched for, or a stored answer is expected. */
  searching: Promise<SearchOutcome> | null;
  early: EarlyAnswer | null;
  /** What the answer asks of providers. */
  spent: Spent;
  /** What calls cost that were begun and not used. */
  dropped: Spent[];
};

/** The session as this message makes it: who asks for another depth has it from now on. */
const withDepth = (known: KnownSession, depth: Depth | undefined): KnownSession =>
  depth ? { ...known, visitor: { ...known.visitor, chosenDepth: depth } } : known;

/**
 * Judges the message and begins what does not need the session: the search; and, of a session that this process
 * remembers, the model's answer. The database does one thing after the other, so what the model waits for goes first:
 * the search of a remembered session, otherwise the opening of the turn.
 * @param open stores the message; it is called once
 * @param signal ends what was begun
 */
export function lookAhead(
  ctx: VisitorCtx,
  request: ChatRequest,
  text: string,
  open: (key: string | null) => Promise<OpenedTurn>,
  signal: AbortSignal,
): { ahead: Ahead; opening: Promise<OpenedTurn> } {
  const endPlan = ctx.trace.begin('plan');
  const plan = judgePlan(text);
  const key = request.continues ? null : answerKey(text, plan);
  const fresh = request.trigger === 'regenerate-message';
  endPlan();
  const decided = { messageId: request.message.id, plan, key, fresh, spent: nothingSpent(), dropped: [] };
  const openTurn = openWithSimilar(ctx, { text, plan, fresh }, open);
  const search = () => searchFor(ctx, request.id, text, plan, signal);
  const asksKnowledge = plan.usesKnowledge || plan.makesSure;
  if (!asksKnowledge || request.continues || (!fresh && expectsStored(ctx, key))) {
    return { opening: openTurn(key), ahead: { ...decided, searching: null, early: null } };
  }
  // In a burst the session is not what it was: the answer before this one is just being stopped.
  const known = fresh || answersAlready(ctx, request.id) ? null : recallSession(ctx, request.id);
  // What was sent before is stored already, or refused; either way no model is asked a second time.
  if (!known || known.messageIds.includes(request.message.id)) {
    const opening = openTurn(key);
    return { opening, ahead: { ...decided, searching: search(), early: null } };
  }
  const searching = search();
  const early = askEarly(ctx, withDepth(known, request.depth), { text, plan, searching }, signal);
  return { opening: openTurn(key), ahead: { ...decided, searching, early } };
}
