import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { MemberCtx } from '@/lib/companies/context';
import { providerInputSchema } from '@/lib/models/schema';
import { createTrace } from '@/lib/platform/trace';
import { type FakeUpstream, startFakeUpstream } from '../../bench/fake-upstream.ts';
import { adminOf, signUpUser } from '../support/embedded';
import { useDatabase } from '../support/lib-env';

/** An installation as it is by default: companies may not call into its network. */
const server = inject('embedded');
const sql = adminOf(server);
let upstream: FakeUpstream;
let ctx: MemberCtx;

beforeAll(async () => {
  useDatabase(server);
  upstream = await startFakeUpstream();
  const user = await signUpUser(server);
  const [company] = await sql<{ id: string }>(
    'insert into public.companies (slug, name) values ($1, $1) returning id',
    [`addresses-${randomUUID().slice(0, 8)}`],
  );
  const companyId = (company?.id ?? '') as MemberCtx['companyId'];
  await sql(
    "insert into public.members (company_id, user_id, role, display_name, email) values ($1, $2, 'admin', 'Ada', $3)",
    [companyId, user.id, user.email],
  );
  ctx = {
    companyId,
    companyName: 'Addresses',
    requestId: randomUUID(),
    trace: createTrace(),
    actor: { type: 'member', userId: user.id, role: 'admin', name: 'Ada', email: user.email },
    db: user.client as MemberCtx['db'],
  };
});
afterAll(() => upstream.close());

const typed = (baseUrl: string) =>
  providerInputSchema.parse({ place: 'main', kind: 'compatible', baseUrl, providerKey: 'sk-1', mainModel: 'm' });

describe('the address of a company’s provider', () => {
  test.each([
    ['http://models.example.com/v1', 'must begin with https://'],
    ['https://127.0.0.1/v1', '127.0.0.1 is not a server of the public internet.'],
    ['https://[::1]/v1', 'is not a server of the public internet.'],
    ['https://169.254.169.254/latest', 'is not a server of the public internet.'],
    ['https://0x7f.1/v1', '127.0.0.1 is not a server of the public internet.'],
    ['https://localhost/v1', 'localhost is not a server of the public internet.'],
    ['https://nobody.invalid/v1', 'nobody.invalid could not be found.'],
  ])('may not be %s', async (address, sentence) => {
    const { saveProvider } = await import('@/lib/models/mutations');
    const { testProvider } = await import('@/lib/models/connection-test');
    await expect(saveProvider(ctx, typed(address))).rejects.toThrow(sentence);
    await expect(testProvider(ctx, typed(address))).rejects.toThrow(sentence);
  });

  test('is checked again with every connection, so that a name which moves in gains nothing', async () => {
    const { modelFetch } = await import('@/lib/models/connection');
    const { modelLadder } = await import('@/lib/models/registry');
    const { beginAnswer } = await import('@/lib/chat/model-answer');
    const local = upstream.url.replace('127.0.0.1', 'localhost');
    for (const address of [upstream.url, local])
      await expect(modelFetch('public')(`${address}/models`)).rejects.toThrow();
    // The same call works where the operator named the address.
    expect((await modelFetch('installation')(`${local}/models`)).status).toBe(200);

    await sql(
      "insert into public.company_providers (company_id, place, kind, base_url, main_model) values ($1, 'main', 'compatible', $2, 'm')",
      [ctx.companyId, local],
    );
    const options = { halfsecond: { question: 'Hi', smallTalk: 'greeting', passages: [], sure: true } };
    const call = { prompt: [], providerOptions: options as never };
    const ladder = await modelLadder(ctx.companyId, 'main');
    const answer = await beginAnswer(ladder, call, createTrace(), new AbortController().signal);
    expect(answer.rung.provider).toBe('halfsecond');
    expect(upstream.calls).toEqual([]);
    expect(upstream.openSockets).toBeLessThanOrEqual(1);
  });
});

describe('what an admin types as an address', () => {
  test.each([
    ['models.example.com', 'https://models.example.com/'],
    [' https://models.example.com/v1 ', 'https://models.example.com/v1'],
  ])('%s is read', (text, address) => {
    expect(typed(text).baseUrl).toBe(address);
  });

  test.each(['ftp://x.example', 'https://name:word@x.example/v1', 'https://x.example/v1?key=1', 'not an address', ''])(
    '%s is refused',
    (text) => {
      expect(() => typed(text)).toThrow(/Enter (?:an address|the server)/);
    },
  );
});
