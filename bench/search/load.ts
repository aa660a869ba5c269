/** Loads a company's knowledge in bulk: triggers bypassed, then the words' index brought up to date for many sources at once. */
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
  insert into public.knowledge_sources (id, company_id, external_id, kind, title, body, content_hash, passage_count, language)
  select id, $1::uuid, "externalId", 'text', title, body, hash, jsonb_array_length(passages), 'en' from pages
)
insert into public.knowledge_passages (company_id, source_id, position, title_path, body, token_count, language)
select $1::uuid, g.id, p.ordinality - 1, p.value ->> 'titlePath', p.value ->> 'body', (p.value ->> 'tokenCount')::integer, 'en'
from pages g, jsonb_array_elements(g.passages) with ordinality p`;

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
    await database.query('select app.index_sources($1::uuid, $2::uuid[])', [companyId, pages.map(({ id }) => id)]);
  }
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
