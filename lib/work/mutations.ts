import 'server-only';
import type { MemberCtx } from '@/lib/companies/context';
import { fromPgError } from '@/lib/platform/supabase/pg-error';

/**
 * Has work that failed for good tried again from the first attempt on, with the next round of follow-up work.
 * @throws AppError `not-found` when it is not there any more, or not this company's
 */
export async function retryWork(ctx: MemberCtx, input: { id: string }): Promise<void> {
  const { error } = await ctx.db.rpc('retry_job', { p_job_id: input.id });
  if (error) throw fromPgError(error);
}

/**
 * Gives up work that failed for good.
 * @throws AppError `not-found` when it is not there any more, or not this company's
 */
export async function discardWork(ctx: MemberCtx, input: { id: string }): Promise<void> {
  const { error } = await ctx.db.rpc('discard_job', { p_job_id: input.id });
  if (error) throw fromPgError(error);
}
