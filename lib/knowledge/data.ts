import 'server-only';
import type { MemberCtx } from '@/lib/companies/context';
import { uuidSchema } from '@/lib/platform/ids';
import { pageOrLast } from '@/lib/platform/supabase/page-or-last';
import { fromPgError } from '@/lib/platform/supabase/pg-error';
import {
  passageRowSchema,
  type SourceFilters,
  type SourcePage,
  type SourceSort,
  type SourceText,
  type SourceWithPassages,
  sourceRowSchema,
  sourceTextSchema,
} from './schema';

/** Sources on one page of the list. */
export const PAGE_SIZE = 50;
/** Passages on one page of a source. */
export const PASSAGES_A_PAGE = 100;

const ROW =
  'id, external_id, title, kind, url, language, enabled, pinned, status, index_waiting, website_id, edited_at, synced_at, size_bytes, passage_count, updated_at';

/** What each order goes by; the newest and the largest come first. */
const ORDERS = {
  changed: { column: 'updated_at', ascending: false },
  title: { column: 'title', ascending: true },
  size: { column: 'size_bytes', ascending: false },
  passages: { column: 'passage_count', ascending: false },
} as const satisfies Record<SourceSort, { column: string; ascending: boolean }>;

/** A page of the company's sources, or the last one where there are fewer, and how much there is in all. */
export async function listSources(ctx: MemberCtx, filters: SourceFilters): Promise<SourcePage> {
  const { query, kind, state, sort } = filters;
  let wanted = ctx.db.from('knowledge_sources').select(ROW, { count: 'exact' }).eq('company_id', ctx.companyId);
  if (query) wanted = wanted.ilike('title', `%${query.replace(/[\\%_]/g, '\\$&')}%`);
  if (kind) wanted = wanted.eq('kind', kind);
  if (state === 'used') wanted = wanted.eq('enabled', true).eq('status', 'ready').eq('index_waiting', false);
  if (state === 'off') wanted = wanted.eq('enabled', false);
  if (state === 'pinned') wanted = wanted.eq('pinned', true);
  if (state === 'reading') wanted = wanted.eq('index_waiting', true);
  if (state === 'failed') wanted = wanted.eq('status', 'failed');
  if (state === 'edited') wanted = wanted.not('edited_at', 'is', null);
  const { column, ascending } = ORDERS[sort];
  const ordered = wanted.order(column, { ascending }).order('id', { ascending: false });
  const [{ rows, total, page }, totals] = await Promise.all([
    pageOrLast((from, to) => ordered.range(from, to), filters.page, PAGE_SIZE),
    ctx.db.from('knowledge_totals').select('passage_count').eq('company_id', ctx.companyId).maybeSingle(),
  ]);
  if (totals.error) throw fromPgError(totals.error);
  return {
    sources: sourceRowSchema.array().parse(rows),
    total,
    page,
    searchedPassages: totals.data?.passage_count ?? 0,
  };
}

/**
 * A source with a page of its passages, in order.
 * @param page from 1
 * @returns null for an unknown source and for another company's alike
 */
export async function findSource(ctx: MemberCtx, sourceId: string, page = 1): Promise<SourceWithPassages | null> {
  const id = uuidSchema.safeParse(sourceId);
  if (!id.success) return null;
  const from = (page - 1) * PASSAGES_A_PAGE;
  const [source, passages] = await Promise.all([
    ctx.db.from('knowledge_sources').select(ROW).eq('company_id', ctx.companyId).eq('id', id.data).maybeSingle(),
    ctx.db
      .from('knowledge_passages')
      .select('id, position, title_path, body, token_count, language, enabled')
      .eq('company_id', ctx.companyId)
      .eq('source_id', id.data)
      .order('position')
      .range(from, from + PASSAGES_A_PAGE - 1),
  ]);
  if (source.error) throw fromPgError(source.error);
  if (passages.error) throw fromPgError(passages.error);
  if (!source.data) return null;
  const row = sourceRowSchema.parse(source.data);
  return {
    ...row,
    passages: passageRowSchema.array().parse(passages.data),
    page,
    lastPage: Math.max(1, Math.ceil(row.passageCount / PASSAGES_A_PAGE)),
  };
}

/**
 * A source with its whole text, to be edited.
 * @returns null for an unknown source and for another company's alike
 */
export async function findSourceText(ctx: MemberCtx, sourceId: string): Promise<SourceText | null> {
  const id = uuidSchema.safeParse(sourceId);
  if (!id.success) return null;
  const { data, error } = await ctx.db
    .from('knowledge_sources')
    .select('id, kind, title, url, body, content_hash')
    .eq('company_id', ctx.companyId)
    .eq('id', id.data)
    .maybeSingle();
  if (error) throw fromPgError(error);
  return data && sourceTextSchema.parse(data);
}
