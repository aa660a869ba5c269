import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { JobRegistry } from '@/lib/platform/jobs/job';
import {
  type AddedTurn,
  addCompany,
  addTurn,
  call,
  server,
  settle,
  upstream,
  useFollowUpsWorld,
} from './follow-ups-world.ts';

useFollowUpsWorld();
beforeEach(async () => {
  await server.admin('delete from jobs');
  upstream.reset();
});
afterEach(() => vi.restoreAllMocks());

type Ctx = { companyId: string };

async function drain(registry: JobRegistry<Ctx>, clock?: { now(): number; monotonic(): number }) {
  const { drainOutbox } = await import('@/lib/platform/jobs/jobs');
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  return drainOutbox<Ctx>({ registry, contextOf: ({ companyId }) => ({ companyId }), ...(clock ? { clock } : {}) });
}

const addJobs = (companyId: string, name: string, count: number, payload: object = {}) =>
  server.admin('insert into jobs (company_id, name, payload) select $1, $2, $3 from generate_series(1, $4)', [
    companyId,
    name,
    JSON.stringify(payload),
    count,
  ]);
const jobs = () => server.admin('select name, status, attempts, last_error from jobs order by name');

describe('draining the outbox', () => {
  /** A registry with one kind of work, `count`, that counts who ran. */
  async function counting(handle: (ctx: Ctx, payload: { n?: number | undefined }) => Promise<void> = async () => {}) {
    const { defineJob } = await import('@/lib/platform/jobs/job');
    const seen: Ctx[] = [];
    const job = defineJob<Ctx, { n?: number | undefined }>({
      name: 'count',
      schema: z.object({ n: z.number().optional() }),
      async handle(ctx, payload) {
        seen.push(ctx);
        await handle(ctx, payload);
      },
    });
    return { registry: { count: async () => job }, seen };
  }

  it('does everything that is due, each job once, however many drain at once', async () => {
    const companyId = await addCompany();
    await addJobs(companyId, 'count', 130);
    const { registry, seen } = await counting();
    const drains = await Promise.all([drain(registry), drain(registry), drain(registry)]);
    expect(seen).toHaveLength(130);
    expect(seen[0]).toEqual({ companyId });
    expect(drains.reduce((sum, { done }) => sum + done, 0)).toBe(130);
    expect(await jobs()).toEqual([]);
  });

  it('does a few at a time', async () => {
    await addJobs(await addCompany(), 'count', 12);
    let open = 0;
    let most = 0;
    const { registry } = await counting(async () => {
      open += 1;
      most = Math.max(most, open);
      await new Promise(setImmediate);
      open -= 1;
    });
    await drain(registry);
    expect(most).toBe(4);
  });

  it('is not stopped by a job that fails, and tells an admin a sentence and nothing of the inside', async () => {
    const { AppError } = await import('@/lib/platform/errors');
    const companyId = await addCompany();
    await addJobs(companyId, 'count', 1, { n: 1 });
    await addJobs(companyId, 'count', 1, { n: 2 });
    await addJobs(companyId, 'count', 1, { n: 3 });
    const { registry } = await counting(async (_, { n }) => {
      if (n === 1)
        throw new AppError('unavailable', 'The model does not answer.', { cause: new Error('socket 10.0.0.7') });
      if (n === 2) throw new TypeError('secret is undefined');
    });
    expect(await drain(registry)).toEqual({ done: 1, dead: 0, waiting: 2 });
    expect((await jobs()).map(({ last_error }) => last_error).sort()).toEqual([
      'Something went wrong on our side.',
      'The model does not answer.',
    ]);
  });

  it('gives up at once on a payload that no attempt will change, and waits for a version that knows the work', async () => {
    const companyId = await addCompany();
    await addJobs(companyId, 'count', 1, { n: 'many' });
    await addJobs(companyId, 'unheard-of', 1);
    await addJobs(companyId, 'toString', 1);
    const { registry, seen } = await counting();
    expect(await drain(registry)).toEqual({ done: 0, dead: 1, waiting: 2 });
    expect(seen).toEqual([]);
    expect(await jobs()).toMatchObject([
      { name: 'count', status: 'dead', attempts: 1 },
      { name: 'toString', status: 'waiting' },
      { name: 'unheard-of', status: 'waiting', last_error: expect.stringContaining('unheard-of') },
    ]);
  });

  it('gives back what it cannot begin in time, without counting it as an attempt', async () => {
    await addJobs(await addCompany(), 'count', 10);
    let ms = 0;
    const { registry, seen } = await counting(async () => {
      ms = 31_000;
      // From the second claim on there is time again.
      if (seen.length > 4) ms = 0;
    });
    await drain(registry, { now: () => 0, monotonic: () => ms });
    expect(seen).toHaveLength(4);
    expect((await jobs()).map(({ status, attempts }) => [status, attempts])).toEqual(Array(6).fill(['waiting', 0]));
  });
});

