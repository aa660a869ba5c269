import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import connect, { type Sql } from 'postgres';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PrivatePostgres, startPostgres } from '../../bench/postgres.ts';
import { type Embedded, serviceClient, signUpUser, startEmbedded } from '../support/embedded.ts';

const ROUNDS = 60;
const AT_ONCE = 10;

/** PGlite answers one call after the other; only a real PostgreSQL shows what happens when two run at once. */
describe.skipIf(!existsSync('/usr/lib/postgresql'))('requests that come at the same time, on PostgreSQL', () => {
  let postgres: PrivatePostgres;
  let server: Embedded;
  let companyId: string;
  const place = mkdtempSync(join(tmpdir(), 'halfsecond-races-'));
  let call: (name: string, args: Record<string, unknown>) => Promise<{ data: Opened; code: string | null }>;

  type Opened = { duplicate: boolean; turn: { id: string } };

  beforeAll(async () => {
    postgres = await startPostgres(place);
    server = await startEmbedded({ databaseUrl: postgres.url });
    const client = serviceClient(server);
    call = async (name, args) => {
      const { data, error } = await client.rpc(name, args);
      return { data: data as Opened, code: error?.code ?? null };
    };
    const [company] = await server.admin<{ id: string }>(
      "insert into companies (slug, name) values ('races', 'Races') returning id",
    );
    companyId = company?.id ?? '';
  });
  afterAll(async () => {
    await server?.stop();
    await postgres?.stop();
    rmSync(place, { recursive: true });
  });

  const open = (visitor: string, session: string, clientMessageId: string) =>
    call('open_turn', {
      p_company_id: companyId,
      p_visitor_id: visitor,
      p_session_id: session,
      p_message_id: randomUUID(),
      p_client_message_id: clientMessageId,
      p_turn_id: randomUUID(),
      p_text: 'Where is my parcel?',
    });

  const many = <T>(work: (index: number) => PromiseLike<T>) =>
    Promise.all(Array.from({ length: AT_ONCE }, (_, n) => work(n)));

  const stored = async (session: string) =>
    (
      await server.admin(
        `select message_count as told, (select count(*)::int from chat_messages where session_id = s.id) as messages,
           (select count(*)::int from chat_turns where session_id = s.id) as turns
         from chat_sessions s where id = $1`,
        [session],
      )
    )[0];

  it('the first messages of a session are all stored', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const [visitor, session] = [randomUUID(), randomUUID()];
      const opened = await many((n) => open(visitor, session, `m${n}`));
      expect(opened.map(({ code }) => code)).toEqual(Array(AT_ONCE).fill(null));
      expect(await stored(session)).toEqual({ told: AT_ONCE, messages: AT_ONCE, turns: AT_ONCE });
    }
  });

  it('the same first message is stored once and begins one turn', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const [visitor, session] = [randomUUID(), randomUUID()];
      const opened = await many(() => open(visitor, session, 'm1'));
      expect(opened.map(({ code }) => code)).toEqual(Array(AT_ONCE).fill(null));
      expect(opened.filter(({ data }) => !data.duplicate)).toHaveLength(1);
      expect(await stored(session)).toEqual({ told: 1, messages: 1, turns: 1 });
    }
  });

  it('of two visitors who choose the same session one has it, the other hears that it does not exist', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const session = randomUUID();
      const opened = await Promise.all([open(randomUUID(), session, 'm1'), open(randomUUID(), session, 'm1')]);
      expect(new Set(opened.map(({ code }) => code))).toEqual(new Set([null, 'PT404']));
    }
  });

  it('a user who asks for a company several times gets one', async () => {
    const user = await signUpUser(server);
    const made = await many((n) =>
      user.client.rpc('create_company', {
        p_name: 'Mine',
        p_slug: `mine-${n}`,
        p_display_name: 'Ada',
        p_widget_key: `wk_mine_${n}`,
      }),
    );
    expect(made.map(({ error }) => error?.code ?? null).sort()).toEqual([...Array(AT_ONCE - 1).fill('PT409'), null]);
    expect(await server.admin('select * from members where user_id = $1', [user.id])).toHaveLength(1);
  });

  it('an interrupted answer is written again once', async () => {
    const [visitor, session] = [randomUUID(), randomUUID()];
    const { data } = await open(visitor, session, 'm1');
    await call('settle_turn', {
      p_company_id: companyId,
      p_turn_id: data.turn.id,
      p_settlement: { outcome: 'interrupted', text: 'It is' },
    });
    const again = await many(() => open(visitor, session, 'm1'));
    expect(again.filter(({ data }) => !data.duplicate)).toHaveLength(1);
    expect(await stored(session)).toEqual({ told: 1, messages: 1, turns: 1 });
  });

  it('whoever tells the index of a large save is not done before another who is at it', async () => {
    const [source] = await server.admin<{ id: string }>(
      `insert into knowledge_sources (company_id, external_id, kind, title, body, content_hash, index_waiting)
       values ($1, 'waiting', 'text', 'Waiting', 'Text', repeat('0', 64), true) returning id`,
      [companyId],
    );
    const sql = connect(postgres.url, { max: 2 });
    const held = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const other = sql.begin(async (tx) => {
      await tx`select from knowledge_sources where id = ${source?.id ?? ''} for update`;
      held.resolve();
      await release.promise;
    });
    await held.promise;
    let isBack = false;
    const waits = call('index_waiting_for_job', { p_company_id: companyId }).finally(() => {
      isBack = true;
    });
    for (let isSeen = false; !isSeen && !isBack; ) {
      isSeen = (await sql`select from pg_locks where not granted`).length > 0;
    }
    expect(isBack).toBe(false);
    release.resolve();
    await other;
    await sql.end();
    expect(await waits).toEqual({ data: 0, code: null });
    expect(await server.admin('select index_waiting from knowledge_sources where id = $1', [source?.id])).toEqual([
      { index_waiting: false },
    ]);
  });

  it('workers that claim at once share no job, leave none, and wait for nobody', async () => {
    const COUNT = 400;
    await server.admin('delete from jobs');
    await server.admin("insert into jobs (company_id, name) select $1, 'work' from generate_series(1, $2)", [
      companyId,
      COUNT,
    ]);
    const service = serviceClient(server);
    const claimed: string[] = [];
    const worker = async () => {
      for (;;) {
        const { data, error } = await service.rpc('claim_jobs', { p_limit: 7 });
        expect(error).toBeNull();
        if (data.length === 0) return;
        claimed.push(...data.map(({ id }: { id: string }) => id));
        const results = data.map(({ id, attempts }: { id: string; attempts: number }) => ({
          id,
          attempts,
          outcome: 'done',
        }));
        expect((await service.rpc('finish_jobs', { p_results: results })).error).toBeNull();
      }
    };
    await many(worker);
    expect(claimed).toHaveLength(COUNT);
    expect(new Set(claimed).size).toBe(COUNT);
    expect(await server.admin('select id from jobs')).toEqual([]);
  });

  it('turns that many record while others settle are in the figures once', async () => {
    const service = serviceClient(server);
    const turns = await Promise.all(
      Array.from({ length: 60 }, async () => (await open(randomUUID(), randomUUID(), 'm1')).data.turn.id),
    );
    await server.admin('delete from analytics_hours');
    const settling = turns.map((id) =>
      call('settle_turn', {
        p_company_id: companyId,
        p_turn_id: id,
        p_settlement: { outcome: 'complete', text: 'Yes.', plan: 'moderate', model: 'gpt-4.1-mini', inputTokens: 10 },
      }),
    );
    const readings = turns.map((id) =>
      service.rpc('record_reading', {
        p_company_id: companyId,
        p_turn_id: id,
        p_lead: null,
        p_asked: { provider: 'openai', model: 'gpt-4.1-nano', tokens: { input: 100, cachedInput: 0, output: 10 } },
      }),
    );
    const recorded = await many(() => service.rpc('record_turns', {}));
    expect((await Promise.all(settling)).map(({ code }) => code)).toEqual(Array(60).fill(null));
    for (const { error } of [...recorded, ...(await Promise.all(readings))]) expect(error).toBeNull();
    expect((await service.rpc('record_turns', {})).error).toBeNull();
    const figures = await server.admin(
      'select sum(turns)::int as turns, sum(reading_cost_micros)::int as reading from analytics_hours where company_id = $1',
      [companyId],
    );
    // A reading of 100 tokens in and 10 out costs 14 micro-dollars.
    expect(figures).toEqual([{ turns: 60, reading: 60 * 14 }]);
  });

  describe('a pinned question that an admin is switching off', () => {
    const [question, key] = ['How can I return a parcel?', randomUUID()];
    const keep = { key, question, depth: 'balanced', kind: 'pinned', lifetimeSeconds: 3600 };
    /** Keeps an answer to the question, as the job that prepared it does. */
    const keepAnswer = (questionId: string) =>
      call('keep_prepared_answer', {
        p_company_id: companyId,
        p_kind: 'pinned',
        p_subject_id: questionId,
        p_keep: keep,
        p_text: 'Within 30 days.',
        p_sources: [],
        p_asked: null,
      });
    const answers = () => server.admin<{ id: string }>('select id from stored_answers where key = $1', [key]);
    const pin = async () => {
      const [row] = await server.admin<{ id: string }>(
        'insert into pinned_questions (company_id, question, key) values ($1, $2, $3) returning id',
        [companyId, question, key],
      );
      if (!row) throw new Error('nothing was pinned');
      expect((await keepAnswer(row.id)).data).toBe(true);
      return row.id;
    };
    let admin: Sql;
    beforeEach(async () => {
      await server.admin('delete from pinned_questions where company_id = $1', [companyId]);
      // One connection, so that a transaction may go over several calls.
      admin = connect(postgres.url, { max: 1 });
    });
    afterEach(() => admin.end());

    it('does not hold up a turn that gives its answer', async () => {
      const id = await pin();
      const turn = await open(randomUUID(), randomUUID(), 'm1');
      await admin`begin`;
      await admin`select 1 from public.pinned_questions where id = ${id} for update`;
      const settled = await call('settle_turn', {
        p_company_id: companyId,
        p_turn_id: turn.data.turn.id,
        p_settlement: { outcome: 'complete', text: 'Within 30 days.', storedAnswerId: (await answers())[0]?.id },
      });
      expect(settled).toMatchObject({ data: { settled: true }, code: null });
      await admin`update public.pinned_questions set enabled = false where id = ${id}`;
      await admin`commit`;
      expect(await answers()).toEqual([]);
    });

    it('has no answer kept that was made meanwhile', async () => {
      const id = await pin();
      await admin`begin`;
      await admin`select 1 from public.pinned_questions where id = ${id} for update`;
      const kept = keepAnswer(id);
      for (let waiting = 0; waiting === 0; )
        waiting = (await server.admin('select 1 from pg_locks where not granted')).length;
      await admin`update public.pinned_questions set enabled = false where id = ${id}`;
      await admin`commit`;
      expect(await kept).toEqual({ data: false, code: null });
      expect(await answers()).toEqual([]);
    });
  });
});
