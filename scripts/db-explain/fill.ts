/** Fills a fresh database with five companies of very different size, two hundred thousand messages in all. */
import type { PGlite } from '@electric-sql/pglite';

export const MESSAGES = 200_000;
const MESSAGES_A_SESSION = 7;
const SESSIONS = Math.ceil(MESSAGES / MESSAGES_A_SESSION);
const ARTICLES = 300;

/** Rows on a page of transcripts. */
export const PAGE = 10;

/** Ids that the measured queries use: of the largest company, one of its members and one of its sessions. */
export type Landmarks = {
  companyId: string;
  userId: string;
  visitorId: string;
  sessionId: string;
  sessionOfToday: string;
  userMessage: string;
  /** A word in few messages, and one in most. */
  rareWord: string;
  commonWord: string;
  turnId: string;
  /** The keyset position a thousand pages down. */
  deepAt: string;
  deepId: string;
  widgetKey: string;
  smallCompanyId: string;
  smallUserId: string;
};

/** Without triggers and foreign keys, which would check each row; what they keep is true by construction. */
const FILL = `
set session_replication_role = replica;
select setseed(0.5);

create temp table vocabulary as
  select array_agg(word order by n) as words from (
    select n, substr('bcdfglmnprstvwz', 1 + (n * 7) % 15, 1) || substr('aeiou', 1 + n % 5, 1) || substr('lmnrstk', 1 + (n / 5) % 7, 1)
      || substr('aeiou', 1 + (n / 35) % 5, 1) || substr('nrstx', 1 + (n / 175) % 5, 1) || case when n % 3 = 0 then 'ing' else '' end || (n % 97)::text as word
    from generate_series(1, 4000) n
  ) w;
-- Rare words stay rare: the index into the vocabulary is skewed towards its beginning.
create function pg_temp.say(p_words integer) returns text language plpgsql volatile as $$
declare
  v_words text[] := (select words from vocabulary);
  v_said text[] := '{}';
begin
  for i in 1 .. p_words loop
    v_said := v_said || v_words[1 + floor(power(random(), 2.5) * 4000)::int];
  end loop;
  return array_to_string(v_said, ' ');
end
$$;
create temp table said as select n, pg_temp.say(5 + (n % 24)) as text from generate_series(0, 9999) n;
create unique index on said (n);
analyze said;

create temp table shares (company integer, upto double precision);
insert into shares values (1, 0.60), (2, 0.85), (3, 0.95), (4, 0.99), (5, 1.01);
insert into companies (id, slug, name)
  select md5('company ' || n)::uuid, 'company-' || n, 'Company ' || n from generate_series(1, 5) n;
-- A thousand small companies beside them, as an installation has.
insert into companies (id, slug, name)
  select md5('company ' || n)::uuid, 'company-' || n, 'Company ' || n from generate_series(6, 1005) n;
insert into auth.users (id, email) select md5('user ' || n)::uuid, 'user' || n || '@example.com' from generate_series(1, 4020) n;
insert into members (company_id, user_id, role, display_name, email)
  select md5('company ' || (1 + n % 1005))::uuid, md5('user ' || n)::uuid, case when n <= 1005 then 'admin' else 'agent' end::member_role,
    'User ' || n, 'user' || n || '@example.com' from generate_series(1, 4020) n;
insert into widget_keys (company_id, key) select md5('company ' || (1 + n % 1005))::uuid, 'wk_key_' || n from generate_series(1, 2010) n;
insert into api_keys (company_id, name, prefix, hash)
  select md5('company ' || (1 + n % 1005))::uuid, 'key', 'hs_abcd', md5('a' || n) || md5('b' || n) from generate_series(1, 2010) n;

create temp table drawn as
  select n, md5('company ' || (select min(company) from shares where upto > r.value))::uuid as company_id,
    now() - make_interval(secs => (180 * 86400.0 * n) / ${SESSIONS}) as at
  from (select n, random() as value from generate_series(0, ${SESSIONS - 1}) n) r;
insert into visitors (id, company_id, name, created_at)
  select md5('visitor ' || n)::uuid, company_id, case when n % 3 = 0 then 'Visitor ' || n end, at from drawn;
insert into chat_sessions (id, company_id, visitor_id, status, handler, assigned_to, title, message_count, last_message_preview,
                           last_message_role, last_message_at, created_at)
  select md5('session ' || n)::uuid, company_id, md5('visitor ' || n)::uuid,
    case when n < 300 or n % 400 = 0 then 'open' else 'closed' end::session_status,
    case when n % 9 = 0 then 'agent' else 'assistant' end::session_handler,
    case when n < 300 and n % 9 = 0 then (select user_id from members m where m.company_id = drawn.company_id order by user_id limit 1) end,
    'Question ' || n, ${MESSAGES_A_SESSION}, 'What was said last', 'assistant', at, at - interval '20 minutes'
  from drawn;
insert into chat_messages (id, company_id, session_id, role, client_message_id, text, created_at)
  select md5('message ' || d.n || ' ' || i)::uuid, d.company_id, md5('session ' || d.n)::uuid,
    case when i % 2 = 1 then 'user' else 'assistant' end::message_role,
    case when i % 2 = 1 then 'client-' || i end,
    (select text from said where said.n = (d.n * 31 + i * 7919) % 10000), d.at - make_interval(secs => (${MESSAGES_A_SESSION} - i) * 40)
  from drawn d, generate_series(1, ${MESSAGES_A_SESSION}) i;
insert into chat_turns (id, company_id, session_id, user_message_id, outcome, plan, provider, model, input_tokens, output_tokens,
                        cost_micros, first_token_ms, total_ms, created_at, settled_at, recorded_at, operations)
  select md5('message ' || d.n || ' ' || (i + 1))::uuid, d.company_id, md5('session ' || d.n)::uuid, md5('message ' || d.n || ' ' || i)::uuid,
    case when (d.n + i) % 97 = 0 then 'failed' when (d.n + i) % 61 = 0 then 'interrupted' when d.n < 20 and i = 5 then 'running' else 'complete' end::turn_outcome,
    case d.n % 5 when 0 then 'simple' when 1 then 'complex' else 'moderate' end::turn_plan, 'openai', 'gpt-4.1-mini', 1200, 90, 700,
    150 + 500 * power(random(), 4), 900 + 2500 * random(), d.at - make_interval(secs => (${MESSAGES_A_SESSION} - i) * 40), d.at,
    case when d.n >= 10 then d.at end,
    (
      select jsonb_agg(jsonb_build_object('name', o.name, 'startedMs', o.position, 'durationMs', random() * 40))
      from unnest(array['open-turn', 'search-knowledge', 'connect-model', 'first-token', 'stream']) with ordinality o(name, position)
    )
  from drawn d, generate_series(1, ${MESSAGES_A_SESSION - 1}, 2) i;
insert into message_insights (message_id, company_id, session_id, intent, sentiment, language, source, created_at)
  select md5('message ' || n || ' ' || i)::uuid, company_id, md5('session ' || n)::uuid, 'question', 0, 'en', 'rules',
    at - make_interval(secs => (${MESSAGES_A_SESSION} - i) * 40)
  from drawn, unnest(array[1, 3]) i;
insert into leads (company_id, session_id, visitor_id, score, status, created_at)
  select company_id, md5('session ' || n)::uuid, md5('visitor ' || n)::uuid, n % 100,
    (array['new', 'qualified', 'contacted', 'won', 'lost'])[1 + n % 5]::lead_status, at
  from drawn where n % 3 = 0;
insert into usage_counters (company_id, hour, metric, value)
  select md5('company ' || c)::uuid, date_trunc('hour', now()) - make_interval(hours => h), m.metric, 10 + h % 50
  from generate_series(1, 5) c, generate_series(0, 2000) h,
    unnest(array['requests', 'turns', 'input_tokens', 'output_tokens', 'cost_micros']) m(metric);
insert into knowledge_sources (company_id, external_id, kind, title, body, content_hash, updated_at)
  select md5('company ' || (1 + n % 5))::uuid, 'empty-' || n, 'text', 'Source ' || n, 'body', repeat('a', 64), now() - make_interval(hours => n)
  from generate_series(1, 4000) n;
insert into jobs (company_id, name, status, run_at, finished_at)
  select company_id, 'after-turn', case when n < 40 then 'waiting' else 'dead' end::job_status, at, case when n >= 40 then at end
  from drawn where n < 5000;
insert into webhook_events (company_id, id, type, subject_id, payload, created_at, expires_at)
  select company_id, 'msg_' || md5('event ' || n), 'lead.created', md5('session ' || n)::uuid, '{}', at, now() + interval '1 day'
  from drawn where n < 5000;
-- Turns that still run have no answer yet.
delete from chat_messages m using chat_turns t where t.outcome = 'running' and m.id = t.id;
set session_replication_role = origin;
`;

