import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Admin, serviceClient, shared } from '../support/embedded.ts';

/** What the functions of the visitor path promise to the server that calls them. */
let admin: Admin;
let rpc: (name: string, args: Record<string, unknown>) => Promise<Answer>;

type Answer = {
  status: number;
  error: { code: string; message: string } | null;
  data: {
    duplicate: boolean;
    rerun: boolean;
    newSession: boolean;
    userMessageId: string;
    session: { id: string; handler: string; messageCount: number };
    turn: { id: string; outcome: string } | null;
    answer: { text: string } | null;
    history: { role: string; text: string }[];
    messages: { role: string; text: string; clientMessageId: string | null }[];
    settled: boolean;
  };
};

beforeAll(() => {
  const server = shared();
  const client = serviceClient(server);
  admin = server.admin;
  rpc = async (name, args) => {
    const { data, error, status } = await client.rpc(name, args);
    return { data, error, status } as Answer;
  };
});

/** A company of the test's own, and a visitor's session in it that does not exist yet. */
async function newVisitor() {
  const [company] = await admin<{ id: string }>('insert into companies (slug, name) values ($1, $1) returning id', [
    `path-${randomUUID().slice(0, 12)}`,
  ]);
  return { p_company_id: company?.id ?? '', p_visitor_id: randomUUID(), p_session_id: randomUUID() };
}

type Visitor = Awaited<ReturnType<typeof newVisitor>>;

function open(visitor: Visitor, clientMessageId: string, text: string, more: Record<string, unknown> = {}) {
  return rpc('open_turn', {
    ...visitor,
    p_message_id: randomUUID(),
    p_client_message_id: clientMessageId,
    p_turn_id: randomUUID(),
    p_text: text,
    ...more,
  });
}

function settle(visitor: Visitor, turnId: string | undefined, settlement: Record<string, unknown>) {
  return rpc('settle_turn', { p_company_id: visitor.p_company_id, p_turn_id: turnId, p_settlement: settlement });
}

async function say(visitor: Visitor, clientMessageId: string, text: string, answer: string) {
  const opened = await open(visitor, clientMessageId, text);
  await settle(visitor, opened.data.turn?.id, { outcome: 'complete', text: answer });
  return opened;
}

async function count(table: string, visitor: Visitor): Promise<number> {
  const [row] = await admin<{ n: number }>(`select count(*)::int as n from ${table} where company_id = $1`, [
    visitor.p_company_id,
  ]);
  return row?.n ?? -1;
}

