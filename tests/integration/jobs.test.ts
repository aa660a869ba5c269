import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Embedded, serviceClient, signUpUser, startEmbedded } from '../support/embedded.ts';

/** The outbox. Claims reach across companies, so these tests have a server of their own. */
let server: Embedded;
let call: (name: string, args: Record<string, unknown>) => Promise<unknown>;
let companyId: string;

type Job = { id: string; companyId: string; name: string; attempts: number };

beforeAll(async () => {
  server = await startEmbedded();
  const client = serviceClient(server);
  call = async (name, args) => {
    const { data, error } = await client.rpc(name, args);
    if (error) throw error;
    return data;
  };
  const [company] = await server.admin<{ id: string }>(
    "insert into companies (slug, name) values ('jobs', 'Jobs') returning id",
  );
  companyId = company?.id ?? '';
});
afterAll(() => server?.stop());
beforeEach(() => server.admin('delete from jobs'));

const claim = (limit: number) => call('claim_jobs', { p_limit: limit }) as Promise<Job[]>;
const finish = (...results: [Job | undefined, 'done' | 'failed' | 'hopeless' | 'untouched'][]) =>
  call('finish_jobs', {
    p_results: results.map(([job, outcome]) => ({
      id: job?.id,
      attempts: job?.attempts,
      outcome,
      error: outcome === 'done' ? null : 'No luck.',
    })),
  });

const addJobs = (count: number) =>
  server.admin('insert into jobs (company_id, name) select $1, $2 from generate_series(1, $3)', [
    companyId,
    'work',
    count,
  ]);

/** Lets time pass: everything that waits is due, every claim has run out. */
const later = () => server.admin("update jobs set run_at = now(), locked_until = now() - interval '1 second'");

async function stateOf(id: string | undefined) {
  const [row] = await server.admin(
    `select status, attempts, last_error, locked_until is null as free, finished_at is not null as ended,
       extract(epoch from run_at - now())::float as wait
     from jobs where id = $1`,
    [id],
  );
  return row;
}