describe('slow work', () => {
  type Deadline = { wrapUp: AbortSignal; giveUp: AbortSignal };

  /** Work that queues its next step, as the reading of a website does. */
  async function round(
    run: (signal: AbortSignal) => Promise<void>,
    { clock, deadline }: { clock?: { now(): number; monotonic(): number }; deadline?: Deadline } = {},
  ) {
    const { drainOutbox } = await import('@/lib/platform/jobs/jobs');
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const job = { name: 'step', run: (_: null, __: unknown, signal: AbortSignal) => run(signal) };
    const slow = { atATime: 2, deadline };
    return drainOutbox({ registry: { step: async () => job }, contextOf: () => null, slow, ...(clock && { clock }) });
  }

  it('goes on with what waits for half a minute, and leaves the rest to the next round', async () => {
    const companyId = await addCompany();
    await addJobs(companyId, 'step', 1);
    let ms = 0;
    const clock = { now: () => 0, monotonic: () => ms };
    const step = async () => {
      ms += 11_000;
      await addJobs(companyId, 'step', 1);
    };
    expect(await round(step, { clock })).toEqual({ done: 3, dead: 0, waiting: 0 });
    expect(await jobs()).toMatchObject([{ status: 'waiting', attempts: 0 }]);
  });

  it('ends early and in order where the host ends the process', async () => {
    await addJobs(await addCompany(), 'step', 3);
    const wrapUp = new AbortController();
    const counts = await round(
      async (signal) => {
        wrapUp.abort();
        if (!signal.aborted) throw new Error('not told that the time is up');
      },
      { deadline: { wrapUp: wrapUp.signal, giveUp: new AbortController().signal } },
    );
    expect(counts).toEqual({ done: 2, dead: 0, waiting: 0 });
    expect(await jobs()).toMatchObject([{ status: 'waiting', attempts: 0 }]);
  });

  it('waits no longer than that for a job that does not listen', async () => {
    await addJobs(await addCompany(), 'step', 1);
    const giveUp = new AbortController();
    const deaf = () => {
      giveUp.abort();
      return new Promise<void>(() => {});
    };
    const deadline = { wrapUp: new AbortController().signal, giveUp: giveUp.signal };
    expect(await round(deaf, { deadline })).toMatchObject({ done: 0, waiting: 1 });
  });
});