describe('opening a turn', () => {
  it('stores visitor, session and message, and begins a turn', async () => {
    const visitor = await newVisitor();
    const { data } = await open(visitor, 'm1', 'Hello there');
    expect(data).toMatchObject({
      duplicate: false,
      newSession: true,
      history: [],
      turn: { outcome: 'running' },
      answer: null,
    });
    expect(data.session).toMatchObject({ id: visitor.p_session_id, handler: 'assistant', messageCount: 1 });
    expect([
      await count('visitors', visitor),
      await count('chat_messages', visitor),
      await count('chat_turns', visitor),
    ]).toEqual([1, 1, 1]);
  });

  it('with the same message id stores nothing twice and tells what became of the first', async () => {
    const visitor = await newVisitor();
    const first = await open(visitor, 'm1', 'Hello there');
    const running = await open(visitor, 'm1', 'Hello there');
    expect(running.data).toMatchObject({
      duplicate: true,
      turn: { id: first.data.turn?.id, outcome: 'running' },
      answer: null,
    });
    await settle(visitor, first.data.turn?.id, { outcome: 'complete', text: 'Hi.' });
    const done = await open(visitor, 'm1', 'Hello there');
    expect(done.data).toMatchObject({
      duplicate: true,
      userMessageId: first.data.userMessageId,
      turn: { id: first.data.turn?.id, outcome: 'complete' },
      answer: { text: 'Hi.' },
    });
    expect([await count('chat_messages', visitor), await count('chat_turns', visitor)]).toEqual([2, 1]);
  });

  it('stores one message when the same one comes many times at once', async () => {
    const visitor = await newVisitor();
    const answers = await Promise.all(Array.from({ length: 12 }, () => open(visitor, 'm1', 'Hello there')));
    expect(answers.filter(({ data }) => !data.duplicate)).toHaveLength(1);
    expect(new Set(answers.map(({ data }) => data.turn?.id)).size).toBe(1);
    expect([await count('chat_messages', visitor), await count('chat_turns', visitor)]).toEqual([1, 1]);
  });

  it('refuses another text under the same message id', async () => {
    const visitor = await newVisitor();
    await open(visitor, 'm1', 'Hello there');
    const other = await open(visitor, 'm1', 'Something else');
    expect(other).toMatchObject({ status: 422, error: { code: 'PT422' } });
    expect(await count('chat_messages', visitor)).toBe(1);
  });

  it('keeps message ids of different sessions apart', async () => {
    const visitor = await newVisitor();
    await open(visitor, 'm1', 'Hello there');
    const second = await open({ ...visitor, p_session_id: randomUUID() }, 'm1', 'Another text');
    expect(second.data).toMatchObject({ duplicate: false, newSession: true });
  });

  it('gives the history oldest first, cut to its newest, without the message itself', async () => {
    const visitor = await newVisitor();
    await say(visitor, 'm1', 'one', 'answer one');
    await say(visitor, 'm2', 'two', 'answer two');
    const third = await open(visitor, 'm3', 'three');
    expect(third.data.history).toEqual([
      { role: 'user', text: 'one', complete: true },
      { role: 'assistant', text: 'answer one', complete: true },
      { role: 'user', text: 'two', complete: true },
      { role: 'assistant', text: 'answer two', complete: true },
    ]);
    const cut = await open(visitor, 'm4', 'four', { p_history_limit: 2 });
    expect(cut.data.history.map(({ text }) => text)).toEqual(['answer two', 'three']);
  });

  it('answers a session of somebody else exactly as a foreign company’s, and lets nothing in', async () => {
    const visitor = await newVisitor();
    const elsewhere = await newVisitor();
    await open(visitor, 'm1', 'Hello there');
    const stranger = await open({ ...visitor, p_visitor_id: randomUUID() }, 'm2', 'Let me in');
    const foreign = await open({ ...visitor, p_company_id: elsewhere.p_company_id }, 'm2', 'Let me in');
    expect(stranger).toMatchObject({ status: 404, error: { code: 'PT404' } });
    expect(foreign).toEqual(stranger);
    expect([await count('chat_messages', visitor), await count('chat_messages', elsewhere)]).toEqual([1, 0]);
  });

  it('begins no turn while an agent answers', async () => {
    const visitor = await newVisitor();
    await open(visitor, 'm1', 'Hello there');
    await admin("update chat_sessions set handler = 'agent' where id = $1", [visitor.p_session_id]);
    const { data } = await open(visitor, 'm2', 'Are you there?');
    expect(data).toMatchObject({ duplicate: false, turn: null, session: { handler: 'agent', messageCount: 2 } });
  });

  it('opens a closed session again', async () => {
    const visitor = await newVisitor();
    await open(visitor, 'm1', 'Hello there');
    await admin("update chat_sessions set status = 'closed', closed_at = now() where id = $1", [visitor.p_session_id]);
    await open(visitor, 'm2', 'One more thing');
    const rows = await admin('select status, closed_at from chat_sessions where id = $1', [visitor.p_session_id]);
    expect(rows).toEqual([{ status: 'open', closed_at: null }]);
  });
});

describe('answering again', () => {
  it.each(['failed', 'interrupted'])(
    'after a turn that %s: the same message gets a new turn and loses the torn answer',
    async (outcome) => {
      const visitor = await newVisitor();
      const first = await open(visitor, 'm1', 'Hello there');
      await settle(visitor, first.data.turn?.id, { outcome, text: 'Half an ans' });
      const again = await open(visitor, 'm1', 'Hello there');
      expect(again.data).toMatchObject({
        duplicate: false,
        userMessageId: first.data.userMessageId,
        turn: { outcome: 'running' },
      });
      expect(again.data.turn?.id).not.toBe(first.data.turn?.id);
      await settle(visitor, again.data.turn?.id, { outcome: 'complete', text: 'A whole answer.' });
      const seen = await rpc('visitor_session', visitor);
      expect(seen.data.messages.map(({ text }) => text)).toEqual(['Hello there', 'A whole answer.']);
      expect(again.data.session.messageCount).toBe(1);
      expect(again.data.rerun).toBe(true);
      const rows = await admin('select message_count from chat_sessions where id = $1', [visitor.p_session_id]);
      expect(rows).toEqual([{ message_count: 2 }]);
    },
  );

  it('takes over a turn that has been running for too long, not one that just began', async () => {
    const visitor = await newVisitor();
    const first = await open(visitor, 'm1', 'Hello there');
    expect((await open(visitor, 'm1', 'Hello there', { p_rerun_after_seconds: 60 })).data.duplicate).toBe(true);
    await admin("update chat_turns set created_at = now() - interval '61 seconds' where id = $1", [
      first.data.turn?.id,
    ]);
    const again = await open(visitor, 'm1', 'Hello there', { p_rerun_after_seconds: 60 });
    expect(again.data).toMatchObject({ duplicate: false, turn: { outcome: 'running' } });
    const late = await settle(visitor, first.data.turn?.id, { outcome: 'complete', text: 'Too late.' });
    expect(late.data.settled).toBe(false);
  });
});

