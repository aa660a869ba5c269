import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Embedded, startEmbedded } from '../support/embedded.ts';
import { fingerprintOfAll, OPERATIONS, wentThrough } from './rls-attempts.ts';
import {
  type FunctionFacts,
  readForeignKeys,
  readFunctions,
  readTables,
  type TableFacts,
  unprotected,
} from './rls-catalogue.ts';
import { addKnowledge, makeWorld, type World } from './rls-world.ts';

/** What members may do with their own company's rows: r(ead), i(nsert), u(pdate), d(elete). A new table needs a line. */
const MEMBERS: Record<string, { agent: string; admin: string }> = {
  analytics_hours: { agent: '', admin: 'r' },
  answer_ratings: { agent: 'r', admin: 'r' },
  api_keys: { agent: '', admin: 'riu' },
  audit_log: { agent: '', admin: 'r' },
  chat_messages: { agent: 'ri', admin: 'ri' },
  chat_sessions: { agent: 'ru', admin: 'ru' },
  chat_turns: { agent: 'r', admin: 'r' },
  companies: { agent: 'r', admin: 'ru' },
  company_providers: { agent: '', admin: 'riud' },
  follow_up_questions: { agent: 'r', admin: 'r' },
  follow_up_sets: { agent: 'r', admin: 'r' },
  gap_marks: { agent: 'riud', admin: 'riud' },
  jobs: { agent: '', admin: 'r' },
  knowledge_built_in_models: { agent: '', admin: '' },
  knowledge_embedding_state: { agent: 'r', admin: 'r' },
  knowledge_embeddings: { agent: '', admin: '' },
  knowledge_pages: { agent: 'r', admin: 'r' },
  knowledge_passages: { agent: 'riud', admin: 'riud' },
  knowledge_postings: { agent: 'r', admin: 'r' },
  knowledge_sources: { agent: 'riud', admin: 'riud' },
  knowledge_terms: { agent: 'r', admin: 'r' },
  knowledge_totals: { agent: 'r', admin: 'r' },
  knowledge_vector_signs: { agent: '', admin: '' },
  knowledge_websites: { agent: 'riud', admin: 'riud' },
  leads: { agent: 'r', admin: 'ru' },
  members: { agent: 'r', admin: 'r' },
  message_insights: { agent: 'r', admin: 'r' },
  model_rates: { agent: 'r', admin: 'r' },
  pinned_questions: { agent: 'r', admin: 'riud' },
  prefetch_settings: { agent: 'r', admin: 'riu' },
  prepared_answer_hours: { agent: 'r', admin: 'r' },
  stored_answer_sources: { agent: 'r', admin: 'r' },
  stored_answers: { agent: 'r', admin: 'r' },
  usage_counters: { agent: '', admin: 'r' },
  visitors: { agent: 'r', admin: 'r' },
  webhook_endpoints: { agent: '', admin: 'r' },
  webhook_events: { agent: '', admin: 'r' },
  widget_keys: { agent: '', admin: 'riu' },
};

/** Tables without a company, and why everybody signed in may read them. */
const COMMON: Record<string, string> = { model_rates: 'published list prices' };

