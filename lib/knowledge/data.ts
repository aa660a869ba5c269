import 'server-only';
import type { MemberCtx } from '@/lib/companies/context';
import { uuidSchema } from '@/lib/platform/ids';
import { fromPgError } from '@/lib/platform/supabase/pg-error';
import { type SourceDetail, type SourceFilters, type SourcePage, sourceDetailSchema, sourceRowSchema } from './schema';

/** Sources on one page of the list. */
export const PAGE_SIZE = 50;
/** Passages of a source that its page shows. */
const PASSAGES_SHOWN = 200;

const ROW = 'id, title, kind, url, enabled, passage_count, updated_at';

/** A page of the company's sources, newest change first, and how much there is in all. */
export async function listSources(ctx: MemberCtx, { query, page }: SourceFilters): Promise<SourcePage> {
  const from = (page - 1) * PAGE_SIZE;
  const all = ctx.db.from('knowledge_sources').select(ROW, { count: 'exact' }).eq('company_id', ctx.companyId);
  const wanted = query ? all.ilike('title', `%${query.replace(/[\\%_]/g, '\\$&')}%`) : all;
  const [sources, totals] = await Promise.all([
    wanted
      .order('updated_at', { ascending: false })
      .order('id', { ascending: false })
      .range(from, from + PAGE_SIZE - 1),
    ctx.db.from('knowledge_totals').select('passage_count').eq('company_id', ctx.companyId).maybeSingle(),
  ]);
  if (sources.error) throw fromPgError(sources.error);
  if (totals.error) throw fromPgError(totals.error);
  return {
    sources: sourceRowSchema.array().parse(sources.data),
    total: sources.count ?? sources.data.length,
    searchedPassages: totals.data?.passage_count ?? 0,
  };
}

/**
 * A source with its first passages in order.
 * @returns null for an unknown source and for another company's alike
 */
export async function findSource(ctx: MemberCtx, sourceId: string): Promise<SourceDetail | null> {
  const id = uuidSchema.safeParse(sourceId);
  if (!id.success) return null;
  const [source, passages] = await Promise.all([
    ctx.db.from('knowledge_sources').select(ROW).eq('company_id', ctx.companyId).eq('id', id.data).maybeSingle(),
    ctx.db
      .from('knowledge_passages')
      .select('id, position, title_path, body, token_count')
      .eq('company_id', ctx.companyId)
      .eq('source_id', id.data)
      .order('position')
      .limit(PASSAGES_SHOWN),
  ]);
  if (source.error) throw fromPgError(source.error);
  if (passages.error) throw fromPgError(passages.error);
  return source.data && sourceDetailSchema.parse({ ...source.data, passages: passages.data });
}
