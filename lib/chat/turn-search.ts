import type { VisitorCtx } from '@/lib/companies/context';
import { type SearchOutcome, searchKnowledge } from '@/lib/knowledge/search';
import type { Plan } from './plan';

/** The search of a turn, timed. Never throws: that it failed or was late is an outcome. */
export const searchFor = (ctx: VisitorCtx, sessionId: string, text: string, plan: Plan): Promise<SearchOutcome> =>
  ctx.trace.operation('search-knowledge', () =>
    searchKnowledge(ctx, { query: text, sessionId, limit: plan.passageLimit }),
  );
