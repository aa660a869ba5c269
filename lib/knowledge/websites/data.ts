import 'server-only';
import type { MemberCtx } from '@/lib/companies/context';
import { uuidSchema } from '@/lib/platform/ids';
import { pageOrLast } from '@/lib/platform/supabase/page-or-last';
import { fromPgError } from '@/lib/platform/supabase/pg-error';
import { type PageFilter, type Website, type WebsitePages, websitePageSchema, websiteSchema } from './schema';

/** Pages of a website on one page of the list. */
const PAGE_SIZE = 50;

/** The company's websites, newest first, each with how far it is. */
export async function listWebsites(ctx: MemberCtx): Promise<Website[]> {
  const { data, error } = await ctx.db.rpc('list_websites', { p_company_id: ctx.companyId });
  if (error) throw fromPgError(error);
  return websiteSchema.array().parse(data);
}

/** @returns null for an unknown website and for another company's alike */
export async function findWebsite(ctx: MemberCtx, websiteId: string): Promise<Website | null> {
  const id = uuidSchema.safeParse(websiteId);
  if (!id.success) return null;
  const { data, error } = await ctx.db.rpc('list_websites', { p_company_id: ctx.companyId, p_website_id: id.data });
  if (error) throw fromPgError(error);
  return websiteSchema.array().parse(data)[0] ?? null;
}

/** Pages of a website by their address, a part at a time; the last one where there are fewer. */
export async function listPages(
  ctx: MemberCtx,
  { websiteId, filter, page: asked }: { websiteId: string; filter: PageFilter; page: number },
): Promise<WebsitePages> {
  const all = ctx.db
    .from('knowledge_pages')
    .select(
      'id, url, waiting, outcome, problem, problem_detail, found_on, source_id, read_at, source:knowledge_sources(title)',
      {
        count: 'exact',
      },
    )
    .eq('company_id', ctx.companyId)
    .eq('website_id', websiteId);
  const wanted = {
    all: () => all,
    sources: () => all.not('source_id', 'is', null),
    failed: () => all.in('outcome', ['failed', 'gone']),
    skipped: () => all.eq('outcome', 'skipped'),
  }[filter]();
  const ordered = wanted.order('depth').order('url');
  const { rows, total, page } = await pageOrLast((from, to) => ordered.range(from, to), asked, PAGE_SIZE);
  return {
    pages: websitePageSchema.array().parse(rows),
    total,
    page,
    lastPage: Math.max(1, Math.ceil(total / PAGE_SIZE)),
    filter,
  };
}
