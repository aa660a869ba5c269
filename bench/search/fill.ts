/**
 * Fills the database of a folder with one company's knowledge and with sessions in which questions were asked:
 * `node bench/search/fill.ts <data folder> <passages> <seed>`. A process of its own: only one may hold a folder.
 */
import { randomUUID } from 'node:crypto';
import { openPglite } from '../../supabase/embedded/database.ts';
import { takeLock } from '../../supabase/embedded/lock.ts';
import { readDoc2dial } from '../retrieval/data.ts';
import { percentile } from '../statistics.ts';
import { pagesFrom } from './corpus.ts';
import { loadInBulk, toSave } from './load.ts';

/** What the filled database is asked. */
export type Filled = {
  companyId: string;
  passages: number;
  terms: number;
  /** How long the load took, and what saving one source of 7 passages takes in the ordinary way. */
  loadMs: number;
  saveMs: number;
  /** First questions, and questions of a session with what was said before it. */
  questions: { query: string; sessionId?: string }[];
};

const LIMIT_MS = 600_000;
const EACH = 300;
const SAVED = 20;

const [folder = '', wanted = '0', seed = '1'] = process.argv.slice(2);
const data = readDoc2dial();
if (!data) throw new Error('../shared/data/2-kb/doc2dial is not there.');
const { docs, questions } = data;
const giveBack = takeLock(folder);
const database = await openPglite(folder);
const filled = await database.turn('fill', LIMIT_MS, async (): Promise<Filled> => {
  const slug = `bench-${seed}`;
  const companyId = randomUUID();
  await database.query('insert into companies (id, slug, name) values ($1, $2, $2)', [companyId, slug]);
  const nextPage = pagesFrom(docs, Number(seed));
  const started = performance.now();
  const passages = await loadInBulk(database, companyId, nextPage, Number(wanted));
  const loadMs = performance.now() - started;
  const saveMs: number[] = [];
  for (let saved = 0; saved < SAVED; saved += 1) {
    const { source, passages } = toSave(nextPage());
    const began = performance.now();
    await database.query('select save_sources_for_job($1, $2)', [companyId, JSON.stringify([{ source, passages }])]);
    saveMs.push(performance.now() - began);
  }
  const [counted] = await database.query('select count(*) as terms from knowledge_terms where company_id = $1', [
    companyId,
  ]);
  const firsts = questions.filter(({ first }) => first).slice(0, EACH);
  const later = questions.filter(({ turns }) => turns.length > 2);
  const asked: Filled['questions'] = firsts.map(({ turns }) => ({ query: turns[0]?.text ?? '' }));
  for (let index = 0; index < EACH; index += 1) {
    const [newest, ...before] = later[Math.floor((index * later.length) / EACH)]?.turns ?? [];
    const [sessionId, visitorId] = [randomUUID(), randomUUID()];
    await database.query('insert into visitors (id, company_id) values ($1, $2)', [visitorId, companyId]);
    await database.query('insert into chat_sessions (id, company_id, visitor_id) values ($1, $2, $3)', [
      sessionId,
      companyId,
      visitorId,
    ]);
    for (const { role, text } of before.slice(0, 2).reverse()) {
      await database.query(
        'insert into chat_messages (company_id, session_id, role, text) values ($1, $2, $3::message_role, $4)',
        [companyId, sessionId, role, text],
      );
    }
    asked.push({ query: newest?.text ?? '', sessionId });
  }
  await database.script('vacuum (analyze)');
  return {
    companyId,
    passages,
    terms: Number(counted?.terms),
    loadMs,
    saveMs: percentile(saveMs, 50),
    questions: asked,
  };
});
await database.close();
giveBack();
process.send?.({ type: 'ready', ...filled });
