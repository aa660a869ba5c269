import 'server-only';
import { pageContext } from '@/lib/companies/loaders';
import { findWebsite, listPages, listWebsites } from './data';
import { PAGE_FILTERS, type Website, type WebsitePages } from './schema';

type SearchParams = Record<string, string | string[] | undefined>;

const one = (value: string | string[] | undefined): string => (Array.isArray(value) ? value[0] : value) ?? '';

/** The company's websites. */
export async function loadWebsites(): Promise<Website[]> {
  return listWebsites(await pageContext());
}

/** A website and a part of its pages, as the URL asks: `show` one of the filters, `page` from 1. Null when there is none. */
export async function loadWebsite(
  websiteId: string,
  params: SearchParams,
): Promise<{ website: Website; pages: WebsitePages } | null> {
  const ctx = await pageContext();
  const website = await findWebsite(ctx, websiteId);
  if (!website) return null;
  const filter = PAGE_FILTERS.find((name) => name === one(params.show)) ?? 'all';
  const page = Math.min(10_000, Math.max(1, Math.trunc(Number(one(params.page))) || 1));
  return { website, pages: await listPages(ctx, { websiteId: website.id, filter, page }) };
}
