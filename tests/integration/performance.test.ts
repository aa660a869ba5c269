import { beforeAll, describe, expect, it } from 'vitest';
import { findBottleneck } from '@/lib/performance/bottleneck';
import { readComparison, readReport } from '@/lib/performance/data';
import { codeOf, makeSession, makeWorld, type World } from './conversations-world';

const FROM = new Date('2026-11-19T00:00:00Z');
const TO = new Date('2026-11-20T00:00:00Z');
const HOUR = 3600;

let world: World;
let foreign: World;
beforeAll(async () => {
  [world, foreign] = [await makeWorld(), await makeWorld()];
  const operations = (wait: number): [string, number, number][] => [
    ['plan', 0, 10],
    ['first-token', 10, wait],
    ['stream', 10 + wait, 100],
    // Runs across the first token: half of it is waited for.
    ['open-turn', 0, 2 * (10 + wait)],
  ];
  await makeSession(world, '2026-11-19T01:10:00Z', [
    { text: 'a', firstTokenMs: 100, totalMs: 200, plan: 'simple', cache: 'answer', operations: operations(90) },
    { text: 'b', firstTokenMs: 200, totalMs: 300, costMicros: 70, operations: operations(190) },
  ]);
  await makeSession(world, '2026-11-19T05:59:59Z', [
    { text: 'c', firstTokenMs: 300, totalMs: 400, fallback: true, costMicros: 30, operations: operations(290) },
    { text: 'd', firstTokenMs: null, totalMs: 50, outcome: 'failed', answer: null },
  ]);
  // Outside: running, the first moment after the range, another company.
  await makeSession(world, '2026-11-19T06:00:00Z', [
    { text: 'e', outcome: 'running', answer: null, firstTokenMs: null },
  ]);
  await makeSession(world, '2026-11-20T00:00:00Z', [{ text: 'f', firstTokenMs: 9999 }]);
  await makeSession(foreign, '2026-11-19T05:00:00Z', [{ text: 'g', firstTokenMs: 9999 }]);
});

describe('the performance report', () => {
  it('counts and measures the finished turns of the range', async () => {
    const { totals } = await readReport(world.admin, FROM, TO, HOUR);
    expect(totals).toMatchObject({
      turns: 4,
      complete: 3,
      failed: 1,
      cached: 1,
      fallback: 1,
      simple: 1,
      costMicros: 100,
    });
    expect(totals.firstTokenMs?.p50).toBe(200);
    expect(totals.firstTokenMs?.p95).toBeCloseTo(290);
    expect(totals.totalMs?.p50).toBe(250);
  });

  it('divides them over time', async () => {
    const { series } = await readReport(world.admin, FROM, TO, HOUR);
    expect(series.map(({ at, turns, failed }) => [Date.parse(at), turns, failed])).toEqual([
      [Date.parse('2026-11-19T01:00:00Z'), 2, 0],
      [Date.parse('2026-11-19T05:00:00Z'), 2, 1],
    ]);
    expect(series[1]?.firstTokenMs?.p50).toBe(300);
  });

  it('tells what each operation takes, and what of it passes before the first token', async () => {
    const { operations, slowOperations, slowTurns } = await readReport(world.admin, FROM, TO, HOUR);
    const of = (list: typeof operations, name: string) => list.find((share) => share.name === name);
    expect(of(operations, 'first-token')).toMatchObject({ turns: 3, averageMs: 190, totalMs: 570, waitMs: 190 });
    expect(of(operations, 'stream')).toMatchObject({ turns: 3, averageMs: 100, waitMs: 0 });
    expect(of(operations, 'open-turn')).toMatchObject({ averageMs: 400, waitMs: 200 });
    expect(slowTurns).toEqual({ turns: 1, firstTokenMs: 300, measuredTurns: 1 });
    expect(of(slowOperations, 'first-token')).toMatchObject({ turns: 1, waitMs: 290 });
  });

  it('leads to the slowest answers with what was asked', async () => {
    const { slowestTurns } = await readReport(world.admin, FROM, TO, HOUR);
    expect(slowestTurns.map(({ question, firstTokenMs }) => [question, firstTokenMs])).toEqual([
      ['c', 300],
      ['b', 200],
      ['a', 100],
    ]);
  });

  it('is empty for a time without turns, and then nothing is the bottleneck', async () => {
    const empty = await readReport(
      world.admin,
      new Date('2020-01-01T00:00:00Z'),
      new Date('2020-01-02T00:00:00Z'),
      HOUR,
    );
    expect(empty).toMatchObject({ series: [], operations: [], slowestTurns: [] });
    expect(empty.totals).toMatchObject({ turns: 0, costMicros: 0, firstTokenMs: null, totalMs: null });
    expect(findBottleneck(empty, empty)).toBeNull();
  });

  it('has a short form for comparing, with the same figures', async () => {
    const { totals, slowTurns, slowOperations } = await readReport(world.admin, FROM, TO, HOUR);
    expect(await readComparison(world.admin, FROM, TO)).toEqual({ totals, slowTurns, slowOperations });
  });

  it('counts a turn once that did the same several times, with its times together', async () => {
    const own = await makeWorld();
    await makeSession(own, '2026-11-19T01:00:00Z', [
      {
        text: 'retried',
        firstTokenMs: 400,
        totalMs: 500,
        operations: [
          ['connect', 0, 100],
          ['connect', 150, 200],
        ],
      },
      { text: 'at once', firstTokenMs: 200, totalMs: 300, operations: [['connect', 0, 100]] },
    ]);
    const { operations } = await readReport(own.admin, FROM, TO, HOUR);
    expect(operations).toMatchObject([{ name: 'connect', turns: 2, averageMs: 200, totalMs: 400, waitMs: 200 }]);
  });

  it('looks at an even sample of very many turns and says so', async () => {
    const own = await makeWorld();
    const sessionId = await makeSession(own, '2026-11-19T01:00:00Z', []);
    const rows = [
      `insert into public.chat_messages (company_id, session_id, role, text)
       select $1, $2, 'user', 'q' from generate_series(1, 15000)`,
      `insert into public.chat_turns (id, company_id, session_id, user_message_id, outcome, first_token_ms, total_ms, created_at, operations)
       select gen_random_uuid(), company_id, session_id, id, 'complete', 100, 200, timestamptz '2026-11-19 02:00:00Z',
              '[{"name": "first-token", "startedMs": 0, "durationMs": 100}]'
       from public.chat_messages where company_id = $1 and session_id = $2`,
    ];
    for (const insert of rows) {
      await own.sql(insert, [own.companyId, sessionId]);
      // Foreign keys keep the plan they had for small tables until the statistics change.
      await own.sql('analyze public.chat_messages, public.chat_turns');
    }
    const { totals, measuredTurns, operations } = await readReport(own.admin, FROM, TO, HOUR);
    expect(totals.turns).toBe(15000);
    expect(measuredTurns).toBeGreaterThan(4000);
    expect(measuredTurns).toBeLessThan(6000);
    expect(operations).toEqual([
      {
        name: 'first-token',
        turns: measuredTurns,
        averageMs: 100,
        p95Ms: 100,
        totalMs: 100 * measuredTurns,
        waitMs: 100,
      },
    ]);
  });

  it('is for admins of the company', async () => {
    expect(await codeOf(readReport(world.maya, FROM, TO, HOUR))).toBe('forbidden');
    expect(await codeOf(readReport({ ...foreign.admin, companyId: world.admin.companyId }, FROM, TO, HOUR))).toBe(
      'forbidden',
    );
  });
});