const MEMBER = ['authenticated'];
const SERVER = ['service_role'];
/** Who may execute what. A new function needs a line: migrations open functions to everybody unless they revoke it. */
const CALLERS: Record<string, string[]> = {
  active_embedding_model: SERVER,
  add_usage: SERVER,
  built_in_model: SERVER,
  cancel_website_sync: MEMBER,
  claim_jobs: SERVER,
  common_questions: SERVER,
  company_model_providers: SERVER,
  company_with_slug: SERVER,
  count_reranking: SERVER,
  create_company: [...MEMBER, ...SERVER],
  current_model_rates: SERVER,
  current_moment: SERVER,
  delete_website: MEMBER,
  discard_job: MEMBER,
  end_website: SERVER,
  edit_source: [...MEMBER, ...SERVER],
  finish_jobs: SERVER,
  follow_ups_to_predict: SERVER,
  hand_back: MEMBER,
  index_waiting_for_job: SERVER,
  index_waiting_sources: [...MEMBER, ...SERVER],
  keep_built_in_model: SERVER,
  keep_embeddings: SERVER,
  keep_follow_ups: SERVER,
  keep_prepared_answer: SERVER,
  keep_summary: SERVER,
  keep_website_page: SERVER,
  knowledge_to_learn: SERVER,
  learn_later: SERVER,
  list_transcripts: MEMBER,
  list_websites: MEMBER,
  look_after_answers: SERVER,
  message_to_read: SERVER,
  open_turn: SERVER,
  pages_to_read: SERVER,
  passages_to_learn: SERVER,
  pause_website: SERVER,
  performance_report: MEMBER,
  plan_website: SERVER,
  prefetch_report: [...MEMBER, ...SERVER],
  queue_due_websites: SERVER,
  queue_unread_texts: SERVER,
  rate_answer: SERVER,
  rated_answers: [...MEMBER, ...SERVER],
  read_inbox: MEMBER,
  read_transcript: MEMBER,
  ready_answers: SERVER,
  record_reading: SERVER,
  record_turns: SERVER,
  remake_pinned_answer: MEMBER,
  remove_gone_for_job: SERVER,
  reply_as_agent: MEMBER,
  resolve_api_key: SERVER,
  resolve_widget_key: SERVER,
  retry_job: MEMBER,
  save_reading: SERVER,
  save_source: [...MEMBER, ...SERVER],
  save_source_for_company: SERVER,
  save_sources: [...MEMBER, ...SERVER],
  save_sources_for_job: SERVER,
  search_knowledge: SERVER,
  search_own_knowledge: [...MEMBER, ...SERVER],
  session_to_summarise: SERVER,
  set_embedding_model: SERVER,
  set_session_status: MEMBER,
  settle_and_offer: SERVER,
  settle_turn: SERVER,
  similar_answers: SERVER,
  start_website_sync: MEMBER,
  stop_embedding: SERVER,
  sweep_turns: SERVER,
  take_over: MEMBER,
  take_pinned_to_prepare: SERVER,
  take_website: SERVER,
  unanswered_questions: [...MEMBER, ...SERVER],
  texts_to_embed: SERVER,
  visitor_session: SERVER,
};
/** `revoke … from anon, authenticated` leaves what the roles of the server itself hold. */
const withoutServer = (callers: string[]) => callers.filter((caller) => caller !== 'service_role').sort();

let server: Embedded;
let world: World;
let tables: TableFacts[];
let functions: FunctionFacts[];

beforeAll(async () => {
  // A server of its own: the catalogue must hold what the migrations made and nothing of other tests.
  server = await startEmbedded();
  world = await makeWorld(server);
  tables = await readTables(server.admin);
  functions = await readFunctions(server.admin);
});
afterAll(() => server?.stop());

describe('row-level security', () => {
  it('is on for every table, with a policy wherever a role of the REST interface holds a privilege', () => {
    expect(unprotected(tables)).toEqual([]);
  });

  it('tells in a sentence which table was forgotten', async () => {
    await server.admin('create table public.forgotten (id int); create view public.peek as select * from public.leads');
    const said = unprotected(await readTables(server.admin));
    await server.admin('drop view public.peek; drop table public.forgotten');
    expect(said).toEqual([
      expect.stringContaining('public.forgotten has no row-level security'),
      expect.stringContaining('public.peek reads past row-level security'),
    ]);
  });

  it('knows every table: each has its line above, a company or a reason, and rows of both companies', async () => {
    expect(
      tables.map(({ name }) => name),
      'A table is new or gone: change MEMBERS above',
    ).toEqual(Object.keys(MEMBERS));
    for (const { name, companyColumn } of tables) {
      if (companyColumn === null) {
        expect(COMMON[name], `public.${name} has no company_id: add one, or a reason to COMMON`).toBeDefined();
        continue;
      }
      for (const { id } of [world.victim, world.other]) {
        const rows = await server.admin(`select from public.${name} where ${companyColumn} = $1`, [id]);
        expect(rows.length, `The probe needs rows in public.${name}: add one in rls-world.ts`).toBeGreaterThan(0);
      }
    }
  });

  it('lets no stranger read or change a row: every table × operation × stranger', async () => {
    const leaks: string[] = [];
    let tried = 0;
    for (const table of tables) {
      for (const { name, client, userId } of world.strangers) {
        for (const operation of OPERATIONS) {
          tried += 1;
          const allowed = table.name in COMMON && operation === 'select' && userId !== null;
          const through = await wentThrough(operation, {
            admin: server.admin,
            table,
            client,
            userId,
            owner: world.victim,
          });
          if (through !== allowed) leaks.push(`${operation} on ${table.name} by ${name}`);
        }
      }
    }
    console.info(`row-level security: ${tried} attempts by strangers, ${leaks.length} leaked`);
    expect(leaks).toEqual([]);
    expect(tried).toBe(tables.length * world.strangers.length * OPERATIONS.length);
  });

  it('gives the own agents and admins what they may do, and no more', async () => {
    const wrong: string[] = [];
    let tried = 0;
    for (const table of tables) {
      for (const role of ['agent', 'admin'] as const) {
        const { client, id: userId } = world.victim[role];
        for (const operation of OPERATIONS) {
          tried += 1;
          await addKnowledge(server.admin, world.victim);
          const allowed = MEMBERS[table.name]?.[role].includes(operation.slice(0, 1).replace('s', 'r')) ?? false;
          const through = await wentThrough(operation, {
            admin: server.admin,
            table,
            client,
            userId,
            owner: world.victim,
          });
          if (through !== allowed)
            wrong.push(`the own ${role} ${through ? 'can' : 'cannot'} ${operation} ${table.name}`);
        }
      }
    }
    console.info(`row-level security: ${tried} attempts by own members, ${wrong.length} wrong`);
    expect(wrong).toEqual([]);
  });

  it('is what holds them back: with a policy loosened, the probe finds the leak', async () => {
    const stranger = world.strangers[0];
    const leads = tables.find(({ name }) => name === 'leads');
    if (!stranger || !leads) throw new Error('the world is incomplete');
    const attempt = { ...stranger, admin: server.admin, table: leads, owner: world.victim };
    await server.admin(`create policy loose on public.leads for all to authenticated using (true) with check (true)`);
    const found = [await wentThrough('select', attempt), await wentThrough('update', attempt)];
    await server.admin('drop policy loose on public.leads');
    expect(found).toEqual([true, true]);
    expect(await wentThrough('select', attempt)).toBe(false);
  });

  it('hides an API key’s hash from the company’s own admin too', async () => {
    const { client } = world.victim.admin;
    expect((await client.from('api_keys').select('hash')).error?.code).toBe('42501');
    expect((await client.from('api_keys').select('name, prefix')).data).toHaveLength(1);
  });

  it('does not let an admin raise the ceiling of their own limit', async () => {
    const { client } = world.victim.admin;
    const raised = await client.from('companies').update({ hourly_limit_ceiling: 1_000_000 }).eq('id', world.victim.id);
    expect(raised.error?.code).toBe('42501');
    const beyond = await client.from('companies').update({ hourly_limit: 1_000_000 }).eq('id', world.victim.id);
    expect(beyond.error).not.toBeNull();
  });
});

