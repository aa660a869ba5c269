/** Companies with knowledge of their own, and what their index holds. */
import { randomUUID } from 'node:crypto';
import { vi } from 'vitest';
import type { JobCtx, MemberCtx } from '@/lib/companies/context';
import type { CompanyId } from '@/lib/companies/schema';
import type { SourceInput } from '@/lib/knowledge/schema';
import { createTrace } from '@/lib/platform/trace';
import { type Admin, type Coordinates, shared, signUpUser } from '../support/embedded.ts';
import { useDatabase } from '../support/lib-env.ts';

export let server: Coordinates & { admin: Admin };

export type Company = { id: CompanyId; member: MemberCtx; job: JobCtx };

/** Points the modules under test at the shared server; call it before anything else. */
export function useKnowledge(): void {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  server = shared();
  useDatabase(server);
}

/** The modules under test, loaded after their settings. */
export const product = async () => ({
  ...(await import('@/lib/knowledge/mutations')),
  ...(await import('@/lib/knowledge/data')),
  ...(await import('@/lib/knowledge/upload')),
  ...(await import('@/lib/knowledge/search')),
});

export async function makeCompany(name: string): Promise<Company> {
  const { contextFromJob } = await import('@/lib/companies/context');
  const user = await signUpUser(server);
  const slug = `${name}-${randomUUID().slice(0, 8)}`;
  const [row] = await server.admin<{ id: string }>('insert into companies (slug, name) values ($1, $1) returning id', [
    slug,
  ]);
  const id = row?.id as CompanyId;
  await server.admin("insert into members values ($1, $2, 'agent', 'Agent', 'agent@users.test')", [id, user.id]);
  return {
    id,
    member: {
      companyId: id,
      requestId: 'test',
      trace: createTrace(),
      actor: { type: 'member', userId: user.id, role: 'agent' },
      db: user.client,
    } as unknown as MemberCtx,
    job: contextFromJob({ id: 'test', companyId: id }),
  };
}

export const article = (
  externalId: string,
  title: string,
  body: string,
  more: Partial<SourceInput> = {},
): SourceInput => ({
  externalId,
  kind: 'markdown',
  title,
  url: null,
  body,
  ...more,
});

export async function titlesFound(company: Company, query: string): Promise<string[]> {
  const { searchKnowledge } = await product();
  const { passages } = await searchKnowledge(company.member, { query, limit: 20, budgetMs: 20_000 });
  return [...new Set(passages.map(({ title }) => title))];
}

/** The index counts right when every word is in as many passages as its postings say, and the total fits. */
export async function wrongCounts(company: Company): Promise<unknown[]> {
  return server.admin(
    `select coalesce(p.term, t.term) as term, p.passages, t.passage_count
       from (select term, sum(cardinality(positions)) as passages from knowledge_postings where company_id = $1 group by 1) p
       full join (select term, passage_count from knowledge_terms where company_id = $1) t using (term)
       where p.passages is distinct from t.passage_count`,
    [company.id],
  );
}

export const totalOf = async (company: Company) =>
  (
    await server.admin<{ passage_count: number }>('select passage_count from knowledge_totals where company_id = $1', [
      company.id,
    ])
  )[0]?.passage_count ?? 0;

export const passagesOf = (sourceId: string) =>
  server.admin<{ id: string; position: number; body: string; enabled: boolean }>(
    'select id, position, body, enabled from knowledge_passages where source_id = $1 order by position',
    [sourceId],
  );
