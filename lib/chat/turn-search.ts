import type { VisitorCtx } from '@/lib/companies/context';
import { type SearchOutcome, searchKnowledge } from '@/lib/knowledge/search';
import { contactLeft } from './contact-left';
import type { Plan } from './plan';

/**
 * The search of a turn, timed. Contact data is not searched for: no article holds it, and it would only make what is
 * asked beside it look unanswered. Never throws: that it failed or was late is an outcome.
 */
export const searchFor = (ctx: VisitorCtx, sessionId: string, text: string, plan: Plan): Promise<SearchOutcome> =>
  ctx.trace.operation('search-knowledge', () =>
    searchKnowledge(ctx, { query: contactLeft(text)?.rest || text, sessionId, limit: plan.passageLimit }),
  );
