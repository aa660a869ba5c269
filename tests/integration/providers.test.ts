import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import type { MemberCtx } from '@/lib/companies/context';
import type { ProviderInput } from '@/lib/models/schema';
import { createTrace } from '@/lib/platform/trace';
import { type FakeUpstream, startFakeUpstream } from '../../bench/fake-upstream.ts';
import { adminOf, signUpUser } from '../support/embedded';
import { useDatabase } from '../support/lib-env';

const server = inject('embedded');
const sql = adminOf(server);
let upstream: FakeUpstream;

beforeAll(async () => {
  upstream = await startFakeUpstream({ tokens: ['Yes.'] });
  useDatabase(server, { HALFSECOND_ALLOW_PRIVATE_PROVIDERS: 'yes' });
});
afterAll(() => upstream.close());

/** The modules under test, loaded after their settings. */
async function models() {
  const [mutations, data, registry, test, structured, connection] = await Promise.all([
    import('@/lib/models/mutations'),
    import('@/lib/models/data'),
    import('@/lib/models/registry'),
    import('@/lib/models/connection-test'),
    import('@/lib/models/structured'),
    import('@/lib/models/connection'),
  ]);
  return { ...mutations, ...data, ...registry, ...test, ...structured, ...connection };
}

async function newAdmin(): Promise<MemberCtx> {
  const user = await signUpUser(server);
  const { createCompany } = await import('@/lib/companies/mutations');
  const { findMembership } = await import('@/lib/companies/session');
  const db = user.client as MemberCtx['db'];
  await createCompany(db, { companyName: `Company ${randomUUID()}`, displayName: 'Ada' });
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

const KEY = 'sk-test-0123456789-abcdWXYZ';
const input = (changes: Partial<ProviderInput> = {}): ProviderInput => ({
  place: 'main',
  kind: 'compatible',
  baseUrl: upstream.url,
  region: null,
  providerKey: KEY,
  mainModel: 'big',
  lightModel: 'small',
  ...changes,
});
const namesOf = (ladder: { provider: string; modelName: string }[]) =>
  ladder.map(({ provider, modelName }) => `${provider} ${modelName}`);

describe('a company’s own provider', () => {
  test('stands on its ladder at once, and on no other company’s', async () => {
    const { saveProvider, removeProvider, modelLadder } = await models();
    const [ctx, neighbour] = await Promise.all([newAdmin(), newAdmin()]);
    expect(namesOf(await modelLadder(ctx.companyId, 'main'))).toEqual(['halfsecond built-in']);

    await saveProvider(ctx, input());
    await saveProvider(ctx, input({ place: 'second', kind: 'openai', baseUrl: null, mainModel: 'other' }));
    expect(namesOf(await modelLadder(ctx.companyId, 'main'))).toEqual([
      'compatible big',
      'compatible small',
      'openai other',
      'halfsecond built-in',
    ]);
    expect(namesOf(await modelLadder(ctx.companyId, 'light'))).toEqual([
      'compatible small',
      'openai small',
      'halfsecond built-in',
    ]);
    expect(namesOf(await modelLadder(neighbour.companyId, 'main'))).toEqual(['halfsecond built-in']);

    await removeProvider(ctx, { place: 'main' });
    expect(namesOf(await modelLadder(ctx.companyId, 'main'))).toEqual(['openai other', 'halfsecond built-in']);
  });

  test('keeps its key sealed: nobody reads it back, and no other company can use the stored text', async () => {
    const { saveProvider, readProviders, modelLadder } = await models();
    const [ctx, thief] = await Promise.all([newAdmin(), newAdmin()]);
    await saveProvider(ctx, input());
    const [row] = await sql<{ sealed_key: string }>(
      'select sealed_key from public.company_providers where company_id = $1',
      [ctx.companyId],
    );
    expect(row?.sealed_key).toMatch(/^v1\./);
    expect(row?.sealed_key).not.toContain(KEY);
    expect((await readProviders(ctx)).main).toEqual({
      place: 'main',
      kind: 'compatible',
      baseUrl: upstream.url,
      region: null,
      mainModel: 'big',
      lightModel: 'small',
      keyEnd: 'WXYZ',
    });
    expect((await ctx.db.from('company_providers').select('sealed_key')).error).not.toBeNull();

    await saveProvider(thief, input({ providerKey: 'sk-of-the-thief-12345' }));
    await sql('update public.company_providers set sealed_key = $1 where company_id = $2', [
      row?.sealed_key,
      thief.companyId,
    ]);
    const { forgetCompanyProviders } = await import('@/lib/models/company');
    forgetCompanyProviders(thief.companyId as MemberCtx['companyId']);
    // It does not fall back on the installation’s provider either.
    expect(namesOf(await modelLadder(thief.companyId, 'main'))).toEqual(['halfsecond built-in']);

    // Nor does the key go to another server when its row is changed past the settings page.
    await ctx.db
      .from('company_providers')
      .update({ base_url: 'https://elsewhere.example' })
      .eq('company_id', ctx.companyId);
    forgetCompanyProviders(ctx.companyId);
    expect(namesOf(await modelLadder(ctx.companyId, 'main'))).toEqual(['halfsecond built-in']);
  });

  test('keeps a stored key for the same server only', async () => {
    const { saveProvider, testProvider } = await models();
    const ctx = await newAdmin();
    await saveProvider(ctx, input());
    upstream.reset();
    await saveProvider(ctx, input({ providerKey: null, mainModel: 'bigger' }));
    await testProvider(ctx, input({ providerKey: null, lightModel: null }));
    expect(upstream.calls[0]?.headers.authorization).toBe(`Bearer ${KEY}`);

    const elsewhere = input({ providerKey: null, baseUrl: 'http://127.0.0.1:9/v1' });
    await expect(saveProvider(ctx, elsewhere)).rejects.toThrow('Enter the key again');
    await expect(testProvider(ctx, elsewhere)).rejects.toThrow('Enter the key again');
    await expect(saveProvider(ctx, input({ place: 'second', kind: 'openai', providerKey: null }))).rejects.toThrow(
      'Enter the key.',
    );
  });

  test('is Azure’s with its own header and path', async () => {
    const { saveProvider, testProvider } = await models();
    const ctx = await newAdmin();
    upstream.reset();
    const azure = input({ kind: 'azure', lightModel: null });
    await saveProvider(ctx, azure);
    expect(await testProvider(ctx, azure)).toMatch(/^It works: big answered after \d+ ms\.$/);
    expect(upstream.calls[0]?.headers['api-key']).toBe(KEY);
    const { addressOf } = await import('@/lib/models/provider');
    const resource = { kind: 'azure', baseUrl: 'https://acme.openai.azure.com/', region: null } as const;
    expect(addressOf(resource)).toBe('https://acme.openai.azure.com/openai/v1');
  });

  test('is Bedrock’s, loaded when it is needed', async () => {
    const { saveProvider, modelLadder } = await models();
    const ctx = await newAdmin();
    await saveProvider(ctx, input({ kind: 'bedrock', baseUrl: null, region: 'eu-central-1', lightModel: null }));
    const [first] = await modelLadder(ctx.companyId, 'main');
    expect(first).toMatchObject({ provider: 'bedrock', modelName: 'big', model: { modelId: 'big' } });
  });
});

describe('a provider without a key', () => {
  const bedrock = { place: 'main', kind: 'bedrock', region: 'eu-central-1', main_model: 'big' };

  test.each(['openai', 'azure', 'bedrock'])('of kind %s is refused by the database', async (kind) => {
    const ctx = await newAdmin();
    const table = () => ctx.db.from('company_providers');
    const row = { ...bedrock, kind, company_id: ctx.companyId, sealed_key: null };
    expect((await table().insert(row)).error?.code).toBe('23514');
    expect((await table().insert({ ...row, kind: 'ollama' })).error).toBeNull();
    expect((await table().update({ kind }).eq('company_id', ctx.companyId)).error?.code).toBe('23514');
  });

  test('is never asked with the credentials of the environment', async () => {
    const { modelLadder } = await models();
    const { seal } = await import('@/lib/platform/secrets/sealed');
    const { keyOwner } = await import('@/lib/models/company');
    const { connectProvider } = await import('@/lib/models/provider');
    const { companyId } = await newAdmin();
    const settings = { kind: 'bedrock', baseUrl: null, region: 'eu-central-1' } as const;
    await sql(
      `insert into public.company_providers (company_id, place, kind, region, main_model, sealed_key)
       values ($1, 'main', 'bedrock', 'eu-central-1', 'big', $2)`,
      [companyId, seal('', keyOwner(companyId, settings))],
    );
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'of-the-installation');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'of-the-installation');
    vi.stubEnv('AWS_BEARER_TOKEN_BEDROCK', 'of-the-installation');
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(namesOf(await modelLadder(companyId, 'main'))).toEqual(['halfsecond built-in']);
    vi.restoreAllMocks();

    const all = { ...settings, key: null, mainModel: 'big', lightModel: 'big' };
    await expect(connectProvider(all, 'public')).rejects.toThrow('without a key');
    await expect(connectProvider(all, 'installation')).rejects.toThrow('without a key');
    expect((await connectProvider({ ...all, machineCredentials: true }, 'installation')).kind).toBe('bedrock');
    vi.unstubAllEnvs();
  });
});

