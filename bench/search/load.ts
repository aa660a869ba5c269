/** Loads a company's knowledge in bulk: triggers bypassed, then the words' index written at once for many sources. */
import { createHash } from 'node:crypto';
import type { Database } from '../../supabase/embedded/database.ts';
import type { Page } from './corpus.ts';

/** Pages of one statement: what a message and a sort in memory hold with ease. */
const AT_ONCE = 250;

const INSERT = `
with pages as (
  select * from jsonb_to_recordset($2::jsonb)
    x(id uuid, "externalId" text, title text, body text, hash text, passages jsonb)
), sources as (
  insert into public.knowledge_sources (id, company_id, external_id, kind, title, body, content_hash, passage_count)
  select id, $1::uuid, "externalId", 'text', title, body, hash, jsonb_array_length(passages) from pages
)
insert into public.knowledge_passages (company_id, source_id, position, title_path, body, token_count)
select $1::uuid, g.id, p.ordinality - 1, p.value ->> 'titlePath', p.value ->> 'body', (p.value ->> 'tokenCount')::integer
from pages g, jsonb_array_elements(g.passages) with ordinality p`;

/** What app.index_source does, for many sources at once. */
const INDEX = `
with words as materialized (
  select p.source_id, p.position, w.lexeme as term,
    cardinality(array_positions(w.weights, 'A')) as in_title, cardinality(array_positions(w.weights, 'D')) as in_body
  from public.knowledge_passages p cross join lateral unnest(p.search) w
  where p.source_id = any ($2::uuid[]) and char_length(w.lexeme) <= 60
), lengths as (
  select source_id, position, sum(in_body)::integer as length from words group by 1, 2
)
insert into public.knowledge_postings (company_id, term, source_id, best, positions, weights)
select $1::uuid, term, source_id, max(weight), array_agg(position order by position), array_agg(weight order by position)
from (
  select w.source_id, w.position, w.term, app.term_weight(w.in_body, w.in_title, l.length) as weight
  from words w join lengths l using (source_id, position)
) x
group by term, source_id`;

const COUNT = `
insert into public.knowledge_terms (company_id, term, passage_count)
  select company_id, term, sum(cardinality(positions)) from public.knowledge_postings where company_id = $1::uuid group by 1, 2`;
const TOTAL = `
insert into public.knowledge_totals (company_id, passage_count)
  select company_id, count(*) from public.knowledge_passages where company_id = $1::uuid group by 1`;

export type Saved = { source: Record<string, unknown>; passages: Page['passages'] };

/** A page as the product's own function takes it. */
export function toSave({ externalId, title, body, passages }: Page): Saved {
  return {
    source: { externalId, kind: 'text', title, url: null, body, contentHash: hashOf(externalId, 64) },
    passages,
  };
}

/** @returns how many passages there are now */
export async function loadInBulk(
  database: Database,
  companyId: string,
  nextPage: () => Page,
  wanted: number,
): Promise<number> {
  await database.script("set session_replication_role = replica; set work_mem = '256MB'");
  let loaded = 0;
  while (loaded < wanted) {
    const pages: (Page & { id: string; hash: string })[] = [];
    while (pages.length < AT_ONCE && loaded < wanted) {
      const page = nextPage();
      loaded += page.passages.length;
      pages.push({ ...page, id: uuidOf(page.externalId), hash: hashOf(page.externalId, 64) });
    }
    await database.query(INSERT, [companyId, JSON.stringify(pages)]);
    await database.query(INDEX, [companyId, pages.map(({ id }) => id)]);
  }
  await database.query(COUNT, [companyId]);
  await database.query(TOTAL, [companyId]);
  await database.script('set session_replication_role = origin; reset work_mem');
  await database.script('vacuum (analyze)');
  return loaded;
}

function hashOf(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}

function uuidOf(text: string): string {
  return hashOf(text, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