describe('after an answer', () => {
  const afterTurn = ({ sessionId, turnId, userMessageId }: AddedTurn, leadWork: boolean) => [
    { name: 'after-turn', payload: { sessionId, turnId, userMessageId, leadWork } },
  ];
  const leadsOf = ({ sessionId }: AddedTurn) =>
    server.admin('select email, status from leads where session_id = $1', [sessionId]);

  it('the message is read and the turn recorded; the same job again changes nothing', async () => {
    const { runFollowUps, runFollowUpsNow } = await import('@/lib/chat/follow-ups');
    upstream.set({ models: { 'gpt-4.1-nano': { failure: { kind: 'status', status: 500 } } } });
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const companyId = await addCompany();
    await server.admin(
      "insert into webhook_endpoints (company_id, url, event_types) values ($1, 'https://r.example', $2)",
      [companyId, ['lead.created', 'message.answered']],
    );
    const turn = await addTurn(companyId, 'I need a quote for 200 units. My name is Jana Novak, jana@example.com');
    await settle(turn, { plan: 'complex', jobs: afterTurn(turn, true) });
    await runFollowUps();
    const state = async () => ({
      leads: await leadsOf(turn),
      events: await server.admin(
        'select type, payload, created_at from webhook_events where company_id = $1 order by type',
        [companyId],
      ),
      figures: await server.admin('select * from analytics_hours where company_id = $1', [companyId]),
      audit: await server.admin('select * from audit_log where company_id = $1', [companyId]),
    });
    const once = await state();
    expect(once.leads).toMatchObject([{ email: 'jana@example.com' }]);
    expect(once.events.map(({ type }) => type)).toEqual(['lead.created', 'message.answered']);
    expect(once.figures).toMatchObject([{ turns: 1 }]);
    for (const { name, payload } of afterTurn(turn, true)) await addJobs(companyId, name, 2, payload);
    await runFollowUpsNow();
    expect(await jobs()).toEqual([]);
    expect(await state()).toEqual(once);
  });

  it('a reading that was paid for and not stored is counted, and so is the one that replaces it', async () => {
    const { runFollowUpsNow } = await import('@/lib/chat/follow-ups');
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const said = { sentiment: 0, language: 'en', name: null, email: null, phone: null, company: null, wishes: [] };
    upstream.set({
      models: { 'gpt-4.1-nano': { failure: null, tokens: [JSON.stringify({ intent: 'order', ...said })] } },
    });
    const companyId = await addCompany();
    const turn = await addTurn(companyId, 'Where is my parcel? Where is my refund?');
    await settle(turn, { jobs: afterTurn(turn, true) });
    const paid = async () =>
      (
        await server.admin<{ reading: number; calls: number }>(
          `select (cost_detail #>> '{reading,totalMicros}')::int as reading,
                  (select count(*)::int from audit_log where company_id = $1 and action = 'model.read') as calls
           from chat_turns where id = $2`,
          [companyId, turn.turnId],
        )
      )[0] ?? { reading: 0, calls: 0 };
    await server.admin("alter table message_insights add constraint broken check (intent <> 'order') not valid");
    expect((await runFollowUpsNow()).jobs).toMatchObject({ done: 0, waiting: 1 });
    const first = await paid();
    expect(first).toEqual({ reading: expect.any(Number), calls: 1 });
    expect(first.reading).toBeGreaterThan(0);
    await server.admin('alter table message_insights drop constraint broken');
    await server.admin('update jobs set run_at = now()');
    expect((await runFollowUpsNow()).jobs).toMatchObject({ done: 1, waiting: 0 });
    expect(await paid()).toEqual({ reading: 2 * first.reading, calls: 2 });
  });

  it('the index of large saves is told beside it, not in its way', async () => {
    const { runFollowUpsNow, runSlowWorkNow } = await import('@/lib/chat/follow-ups');
    await addJobs(await addCompany(), 'index-sources', 1);
    expect((await runFollowUpsNow()).jobs.done).toBe(0);
    expect((await runSlowWorkNow()).done).toBe(1);
  });

  it('a message that was answered anew meanwhile is no error', async () => {
    const { runFollowUpsNow } = await import('@/lib/chat/follow-ups');
    const companyId = await addCompany();
    const turn = await addTurn(companyId, 'Where is my parcel?');
    await settle(turn, { jobs: afterTurn(turn, false) });
    await server.admin('delete from chat_messages where id = $1', [turn.turnId]);
    await server.admin('delete from chat_turns where id = $1', [turn.turnId]);
    const { jobs: counts } = await runFollowUpsNow();
    expect(counts).toEqual({ done: 1, dead: 0, waiting: 0 });
  });
});

