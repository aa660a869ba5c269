/** Companies made for one case, so that cases share neither limits nor conversations. */
import { randomBytes, randomUUID } from 'node:crypto';
import { rest } from './browser.ts';

export type OwnCompany = { id: string; widgetKey: string };

/** A company with a widget key that nothing has used yet. */
export async function makeCompany(hourlyLimit = 1000): Promise<OwnCompany> {
  const slug = `case-${randomBytes(6).toString('hex')}`;
  const [company] = (await rest('POST', 'companies', {
    slug,
    name: 'A company of one case',
    hourly_limit: hourlyLimit,
  })) as { id: string }[];
  if (!company) throw new Error('The company was not made.');
  const widgetKey = `wk_${slug.replace('-', '_')}`;
  await rest('POST', 'widget_keys', { company_id: company.id, key: widgetKey });
  return { id: company.id, widgetKey };
}

/** A word that stands nowhere else in this database. */
export const uniqueWord = (): string => `zq${randomUUID().replace(/[^a-z]/g, '')}x`;
