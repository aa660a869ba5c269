/** The demo's articles, imported as a company would import them, and the passages that demo answers quote. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SupabaseClient } from '@supabase/supabase-js';
import type { AnswerSource } from '../../lib/chat/schema.ts';
import { prepareSource } from '../../lib/knowledge/prepare.ts';
import type { Database } from '../../lib/platform/supabase/database.types.ts';
import { loadTokenizer } from '../../lib/platform/tokens.ts';
import type { Line } from './scripts.ts';

export type Passages = {
  /** The sources under an answer: the passage of each named article that shares most words with the answer. */
  cite(line: Line): AnswerSource[];
};

type Passage = { id: string; sourceId: string; title: string; body: string; words: Set<string> };

const EXCERPT_LENGTH = 240;

/** Imports every Markdown file of a folder; what is there already and has not changed is left alone. */
export async function importArticles(db: SupabaseClient<Database>, slug: string, folder: string): Promise<void> {
  await loadTokenizer();
  for (const file of readdirSync(folder).sort()) {
    const body = readFileSync(join(folder, file), 'utf8');
    const title = /^# (.+)$/m.exec(body)?.[1] ?? file;
    const { source, passages } = prepareSource({ externalId: file, kind: 'markdown', title, url: null, body });
    const { error } = await db.rpc('save_source_for_company', {
      p_company_slug: slug,
      p_source: source,
      p_passages: passages,
    });
    if (error) throw new Error(`The demo article ${file} could not be stored: ${error.message}`);
  }
}

/** Reads back what was imported, with the ids that citations carry. */
export async function readPassages(db: SupabaseClient<Database>, companyId: string): Promise<Passages> {
  const { data, error } = await db
    .from('knowledge_sources')
    .select('id, external_id, title, knowledge_passages(id, body)')
    .eq('company_id', companyId);
  if (error) throw new Error(`The demo's passages could not be read: ${error.message}`);
  const articles = new Map<string, Passage[]>(
    data.map(({ id, external_id, title, knowledge_passages }) => [
      external_id.replace(/\.md$/, ''),
      knowledge_passages
        .map((passage) => ({ id: passage.id, sourceId: id, title, body: passage.body, words: wordsOf(passage.body) }))
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    ]),
  );
  return {
    cite: ({ text, articles: names }) =>
      names.map((name, index) => {
        const passage = nearest(articles.get(name) ?? [], wordsOf(text));
        if (!passage) throw new Error(`A demo answer quotes ${name}, which is no article with passages.`);
        return {
          number: index + 1,
          sourceId: passage.sourceId,
          passageId: passage.id,
          title: passage.title,
          url: null,
          excerpt: passage.body.replace(/\s+/g, ' ').slice(0, EXCERPT_LENGTH),
        };
      }),
  };
}

function nearest(passages: Passage[], words: Set<string>): Passage | undefined {
  const shared = ({ words: own }: Passage) => [...words].filter((word) => own.has(word)).length;
  return passages.reduce<Passage | undefined>(
    (best, one) => (!best || shared(one) > shared(best) ? one : best),
    undefined,
  );
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}$.]{2,}/gu) ?? []);
}