describe('the outbox', () => {
  it('never gives a job to two workers', async () => {
    await addJobs(60);
    const claims = await Promise.all(Array.from({ length: 20 }, () => claim(5)));
    const ids = claims.flat().map(({ id }) => id);
    expect(ids).toHaveLength(60);
    expect(new Set(ids).size).toBe(60);
    expect(await claim(5)).toEqual([]);
  });

  it('gives a job with its company and the number of the attempt', async () => {
    await addJobs(1);
    const [job] = await claim(1);
    expect(job).toMatchObject({ companyId, name: 'work', attempts: 1 });
  });

  it('ends many in one call: what is done is gone, what failed waits', async () => {
    await addJobs(3);
    const [first, second, third] = await claim(10);
    expect(await finish([first, 'done'], [second, 'failed'], [third, 'done'])).toEqual({
      done: 2,
      dead: 0,
      waiting: 1,
    });
    expect(await stateOf(first?.id)).toBeUndefined();
    expect(await stateOf(second?.id)).toMatchObject({ status: 'waiting', last_error: 'No luck.', free: true });
    expect(await finish([first, 'done'], [second, 'failed'])).toEqual({ done: 0, dead: 0, waiting: 0 });
  });

  it('lets a failed job wait longer each time, never all alike, and calls it dead after the fifth attempt', async () => {
    await addJobs(8);
    const waits: number[][] = [];
    for (let attempt = 1; attempt <= 5; attempt++) {
      const jobs = await claim(10);
      expect(jobs.map(({ attempts }) => attempts)).toEqual(Array(8).fill(attempt));
      await finish(...jobs.map((job): [Job, 'failed'] => [job, 'failed']));
      const states = await Promise.all(jobs.map(({ id }) => stateOf(id)));
      for (const state of states) {
        expect(state).toMatchObject({ status: attempt < 5 ? 'waiting' : 'dead', ended: attempt === 5 });
      }
      waits.push(states.map((state) => Number(state?.wait)));
      if (attempt < 5) expect(await claim(10)).toEqual([]);
      await later();
    }
    for (const [index, base] of [15, 60, 240, 960].entries()) {
      const around = waits[index] ?? [];
      expect(Math.min(...around)).toBeGreaterThan(base * 0.7);
      expect(Math.max(...around)).toBeLessThan(base * 1.26);
      expect(new Set(around.map((wait) => Math.round(wait * 1000))).size).toBeGreaterThan(1);
    }
    expect(await claim(10)).toEqual([]);
  });

  it('gives up at once what can never work, and takes back untouched what was not begun', async () => {
    await addJobs(2);
    const [first, second] = await claim(2);
    await finish([first, 'hopeless'], [second, 'untouched']);
    expect(await stateOf(first?.id)).toMatchObject({ status: 'dead', attempts: 1, ended: true });
    expect(await stateOf(second?.id)).toMatchObject({ status: 'waiting', attempts: 0, last_error: null });
    expect(await claim(2)).toMatchObject([{ id: second?.id, attempts: 1 }]);
  });

  it('gives the job of a dead worker to another one, whose word alone counts from then on', async () => {
    await addJobs(1);
    const [first] = await claim(1);
    expect(await claim(1)).toEqual([]);
    await later();
    const [second] = await claim(1);
    expect(second).toMatchObject({ id: first?.id, attempts: 2 });
    await finish([first, 'done']);
    expect(await stateOf(first?.id)).toMatchObject({ status: 'running' });
    await finish([second, 'done']);
    expect(await stateOf(first?.id)).toBeUndefined();
  });

  it('lets a job that kills its worker die, and not the others that the worker held', async () => {
    await addJobs(20);
    const [killer] = await server.admin<{ id: string }>('select id from jobs order by run_at, id limit 1');
    let done = 0;
    for (let round = 0; round < 60; round++) {
      const jobs = await claim(50);
      if (jobs.length === 0) break;
      // The worker dies of it and answers for none of them.
      if (!jobs.some(({ id }) => id === killer?.id)) {
        done += jobs.length;
        await finish(...jobs.map((job): [Job, 'done'] => [job, 'done']));
      }
      await later();
    }
    expect(done).toBe(19);
    expect(await server.admin('select id, status, attempts, last_error from jobs')).toEqual([
      { id: killer?.id, status: 'dead', attempts: 5, last_error: 'The server stopped each time it worked on this.' },
    ]);
  });

  it('holds back what is not due', async () => {
    await addJobs(1);
    await server.admin("update jobs set run_at = now() + interval '1 hour'");
    expect(await claim(1)).toEqual([]);
  });
});

describe('work that failed for good', () => {
  const dead = async () => {
    const [job] = await server.admin<{ id: string }>(
      "insert into jobs (company_id, name, status, attempts, finished_at) values ($1, 'work', 'dead', 5, now()) returning id",
      [companyId],
    );
    return job?.id ?? '';
  };
  const member = async (role: 'admin' | 'agent') => {
    const user = await signUpUser(server);
    await server.admin(
      'insert into members (company_id, user_id, role, display_name, email) values ($1, $2, $3, $4, $5)',
      [companyId, user.id, role, role, user.email],
    );
    return user.client;
  };

  it('is seen by admins alone, who have it tried again from the first attempt on', async () => {
    const id = await dead();
    const [admin, agent] = [await member('admin'), await member('agent')];
    expect((await admin.from('jobs').select('id').eq('status', 'dead')).data).toEqual([{ id }]);
    expect((await agent.from('jobs').select('id')).data).toEqual([]);
    expect((await agent.rpc('retry_job', { p_job_id: id })).status).toBe(404);
    expect((await admin.rpc('retry_job', { p_job_id: id })).error).toBeNull();
    expect(await claim(1)).toMatchObject([{ id, attempts: 1 }]);
    expect((await admin.rpc('retry_job', { p_job_id: id })).status).toBe(404);
  });

  it('is discarded by an admin, and by time', async () => {
    const [first, second, third] = [await dead(), await dead(), await dead()];
    const [admin, agent] = [await member('admin'), await member('agent')];
    expect((await agent.rpc('discard_job', { p_job_id: first })).status).toBe(404);
    expect((await admin.rpc('discard_job', { p_job_id: first })).error).toBeNull();
    await server.admin("update jobs set finished_at = now() - interval '31 days' where id = $1", [second]);
    await call('sweep_turns', {});
    expect(await server.admin('select id from jobs')).toEqual([{ id: third }]);
  });
});
