import { beforeAll, describe, expect, it } from 'vitest';
import { listTranscripts, readConversation } from '@/lib/conversations/data';
import { parseTranscriptFilters } from '@/lib/conversations/filters';
import { makeSession, makeWorld, type World } from './conversations-world';

let world: World;
let foreign: World;
const ids: Record<string, string> = {};

beforeAll(async () => {
  [world, foreign] = [await makeWorld(), await makeWorld()];
  const make = async (
    name: string,
    ...rest: Parameters<typeof makeSession> extends [unknown, ...infer R] ? R : never
  ) => {
    ids[name] = await makeSession(world, ...rest);
  };
  await make('refund', '2026-11-10T08:00:00Z', [{ text: 'I want a refund', plan: 'complex', costMicros: 300 }]);
  await make('hidden', '2026-11-11T08:00:00Z', [{ text: 'hi', answer: 'Refund rules: thirty days', plan: 'simple' }], {
    status: 'closed',
  });
  await make('slow', '2026-11-12T08:00:00Z', [
    { text: 'opening hours', firstTokenMs: 200, costMicros: 5 },
    { text: 'and sundays', firstTokenMs: 1500, costMicros: 7 },
  ]);
  await make('failed', '2026-11-13T23:59:59Z', [
    { text: 'parcel', outcome: 'failed', answer: null, firstTokenMs: null },
  ]);
  await make('person', '2026-11-14T08:00:00Z', [{ text: 'call me' }], {
    handler: 'agent',
    assignedTo: world.maya.actor.userId,
  });
  await makeSession(foreign, '2026-11-14T08:00:00Z', [{ text: 'I want a refund' }]);
});

async function found(search: string): Promise<string[]> {
  const filters = parseTranscriptFilters(Object.fromEntries(new URLSearchParams(search)));
  const { rows } = await listTranscripts(world.maya, filters);
  const names = Object.entries(ids);
  return rows.map((row) => names.find(([, id]) => id === row.id)?.[0] ?? 'foreign');
}

describe('the list of transcripts', () => {
  it.each([
    ['', ['person', 'failed', 'slow', 'hidden', 'refund']],
    ['q=refund', ['hidden', 'refund']],
    ['q="refund rules"', ['hidden']],
    ['q=refund -rules', ['refund']],
    ['q=nothing-like-this', []],
    ["q=' or 1=1 --", []],
    ['q=sund', ['slow']],
    ...[
      "'",
      '\\',
      'a:b',
      '!x',
      '& |',
      '<->',
      '(',
      "o'neil's",
      '😀',
      '"',
      ':*',
      'x:* & y',
      'https://a.b/c?d=1',
      "''''",
    ].map((odd): [string, string[]] => [`q=${encodeURIComponent(odd)}`, []]),
    ['status=closed', ['hidden']],
    ['handler=agent', ['person']],
    ['plan=complex', ['refund']],
    ['failed=1', ['failed']],
    ['slow=1000', ['slow']],
    ['from=2026-11-12&to=2026-11-13', ['failed', 'slow']],
    ['from=2026-11-14', ['person']],
    ['q=refund&status=closed&plan=simple', ['hidden']],
  ])('finds for "%s": %j', async (search, expected) => {
    expect(await found(search)).toEqual(expected);
  });

  it('tells of each the slowest first token, the cost, and whether something failed', async () => {
    const { rows } = await listTranscripts(world.maya, parseTranscriptFilters({}));
    const row = (name: string) => rows.find(({ id }) => id === ids[name]);
    expect(row('slow')).toMatchObject({ firstTokenMs: 1500, costMicros: 12, failed: false });
    expect(row('failed')).toMatchObject({ firstTokenMs: null, costMicros: 0, failed: true });
  });

  it('shows where the words were said', async () => {
    const { rows } = await listTranscripts(world.maya, parseTranscriptFilters({ q: 'thirty' }));
    expect(rows.map(({ match }) => match)).toEqual(['Refund rules: thirty days']);
    expect(
      (await listTranscripts(world.maya, parseTranscriptFilters({}))).rows.every(({ match }) => match === null),
    ).toBe(true);
  });

  it('of one company is empty for the member of another who asks for it, also when searching', async () => {
    const stranger = { ...foreign.admin, companyId: world.maya.companyId };
    for (const search of [{}, { q: 'refund' }]) {
      expect((await listTranscripts(stranger, parseTranscriptFilters(search))).rows).toEqual([]);
    }
  });
});