describe('testing a connection', () => {
  test('is remembered by the settings of whoever saves the same key', async () => {
    const { saveProvider, testProvider } = await models();
    const { lastFaults } = await import('@/lib/models/registry');
    const ctx = await newAdmin();
    const typed = input({ lightModel: null, providerKey: 'sk-refused' });
    upstream.set({ failure: { kind: 'status', status: 401 } });
    await expect(testProvider(ctx, typed)).rejects.toThrow('refuses the key');
    await saveProvider(ctx, typed);
    const refused = { name: 'refused', status: 401 };
    expect(await lastFaults(ctx.companyId)).toMatchObject({ main: refused, second: null });
    upstream.set({ failure: null });
    await testProvider(ctx, typed);
    expect(await lastFaults(ctx.companyId)).toEqual({ main: null, second: null });
  });

  test('tells in a sentence what happened', async () => {
    const { testProvider } = await models();
    const ctx = await newAdmin();
    const said = () => testProvider(ctx, input({ lightModel: null })).catch((error: Error) => error.message);
    const host = new URL(upstream.url).host;
    upstream.set({ failure: null });
    expect(await testProvider(ctx, input())).toMatch(
      /^It works: big answered after \d+ ms, small answered after \d+ ms\.$/,
    );
    // A slow model works: its first token is enough.
    upstream.set({ gapMs: 60_000, tokens: 20 });
    expect(await said()).toMatch(/^It works: big answered after/);
    upstream.set({ gapMs: 0, tokens: ['Yes.'], failure: { kind: 'status', status: 401 } });
    expect(await said()).toBe(`${host} refuses the key (401).`);
    upstream.set({ failure: { kind: 'status', status: 404 } });
    expect(await said()).toBe(`${host} knows no model big, or the address is wrong (404).`);
    upstream.set({ failure: { kind: 'status', status: 500 } });
    expect(await said()).toBe(`${host} answered with an error (500).`);
    upstream.set({ failure: null });
    expect(await said()).toMatch(/^It works/);
    const gone = await startFakeUpstream();
    await gone.close();
    await expect(testProvider(ctx, input({ baseUrl: gone.url }))).rejects.toThrow(
      `No server answers at ${new URL(gone.url).host}.`,
    );
  });
});

