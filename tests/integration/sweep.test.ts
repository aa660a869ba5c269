import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AddedTurn, addCompany, addTurn, server, settle, useFollowUpsWorld } from './follow-ups-world.ts';

useFollowUpsWorld();
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const stateOf = async ({ turnId }: AddedTurn) =>
  (await server.admin('select outcome, error_code from chat_turns where id = $1', [turnId]))[0];
const RUNNING = { outcome: 'running', error_code: null };
const ABANDONED = { outcome: 'interrupted', error_code: 'abandoned' };

/** Time passes for everything that runs. */
const later = (seconds: number) =>
  server.admin(
    `update chat_turns set created_at = created_at - make_interval(secs => $1), alive_at = alive_at - make_interval(secs => $1)
     where outcome = 'running'`,
    [seconds],
  );

describe('a sweep', () => {
  const sweep = async () => (await import('@/lib/chat/sweep')).sweep();

  it('closes the turn of a dead process within a minute, and leaves a young one alone', async () => {
    const companyId = await addCompany();
    const dead = await addTurn(companyId);
    await later(46);
    const young = await addTurn(companyId);
    expect(await sweep()).toMatchObject({ abandonedTurns: 1 });
    expect([await stateOf(dead), await stateOf(young)]).toEqual([ABANDONED, RUNNING]);
    await settle(young);
  });

  it('speaks for the answers of its own process, however long they take', async () => {
    const { openLiveAnswer } = await import('@/lib/chat/live-answers');
    const companyId = await addCompany();
    const turn = await addTurn(companyId);
    const ctx = { companyId, actor: { type: 'visitor', visitorId: turn.visitorId, via: 'widget' } };
    const live = openLiveAnswer(ctx as Parameters<typeof openLiveAnswer>[0], turn.sessionId, false);
    for (let round = 0; round < 5; round++) {
      await later(30);
      await sweep();
      expect(await stateOf(turn)).toEqual(RUNNING);
    }
    live.forget();
    await later(46);
    await sweep();
    expect(await stateOf(turn)).toEqual(ABANDONED);
  });
});

describe('a sweep after an event was missed', () => {
  it('stops answers whose session an agent has taken over, and no others', async () => {
    const { openLiveAnswer } = await import('@/lib/chat/live-answers');
    const companyId = await addCompany();
    const [taken, other] = [await addTurn(companyId), await addTurn(companyId)];
    const [takenLive, otherLive] = [taken, other].map(({ visitorId, sessionId }) => {
      const ctx = { companyId, actor: { type: 'visitor', visitorId, via: 'widget' } };
      return openLiveAnswer(ctx as Parameters<typeof openLiveAnswer>[0], sessionId, false);
    });
    await server.admin("update chat_sessions set handler = 'agent' where id = $1", [taken.sessionId]);
    await (await import('@/lib/chat/sweep')).sweep();
    expect(takenLive?.stop.signal.reason).toBe('taken-over');
    expect(otherLive?.stop.signal.aborted).toBe(false);
    for (const live of [takenLive, otherLive]) live?.forget();
    for (const turn of [taken, other]) await settle(turn);
  });
});

describe('what is kept for a time only', () => {
  it('goes with a sweep once that time is over', async () => {
    const companyId = await addCompany();
    await server.admin(
      `insert into audit_log (company_id, at, action, subject_id)
       select $1, now() - make_interval(days => d), 'model.read', $1 from unnest(array[370, 360]) d`,
      [companyId],
    );
    await server.admin(
      `insert into analytics_hours (company_id, hour, plan, model, cache)
       select $1, now() - make_interval(days => d), 'simple', 'none', 'none' from unnest(array[735, 725]) d`,
      [companyId],
    );
    await (await import('@/lib/chat/sweep')).sweep();
    const [left] = await server.admin(
      `select (select array_agg(extract(day from now() - at)::int) from audit_log where company_id = $1) as audit,
              (select array_agg(extract(day from now() - hour)::int) from analytics_hours where company_id = $1) as figures`,
      [companyId],
    );
    expect(left).toEqual({ audit: [360], figures: [725] });
  });
});

describe('the scheduled route', () => {
  const SECRET = 'a-schedule-that-nobody-guesses';
  beforeEach(() => vi.resetModules());

  async function run(authorization: string | null, method: 'GET' | 'POST' = 'GET') {
    const route = await import('@/app/api/jobs/run/route');
    const headers = new Headers(authorization === null ? {} : { authorization });
    return route[method](new Request('http://localhost/api/jobs/run', { method, headers }));
  }

  it('says that it is not set up where there is no secret', async () => {
    vi.stubEnv('CRON_SECRET', '');
    for (const authorization of [null, 'Bearer ', 'Bearer undefined']) {
      const response = await run(authorization);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ detail: expect.stringContaining('CRON_SECRET') });
    }
  });

  it('does nothing for who does not hold the secret', async () => {
    vi.stubEnv('CRON_SECRET', SECRET);
    const turn = await addTurn(await addCompany());
    await later(46);
    for (const wrong of [
      null,
      'Bearer ',
      SECRET,
      `Basic ${SECRET}`,
      `Bearer ${SECRET}x`,
      `Bearer ${SECRET.slice(1)}`,
    ]) {
      expect((await run(wrong)).status).toBe(401);
    }
    expect(await stateOf(turn)).toEqual(RUNNING);
    await settle(turn);
  });

  it('does what waits and tells how much, by GET and POST', async () => {
    vi.stubEnv('CRON_SECRET', SECRET);
    const companyId = await addCompany();
    const [dead, done] = [await addTurn(companyId), await addTurn(companyId)];
    await later(46);
    const payload = {
      sessionId: done.sessionId,
      turnId: done.turnId,
      userMessageId: done.userMessageId,
      leadWork: false,
    };
    await settle(done, { jobs: [{ name: 'after-turn', payload }] });
    const first = await run(`Bearer ${SECRET}`);
    expect(first.status).toBe(200);
    expect(await first.json()).toMatchObject({
      abandonedTurns: 1,
      jobs: { done: 1, dead: 0, waiting: 0 },
      recordedTurns: expect.any(Number),
    });
    expect(await stateOf(dead)).toEqual(ABANDONED);
    const [recorded] = await server.admin(
      'select sum(turns)::int as turns from analytics_hours where company_id = $1',
      [companyId],
    );
    // The one that was given up may be settled still.
    expect(recorded).toEqual({ turns: 1 });
    expect(await (await run(`Bearer ${SECRET}`, 'POST')).json()).toEqual({
      abandonedTurns: 0,
      jobs: { done: 0, dead: 0, waiting: 0 },
      recordedTurns: 0,
    });
  });
});
