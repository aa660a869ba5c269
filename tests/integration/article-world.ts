import { prepareSource } from '@/lib/knowledge/prepare';
import { companyId, database } from './turn-world';

type Saved = { sourceId: string };

/** Writes an article into a company's knowledge as an import does, or replaces the one of that name. @returns its id */
export async function saveArticle(name: string, body: string, company: string = companyId): Promise<string> {
  const { serviceDb } = await import('@/lib/platform/supabase/service');
  const [row] = await database.admin<{ slug: string }>('select slug from companies where id = $1', [company]);
  const { source, passages } = prepareSource({ externalId: name, kind: 'markdown', title: name, url: null, body });
  const saved = await serviceDb.call('save_source_for_company', {
    p_company_slug: row?.slug,
    p_source: source,
    p_passages: passages,
  });
  return (saved as Saved).sourceId;
}

export const RETURNS = 'You may return a parcel within 30 days. Print the return label from your account.';
export const DELIVERY = 'Delivery takes two working days. Express delivery arrives the next morning.';
export const WARRANTY = 'The warranty of a bicycle lasts five years and covers the frame.';