describe('settling a turn', () => {
  const settlement = {
    outcome: 'complete',
    text: 'Hi.',
    plan: 'simple',
    firstTokenMs: 3.5,
    totalMs: 9,
    inputTokens: 11,
    outputTokens: 3,
    costMicros: 42,
    operations: [
      { name: 'open-turn', startedMs: 0, durationMs: 2 },
      { name: 'stream', startedMs: 3.5, durationMs: 5 },
    ],
    jobs: [{ name: 'qualify-lead', payload: { sessionId: 'x' } }],
  };

  it('stores answer, receipt, usage and jobs together', async () => {
    const visitor = await newVisitor();
    const { data } = await open(visitor, 'm1', 'Hello there');
    expect((await settle(visitor, data.turn?.id, settlement)).data.settled).toBe(true);
    const [turn] = await admin('select operations from chat_turns where id = $1', [data.turn?.id]);
    expect(turn).toEqual({ operations: settlement.operations });
    const usage = await admin('select metric, value from usage_counters where company_id = $1 order by metric', [
      visitor.p_company_id,
    ]);
    expect(usage).toEqual([
      { metric: 'cost_micros', value: 42 },
      { metric: 'input_tokens', value: 11 },
      { metric: 'output_tokens', value: 3 },
      { metric: 'turns', value: 1 },
    ]);
    const jobs = await admin('select name, payload, status from jobs where company_id = $1', [visitor.p_company_id]);
    expect(jobs).toEqual([{ name: 'qualify-lead', payload: { sessionId: 'x' }, status: 'waiting' }]);
  });

  it('happens once: the second call changes nothing and says so', async () => {
    const visitor = await newVisitor();
    const { data } = await open(visitor, 'm1', 'Hello there');
    const both = await Promise.all([
      settle(visitor, data.turn?.id, settlement),
      settle(visitor, data.turn?.id, { ...settlement, text: 'Other.' }),
    ]);
    expect(both.map((one) => one.data.settled).sort()).toEqual([false, true]);
    expect([await count('chat_messages', visitor), await count('jobs', visitor)]).toEqual([2, 1]);
  });

  it('of another company changes nothing', async () => {
    const [visitor, elsewhere] = [await newVisitor(), await newVisitor()];
    const { data } = await open(visitor, 'm1', 'Hello there');
    expect((await settle(elsewhere, data.turn?.id, settlement)).data.settled).toBe(false);
    const rows = await admin('select outcome from chat_turns where id = $1', [data.turn?.id]);
    expect(rows).toEqual([{ outcome: 'running' }]);
  });

  it.each([
    ['an operation without a duration', { operations: [{ name: 'stream', startedMs: 0 }] }],
    ['an operation that began before the turn', { operations: [{ name: 'stream', startedMs: -1, durationMs: 1 }] }],
    ['an operation without a name', { operations: [{ startedMs: 0, durationMs: 1 }] }],
    ['operations that are no list', { operations: { name: 'stream', startedMs: 0, durationMs: 1 } }],
    ['a job without a name', { jobs: [{ payload: {} }] }],
    ['a negative cost', { costMicros: -1 }],
  ])('with %s stores nothing of it, and can be repeated', async (_, wrong) => {
    const visitor = await newVisitor();
    const { data } = await open(visitor, 'm1', 'Hello there');
    const failed = await settle(visitor, data.turn?.id, { ...settlement, ...wrong });
    expect(failed.error).not.toBeNull();
    const left = await Promise.all(['jobs', 'usage_counters', 'chat_messages'].map((table) => count(table, visitor)));
    expect(left).toEqual([0, 0, 1]);
    expect(await admin('select operations from chat_turns where id = $1', [data.turn?.id])).toEqual([
      { operations: [] },
    ]);
    expect((await settle(visitor, data.turn?.id, settlement)).data.settled).toBe(true);
  });
});

describe('reading a session', () => {
  it('gives the visitor their messages in order, the newest ones when they are many', async () => {
    const visitor = await newVisitor();
    for (const text of ['one', 'two', 'three']) await say(visitor, text, text, `answer ${text}`);
    const all = await rpc('visitor_session', visitor);
    expect(all.data.messages.map(({ text }) => text)).toEqual([
      'one',
      'answer one',
      'two',
      'answer two',
      'three',
      'answer three',
    ]);
    expect(all.data.messages[0]).toMatchObject({ role: 'user', clientMessageId: 'one' });
    const cut = await rpc('visitor_session', { ...visitor, p_limit: 2 });
    expect(cut.data.messages.map(({ text }) => text)).toEqual(['three', 'answer three']);
  });

  it('answers a session of somebody else exactly as an unknown one', async () => {
    const visitor = await newVisitor();
    const elsewhere = await newVisitor();
    await open(visitor, 'm1', 'Hello there');
    const unknown = await rpc('visitor_session', { ...visitor, p_session_id: randomUUID() });
    const stranger = await rpc('visitor_session', { ...visitor, p_visitor_id: randomUUID() });
    const foreign = await rpc('visitor_session', { ...visitor, p_company_id: elsewhere.p_company_id });
    expect(unknown).toMatchObject({ status: 404, error: { code: 'PT404' } });
    expect(stranger).toEqual(unknown);
    expect(foreign).toEqual(unknown);
  });
});