describe('functions', () => {
  it('are executable by exactly those who are named here', () => {
    const actual = Object.fromEntries(functions.map(({ name, callers }) => [name, withoutServer(callers)]));
    const wanted = Object.fromEntries(Object.entries(CALLERS).map(([name, callers]) => [name, withoutServer(callers)]));
    expect(actual, 'A function is new or open to others: revoke it, or change CALLERS above').toEqual(wanted);
    for (const [name, callers] of Object.entries(CALLERS)) {
      if (!callers.includes('service_role')) continue;
      expect(functions.find((one) => one.name === name)?.callers, `${name} is called by the server`).toContain(
        'service_role',
      );
    }
  });

  it('of the inner schema are out of reach for visitors', async () => {
    const open = (await readFunctions(server.admin, 'app')).filter(({ callers }) => callers.includes('anon'));
    expect(open.map(({ name }) => name)).toEqual(['uuid_v7']);
  });

  it('that run as their owner fix their search path', async () => {
    const all = [...functions, ...(await readFunctions(server.admin, 'app'))];
    expect(all.filter(({ definer, searchPathSet }) => definer && !searchPathSet).map(({ name }) => name)).toEqual([]);
  });

  it('tell a stranger nothing and change nothing: every function × stranger with the victim’s ids', async () => {
    const { victim } = world;
    const leaks: string[] = [];
    let tried = 0;
    for (const { name, parameters, callers } of functions.filter((one) => one.name !== 'create_company')) {
      for (const { name: who, client, userId } of world.strangers) {
        tried += 1;
        const before = await fingerprintOfAll(server.admin, tables, victim);
        const { data, error } = await client.rpc(name, argumentsFor(parameters));
        const said = JSON.stringify({ data, error });
        const mayCall = userId !== null && callers.includes('authenticated');
        if (!mayCall && error === null) leaks.push(`${name} answered ${who}`);
        if (said.includes(victim.secret)) leaks.push(`${name} told ${who} a secret`);
        if (error === null && JSON.stringify(data).includes(victim.id))
          leaks.push(`${name} told ${who} of the company`);
        if ((await fingerprintOfAll(server.admin, tables, victim)) !== before)
          leaks.push(`${name} changed something for ${who}`);
      }
    }
    console.info(`functions: ${tried} calls by strangers, ${leaks.length} leaked`);
    expect(leaks).toEqual([]);
  });

  it('answer the own members, so that the refusals above mean something', async () => {
    const { victim } = world;
    for (const name of ['read_inbox', 'list_transcripts', 'read_transcript', 'search_own_knowledge', 'take_over']) {
      const parameters = functions.find((one) => one.name === name)?.parameters ?? [];
      const { data, error } = await victim.agent.client.rpc(name, argumentsFor(parameters));
      expect(error, name).toBeNull();
      expect(JSON.stringify(data), name).toContain(name === 'take_over' ? victim.id : victim.secret);
    }
    const report = functions.find(({ name }) => name === 'performance_report')?.parameters ?? [];
    expect((await victim.admin.client.rpc('performance_report', argumentsFor(report))).error).toBeNull();
    expect((await victim.agent.client.rpc('performance_report', argumentsFor(report))).error?.code).toBe('42501');
  });

  it('answer a foreign session exactly as one that does not exist', async () => {
    const { client } = world.other.agent;
    for (const name of ['take_over', 'hand_back', 'set_session_status', 'reply_as_agent', 'read_transcript']) {
      const parameters = functions.find((one) => one.name === name)?.parameters ?? [];
      const foreign = await client.rpc(name, argumentsFor(parameters));
      const unknown = await client.rpc(name, { ...argumentsFor(parameters), p_session_id: randomUUID() });
      expect({ error: foreign.error, status: foreign.status }, name).toEqual({
        error: unknown.error,
        status: unknown.status,
      });
      expect(foreign.status, name).toBe(404);
    }
  });
});

