import 'server-only';
import type { Ctx, MemberCtx } from '@/lib/companies/context';
import { orAbort } from '@/lib/platform/abort';
import { AppError } from '@/lib/platform/errors';
import { log } from '@/lib/platform/log';
import { fromPgError } from '@/lib/platform/supabase/pg-error';
import { firstOf } from '@/lib/platform/text';
import { sourcesLikely } from './embeddings/built-in-model';
import { embedQuery } from './embeddings/query';
import { MAX_QUERY_CHARACTERS, type PassageHit, passageHitsSchema, SEARCH_BUDGET_MS } from './schema';

export type SearchInput = {
  query: string;
  /** What was said before in this session helps to understand short follow-up questions. */
  sessionId?: string;
  /** Passages wanted, 1 to 200. */
  limit?: number;
  /** How long the search may take, in milliseconds. */
  budgetMs?: number;
};

/**
 * Passages, best first, and how the search ended: `found` and `nothing` are answers; `late` and `failed` say that
 * there is none, and why. Only `found` carries passages.
 */
export type SearchOutcome = { passages: PassageHit[]; outcome: 'found' | 'nothing' | 'late' | 'failed' };

/** Tells when the time is up; tests put their own in. */
export type Deadline = (ms: number) => AbortSignal;

/** Reads what a question means, within a part of the search's budget (ms), as arguments of the database's search. */
export type MeaningOf = (ctx: Ctx, asked: string, budgetMs: number) => Promise<Record<string, unknown>>;

const DEFAULT_LIMIT = 5;
/**
 * How long the words wait for what reads the question's meaning, in milliseconds: a provider's embedding model, and what
 * was learned of the company's own sentences, which is in memory but for the first question after a start.
 */
const EMBEDDING_BUDGET_MS = 120;
const LEARNED_BUDGET_MS = 30;

/**
 * Finds the passages that answer a question, best first. Made for the hot path: a slow or broken search is an
 * outcome (`late`, `failed`; logged), not an error, so that the turn can go on without knowledge.
 * Whether a found passage is good enough to answer from is `isRelevant`'s to say.
 * @throws AppError `bad-request` for a query with U+0000, the caller's mistake
 */
export async function searchKnowledge(
  ctx: Ctx,
  { query, sessionId, limit = DEFAULT_LIMIT, budgetMs = SEARCH_BUDGET_MS }: SearchInput,
  deadline: Deadline = AbortSignal.timeout,
  meaningOf: MeaningOf = readMeaning,
): Promise<SearchOutcome> {
  if (query.includes('\u0000')) {
    throw new AppError('bad-request', 'The text holds the character U+0000, which cannot be searched for.');
  }
  const timeUp = deadline(budgetMs);
  const asked = firstOf(query, MAX_QUERY_CHARACTERS);
  try {
    const meaning = await orAbort(meaningOf(ctx, asked, budgetMs), timeUp);
    const args = {
      p_company_id: ctx.companyId,
      p_query: asked,
      p_limit: limit,
      p_session_id: sessionId ?? null,
      ...meaning,
    };
    const passages = await orAbort(find(ctx, args, timeUp), timeUp);
    return passages.length > 0 ? { passages, outcome: 'found' } : { passages, outcome: 'nothing' };
  } catch (cause) {
    const outcome = timeUp.aborted ? 'late' : 'failed';
    log.warn('knowledge search gave no answer', {
      requestId: ctx.requestId,
      companyId: ctx.companyId,
      outcome,
      budgetMs,
      ...(outcome === 'failed' ? { cause } : {}),
    });
    return { passages: [], outcome };
  }
}

/** What of it is ready in time. Nothing of it has to be: words alone are searched for then. */
async function readMeaning(ctx: Ctx, asked: string, budgetMs: number): ReturnType<MeaningOf> {
  const [embedding, likely] = await Promise.all([
    embedQuery(ctx.companyId, asked, Math.min(EMBEDDING_BUDGET_MS, budgetMs / 2)),
    inTime(sourcesLikely(ctx.companyId, asked), Math.min(LEARNED_BUDGET_MS, budgetMs / 2)),
  ]);
  return {
    ...(embedding && { p_embedding: JSON.stringify(embedding.vector), p_model: embedding.model }),
    ...(likely && { p_likely: likely }),
  };
}

/** What a promise comes to, or null when it is not there in time. */
async function inTime<T>(promise: Promise<T>, ms: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, ms, null);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function find(ctx: Ctx, args: Record<string, unknown>, signal: AbortSignal): Promise<PassageHit[]> {
  if (!isMember(ctx)) return passageHitsSchema.parse(await ctx.db.call('search_knowledge', args, signal));
  const { data, error } = await ctx.db.rpc('search_own_knowledge', args as never).abortSignal(signal);
  if (error) throw fromPgError(error);
  return passageHitsSchema.parse(data);
}

const isMember = (ctx: Ctx): ctx is MemberCtx => ctx.actor.type === 'member';
