import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Embedded, serviceClient, startEmbedded } from '../support/embedded.ts';

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

const claim = (limit: number) => call('claim_jobs', { p_limit: limit }) as Promise<Job[]>;

async function addJobs(count: number): Promise<void> {
  await server.admin('delete from jobs');
  await server.admin('insert into jobs (company_id, name) select $1, $2 from generate_series(1, $3)', [
    companyId,
    'work',
    count,
  ]);
}

async function stateOf(id: string | undefined) {
  const [row] = await server.admin(
    `select status, attempts, last_error, locked_until is null as free, finished_at is not null as ended,
       round(extract(epoch from run_at - now())) as wait
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

  it('ends a job that is done, once', async () => {
    await addJobs(1);
    const [job] = await claim(1);
    await call('finish_job', { p_job_id: job?.id });
    await call('finish_job', { p_job_id: job?.id, p_error: 'a late answer' });
    expect(await stateOf(job?.id)).toMatchObject({ status: 'done', last_error: null, free: true, ended: true });
  });

  it('lets a failed job wait longer each time and calls it dead after the last attempt', async () => {
    await addJobs(1);
    const waits: unknown[] = [];
    for (let attempt = 1; attempt <= 3; attempt++) {
      const [job] = await claim(1);
      expect(job?.attempts).toBe(attempt);
      await call('finish_job', { p_job_id: job?.id, p_error: 'no luck', p_max_attempts: 3 });
      const state = await stateOf(job?.id);
      waits.push(Number(state?.wait));
      expect(state).toMatchObject({
        status: attempt < 3 ? 'waiting' : 'dead',
        last_error: 'no luck',
        ended: attempt === 3,
      });
      expect(await claim(1)).toEqual([]);
      await server.admin('update jobs set run_at = now()');
    }
    // 10 s and 20 s, as the database set them.
    expect(waits.slice(0, 2)).toEqual([10, 20]);
    expect(await claim(1)).toEqual([]);
  });

  it('gives the job of a dead worker to another one when its claim has run out', async () => {
    await addJobs(1);
    const [first] = await claim(1);
    expect(await claim(1)).toEqual([]);
    await server.admin("update jobs set locked_until = now() - interval '1 second'");
    const [second] = await claim(1);
    expect(second).toMatchObject({ id: first?.id, attempts: 2 });
  });

  it('holds back what is not due', async () => {
    await addJobs(1);
    await server.admin("update jobs set run_at = now() + interval '1 hour'");
    expect(await claim(1)).toEqual([]);
  });
});

describe('turns that a dead process left behind', () => {
  it('are called interrupted after a while, younger ones are left alone', async () => {
    const [visitor, session] = [randomUUID(), randomUUID()];
    const turns = [randomUUID(), randomUUID()];
    for (const [index, turn] of turns.entries()) {
      await call('open_turn', {
        p_company_id: companyId,
        p_visitor_id: visitor,
        p_session_id: session,
        p_message_id: randomUUID(),
        p_client_message_id: `m${index}`,
        p_turn_id: turn,
        p_text: 'Hello there',
      });
    }
    await server.admin("update chat_turns set created_at = now() - interval '10 minutes' where id = $1", [turns[0]]);
    expect(await call('close_abandoned_turns', {})).toBe(1);
    const rows = await server.admin(
      'select outcome, error_code from chat_turns where session_id = $1 order by created_at',
      [session],
    );
    expect(rows).toEqual([
      { outcome: 'interrupted', error_code: 'abandoned' },
      { outcome: 'running', error_code: null },
    ]);
  });
});