describe('paging', () => {
  it('goes down and up again over rows of the same moment, without a gap or a repeat, also when rows come in', async () => {
    const own = await makeWorld();
    const { sql, companyId } = own;
    await sql('insert into public.visitors (id, company_id) values (gen_random_uuid(), $1)', [companyId]);
    // 120 sessions, ten of each moment.
    await sql(
      `insert into public.chat_sessions (id, company_id, visitor_id, last_message_at)
       select gen_random_uuid(), $1, (select id from public.visitors where company_id = $1),
              timestamptz '2026-11-01 00:00:00Z' + make_interval(mins => n / 10)
       from generate_series(0, 119) n`,
      [companyId],
    );
    const read = (params: Record<string, string>) => listTranscripts(own.maya, parseTranscriptFilters(params));
    const first = await read({});
    const second = await read({ older: first.older ?? '' });
    await makeSession(own, '2026-11-02T00:00:00Z', [{ text: 'came in between' }]);
    const third = await read({ older: second.older ?? '' });
    expect([first.rows.length, second.rows.length, third.rows.length]).toEqual([50, 50, 20]);
    expect([first.newer, third.older]).toEqual([null, null]);
    const all = [...first.rows, ...second.rows, ...third.rows].map(({ id }) => id);
    expect(new Set(all).size).toBe(120);

    const upToSecond = await read({ newer: third.newer ?? '' });
    expect(upToSecond.rows.map(({ id }) => id)).toEqual(second.rows.map(({ id }) => id));
    const upToFirst = await read({ newer: upToSecond.newer ?? '' });
    expect(upToFirst.rows.map(({ id }) => id)).toEqual(first.rows.map(({ id }) => id));
    const top = await read({ newer: upToFirst.newer ?? '' });
    expect([top.rows.length, top.newer]).toEqual([1, null]);
  });
});

describe('a transcript', () => {
  it('has each answer with its receipt, and a failed turn on the question it left alone', async () => {
    const id = await makeSession(world, '2026-11-15T08:00:00Z', [
      {
        text: 'one',
        operations: [
          ['plan', 0, 1.5],
          ['stream', 100, 400],
        ],
        costMicros: 42,
        totalMs: 500,
      },
      { text: 'two', outcome: 'failed', answer: null, firstTokenMs: null },
    ]);
    const { messages, visitor, runningTurnId } = await readConversation(world.maya, id);
    const answer = messages.find(({ role }) => role === 'assistant');
    expect(answer?.turn).toMatchObject({ outcome: 'complete', costMicros: 42, firstTokenMs: 100, totalMs: 500 });
    expect(answer?.turn?.operations).toEqual([
      { name: 'plan', startedMs: 0, durationMs: 1.5 },
      { name: 'stream', startedMs: 100, durationMs: 400 },
    ]);
    const turns = messages.filter(({ role }) => role === 'user').map(({ text, turn }) => [text, turn?.outcome ?? null]);
    expect(turns).toEqual([
      ['one', null],
      ['two', 'failed'],
    ]);
    expect([visitor.sessionCount, runningTurnId]).toEqual([1, null]);
  });

  it('says which answer is being written right now', async () => {
    const id = await makeSession(world, new Date().toISOString(), [
      { text: 'now', outcome: 'running', answer: null, firstTokenMs: null },
    ]);
    const { messages, runningTurnId } = await readConversation(world.maya, id);
    expect(runningTurnId).toBe(messages[0]?.turn?.id);
    expect(runningTurnId).not.toBeNull();
  });
});
