import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { MemberCtx } from '@/lib/companies/context';
import { createTrace } from '@/lib/platform/trace';
import { signUpUser } from '../support/embedded.ts';
import { addCompany, server, useFollowUpsWorld } from './follow-ups-world.ts';

useFollowUpsWorld();
beforeEach(() => server.admin('delete from jobs'));

async function memberOf(companyId: string, role: 'admin' | 'agent'): Promise<MemberCtx> {
  const user = await signUpUser(server);
  await server.admin(
    "insert into members (company_id, user_id, role, display_name, email) values ($1, $2, $3, 'Somebody', $4)",
    [companyId, user.id, role, user.email],
  );
  return {
    companyId: companyId as MemberCtx['companyId'],
    companyName: 'Company',
    requestId: randomUUID(),
    trace: createTrace(),
    actor: { type: 'member', userId: user.id, role, name: role, email: user.email },
    db: user.client as MemberCtx['db'],
  };
}

async function fail(companyId: string, minutesAgo: number, payload: object = {}): Promise<string> {
  const [job] = await server.admin<{ id: string }>(
    `insert into jobs (company_id, name, payload, status, attempts, last_error, finished_at)
     values ($1, 'summarise-session', $2, 'dead', 5, 'The model does not answer.', now() - make_interval(mins => $3)) returning id`,
    [companyId, JSON.stringify(payload), minutesAgo],
  );
  return job?.id ?? '';
}

describe('work that failed for good', () => {
  it('is shown to the company’s admins, newest first, with what went wrong and where', async () => {
    const { listFailedWork } = await import('@/lib/work/data');
    const [companyId, other] = [await addCompany(), await addCompany()];
    const sessionId = randomUUID();
    const old = await fail(companyId, 60, { sessionId });
    const young = await fail(companyId, 5, { sessionId: 'no session' });
    await fail(other, 1);
    await server.admin("insert into jobs (company_id, name) values ($1, 'after-turn')", [companyId]);
    const { work, total } = await listFailedWork(await memberOf(companyId, 'admin'));
    expect(total).toBe(2);
    expect(work).toMatchObject([
      { id: young, sessionId: null },
      { id: old, name: 'summarise-session', attempts: 5, lastError: 'The model does not answer.', sessionId },
    ]);
    expect(await listFailedWork(await memberOf(companyId, 'agent'))).toEqual({ work: [], total: 0 });
  });

  it('is tried again or given up by them, and by nobody else', async () => {
    const { retryWork, discardWork } = await import('@/lib/work/mutations');
    const [companyId, other] = [await addCompany(), await addCompany()];
    const [first, second] = [await fail(companyId, 1), await fail(companyId, 1)];
    const [admin, agent, stranger] = [
      await memberOf(companyId, 'admin'),
      await memberOf(companyId, 'agent'),
      await memberOf(other, 'admin'),
    ];
    for (const ctx of [agent, stranger]) {
      await expect(retryWork(ctx, { id: first })).rejects.toMatchObject({ code: 'not-found' });
      await expect(discardWork(ctx, { id: first })).rejects.toMatchObject({ code: 'not-found' });
    }
    await retryWork(admin, { id: first });
    await discardWork(admin, { id: second });
    expect(await server.admin('select id, status, attempts, finished_at from jobs')).toEqual([
      { id: first, status: 'waiting', attempts: 0, finished_at: null },
    ]);
    await expect(discardWork(admin, { id: first })).rejects.toMatchObject({ code: 'not-found' });
  });
});
