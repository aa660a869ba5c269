import { z } from 'zod';
import type { VisitorCtx } from '@/lib/companies/context';
import { namedCache } from '@/lib/platform/cache/named-cache';

const cache = namedCache<string[]>('common-questions');

/** The pinned questions that the widget shows before the first message: the first four whose answer is ready. */
export const commonQuestions = {
  /** Cached for a minute. @throws AppError when the database cannot be asked */
  read: (ctx: VisitorCtx): Promise<string[]> =>
    cache.get(ctx.companyId, async () =>
      z.array(z.string()).parse(await ctx.db.call('common_questions', { p_company_id: ctx.companyId })),
    ),
  /** To be called when they were changed, or an answer was made. */
  forget: (companyId: string): void => cache.invalidate(companyId),
};
