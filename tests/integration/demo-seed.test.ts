import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Embedded, signInUser, startEmbedded } from '../support/embedded.ts';

const SEED = fileURLToPath(new URL('../../supabase/seed/seed.ts', import.meta.url));
const TABLES = [
  'companies',
  'members',
  'widget_keys',
  'visitors',
  'chat_sessions',
  'chat_messages',
  'chat_turns',
  'message_insights',
  'leads',
  'knowledge_passages',
  'usage_counters',
];

let server: Embedded;

async function seed(): Promise<void> {
  const { url, publishableKey, secretKey } = server;
  await promisify(execFile)(process.execPath, ['--import', 'tsx', SEED], {
    env: {
      ...process.env,
      SUPABASE_URL: url,
      SUPABASE_PUBLISHABLE_KEY: publishableKey,
      SUPABASE_SECRET_KEY: secretKey,
    },
  });
}

/** Every row that the seed writes. */
async function fingerprint(): Promise<unknown> {
  const parts = TABLES.map(
    (table) =>
      `select '${table}' as name, count(*)::int as rows, md5(string_agg(t::text, '|' order by t::text)) as hash from ${table} t`,
  );
  return server.admin(parts.join(' union all '));
}

beforeAll(async () => {
  server = await startEmbedded();
  await seed();
});
afterAll(() => server?.stop());

describe('the demo', () => {
  it('stays as it is when it is seeded again', async () => {
    const before = await fingerprint();
    await seed();
    expect(await fingerprint()).toEqual(before);
  });

  it('is marked as a demo and names no real address', async () => {
    expect(await server.admin('select slug, is_demo from companies order by slug')).toEqual([
      { slug: 'demo', is_demo: true },
      { slug: 'demo-two', is_demo: true },
    ]);
    const real = await server.admin(`
      select email from (select email from visitors union all select email from leads union all select email from members) e
      where email is not null and email !~ '(@example\\.com|\\.test)$'`);
    expect(real).toEqual([]);
  });

  it('holds together: counts, previews and turns fit the messages', async () => {
    const torn = await server.admin(`
      select s.id from chat_sessions s
      where s.message_count <> (select count(*) from chat_messages m where m.session_id = s.id)
         or s.last_message_at <> (select max(m.created_at) from chat_messages m where m.session_id = s.id)
         or s.last_message_at > now()`);
    expect(torn).toEqual([]);
    const unanswered = await server.admin(`
      select t.id from chat_turns t left join chat_messages m on m.id = t.id
      where (m.id is null) <> (t.outcome = 'failed') or t.settled_at < t.created_at`);
    expect(unanswered).toEqual([]);
  });

  it('has a month of the first company, and the ugly shapes', async () => {
    const [shop] = await server.admin(`
      select count(*) filter (where s.message_count >= 60)::int as long, count(*) filter (where s.locale like 'ar%')::int as arabic,
        count(*) filter (where s.last_message_at > now() - interval '2 hours' and s.status = 'open')::int as alive,
        count(*) filter (where s.assigned_to is not null)::int as assigned, count(*)::int as all
      from chat_sessions s join companies c on c.id = s.company_id where c.slug = 'demo'`);
    expect(shop).toMatchObject({ long: 2, arabic: 2 });
    expect([Number(shop?.alive) >= 8, Number(shop?.assigned) >= 2, Number(shop?.all) >= 240]).toEqual([
      true,
      true,
      true,
    ]);
    const outcomes = await server.admin(
      'select outcome, count(*) > 2 as some from chat_turns group by outcome order by outcome',
    );
    expect(outcomes).toEqual(['complete', 'interrupted', 'failed'].map((outcome) => ({ outcome, some: true })));
  });

  it('lets each company’s people see their own side only', async () => {
    const practice = await signInUser(server, 'admin@two.halfsecond.test', 'halfsecond-demo');
    const { data } = await practice.client.from('chat_sessions').select('page_url');
    expect(data?.length).toBe(12);
    expect(data?.every(({ page_url }) => page_url.startsWith('https://toothwick.test'))).toBe(true);
    const found = await practice.client.rpc('search_own_knowledge', {
      p_company_id: await idOf('demo'),
      p_query: 'return policy',
    });
    expect(found.data).toEqual([]);
    const agent = await signInUser(server, 'agent@demo.halfsecond.test', 'halfsecond-demo');
    const own = await agent.client.rpc('search_own_knowledge', {
      p_company_id: await idOf('demo'),
      p_query: 'return policy',
    });
    expect(JSON.stringify(own.data)).toContain('Return policy');
  });
});

async function idOf(slug: string): Promise<string | undefined> {
  const [row] = await server.admin<{ id: string }>('select id from companies where slug = $1', [slug]);
  return row?.id;
}
