/**
 * The demo: an outdoor shop with 30 articles and a month of conversations, and a small dental practice that must
 * never see any of it. Both are fictional and marked as demo.
 *
 *   npm run db:seed        needs SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY and SUPABASE_SECRET_KEY
 *
 * The same content each time, dated back from the first run. Running it again adds what is missing and changes
 * nothing that is there.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '../../lib/platform/supabase/database.types.ts';
import { calendar } from './calendar.ts';
import { type DemoCompany, openCompany, PRACTICE, SHOP } from './companies.ts';
import { importArticles, readPassages } from './knowledge.ts';
import { type Dated, type Rows, rowsOf } from './rows.ts';
import { readScripts, readTopics } from './scripts.ts';

const BATCH = 500;
const here = dirname(fileURLToPath(import.meta.url));
const read = (name: string) => readFileSync(join(here, 'conversations', name), 'utf8');

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set. npm run db:seed sets it from the running local database.`);
  return value;
}

async function seedCompany(
  db: SupabaseClient<Database>,
  company: DemoCompany,
  conversationsAt: (anchor: number) => Dated[],
): Promise<string> {
  const opened = await openCompany(db, company, setting('SUPABASE_URL'), setting('SUPABASE_PUBLISHABLE_KEY'));
  await importArticles(db, company.slug, join(here, company.articles));
  const passages = await readPassages(db, opened.id);
  const rows = rowsOf({ ...opened, site: company.site, passages }, conversationsAt(opened.anchor));
  for (const table of Object.keys(rows) as (keyof Rows)[]) await insert(db, table, rows[table]);
  return `${company.name}: ${rows.chat_sessions.length} conversations, ${rows.chat_messages.length} messages, ${rows.leads.length} leads.`;
}

async function insert(db: SupabaseClient<Database>, table: keyof Rows, rows: Rows[keyof Rows]): Promise<void> {
  for (let from = 0; from < rows.length; from += BATCH) {
    const { error } = await db
      .from(table)
      .upsert(rows.slice(from, from + BATCH) as never, { ignoreDuplicates: true, defaultToNull: false });
    if (error) throw new Error(`The demo's ${table} could not be stored: ${error.message}`);
  }
}

const db = createClient<Database>(setting('SUPABASE_URL'), setting('SUPABASE_SECRET_KEY'), {
  auth: { persistSession: false, autoRefreshToken: false },
});
const began = performance.now();
const topics = readTopics(read('topics.txt'));
const done = [
  await seedCompany(db, SHOP, (anchor) => calendar('shop', anchor, readScripts(read('scripts.txt')), topics)),
  await seedCompany(db, PRACTICE, (anchor) => calendar('practice', anchor, readScripts(read('scripts-two.txt')), [])),
];
process.stdout.write(`${done.join('\n')}\nSeeded in ${((performance.now() - began) / 1_000).toFixed(1)} s.\n`);