describe('data from the light model', () => {
  test('has the shape that was asked for, with its tokens', async () => {
    const { saveProvider, askLight } = await models();
    const { z } = await import('zod');
    const ctx = await newAdmin();
    const question = { schema: z.object({ intent: z.string() }), system: 'Judge.', prompt: 'Hi' };
    expect(await askLight(ctx.companyId, question)).toBeNull();
    await saveProvider(ctx, input());
    upstream.reset();
    upstream.set({ tokens: ['{"intent":', '"greeting"}'], cachedTokens: 100 });
    expect(await askLight(ctx.companyId, question)).toEqual({
      value: { intent: 'greeting' },
      provider: 'compatible',
      model: 'small',
      tokens: { input: 400, cachedInput: 100, output: 2 },
    });
    upstream.set({ tokens: ['{"mood":1}'] });
    await expect(askLight(ctx.companyId, question)).rejects.toMatchObject({ code: 'unavailable' });
    upstream.set({ tokens: ['my card is 4111'] });
    const failure = await askLight(ctx.companyId, question).catch((error: unknown) => error);
    const { log } = await import('@/lib/platform/log');
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    log.warn('no answer', { cause: failure });
    expect(String(written.mock.calls)).toContain('AI_NoObjectGeneratedError');
    expect(String(written.mock.calls)).not.toContain('4111');
    written.mockRestore();
    upstream.set({ tokens: ['Yes.'], failure: { kind: 'status', status: 500 } });
    upstream.reset();
    await expect(askLight(ctx.companyId, question)).rejects.toMatchObject({ code: 'unavailable' });
    expect(upstream.calls).toHaveLength(1);
    upstream.set({ failure: { kind: 'silent' } });
    await expect(askLight(ctx.companyId, { ...question, timeoutMs: 50 })).rejects.toMatchObject({
      code: 'unavailable',
    });
    upstream.set({ failure: null });
  });
});

describe('connections', () => {
  test('are reused for at least 95 of 100 calls', async () => {
    const { saveProvider, modelLadder, connectionReuse } = await models();
    const { beginAnswer } = await import('@/lib/chat/model-answer');
    const ctx = await newAdmin();
    await saveProvider(ctx, input());
    upstream.set({ failure: null, tokens: ['One ', 'two.'] });
    const ladder = await modelLadder(ctx.companyId, 'main');
    const before = connectionReuse();
    for (let turn = 0; turn < 100; turn++) {
      const call = { prompt: [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Hi' }] }] };
      const { pieces, rung } = await beginAnswer(ladder, call, createTrace(), new AbortController().signal);
      expect(rung.modelName).toBe('big');
      for await (const piece of pieces) expect(piece).toMatch(/One|two/);
    }
    const after = connectionReuse();
    expect(after.requests - before.requests).toBe(100);
    expect(after.connections - before.connections).toBeLessThanOrEqual(5);
  });
});