describe('foreign keys', () => {
  it('name the company on both sides, and refuse a row of another company', async () => {
    const scoped = new Set(
      tables.filter(({ companyColumn }) => companyColumn === 'company_id').map(({ name }) => name),
    );
    const open: string[] = [];
    const crossed = new Set<string>();
    for (const { name, table, columns, referenced, referencedColumns } of await readForeignKeys(server.admin)) {
      if (!scoped.has(table) || !scoped.has(referenced)) continue;
      const at = columns.indexOf('company_id');
      if (at < 0 || referencedColumns[at] !== 'company_id') {
        open.push(`${name}: rows of public.${table} can point at another company's ${referenced}`);
      }
      crossed.add(table);
    }
    for (const table of crossed) {
      // The rows would belong to one company and point at what belongs to the other.
      const crossing = server.admin(`update public.${table} set company_id = $1 where company_id = $2`, [
        world.other.id,
        world.victim.id,
      ]);
      await expect(crossing, table).rejects.toMatchObject({ code: '23503' });
    }
    expect(open).toEqual([]);
    expect(crossed.size).toBeGreaterThanOrEqual(6);
  });
});

/** A value for each parameter, all of them the victim's. */
function argumentsFor(parameters: FunctionFacts['parameters']): Record<string, unknown> {
  const { victim } = world;
  const values: Record<string, unknown> = {
    p_company_id: victim.id,
    p_company_slug: victim.slug,
    p_visitor_id: victim.visitorId,
    p_session_id: victim.sessionId,
    p_message_id: randomUUID(),
    p_turn_id: victim.turnId,
    p_client_message_id: 'probe',
    p_text: 'a probe',
    p_key: victim.widgetKey,
    p_hash: victim.apiKeyHash,
    p_job_id: victim.jobId,
    p_rows: [{ companyId: victim.id, hour: '2026-11-20T10:00:00Z', metric: 'turns', value: 5 }],
    p_settlement: { outcome: 'complete', text: 'a probe' },
    p_reading: { intent: 'other', sentiment: 0, source: 'rules', lead: { name: 'a probe', reasons: [] } },
    p_source: { externalId: 'probe', kind: 'text', title: 'a probe', body: 'a probe', contentHash: 'b'.repeat(64) },
    p_passages: [{ titlePath: 'a probe', body: 'a probe', tokenCount: 2 }],
    p_sources: [
      {
        source: { externalId: 'probe', kind: 'text', title: 'a probe', body: 'a probe', contentHash: 'b'.repeat(64) },
        passages: [{ titlePath: 'a probe', body: 'a probe', tokenCount: 2 }],
      },
    ],
    p_query: 'walrus',
    p_folder: 'open',
    p_status: 'closed',
    p_from: '2020-01-01T00:00:00Z',
    p_to: '2030-01-01T00:00:00Z',
    p_bucket_seconds: 86_400,
    p_lock_seconds: 60,
    p_results: [{ id: victim.jobId, attempts: 5, outcome: 'done', error: null }],
    p_asked: { provider: 'a probe', model: 'a probe', tokens: { input: 1, cachedInput: 0, output: 1 } },
    p_summary: 'a probe',
    p_until: '2026-11-20T10:00:00Z',
    p_since: '2020-01-01T00:00:00Z',
    p_limit: 50,
    p_before: '2020-01-01T00:00:00Z',
    p_rating: 'bad',
  };
  const optional = new Set(['p_status', 'p_query', 'p_from', 'p_to']);
  return Object.fromEntries(
    parameters
      .filter(({ name }) => name in values && !(parameters.length > 10 && optional.has(name)))
      .map(({ name }) => [name, values[name]]),
  );
}
