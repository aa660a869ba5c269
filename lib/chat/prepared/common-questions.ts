import { z } from 'zod';
import type { VisitorCtx } from '@/lib/companies/context';
import { namedCache } from '@/lib/platform/cache/named-cache';
import { log } from '@/lib/platform/log';

const cache = namedCache<string[]>('common-questions');

/** The pinned questions that the widget shows before the first message: the first four whose answer is ready. */
export const commonQuestions = {
  /** Cached for a minute. None when the database cannot be asked: the widget opens all the same. */
  async read(ctx: VisitorCtx): Promise<string[]> {
    try {
      return await cache.get(ctx.companyId, async () =>
        z.array(z.string()).parse(await ctx.db.call('common_questions', { p_company_id: ctx.companyId })),
      );
    } catch (cause) {
      log.warn('common questions could not be read', { companyId: ctx.companyId, cause });
      return [];
    }
  },
  /** To be called when they were changed, or an answer was made. */
  forget: (companyId: string): void => cache.invalidate(companyId),
};
