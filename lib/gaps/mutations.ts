import 'server-only';
import type { MemberCtx } from '@/lib/companies/context';
import { judgeRelevance } from '@/lib/knowledge/relevance';
import { searchKnowledge } from '@/lib/knowledge/search';
import { fromPgError } from '@/lib/platform/supabase/pg-error';
import { searchable } from './personal';
import type { RetryState } from './schema';

/** A person waits for it, so it may take longer than in a turn. */
const RETRY_BUDGET_MS = 2_000;

type Marked = { question: string } & ({ kind: 'dismissed'; asked: number } | { kind: 'answered'; sourceId: string });

async function mark(ctx: MemberCtx, input: Marked): Promise<void> {
  const { error } = await ctx.db.from('gap_marks').upsert(
    {
      company_id: ctx.companyId,
      question: input.question,
      kind: input.kind,
      asked: input.kind === 'dismissed' ? input.asked : 0,
      source_id: input.kind === 'answered' ? input.sourceId : null,
      marked_at: new Date().toISOString(),
    },
    { onConflict: 'company_id,question' },
  );
  if (error) throw fromPgError(error);
}

/**
 * Sets a topic aside. It comes back once it is asked more often than `asked` from now on.
 * @param input.question the topic's label
 */
export const dismissTopic = (ctx: MemberCtx, { question, asked }: { question: string; asked: number }): Promise<void> =>
  mark(ctx, { kind: 'dismissed', question, asked });

/** Takes back what became of a topic. */
export async function unmarkTopic(ctx: MemberCtx, { markId }: { markId: string }): Promise<void> {
  const { error } = await ctx.db.from('gap_marks').delete().eq('company_id', ctx.companyId).eq('id', markId);
  if (error) throw fromPgError(error);
}

/** Looks whether the articles answer a topic by now, and keeps that they do: it moves to the answered ones. */
export async function retryTopic(ctx: MemberCtx, { question }: { question: string }): Promise<RetryState> {
  const { passages, outcome } = await searchKnowledge(ctx, {
    query: searchable(question),
    budgetMs: RETRY_BUDGET_MS,
  });
  if (outcome === 'late' || outcome === 'failed') return { outcome: 'unavailable' };
  const best = passages[0];
  const relevance = judgeRelevance(passages);
  if (!best || relevance === 'nothing') return { outcome: 'nothing' };
  const found = { href: `/knowledge/${best.sourceId}#passage-${best.position + 1}`, title: best.title };
  if (relevance === 'answer') await mark(ctx, { kind: 'answered', question, sourceId: best.sourceId });
  return { outcome: relevance, found };
}
