import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import type { MemberCtx } from '@/lib/companies/context';
import { listApiKeys, listWidgetKeys, readSettings } from '@/lib/companies/data';
import { findApiKey, findWidgetKey } from '@/lib/companies/keys';
import {
  createApiKey,
  createCompany,
  createWidgetKey,
  revokeApiKey,
  revokeWidgetKey,
  updateAssistant,
  updateHourlyLimit,
  updateWidgetKey,
} from '@/lib/companies/mutations';
import { findMembership } from '@/lib/companies/session';
import { createTrace } from '@/lib/platform/trace';
import { adminOf, signUpUser } from '../support/embedded';
import { useDatabase } from '../support/lib-env';

const server = inject('embedded');
const sql = adminOf(server);

beforeAll(() => useDatabase(server));

const ASSISTANT = {
  assistantName: 'Nia',
  tone: 'formal',
  rules: 'Be brief.',
  greeting: 'Hi',
  accentColor: '#123456',
} as const;

/** A signed-in member as the gate would hand them over. */
async function contextOf(user: Awaited<ReturnType<typeof signUpUser>>): Promise<MemberCtx> {
  const db = user.client as MemberCtx['db'];
  const member = await findMembership(db);
  if (!member) throw new Error('this user belongs to no company');
  return {
    companyId: member.companyId as MemberCtx['companyId'],
    companyName: member.companyName,
    requestId: randomUUID(),
    trace: createTrace(),
    actor: { type: 'member', userId: user.id, role: member.role, name: member.name, email: member.email },
    db,
  };
}

/** A new company: its admin's context and an agent's. */
async function makeCompany(companyName = `Company ${randomUUID()}`) {
  const [admin, agent] = await Promise.all([signUpUser(server), signUpUser(server)]);
  await createCompany(admin.client as MemberCtx['db'], { companyName, displayName: 'Ada' });
  const ctx = await contextOf(admin);
  await sql(
    "insert into public.members (company_id, user_id, role, display_name, email) values ($1, $2, 'agent', 'Ben', $3)",
    [ctx.companyId, agent.id, agent.email],
  );
  return { admin: ctx, agent: await contextOf(agent), adminUser: admin };
}

const firstKey = async (ctx: MemberCtx) => {
  const [key] = await listWidgetKeys(ctx);
  if (!key) throw new Error('the company has no widget key');
  return key;
};

describe('a new company', () => {
  test('has its founder as admin, defaults, and a widget key that works', async () => {
    const { admin } = await makeCompany('Café Größe');
    expect(admin.actor.role).toBe('admin');
    expect(await readSettings(admin)).toMatchObject({ name: 'Café Größe', hourlyLimit: 1000 });
    const key = await firstKey(admin);
    expect(await findWidgetKey(key.key)).toMatchObject({ companyId: admin.companyId, hourlyLimit: 1000 });
  });

  test('may have a name that exists; one account makes one company', async () => {
    const name = `Twin ${randomUUID().slice(0, 8)}`;
    const [one, other] = [await makeCompany(name), await makeCompany(name)];
    const slugs = [(await readSettings(one.admin)).slug, (await readSettings(other.admin)).slug];
    expect(new Set(slugs).size).toBe(2);
    await expect(
      createCompany(one.adminUser.client as MemberCtx['db'], { companyName: 'More', displayName: 'Ada' }),
    ).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('who may change what', () => {
  test('an agent changes nothing and sees no keys', async () => {
    const { admin, agent } = await makeCompany();
    const before = await readSettings(admin);
    const key = await firstKey(admin);
    await expect(updateAssistant(agent, ASSISTANT)).rejects.toThrow();
    await expect(updateHourlyLimit(agent, { hourlyLimit: 5 })).rejects.toThrow();
    await expect(createWidgetKey(agent, { name: 'Mine', allowedOrigins: [] })).rejects.toThrow();
    await expect(createApiKey(agent, { name: 'Mine' })).rejects.toThrow();
    await expect(revokeWidgetKey(agent, { id: key.id })).rejects.toThrow();
    expect(await listWidgetKeys(agent)).toEqual([]);
    expect(await readSettings(admin)).toEqual(before);
    expect(await listWidgetKeys(admin)).toHaveLength(1);
    expect(await listApiKeys(admin)).toEqual([]);
  });

  test('an admin of another company gets the same answer as for a key that does not exist', async () => {
    const [one, other] = await Promise.all([makeCompany(), makeCompany()]);
    const key = await firstKey(one.admin);
    const failure = async (id: string) => revokeWidgetKey(other.admin, { id }).catch((error: Error) => error.message);
    expect(await failure(key.id)).toBe(await failure(randomUUID()));
    // Also when the context's company is forged: row-level security asks who the user is.
    const forged = { ...other.admin, companyId: one.admin.companyId };
    await expect(updateAssistant(forged, ASSISTANT)).rejects.toMatchObject({ code: 'not-found' });
    await expect(createWidgetKey(forged, { name: 'Theirs', allowedOrigins: [] })).rejects.toThrow();
    expect(await listWidgetKeys(one.admin)).toHaveLength(1);
  });

  test('a limit above what the installation allows is refused with the number', async () => {
    const { admin } = await makeCompany();
    await expect(updateHourlyLimit(admin, { hourlyLimit: 100_001 })).rejects.toThrow('at most 100,000 requests');
    expect((await readSettings(admin)).hourlyLimit).toBe(1000);
  });
});

describe('a change works at once in the process that made it', () => {
  test('limit and look', async () => {
    const { admin } = await makeCompany();
    const { key } = await firstKey(admin);
    await findWidgetKey(key);
    await updateHourlyLimit(admin, { hourlyLimit: 7 });
    await updateAssistant(admin, ASSISTANT);
    expect(await findWidgetKey(key)).toMatchObject({
      hourlyLimit: 7,
      appearance: { assistantName: 'Nia', greeting: 'Hi', accentColor: '#123456' },
    });
    expect((await findMembership(admin.db))?.hourlyLimit).toBe(7);
  });

  test('allowed websites and revoked widget keys', async () => {
    const { admin } = await makeCompany();
    const { id, key } = await firstKey(admin);
    await findWidgetKey(key);
    await updateWidgetKey(admin, { id, name: 'Shop', allowedOrigins: ['https://shop.example'] });
    expect((await findWidgetKey(key))?.allowedOrigins).toEqual(['https://shop.example']);
    await revokeWidgetKey(admin, { id });
    expect(await findWidgetKey(key)).toBeNull();
    await expect(revokeWidgetKey(admin, { id })).rejects.toMatchObject({ code: 'not-found' });
  });

  test('API keys: only the hash is kept, and a revoked one opens nothing', async () => {
    const { admin } = await makeCompany();
    const key = await createApiKey(admin, { name: 'Server' });
    expect(await findApiKey(key)).toMatchObject({ companyId: admin.companyId });
    const rows = await sql<{ row: string }>('select k::text as row from public.api_keys k where company_id = $1', [
      admin.companyId,
    ]);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.row).not.toContain(key);
    const [shown] = await listApiKeys(admin);
    expect(shown).toMatchObject({ name: 'Server', prefix: key.slice(0, 10) });
    await revokeApiKey(admin, { id: shown?.id ?? '' });
    expect(await findApiKey(key)).toBeNull();
    expect(await listApiKeys(admin)).toEqual([]);
  });
});
