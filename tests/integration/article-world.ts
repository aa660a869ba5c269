import { prepareSource } from '@/lib/knowledge/prepare';
import { companyId, database } from './turn-world';

type Saved = { sourceId: string };

/**
 * Writes an article into a company's knowledge as an import does, or replaces the one of that name, and has it stand
 * there for a while: what is found within seconds of a change is not kept. @returns its id
 */
export async function saveArticle(name: string, body: string, company: string = companyId): Promise<string> {
  const sourceId = await changeArticle(name, body, company);
  await letArticlesStand(company);
  return sourceId;
}

/** A minute passes in which no article of the company changes. */
export const letArticlesStand = (company: string = companyId) =>
  database.admin("update knowledge_sources set updated_at = now() - interval '1 minute' where company_id = $1", [
    company,
  ]);

/** The same, a moment ago. */
export async function changeArticle(name: string, body: string, company: string = companyId): Promise<string> {
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
