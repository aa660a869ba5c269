import type { VisitorCtx } from '@/lib/companies/context';
import { rerank } from '@/lib/knowledge/rerank';
import { type SearchOutcome, searchKnowledge } from '@/lib/knowledge/search';
import { contactLeft } from './contact-left';
import type { Plan } from './plan';

/**
 * The search of a turn, timed; for a complex plan a light model may put what was found in order (HALFSECOND_RERANK). Contact data is not searched for: no article holds it, and it would only make what is
 * asked beside it look unanswered. Never throws: that it failed or was late is an outcome.
 * @param signal of the turn: when it fires, nothing is put in order any more
 */
export async function searchFor(
  ctx: VisitorCtx,
  sessionId: string,
  text: string,
  plan: Plan,
  signal: AbortSignal,
): Promise<SearchOutcome> {
  const query = contactLeft(text)?.rest || text;
  return ctx.trace.operation('search-knowledge', async () => {
    const found = await searchKnowledge(ctx, { query, sessionId, limit: plan.passageLimit });
    if (plan.name !== 'complex') return found;
    return { ...found, passages: await rerank(ctx, query, found.passages, signal) };
  });
}
