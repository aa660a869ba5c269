/**
 * Fills a database with messages of other visitors: `node bench/fill.ts <data folder or postgres://…> <messages>`.
 * A process of its own: PGlite computes in its event loop, and only one process may hold a folder.
 */
import { type Database, openPglite, openPostgres } from '../supabase/embedded/database.ts';
import { takeLock } from '../supabase/embedded/lock.ts';

const BATCH = 2_500;
const LIMIT_MS = 600_000;
const A_SESSION = 10;

const [where = '', wanted = '0'] = process.argv.slice(2);
const giveBack = where.startsWith('postgres') ? undefined : takeLock(where);
const database: Database = where.startsWith('postgres') ? await openPostgres(where, LIMIT_MS) : await openPglite(where);

/** Sessions of ten messages in the demo's own company and in another one, half each, over half a year. */
const statement = (from: number, to: number) => `
insert into public.companies (id, slug, name) values (md5('fill')::uuid, 'filled-for-the-bench', 'Filled')
  on conflict do nothing;
create temporary table drawn on commit drop as
  select n, md5('session ' || n)::uuid as session_id, md5('visitor ' || n)::uuid as visitor_id,
    case when n % 2 = 0 then (select company_id from public.widget_keys where key = 'wk_demo') else md5('fill')::uuid end as company_id,
    now() - (n % 260000) * interval '1 minute' as at
  from generate_series(${from}, ${to}) n;
insert into public.visitors (id, company_id) select visitor_id, company_id from drawn;
insert into public.chat_sessions (id, company_id, visitor_id, title, message_count, last_message_at, created_at)
  select session_id, company_id, visitor_id, 'Filled ' || n, ${A_SESSION}, at, at from drawn;
insert into public.chat_messages (id, company_id, session_id, role, text, created_at)
  select md5('message ' || n || ' ' || i)::uuid, company_id, session_id,
    (case when i % 2 = 1 then 'user' else 'assistant' end)::public.message_role,
    'Message ' || i || ' of parcel ' || n || ': where is it, and how long does a return of the jacket take?', at + i * interval '20 seconds'
  from drawn, generate_series(1, ${A_SESSION}) i;
insert into public.chat_turns (id, company_id, session_id, user_message_id, outcome, plan, first_token_ms, total_ms, created_at, settled_at)
  select md5('message ' || n || ' ' || i + 1)::uuid, company_id, session_id, md5('message ' || n || ' ' || i)::uuid,
    'complete', 'moderate', 300, 1500, at + i * interval '20 seconds', at + i * interval '20 seconds'
  from drawn, generate_series(1, ${A_SESSION - 1}, 2) i;`;

const sessions = Math.ceil(Number(wanted) / A_SESSION);
for (let from = 1; from <= sessions; from += BATCH) {
  await database.turn('fill', LIMIT_MS, async () => {
    await database.script(statement(from, Math.min(from + BATCH - 1, sessions)));
    // The checks of foreign keys keep the plan they had for small tables until the statistics change.
    await database.script('analyze');
  });
}
await database.close();
giveBack?.();
process.send?.({ type: 'ready' });
