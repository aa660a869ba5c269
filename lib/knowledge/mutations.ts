import 'server-only';
import type { JobCtx, MemberCtx } from '@/lib/companies/context';
import { AppError } from '@/lib/platform/errors';
import { fromPgError } from '@/lib/platform/supabase/pg-error';
import { prepareInTurns, prepareSources } from './prepare';
import { type SavedSource, type SavedSources, type SourceInput, savedSourceSchema, savedSourcesSchema } from './schema';

/** What a save beside its sources says: external ids that begin with this and are not among them are deleted. */
type SaveOptions = { replace?: string };

/**
 * Adds sources, or replaces those with the same external id, passages and all, in one transaction: all or none. What did
 * not change is no work; what somebody edited here stays as it is. The search knows all of them when this returns.
 * @throws AppError `unprocessable` for a text without words
 */
export async function saveSources(
  ctx: MemberCtx,
  inputs: readonly SourceInput[],
  { replace }: SaveOptions = {},
): Promise<SavedSources> {
  const { data, error } = await ctx.db.rpc('save_sources', {
    p_company_id: ctx.companyId,
    p_sources: await prepareSources(inputs),
    p_replace: replace ?? null,
  } as never);
  if (error) throw fromPgError(error);
  const saved = savedSourcesSchema.parse(data);
  for (let left = saved.waiting; left > 0; left = await indexSome(ctx));
  return saved;
}

/** Tells the search of all that large saves of this company left to be read, in short calls. */
export async function indexWaiting(ctx: JobCtx, signal?: AbortSignal): Promise<void> {
  const args = { p_company_id: ctx.companyId };
  while (!signal?.aborted && Number(await ctx.db.call('index_waiting_for_job', args)) > 0);
}

/** Of what waits, some: other calls get their turn in between. @returns how many sources still wait */
async function indexSome(ctx: MemberCtx): Promise<number> {
  const { data, error } = await ctx.db.rpc('index_waiting_sources', { p_company_id: ctx.companyId });
  if (error) throw fromPgError(error);
  return data;
}

/** Adds or replaces one source. @throws AppError `unprocessable` for a text without words */
export async function saveSource(ctx: MemberCtx, input: SourceInput): Promise<SavedSource> {
  const { sources } = await saveSources(ctx, [input]);
  return savedSourceSchema.parse(sources[0]);
}

export type SourceEdit = Pick<SourceInput, 'kind' | 'title' | 'url' | 'body'> & {
  sourceId: string;
  /** Content hash of the source as it was opened. */
  openedHash: string;
};

/**
 * Changes a source by hand. From now on it stays as it is when it is read again where it comes from; a save without a
 * change changes nothing. A text too short to tell its language stays in the one that it had.
 * @throws AppError `conflict` when somebody changed it since it was opened, `not-found` for an unknown source and for
 * another company's alike, `unprocessable` for a text without words
 */
export async function editSource(ctx: MemberCtx, { sourceId, openedHash, ...edit }: SourceEdit): Promise<SavedSource> {
  const stored = await storedSource(ctx, sourceId);
  const isSame =
    edit.title === stored.title &&
    edit.url === stored.url &&
    withPlainBreaks(edit.body) === withPlainBreaks(stored.body);
  if (isSame) return { sourceId, outcome: 'unchanged', passageCount: stored.passage_count };
  const input = { ...edit, body: withPlainBreaks(edit.body), externalId: sourceId };
  const { source, passages } = await prepareInTurns(input, stored.language);
  const { title, url, body, contentHash, language } = source;
  const { data, error } = await ctx.db.rpc('edit_source', {
    p_company_id: ctx.companyId,
    p_source_id: sourceId,
    p_source: { title, url, body, contentHash, language, openedHash },
    p_passages: passages,
  });
  if (error) throw fromPgError(error);
  return savedSourceSchema.parse(data);
}

async function storedSource(ctx: MemberCtx, sourceId: string) {
  const { data, error } = await ctx.db
    .from('knowledge_sources')
    .select('title, url, body, language, passage_count')
    .eq('company_id', ctx.companyId)
    .eq('id', sourceId)
    .maybeSingle();
  if (error) throw fromPgError(error);
  if (!data) throw unknownSource();
  return data;
}

/** Browsers send the lines of a form with CR LF, whatever they were shown. */
const withPlainBreaks = (text: string): string => text.replace(/\r\n?/g, '\n');

type SourceChange = { enabled: boolean } | { pinned: boolean } | { edited_at: null };

/** @throws AppError `not-found` when none of them is a source of this company */
async function changeSources(ctx: MemberCtx, sourceIds: readonly string[], change: SourceChange): Promise<number> {
  const { data, error } = await ctx.db
    .from('knowledge_sources')
    .update(change)
    .eq('company_id', ctx.companyId)
    .in('id', sourceIds)
    .select('id');
  if (error) throw fromPgError(error);
  if (data.length === 0) throw unknownSource();
  return data.length;
}

const unknownSource = () => new AppError('not-found', 'This source does not exist.');

/**
 * Lets the search see sources or not; they stay as they are.
 * @returns how many there are of them
 * @throws AppError `not-found` for unknown sources and for another company's alike
 */
export const setSourcesEnabled = (
  ctx: MemberCtx,
  { sourceIds, enabled }: { sourceIds: readonly string[]; enabled: boolean },
): Promise<number> => changeSources(ctx, sourceIds, { enabled });

/**
 * Has the search prefer a source where several answer, or no longer.
 * @throws AppError `not-found` for an unknown source and for another company's alike
 */
export async function setSourcePinned(
  ctx: MemberCtx,
  { sourceId, pinned }: { sourceId: string; pinned: boolean },
): Promise<void> {
  await changeSources(ctx, [sourceId], { pinned });
}

/**
 * Has a source that was edited here follow its original again: the next time that is read, its text is taken.
 * @throws AppError `not-found` for an unknown source and for another company's alike
 */
export async function followOriginal(ctx: MemberCtx, { sourceId }: { sourceId: string }): Promise<void> {
  await changeSources(ctx, [sourceId], { edited_at: null });
}

/**
 * Lets the search see one passage of a source or not.
 * @throws AppError `not-found` for an unknown passage and for another company's alike
 */
export async function setPassageEnabled(
  ctx: MemberCtx,
  { passageId, enabled }: { passageId: string; enabled: boolean },
): Promise<void> {
  const { data, error } = await ctx.db
    .from('knowledge_passages')
    .update({ enabled })
    .eq('company_id', ctx.companyId)
    .eq('id', passageId)
    .select('id');
  if (error) throw fromPgError(error);
  if (data.length === 0) throw new AppError('not-found', 'This passage does not exist.');
}

/**
 * Removes sources for good, with their passages and the prepared answers that cite them.
 * @returns how many there were of them
 * @throws AppError `not-found` for unknown sources and for another company's alike
 */
export async function deleteSources(ctx: MemberCtx, { sourceIds }: { sourceIds: readonly string[] }): Promise<number> {
  const { data, error } = await ctx.db
    .from('knowledge_sources')
    .delete()
    .eq('company_id', ctx.companyId)
    .in('id', sourceIds)
    .select('id');
  if (error) throw fromPgError(error);
  if (data.length === 0) throw unknownSource();
  return data.length;
}
