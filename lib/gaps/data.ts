import 'server-only';
import type { MemberCtx } from '@/lib/companies/context';
import { fromPgError } from '@/lib/platform/supabase/pg-error';
import { MAX_GROUPED } from './group';
import { type Mark, type Rated, ratedSchema, type Unanswered, unansweredSchema } from './schema';

/** Badly rated answers that are shown. */
const MOST_RATED = 200;
/** The newest marks; older ones have lost their questions. */
const MOST_MARKS = 200;

/** The questions without an answer since `before`, and how searches ended since `since` (ISO 8601 both). */
export async function readUnanswered(
  ctx: MemberCtx,
  { since, before }: { since: string; before: string },
): Promise<Unanswered> {
  const { data, error } = await ctx.db.rpc('unanswered_questions', {
    p_company_id: ctx.companyId,
    p_since: since,
    p_before: before,
    p_limit: MAX_GROUPED,
  });
  if (error) throw fromPgError(error);
  return unansweredSchema.parse(data);
}

/** The answers rated badly since then, newest first, and how many ratings there were. */
export async function readRated(ctx: MemberCtx, since: string): Promise<Rated> {
  const { data, error } = await ctx.db.rpc('rated_answers', {
    p_company_id: ctx.companyId,
    p_since: since,
    p_limit: MOST_RATED,
  });
  if (error) throw fromPgError(error);
  return ratedSchema.parse(data);
}

/** What became of topics. An article that is switched off answers nothing. */
export async function readMarks(ctx: MemberCtx): Promise<Mark[]> {
  const { data, error } = await ctx.db
    .from('gap_marks')
    .select('id, kind, question, asked, source_id, marked_at')
    .eq('company_id', ctx.companyId)
    .order('marked_at', { ascending: false })
    .limit(MOST_MARKS);
  if (error) throw fromPgError(error);
  const ids = data.flatMap(({ source_id }) => source_id ?? []);
  const sources =
    ids.length === 0
      ? { data: [], error: null }
      : await ctx.db
          .from('knowledge_sources')
          .select('id, title')
          .eq('company_id', ctx.companyId)
          .eq('enabled', true)
          .in('id', ids);
  if (sources.error) throw fromPgError(sources.error);
  const titles = new Map(sources.data.map(({ id, title }) => [id, title]));
  return data.map(({ source_id, marked_at, kind, ...mark }) => {
    const title = titles.get(source_id ?? '');
    return {
      ...mark,
      kind: kind === 'answered' ? 'answered' : 'dismissed',
      markedAt: new Date(marked_at).toISOString(),
      source: source_id && title !== undefined ? { id: source_id, title } : null,
    };
  });
}