describe('summaries', () => {
  const summaryOf = async (sessionId: string) =>
    (
      await server.admin<{ summary: string | null; summary_until: string | null }>(
        'select summary, summary_until from chat_sessions where id = $1',
        [sessionId],
      )
    )[0];
  const work = async () => (await import('@/lib/chat/follow-ups')).runFollowUpsNow();
  const queue = (companyId: string, sessionId: string) => addJobs(companyId, 'summarise-session', 1, { sessionId });

  async function conversation(companyId: string, questions: string[], session?: AddedTurn): Promise<AddedTurn> {
    let last = session;
    for (const question of questions) {
      last = await addTurn(companyId, question, last);
      await settle(last);
    }
    if (!last) throw new Error('nothing was asked');
    return last;
  }
  const byRule = () => {
    upstream.set({ models: { 'gpt-4.1-nano': { failure: { kind: 'status', status: 500 } } } });
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  };
  const byModel = (summary: string) =>
    upstream.set({
      models: { 'gpt-4.1-nano': { failure: null, firstTokenMs: 0, gapMs: 0, tokens: [JSON.stringify({ summary })] } },
    });

  it('hold what falls out of an open conversation, and are brought up to date as it goes on', async () => {
    byRule();
    const companyId = await addCompany();
    const early = await conversation(companyId, [
      'Do you ship to Norway?',
      'Is order HX-204417 sent?',
      'Can I pay by card?',
    ]);
    await queue(companyId, early.sessionId);
    await work();
    expect(await summaryOf(early.sessionId)).toEqual({ summary: null, summary_until: null });
    const later = await conversation(companyId, ['By invoice?', 'What is the return period?', 'Is it free?'], early);
    await queue(companyId, later.sessionId);
    await work();
    expect((await summaryOf(later.sessionId))?.summary).toBe(
      'The visitor asked: Do you ship to Norway? · Is order HX-204417 sent? · Can I pay by card?\nThey gave: HX-204417\nLast answer: It is on its way.',
    );
    const known = await summaryOf(later.sessionId);
    await queue(companyId, later.sessionId);
    await work();
    expect(await summaryOf(later.sessionId)).toEqual(known);
    const opened = await call('open_turn', {
      p_company_id: companyId,
      p_visitor_id: later.visitorId,
      p_session_id: later.sessionId,
      p_message_id: randomUUID(),
      p_client_message_id: 'next',
      p_turn_id: randomUUID(),
      p_text: 'And now?',
    });
    expect(opened).toMatchObject({ session: { summary: known?.summary } });
  });

  it('hold every message that the next prompt does not, however long messages are', async () => {
    const [{ followUps }, { judgePlan }, { modelCall }] = await Promise.all([
      import('@/lib/chat/settle-turn'),
      import('@/lib/chat/plan'),
      import('@/lib/chat/prompt'),
    ]);
    await (await import('@/lib/platform/tokens')).loadTokenizer();
    byModel('What they asked before.');
    const companyId = await addCompany();
    const [visitorId, sessionId] = [randomUUID(), randomUUID()];
    const open = async (text: string) =>
      (await call('open_turn', {
        p_company_id: companyId,
        p_visitor_id: visitorId,
        p_session_id: sessionId,
        p_message_id: randomUUID(),
        p_client_message_id: randomUUID(),
        p_turn_id: randomUUID(),
        p_text: text,
      })) as Parameters<typeof followUps>[0]['opened'];
    const long = (name: string) => `[${name}] ${'which tent is right for the rain in the north '.repeat(80)}`;
    const plan = judgePlan('Which tent?');
    const said: string[] = [];
    for (let round = 0; round <= 6; round++) {
      const [text, answer] = [long(`question-${round}`), long(`answer-${round}`)];
      const opened = await open(text);
      const { settings, history, session } = opened;
      const { call: asked } = modelCall({
        ...{ question: text, plan, settings, history, summary: session.summary },
        ...{ search: null, continues: null },
      });
      const summedUp = upstream.calls.map(({ body }) => body);
      const known = JSON.stringify([asked.prompt, summedUp]);
      for (const name of said) expect(known, `before question ${round}`).toContain(`[${name}]`);
      said.push(`question-${round}`, `answer-${round}`);
      const turnId = opened.turn?.id ?? '';
      const jobs = followUps({ opened, text }, { turnId } as Parameters<typeof followUps>[1], { plan, text: answer });
      await settle(
        { companyId, visitorId, sessionId, turnId, userMessageId: opened.userMessageId },
        { text: answer, jobs },
      );
      await work();
    }
    expect((await summaryOf(sessionId))?.summary).toBe('What they asked before.');
  });

  it('are written by the light model where there is one, whose cost is counted and whose call is in the audit log', async () => {
    byModel('Jana wants to know about shipping to Norway.');
    const companyId = await addCompany();
    const { sessionId } = await conversation(
      companyId,
      Array.from({ length: 6 }, (_, n) => `Question ${n}?`),
    );
    await queue(companyId, sessionId);
    await work();
    expect((await summaryOf(sessionId))?.summary).toBe('Jana wants to know about shipping to Norway.');
    expect(upstream.calls.map(({ model }) => model)).toEqual(['gpt-4.1-nano']);
    expect(JSON.stringify(upstream.calls[0]?.body)).toContain('Visitor: Question 0?');
    const audit = await server.admin(
      "select subject_id, detail ->> 'model' as model, (detail ->> 'inputTokens')::int > 0 as counted from audit_log where company_id = $1 and action = 'model.summarised'",
      [companyId],
    );
    expect(audit).toEqual([{ subject_id: sessionId, model: 'gpt-4.1-nano', counted: true }]);
  });

  it('close a conversation that an agent closes', async () => {
    byRule();
    const companyId = await addCompany();
    const { sessionId } = await conversation(companyId, ['Do you ship to Norway?']);
    await server.admin("update chat_sessions set status = 'closed' where id = $1", [sessionId]);
    await work();
    expect((await summaryOf(sessionId))?.summary).toBe(
      'The visitor asked: Do you ship to Norway?\nLast answer: It is on its way.',
    );
    await server.admin("update chat_sessions set status = 'closed', title = 'x' where id = $1", [sessionId]);
    expect(await jobs()).toEqual([]);
  });

  it('reach to the end of a long conversation', async () => {
    byRule();
    const companyId = await addCompany();
    const first = await conversation(companyId, ['Do you ship to Norway?']);
    await server.admin(
      `insert into chat_messages (company_id, session_id, role, text, created_at)
       select $1, $2, 'user', 'Question ' || n || '?', now() + make_interval(secs => n) from generate_series(1, 130) n`,
      [companyId, first.sessionId],
    );
    await server.admin("update chat_sessions set status = 'closed' where id = $1", [first.sessionId]);
    await work();
    expect((await summaryOf(first.sessionId))?.summary).toContain('Question 129? · Question 130?');
  });

  it('do not overwrite one that was made meanwhile, and are nothing for a session that is gone', async () => {
    const companyId = await addCompany();
    const { sessionId } = await conversation(companyId, ['Do you ship to Norway?']);
    const key = { p_company_id: companyId, p_session_id: sessionId };
    const keep = (summary: string, since: string | null) =>
      call('keep_summary', { ...key, p_summary: summary, p_until: '2026-11-20T10:00:00.123456Z', p_since: since });
    expect(await keep('first', null)).toBe(true);
    expect(await keep('too late', null)).toBe(false);
    const found = (await call('session_to_summarise', key)) as { summaryUntil: string };
    expect(await keep('second', found.summaryUntil)).toBe(true);
    expect((await summaryOf(sessionId))?.summary).toBe('second');
    await queue(companyId, randomUUID());
    expect((await work()).jobs).toEqual({ done: 1, dead: 0, waiting: 0 });
  });
});
