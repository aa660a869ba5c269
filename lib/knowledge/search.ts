import 'server-only';
import type { Ctx, MemberCtx } from '@/lib/companies/context';
import { orAbort } from '@/lib/platform/abort';
import { AppError } from '@/lib/platform/errors';
import { log } from '@/lib/platform/log';
import { fromPgError } from '@/lib/platform/supabase/pg-error';
import { firstOf } from '@/lib/platform/text';
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

const DEFAULT_LIMIT = 5;

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
): Promise<SearchOutcome> {
  if (query.includes('\u0000')) {
    throw new AppError('bad-request', 'The text holds the character U+0000, which cannot be searched for.');
  }
  const timeUp = deadline(budgetMs);
  const args = {
    p_company_id: ctx.companyId,
    p_query: firstOf(query, MAX_QUERY_CHARACTERS),
    p_limit: limit,
    p_session_id: sessionId ?? null,
  };
  try {
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

async function find(ctx: Ctx, args: Record<string, unknown>, signal: AbortSignal): Promise<PassageHit[]> {
  if (!isMember(ctx)) return passageHitsSchema.parse(await ctx.db.call('search_knowledge', args, signal));
  const { data, error } = await ctx.db.rpc('search_own_knowledge', args as never).abortSignal(signal);
  if (error) throw fromPgError(error);
  return passageHitsSchema.parse(data);
}

const isMember = (ctx: Ctx): ctx is MemberCtx => ctx.actor.type === 'member';
