import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '../../bench/fake-upstream.ts';
import type { Failure } from '../../bench/upstream-answer.ts';
import {
  companyId,
  database,
  message,
  readOn,
  receiptOf,
  storedTexts,
  storedTurns,
  textOf,
  upstream,
  useTurnWorld,
  Visitor,
} from './turn-world';

/** What visitors get while their company's model provider fails, in each way that RELIABILITY.md names. */

let second: FakeUpstream;
/** Another company, with a key of its own at the same server as everybody else's provider. */
const neighbourKey = `wk_own_${randomUUID().slice(0, 8)}`;
let time = 0;

beforeAll(async () => {
  second = await startFakeUpstream({ tokens: ['Second ', 'here.'] });
  Object.assign(process.env, {
    HALFSECOND_SECOND_PROVIDER: 'compatible',
    HALFSECOND_SECOND_PROVIDER_URL: second.url,
    HALFSECOND_SECOND_PROVIDER_KEY: 'second-key',
    HALFSECOND_SECOND_MODEL: 'second',
    HALFSECOND_ALLOW_PRIVATE_PROVIDERS: 'yes',
  });
});
useTurnWorld();
beforeAll(async () => {
  const { seal } = await import('@/lib/platform/secrets/sealed');
  const { keyOwner } = await import('@/lib/models/company');
  const [company] = await database.admin<{ id: string }>(
    "insert into companies (slug, name) values ($1, 'Neighbour') returning id",
    [`neighbour-${randomUUID().slice(0, 8)}`],
  );
  const id = company?.id ?? '';
  await database.admin('insert into widget_keys (company_id, key) values ($1, $2)', [id, neighbourKey]);
  await database.admin(
    "insert into company_providers (company_id, place, kind, base_url, main_model, sealed_key) values ($1, 'main', 'compatible', $2, 'own', $3)",
    [
      id,
      upstream.url,
      seal('own-key', keyOwner(id as never, { kind: 'compatible', baseUrl: upstream.url, region: null })),
    ],
  );
});
afterAll(() => second.close());