/** With triggers: they make the search index. Most articles are the largest company's. */
const KNOWLEDGE = `
insert into knowledge_sources (id, company_id, external_id, kind, title, body, content_hash, passage_count)
  select md5('source ' || n)::uuid, md5('company ' || case when n % 5 = 4 then 2 else 1 end)::uuid, 'article-' || n, 'markdown',
    'Article ' || n || ' ' || pg_temp.say(3), 'body', repeat('a', 64), 6
  from generate_series(1, ${ARTICLES}) n;
insert into knowledge_passages (company_id, source_id, position, title_path, body, token_count)
  select s.company_id, s.id, i, s.title, pg_temp.say(110), 150 from knowledge_sources s, generate_series(0, 5) i
  where s.external_id like 'article-%';
`;

const LANDMARKS = `
select s.company_id as "companyId", s.visitor_id as "visitorId", s.id as "sessionId",
  (select o.id from chat_sessions o where o.company_id = s.company_id and o.status = 'open' order by o.last_message_at desc limit 1) as "sessionOfToday",
  (select m.user_id from members m where m.company_id = s.company_id and m.role = 'admin') as "userId",
  (select m.text from chat_messages m where m.session_id = s.id and m.client_message_id = 'client-1') as "userMessage",
  (select words[3300] from vocabulary) as "rareWord", (select words[1] from vocabulary) as "commonWord",
  (select t.id from chat_turns t where t.outcome = 'running' and t.company_id = s.company_id limit 1) as "turnId",
  d.last_message_at as "deepAt", d.id as "deepId", 'wk_key_77' as "widgetKey",
  md5('company 5')::uuid as "smallCompanyId",
  (select m.user_id from members m where m.company_id = md5('company 5')::uuid and m.role = 'admin') as "smallUserId"
from chat_sessions s,
  lateral (select o.last_message_at::text, o.id from chat_sessions o where o.company_id = s.company_id
           order by o.last_message_at desc, o.id desc offset ${PAGE * 1_000} limit 1) d
where s.company_id = md5('company 1')::uuid
order by s.last_message_at desc offset 4000 limit 1`;

/**
 * @param say hears what is going on
 * @returns what the measured queries ask for
 */
export async function fill(driver: PGlite, say: (line: string) => void): Promise<Landmarks> {
  const steps: [string, string][] = [
    ['conversations', FILL],
    ['knowledge', KNOWLEDGE],
    ['statistics', 'vacuum analyze'],
  ];
  for (const [what, sql] of steps) {
    const began = performance.now();
    await driver.exec(sql);
    say(`${what}: ${((performance.now() - began) / 1_000).toFixed(1)} s`);
  }
  const found = (await driver.query<Landmarks>(LANDMARKS)).rows[0];
  if (!found) throw new Error('The largest company has too few sessions to measure with.');
  return found;
}
