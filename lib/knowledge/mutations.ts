import 'server-only';
import type { MemberCtx } from '@/lib/companies/context';
import { AppError } from '@/lib/platform/errors';
import { fromPgError } from '@/lib/platform/supabase/pg-error';
import { prepareSource } from './prepare';
import { type SavedSource, type SourceInput, savedSourceSchema } from './schema';

/**
 * Adds a source, or replaces the one with the same external id, passages and all, in one transaction. An unchanged
 * text is no work.
 * @throws AppError `unprocessable` for a text without words
 */
export async function saveSource(ctx: MemberCtx, input: SourceInput): Promise<SavedSource> {
  const { source, passages } = prepareSource(input);
  const { data, error } = await ctx.db.rpc('save_source', {
    p_company_id: ctx.companyId,
    p_source: source,
    p_passages: passages,
  });
  if (error) throw fromPgError(error);
  return savedSourceSchema.parse(data);
}

/**
 * Lets the search see a source or not; it stays as it is.
 * @throws AppError `not-found` for an unknown source and for another company's alike
 */
export async function setSourceEnabled(
  ctx: MemberCtx,
  { sourceId, enabled }: { sourceId: string; enabled: boolean },
): Promise<void> {
  const { data, error } = await ctx.db
    .from('knowledge_sources')
    .update({ enabled })
    .eq('company_id', ctx.companyId)
    .eq('id', sourceId)
    .select('id');
  if (error) throw fromPgError(error);
  if (data.length === 0) throw new AppError('not-found', 'This source does not exist.');
}

/**
 * Removes a source and its passages for good.
 * @throws AppError `not-found` for an unknown source and for another company's alike
 */
export async function deleteSource(ctx: MemberCtx, { sourceId }: { sourceId: string }): Promise<void> {
  const { data, error } = await ctx.db
    .from('knowledge_sources')
    .delete()
    .eq('company_id', ctx.companyId)
    .eq('id', sourceId)
    .select('id');
  if (error) throw fromPgError(error);
  if (data.length === 0) throw new AppError('not-found', 'This source does not exist.');
}