beforeEach(async () => {
  const { laneClock } = await import('@/lib/models/lane');
  time = 1_000_000;
  laneClock().current = { now: () => 0, monotonic: () => time };
  second.set({ failure: null, tokens: ['Second ', 'here.'] });
  second.reset();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

let asked = 0;
/** A question that nobody asked before, so that no stored or shared answer stands in for the model. */
const question = () => message(`Where is my parcel number ${++asked}, sent with the ${randomUUID()} carrier?`);
const askedOf = (server: FakeUpstream) => server.calls.map(({ model }) => model);
const dead: Failure = { kind: 'status', status: 500 };

/** Asks, and tells what was sent, by whom, and that the same is stored. */
async function ask(visitor = new Visitor(), asking = question()) {
  const parts = await visitor.ask(asking);
  const text = textOf(parts);
  const stored = await storedTexts(asking.id);
  expect(stored[0]).toMatch(/^user: Where is my parcel/);
  expect(stored[1]).toBe(`assistant: ${text}`);
  return { parts, text, provider: receiptOf(parts)?.provider, receipt: receiptOf(parts) };
}

describe('F1: a provider that answers 500, always', () => {
  it('is asked three times at most for each model, then the next on the ladder answers', async () => {
    upstream.set({ failure: dead });
    const { text, provider, receipt } = await ask();
    expect([text, provider, receipt?.fallback]).toEqual(['Second here.', 'compatible', true]);
    const calls = askedOf(upstream);
    for (const model of ['gpt-4.1-mini', 'light'])
      expect(calls.filter((each) => each === model).length).toBeLessThanOrEqual(3);
    expect(calls.slice(0, 4)).toEqual(['gpt-4.1-mini', 'gpt-4.1-mini', 'gpt-4.1-mini', 'light']);
  });
});

describe('the ladder', () => {
  it('always gives text, whichever of its rungs are dead', async () => {
    expect((await ask()).provider).toBe('openai');

    upstream.set({ models: { 'gpt-4.1-mini': { failure: dead } } });
    expect((await ask()).receipt).toMatchObject({ provider: 'openai', model: 'light', fallback: true });

    upstream.set({ failure: dead, models: {} });
    expect((await ask()).provider).toBe('compatible');

    second.set({ failure: dead });
    const quoted = await ask();
    expect(quoted.provider).toBe('halfsecond');
    expect(quoted.text.length).toBeGreaterThan(10);

    const { builtInModel } = await import('@/lib/models/built-in');
    vi.spyOn(builtInModel, 'doStream').mockRejectedValue(new Error('no model at all'));
    const { text, parts } = await ask();
    expect(text).toContain('Leave your e-mail address');
    expect(parts.find(({ type }) => type === 'data-offers')?.data).toMatchObject({ contactForm: true });
  });

  it('goes on past servers that are gone', async () => {
    const { modelLadder } = await import('@/lib/models/registry');
    const { connectProvider } = await import('@/lib/models/provider');
    const { beginAnswer } = await import('@/lib/chat/model-answer');
    const { createTrace } = await import('@/lib/platform/trace');
    const server = await startFakeUpstream();
    await server.close();
    const settings = { kind: 'compatible', baseUrl: server.url, region: null, key: null } as const;
    const gone = await connectProvider({ ...settings, mainModel: 'a', lightModel: 'b' }, 'installation');
    const ladder = [gone.rungs.main, gone.rungs.light, ...(await modelLadder(companyId as never, 'main'))];
    const answer = await beginAnswer(ladder, { prompt: [] }, createTrace(), new AbortController().signal);
    // Its light model would not be there either: it is not asked.
    expect([answer.rung.modelName, answer.calls]).toEqual(['gpt-4.1-mini', 4]);
    for await (const piece of answer.pieces) expect(piece).not.toBe('');
  });
});

describe('F2: a provider that answers 500 to three of ten', () => {
  it('costs no answer, and hardly a call more than there are turns', async () => {
    upstream.set({ failure: { ...dead, share: 0.3 } });
    const turns = 200;
    const providers: unknown[] = [];
    for (let turn = 0; turn < turns; turn += 4) {
      const batch = await Promise.all(Array.from({ length: 4 }, () => ask()));
      providers.push(...batch.map(({ text, provider }) => text && provider));
    }
    const real = providers.filter((provider) => provider === 'openai' || provider === 'compatible');
    expect(real.length / turns).toBeGreaterThanOrEqual(0.97);
    expect((upstream.calls.length + second.calls.length) / turns).toBeLessThanOrEqual(1.1);
  });
});

describe('F3: a provider at its limit, with Retry-After 7', () => {
  it('is left alone for seven seconds, by those who share the key and nobody else', async () => {
    upstream.set({ failure: { kind: 'rate-limited', retryAfterSeconds: 7 }, models: { own: { failure: null } } });
    expect((await ask()).provider).toBe('compatible');
    expect(askedOf(upstream)).toEqual(['gpt-4.1-mini']);

    upstream.set({ failure: null });
    time += 6_900 - 1_500;
    expect((await ask()).provider).toBe('compatible');
    expect(askedOf(upstream)).toEqual(['gpt-4.1-mini']);
    expect((await ask(new Visitor(neighbourKey))).receipt).toMatchObject({ provider: 'compatible', model: 'own' });
    expect(askedOf(upstream)).toEqual(['gpt-4.1-mini', 'own']);

    time += 1_600;
    expect((await ask()).provider).toBe('openai');
  });
});

describe('F4: a provider that accepts and sends nothing', () => {
  it('is given up at the first-token limit, its connection closed, and the next is asked', async () => {
    const { modelLadder } = await import('@/lib/models/registry');
    const { beginAnswer } = await import('@/lib/chat/model-answer');
    const { createTrace } = await import('@/lib/platform/trace');
    upstream.set({ failure: { kind: 'silent' } });
    const ladder = await modelLadder(companyId as never, 'main');
    const limits = { firstTokenMs: 60, gapMs: 1_000 };
    const reader = new AbortController();
    const answer = await beginAnswer(ladder, { prompt: [] }, createTrace(), reader.signal, limits);
    for await (const piece of answer.pieces) expect(piece).not.toBe('');
    expect([answer.fallback, answer.rung.provider, answer.calls]).toEqual([true, 'compatible', 3]);
    await vi.waitFor(() => expect(upstream.openStreams).toBe(0));
    expect(upstream.calls.map(({ outcome }) => outcome)).toEqual(upstream.calls.map(() => 'aborted'));
  });
});

describe('F5: a provider that stalls in mid-answer', () => {
  it('is given up at the gap limit; what was said stays and is marked incomplete', async () => {
    upstream.set({ failure: { kind: 'stall', afterTokens: 3 } });
    const asking = question();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { reader, ended } = await new Visitor().begin(asking);
    const before = await readOn(reader, (text) => text.includes('is "'));
    const rest = readOn(reader);
    // The wait for the next piece begins when this one has been taken.
    await new Promise((resolve) => setImmediate(resolve));
    await vi.advanceTimersByTimeAsync(15_000);
    vi.useRealTimers();
    const parts = [...before, ...(await rest)];
    await ended;
    expect(textOf(parts)).toBe('The parcel is ');
    expect(parts.map(({ type }) => type)).toContain('error');
    expect((await storedTexts(asking.id))[1]).toBe('assistant: The parcel is ');
    expect((await storedTurns(asking.id))[0]).toMatchObject({ outcome: 'failed', error_code: 'model-failed' });
    await vi.waitFor(() => expect(upstream.openStreams).toBe(0));
    expect(upstream.aborted).toHaveLength(1);
  });
});

describe('F6: a connection that is cut in mid-answer', () => {
  it('is told to the reader; the same message again brings the whole answer, once', async () => {
    upstream.set({ failure: { kind: 'cut', afterTokens: 3 } });
    const visitor = new Visitor();
    const asking = question();
    const cut = await ask(visitor, asking);
    expect(cut.text).toBe('The parcel is ');
    expect(cut.parts.map(({ type }) => type)).toContain('error');

    upstream.set({ failure: null });
    const again = await visitor.ask(asking);
    expect(textOf(again)).toBe('The parcel is on its way.');
    const stored = await storedTexts(asking.id);
    expect(stored.filter((text) => text.startsWith('user:'))).toHaveLength(1);
    expect(stored.filter((text) => text === 'assistant: The parcel is on its way.')).toHaveLength(1);
  });
});

describe('F7: a provider that sends what nobody can read', () => {
  it.each<Failure>([
    { kind: 'malformed', afterTokens: 2 },
    { kind: 'malformed', afterTokens: 0 },
    { kind: 'bad-utf8', afterTokens: 2 },
    { kind: 'long-line', afterTokens: 2, bytes: 10 * 1024 * 1024 },
    { kind: 'split-crlf' },
  ])(
    'does no harm with $kind after $afterTokens tokens: text comes and is stored, the next turn works',
    async (failure) => {
      upstream.set({ failure });
      const { text, parts, provider } = await ask();
      if (failure.kind === 'split-crlf') expect(text).toBe('The parcel is on its way.');
      else if (provider === 'openai') expect(text).toMatch(/^The parcel /);
      else expect(text).toBe('Second here.');
      expect(parts.at(-1)?.type).toBe('finish');
      await vi.waitFor(() => expect(upstream.openStreams).toBe(0));

      upstream.set({ failure: null });
      expect(await ask()).toMatchObject({ text: 'The parcel is on its way.', provider: 'openai' });
    },
  );
});

describe('F8: the breaker', () => {
  it('spares a provider that fails, probes it once, and trusts it again; another company’s key is its own', async () => {
    upstream.set({ failure: dead, models: { own: { failure: null } } });
    while ((await import('@/lib/models/lane')).laneOf((await firstLane()) ?? '').breaker.state === 'closed')
      await ask();
    expect(upstream.calls.length).toBeGreaterThanOrEqual(10);
    expect(upstream.calls.length).toBeLessThan(20);

    upstream.reset();
    for (let turn = 0; turn < 3; turn++) expect((await ask()).provider).toBe('compatible');
    time += 29_000;
    expect((await ask()).provider).toBe('compatible');
    expect(askedOf(upstream)).toEqual([]);
    expect((await ask(new Visitor(neighbourKey))).receipt).toMatchObject({ model: 'own', fallback: false });

    time += 31_000;
    upstream.reset();
    expect((await ask()).provider).toBe('compatible');
    expect(askedOf(upstream)).toEqual(['gpt-4.1-mini']);

    // It works again. While one probes, the others do not wait for it.
    upstream.set({ failure: null, firstTokenMs: 300 });
    time += 60_000;
    upstream.reset();
    const probing = await Promise.all(Array.from({ length: 4 }, () => ask()));
    expect(probing.map(({ provider }) => provider).sort()).toEqual([
      'compatible',
      'compatible',
      'compatible',
      'openai',
    ]);
    expect(askedOf(upstream)).toEqual(['gpt-4.1-mini']);
    upstream.set({ firstTokenMs: 0 });
    expect((await ask()).provider).toBe('openai');
  });
});

/** The lane of the installation's main provider. */
async function firstLane(): Promise<string | null | undefined> {
  const { modelLadder } = await import('@/lib/models/registry');
  return (await modelLadder(companyId as never, 'main'))[0]?.lane;
}
