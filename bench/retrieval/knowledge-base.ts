/** The evaluated system: the real chunker, the real tables and triggers, the real search function, in memory. */
import { randomUUID } from 'node:crypto';
import { likelySources } from '../../lib/knowledge/embeddings/built-in.ts';
import { learn } from '../../lib/knowledge/embeddings/built-in-learning.ts';
import { createSample, lessonsOf, MOST_LESSONS } from '../../lib/knowledge/embeddings/built-in-lessons.ts';
import { prepareSource } from '../../lib/knowledge/prepare.ts';
import { type PassageHit, passageHitsSchema } from '../../lib/knowledge/schema.ts';
import { loadTokenizer } from '../../lib/platform/tokens.ts';
import type { Database } from '../../supabase/embedded/database.ts';
import type { Doc, Question } from './data.ts';

export type KnowledgeBase = {
  passages: number;
  /** Searches as the visitor path does and notes how long the database took. */
  search(query: string, limit: number, sessionId?: string): Promise<PassageHit[]>;
  /** A session in which the turns before the question were said; returns its id. */
  sessionBefore(question: Question): Promise<string>;
  /** The document that a source was made from. */
  docOf(hit: PassageHit): string;
  timesMs: number[];
};

/**
 * @param copies how many times each document is stored, to see what size does
 * @param learned whether the built-in model is learned and asked, as in the product; without it the search goes by words
 */
export async function buildKnowledgeBase(
  database: Database,
  docs: Doc[],
  copies = 1,
  learned = copies === 1,
): Promise<KnowledgeBase> {
  const query = async <Row>(sql: string, parameters: unknown[] = []) =>
    (await database.query(sql, parameters)) as Row[];
  await loadTokenizer();
  const slug = `evaluation-${randomUUID().slice(0, 8)}`;
  const [company] = await query<{ id: string }>('insert into companies (slug, name) values ($1, $1) returning id', [
    slug,
  ]);
  const companyId = company?.id;
  const docOfSource = new Map<string, string>();
  const sample = createSample(MOST_LESSONS);
  for (let copy = 0; copy < copies; copy += 1) {
    for (const doc of docs) {
      const { source, passages } = prepareSource({
        externalId: `${doc.id} ${copy}`,
        kind: 'text',
        title: doc.title,
        url: null,
        body: doc.text,
      });
      const [row] = await query<{ saved: { sourceId: string } }>(
        'select save_source_for_company($1, $2, $3) as saved',
        [slug, JSON.stringify(source), JSON.stringify(passages)],
      );
      if (!row) continue;
      for (const lesson of lessonsOf(passages, docOfSource.size)) sample.add(lesson);
      docOfSource.set(row.saved.sourceId, doc.id);
    }
  }
  const [total] = await query<{ passage_count: number }>(
    'select passage_count from knowledge_totals where company_id = $1',
    [companyId],
  );
  const model = learned ? await learn([...docOfSource.keys()], sample.taken(), () => undefined) : undefined;
  const timesMs: number[] = [];
  return {
    passages: total?.passage_count ?? 0,
    timesMs,
    docOf: (hit) => docOfSource.get(hit.sourceId) ?? '',
    search: async (text, limit, sessionId) => {
      const started = performance.now();
      const [row] = await query<{ found: unknown }>(
        'select search_knowledge($1, $2, $3, $4, p_likely => $5::jsonb) as found',
        [companyId, text, limit, sessionId ?? null, model ? JSON.stringify(likelySources(model, text)) : null],
      );
      timesMs.push(performance.now() - started);
      return passageHitsSchema.parse(row?.found);
    },
    sessionBefore: async ({ turns }) => {
      const [sessionId, visitorId] = [randomUUID(), randomUUID()];
      await query('insert into visitors (id, company_id) values ($1, $2)', [visitorId, companyId]);
      await query('insert into chat_sessions (id, company_id, visitor_id) values ($1, $2, $3)', [
        sessionId,
        companyId,
        visitorId,
      ]);
      for (const { role, text } of turns.slice(1, 3).reverse()) {
        await query(
          'insert into chat_messages (company_id, session_id, role, text) values ($1, $2, $3::message_role, $4)',
          [companyId, sessionId, role, text],
        );
      }
      return sessionId;
    },
  };
}
