import type { VisitorCtx } from '@/lib/companies/context';
import { judgeRelevance } from '@/lib/knowledge/relevance';
import type { SearchOutcome } from '@/lib/knowledge/search';
import { modelLadder } from '@/lib/models/registry';
import { factsOf, type KnownSession, stillHolds } from './known-session';
import { type BegunAnswer, beginAnswer, nothingSpent, type Spent } from './model-answer';
import type { OpenedTurn } from './opened-turn';
import { type Plan, planForFound, planForSession, planToContinue } from './plan';
import { modelCall } from './prompt';
import type { Turn } from './run-turn';
import type { ChatDataParts } from './schema';
import { shareAnswer } from './shared-answer';
import { standsAlone } from './stored-answer';
import type { StreamWriter } from './stream-encoder';
import { searchFor } from './turn-search';

/** What a model's answer rests on, beside the question. */
export type Basis = { search: SearchOutcome | null; promptTokens: number };

/** An answer that a model has begun. */
export type AskedModel = Basis & {
  plan: Plan;
  answer: BegunAnswer;
  /** Whether another turn's call is listened to. */
  joined: boolean;
  /** Whether this turn accounts for the call; asked once, after reading. */
  pays(): boolean;
};

/** What is asked, once what is known of the session is there. */
export type Question = { text: string; plan: Plan; search: SearchOutcome | null; continues: string | null };

/**
 * Asks the models of the company's ladder.
 * @param shareKey the key under which others may listen in; null for an answer that is its reader's alone
 * @throws what the last model threw, or the signal's reason
 */
export async function askModel(
  ctx: VisitorCtx,
  { text, continues, ...asked }: Question,
  session: KnownSession | OpenedTurn,
  shareKey: string | null,
  signal: AbortSignal,
  spent: Spent,
): Promise<AskedModel> {
  const plan = asked.search ? planForFound(asked.plan, judgeRelevance(asked.search.passages)) : asked.plan;
  const search = plan.usesKnowledge ? asked.search : null;
  const facts = factsOf(session);
  const { call, ...counted } = modelCall({
    question: text,
    plan,
    settings: session.settings,
    history: facts.history,
    summary: facts.summary,
    search,
    continues,
  });
  const basis = { search, ...counted };
  const ladder = await ctx.trace.operation('choose-model', () => modelLadder(ctx.companyId, plan.tier));
  Object.assign(spent, { promptTokens: basis.promptTokens, shared: shareKey !== null });
  const begin = (until: AbortSignal) => beginAnswer(ladder, call, ctx.trace, until, undefined, spent);
  if (shareKey === null) return { ...basis, plan, answer: await begin(signal), joined: false, pays: () => true };
  const key = JSON.stringify([ctx.companyId, shareKey, plan.depth, session.settings]);
  const startedMs = ctx.trace.elapsed();
  const { basis: theirs, ...shared } = await shareAnswer<Basis>(key, basis, begin, signal, () => {
    spent.shared = false;
  });
  // Who makes the call has its steps timed one by one.
  if (shared.joined) {
    ctx.trace.add({ name: 'share-answer', startedMs, durationMs: ctx.trace.elapsed() - startedMs });
  }
  return { ...theirs, ...shared, plan };
}

/** An answer that was begun on what this process remembered of the session, before the database had spoken. */
export type EarlyAnswer = {
  known: KnownSession;
  plan: Plan;
  asked: Promise<AskedModel | null>;
  spent: Spent;
  /** Ends the call, when the session turned out to be another than was remembered. */
  drop(): void;
};

/**
 * Asks a model beside the storing of the message, for a session that is remembered. No text leaves before the message
 * is stored: the answer is taken by `askForTurn`, which compares the session with what was remembered. With the search
 * failing, the database is probably down and no money is spent.
 */
export function askEarly(
  ctx: VisitorCtx,
  known: KnownSession,
  { text, plan, searching }: { text: string; plan: Plan; searching: Promise<SearchOutcome> },
  signal: AbortSignal,
): EarlyAnswer {
  const dropped = new AbortController();
  const until = AbortSignal.any([signal, dropped.signal]);
  const own = planForSession(plan, factsOf(known));
  const spent = nothingSpent();
  const ask = async () => {
    const search = await searching;
    if (search.outcome === 'failed' || search.outcome === 'late') return null;
    return askModel(ctx, { text, plan: own, search, continues: null }, known, null, until, spent);
  };
  const asked = ask();
  // Who drops the answer does not wait for it.
  asked.catch(() => undefined);
  return { known, plan: own, asked, spent, drop: () => dropped.abort(new Error('the session has changed')) };
}

/** Ends the early answer of a turn, if there is one. What it has cost already stays with the turn. */
export function dropEarly({ early, dropped }: Pick<Turn, 'early' | 'dropped'>): void {
  if (!early) return;
  early.drop();
  if (early.spent.calls > 0) dropped.push(early.spent);
}

/**
 * The model's answer to a turn: the early one, if the session is as it was remembered; else, with the passages that
 * were searched for or that the continued answer cites, a new one, which whoever asks the same just now shares.
 * @throws what the last model threw, or the reason of the turn's signal
 */
export async function askForTurn(ctx: VisitorCtx, turn: Turn, plan: Plan, writer: StreamWriter): Promise<AskedModel> {
  const { opened, text, early, stop, spent } = turn;
  if (early && !stillHolds(early, opened, plan)) dropEarly(turn);
  else if (early) {
    const asked = await early.asked.finally(() => Object.assign(spent, early.spent));
    if (asked) return asked;
  }
  const search = await passagesFor(ctx, turn, plan, writer);
  const { continued } = opened;
  const shareKey = turn.fresh || !standsAlone(opened) ? null : turn.key;
  if (!continued) return askModel(ctx, { text, plan, search, continues: null }, opened, shareKey, stop, spent);
  const more = { text: continued.question, plan: planToContinue(plan), search, continues: continued.text };
  return askModel(ctx, more, opened, null, stop, spent);
}

/** What the answer may draw on. The reader is told what is waited for. */
async function passagesFor(
  ctx: VisitorCtx,
  { opened, text, searching, stop }: Turn,
  plan: Plan,
  writer: StreamWriter,
): Promise<SearchOutcome | null> {
  const tell = (data: ChatDataParts['status']) => writer.write({ type: 'data-status', data, transient: true });
  const { continued } = opened;
  if (continued || !(plan.usesKnowledge || plan.makesSure)) {
    tell({ step: 'thinking' });
    return continued && { passages: continued.passages, outcome: continued.passages.length > 0 ? 'found' : 'nothing' };
  }
  tell({ step: 'searching' });
  const search = await (searching ?? searchFor(ctx, opened.session.id, text, plan, stop));
  tell({ step: 'thinking', operation: ctx.trace.operations().find(({ name }) => name === 'search-knowledge') });
  return search;
}
