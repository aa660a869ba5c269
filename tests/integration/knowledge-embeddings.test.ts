import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CompanyId } from '@/lib/companies/schema';
import { prepareSource } from '@/lib/knowledge/prepare';
import { type FakeUpstream, startFakeUpstream } from '../../bench/fake-upstream.ts';
import { embeddingOf } from '../../bench/upstream-answer.ts';
import { type Embedded, signUpUser, startEmbedded } from '../support/embedded.ts';
import { forgetShared, useDatabase } from '../support/lib-env.ts';

/** The fake upstream reads a text as the bag of its words, so that texts that share words are near each other. */
let server: Embedded;
let upstream: FakeUpstream;
let company: CompanyId;

beforeAll(async () => {
  [server, upstream] = await Promise.all([startEmbedded(), startFakeUpstream()]);
  useDatabase(server, {
    OPENAI_API_KEY: 'test',
    OPENAI_BASE_URL: upstream.url,
    HALFSECOND_EMBEDDING_MODEL: 'reader',
    HALFSECOND_ALLOW_PRIVATE_PROVIDERS: 'yes',
  });
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterAll(async () => {
  await Promise.all([server?.stop(), upstream?.close()]);
});
beforeEach(async () => {
  upstream.set({ models: {}, embeddingUnits: 30_000 });
  for (const name of ['models.embeddings', 'models.lanes', 'knowledge.wanted-model']) forgetShared(name);
  await server.admin('delete from companies');
  await call('set_embedding_model', { p_model: 'reader' });
  company = await addCompany();
  upstream.reset();
});

async function call(name: string, args: Record<string, unknown>): Promise<unknown> {
  const { serviceDb } = await import('@/lib/platform/supabase/service');
  return serviceDb.call(name as 'open_turn', args);
}

async function addCompany(): Promise<CompanyId> {
  const [row] = await server.admin<{ id: string }>('insert into companies (slug, name) values ($1, $1) returning id', [
    `read-${randomUUID().slice(0, 8)}`,
  ]);
  return row?.id as CompanyId;
}

/** Saves an article of several passages. @returns its id */
async function save(name: string, sections: readonly string[], of = company): Promise<string> {
  const [row] = await server.admin<{ slug: string }>('select slug from companies where id = $1', [of]);
  const body = sections.join('\n\n');
  const { source } = prepareSource({ externalId: name, kind: 'markdown', title: name, url: null, body });
  const passages = sections.map((text) => ({ titlePath: name, body: text, tokenCount: 20, language: 'en' }));
  const args = { p_company_slug: row?.slug, p_source: source, p_passages: passages };
  return ((await call('save_source_for_company', args)) as { sourceId: string }).sourceId;
}

/** Works off what is due, as the sweep does. */
async function work(): Promise<void> {
  const { runSlowWorkNow } = await import('@/lib/chat/follow-ups');
  await server.admin("delete from jobs where name <> 'embed-passages'");
  const due = () => server.admin("select from jobs where status = 'waiting' and run_at <= now()");
  while ((await due()).length > 0) await runSlowWorkNow();
}

const aMinuteLater = () => server.admin("update jobs set run_at = now() where status = 'waiting'");
const jobs = () =>
  server.admin<{ status: string; attempts: number; seconds: number }>(
    `select status, attempts, extract(epoch from run_at - now())::float8 as seconds
     from jobs where company_id = $1 and name = 'embed-passages'`,
    [company],
  );

type State = { wanted_model: string; active_model: string; done: number; total: number; problem: string | null };
const state = async (of = company) =>
  (await server.admin<State>('select * from knowledge_embedding_state where company_id = $1', [of]))[0];
const vectors = async (of = company) =>
  (
    await server.admin<{ model: string; count: number }>(
      `select e.model, count(*)::integer as count from knowledge_embeddings e
       join knowledge_vector_signs s using (company_id, model, text_hash) where company_id = $1 group by 1 order by 1`,
      [of],
    )
  ).map(({ model, count }) => `${model} ${count}`);

/** What a search by meaning finds, as the database is asked. */
const candidates = (vector: readonly number[], model: string, { of = company, limit = 5 } = {}) =>
  server.admin<{ source_id: string; position: number; likeness: number }>(
    'select * from app.vector_candidates($1, $2, $3, $4)',
    [of, JSON.stringify(vector), model, limit],
  );

async function ask(question: string, withinMs = 5_000, deadline?: (ms: number) => AbortSignal) {
  const { embedQuery } = await import('@/lib/knowledge/embeddings/query');
  return embedQuery(company, question, withinMs, deadline);
}

/** Asks as a turn does: the question is read, then its nearest passage looked for. */
async function nearest(question: string) {
  const read = await ask(question);
  const [best] = read ? await candidates(read.vector, read.model) : [];
  return best && { model: read?.model, source: best.source_id, position: best.position };
}

const RETURNS = 'You may return a parcel within 30 days. Print the return label from your account.';
const DELIVERY = 'Delivery takes two working days. Express delivery arrives the next morning.';
const WARRANTY = 'The warranty of a bicycle lasts five years and covers the frame.';

describe('reading the knowledge', () => {
  it('reads everything in batches, and searches by it once all is read', async () => {
    const source = await save(
      'Numbers',
      Array.from({ length: 110 }, (_, n) => `Article number${n} tells of thing${n}.`),
    );
    expect(await nearest('number17')).toBeUndefined();
    await work();
    expect(upstream.embeddingCalls.map(({ texts }) => texts.length).sort((a, b) => b - a)).toEqual([96, 14]);
    expect(await state()).toMatchObject({ active_model: 'reader', done: 110, total: 110, problem: null });
    expect(await vectors()).toEqual(['reader 110']);
    expect(await nearest('number17 thing17')).toEqual({ model: 'reader', source, position: 17 });
  });

  it('reads a text once, however often and wherever it is saved', async () => {
    await save('Shop', [RETURNS, DELIVERY]);
    await work();
    upstream.reset();
    await save('Shop', [RETURNS, WARRANTY]);
    await work();
    expect(upstream.embeddingCalls).toEqual([{ model: 'reader', texts: [expect.stringContaining(WARRANTY)] }]);
    await aMinuteLater();
    await work();
    expect(await vectors()).toEqual(['reader 2']);
    expect(await state()).toMatchObject({ done: 2, total: 2 });
  });

  it('forgets the vectors of what is deleted', async () => {
    await save('Shop', [RETURNS]);
    await work();
    await server.admin('delete from knowledge_sources where company_id = $1', [company]);
    await aMinuteLater();
    await work();
    expect(await vectors()).toEqual([]);
  });

  it('counts the tokens as the company’s use', async () => {
    await save('Shop', [RETURNS, DELIVERY, WARRANTY]);
    await work();
    const [used] = await server.admin(
      "select value from usage_counters where company_id = $1 and metric = 'input_tokens'",
      [company],
    );
    expect(used).toEqual({ value: 3 });
    expect(await server.admin('select action from audit_log where company_id = $1', [company])).toEqual([
      { action: 'model.embedded' },
    ]);
  });

  it('gives way to a model that reads only short texts', async () => {
    upstream.set({ embeddingUnits: 1_600 });
    const long = Array.from({ length: 400 }, (_, n) => `word${n}`).join(' ');
    await save('Shop', [RETURNS, long]);
    await work();
    expect(await vectors()).toEqual(['reader 2']);
  });

  it('does nothing where no model is set up', async () => {
    await call('set_embedding_model', { p_model: null });
    await save('Shop', [RETURNS]);
    expect(await jobs()).toEqual([]);
    expect(await state()).toBeUndefined();
  });
});

describe('a provider that is away for longer than a job tries', () => {
  const sweep = () => call('queue_unread_texts', {});
  /** All five attempts of the job come to nothing. */
  async function giveUp() {
    upstream.set({ models: { reader: { failure: { kind: 'status', status: 500 } } } });
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await work();
      await aMinuteLater();
    }
    expect(await jobs()).toMatchObject([{ status: 'dead', attempts: 5 }]);
    upstream.set({ models: {} });
  }
  const minutesLater = (minutes: number) =>
    server.admin('update jobs set finished_at = finished_at - make_interval(mins => $1)', [minutes]);

  it('is tried again once it is back, a few minutes after the job gave up and not before', async () => {
    await save('Shop', [RETURNS, DELIVERY]);
    await giveUp();
    expect(await sweep()).toBe(0);
    await minutesLater(6);
    expect(await sweep()).toBe(1);
    expect(await sweep(), 'one is enough').toBe(0);
    expect(await jobs()).toMatchObject([{ status: 'waiting', attempts: 0 }]);
    await work();
    expect(await state()).toMatchObject({ active_model: 'reader', done: 2, problem: null });
    expect(await sweep(), 'all is read').toBe(0);
  });

  it('does not keep what was removed meanwhile from being forgotten', async () => {
    await save('Shop', [RETURNS]);
    await work();
    await server.admin('delete from knowledge_sources where company_id = $1', [company]);
    await server.admin("update jobs set status = 'dead', finished_at = now() - interval '6 minutes'");
    expect(await sweep()).toBe(1);
    await work();
    expect(await vectors()).toEqual([]);
  });

  it('has its rest read by the next job when the time of one is up, which is no failure', async () => {
    await save('Shop', [RETURNS]);
    const [{ embedPassages }, { contextFromJob }] = await Promise.all([
      import('@/lib/knowledge/embeddings/jobs'),
      import('@/lib/companies/context'),
    ]);
    await server.admin('delete from jobs');
    const timeUp = new AbortController();
    upstream.set({ models: { reader: { failure: { kind: 'silent' } } } });
    const reading = embedPassages.run(contextFromJob({ id: randomUUID(), companyId: company }), {}, timeUp.signal);
    await vi.waitUntil(() => upstream.embeddingCalls.length > 0);
    timeUp.abort();
    await reading;
    expect(await jobs()).toMatchObject([{ status: 'waiting', attempts: 0 }]);
    expect(await state()).toMatchObject({ problem: null, total: 1 });
  });
});

describe('another model', () => {
  const change = async () => {
    await server.admin('delete from jobs');
    await call('set_embedding_model', { p_model: 'reader-2' });
  };

  it('takes over without a gap: the former one’s vectors are searched until it has read everything', async () => {
    const source = await save('Shop', [RETURNS, DELIVERY]);
    await work();
    upstream.set({ models: { 'reader-2': { failure: { kind: 'status', status: 500 } } } });
    await change();
    await work();
    expect(await state()).toMatchObject({
      wanted_model: 'reader-2',
      active_model: 'reader',
      done: 0,
      problem: 'failed',
    });
    expect(await nearest('return a parcel')).toEqual({ model: 'reader', source, position: 0 });

    upstream.set({ models: {} });
    await aMinuteLater();
    const before = await ask('express delivery');
    await work();
    expect(await state()).toMatchObject({ active_model: 'reader-2', done: 2, problem: null });
    expect(await nearest('express delivery')).toEqual({ model: 'reader-2', source, position: 1 });
    // A search that was under way while the model changed still finds what it asks for.
    expect(await candidates(before?.vector ?? [], 'reader')).toHaveLength(2);
    await aMinuteLater();
    await work();
    expect(await vectors()).toEqual(['reader-2 2']);
  });

  it('is not needed twice: switched off and on again, nothing is read anew', async () => {
    await save('Shop', [RETURNS]);
    await work();
    await call('set_embedding_model', { p_model: null });
    expect(await state()).toMatchObject({ wanted_model: null, active_model: null });
    upstream.reset();
    await call('set_embedding_model', { p_model: 'reader' });
    await work();
    expect(await state()).toMatchObject({ active_model: 'reader', done: 1 });
    expect(upstream.embeddingCalls).toEqual([]);
  });

  it('does not read for a company that chose who reads its texts', async () => {
    await save('Shop', [RETURNS]);
    await work();
    await server.admin(
      "insert into company_providers (company_id, place, kind, base_url, main_model) values ($1, 'main', 'compatible', $2, 'own')",
      [company, upstream.url],
    );
    expect(await state()).toMatchObject({ wanted_model: null, active_model: null });
    await save('More', [DELIVERY]);
    upstream.reset();
    await work();
    expect(await ask('delivery')).toBeNull();
    expect(upstream.embeddingCalls).toEqual([]);
  });

  it('is told to the database once a process', async () => {
    const { tellWantedModel } = await import('@/lib/knowledge/embeddings/wanted-model');
    await save('Shop', [RETURNS]);
    await call('set_embedding_model', { p_model: null });
    await tellWantedModel();
    expect(await state()).toMatchObject({ wanted_model: 'reader' });
    await call('set_embedding_model', { p_model: null });
    await tellWantedModel();
    expect(await state()).toMatchObject({ wanted_model: null });
  });
});

describe('when the provider is in trouble', () => {
  it('the search goes on by words, and the work is tried again', async () => {
    upstream.set({ models: { reader: { failure: { kind: 'status', status: 500 } } } });
    const source = await save('Shop', [RETURNS]);
    await work();
    expect(await state()).toMatchObject({ active_model: null, problem: 'failed' });
    expect(await jobs()).toEqual([{ status: 'waiting', attempts: 1, seconds: expect.any(Number) }]);
    const found = await call('search_knowledge', { p_company_id: company, p_query: 'return a parcel' });
    expect(found).toEqual([expect.objectContaining({ sourceId: source })]);
  });

  it('it is left alone for as long as it asked for, without an attempt being lost', async () => {
    upstream.set({ models: { reader: { failure: { kind: 'rate-limited', retryAfterSeconds: 70 } } } });
    await save('Shop', [RETURNS]);
    await work();
    await save('More', [DELIVERY]);
    const [waiting, ...others] = await jobs();
    expect(others).toEqual([]);
    expect(waiting).toMatchObject({ status: 'waiting', attempts: 0 });
    expect(waiting?.seconds).toBeGreaterThan(50);
    expect(await state()).toMatchObject({ problem: 'limited' });
    expect(
      await server.admin("select attempts from jobs where company_id = $1 and name = 'embed-passages'", [company]),
    ).toEqual([{ attempts: 0 }]);
    await aMinuteLater();
    await work();
    expect(upstream.embeddingCalls).toHaveLength(1);
  });
});

describe('the search by meaning', () => {
  it('sees the own company’s passages alone, enabled and ready', async () => {
    const other = await addCompany();
    const [own, foreign, off] = [
      await save('Shop', [RETURNS]),
      await save('Shop', [RETURNS], other),
      await save('Old', [RETURNS]),
    ];
    await work();
    await work();
    const vector = embeddingOf('return a parcel', 384);
    const sources = async (of: CompanyId) => (await candidates(vector, 'reader', { of })).map((hit) => hit.source_id);
    expect((await sources(company)).sort()).toEqual([own, off].sort());
    expect(await sources(other)).toEqual([foreign]);
    await server.admin('update knowledge_sources set enabled = false where id = $1', [off]);
    expect(await sources(company)).toEqual([own]);
    expect(await candidates(vector, 'somebody else')).toEqual([]);
    // Nor does somebody who is signed in elsewhere get any, whichever company they name.
    const [member, stranger] = [await signUpUser(server), await signUpUser(server)];
    for (const [user, of] of [[member, company] as const, [stranger, other] as const]) {
      await server.admin(
        "insert into members (company_id, user_id, role, display_name, email) values ($1, $2, 'agent', 'A', $3)",
        [of, user.id, user.email],
      );
    }
    const asked = { p_company_id: company, p_query: 'kites', p_embedding: JSON.stringify(vector), p_model: 'reader' };
    const foundBy = async (user: typeof member) => (await user.client.rpc('search_own_knowledge', asked)).data;
    expect(await foundBy(member)).toEqual([expect.objectContaining({ sourceId: own })]);
    expect(await foundBy(stranger)).toEqual([]);
  });

  it('finds the same by comparing signs first, however much is disabled', async () => {
    const source = await save('Shop', [RETURNS, DELIVERY, WARRANTY]);
    for (const part of [0, 1, 2]) {
      const texts = Array.from({ length: 70 }, (_, n) => `Express delivery of parcel number${70 * part + n} arrives.`);
      await save(`Old ${part}`, texts);
    }
    await work();
    await server.admin("update knowledge_sources set enabled = false where title like 'Old%'");
    const vector = embeddingOf('express delivery arrives', 384);
    const exactly = await candidates(vector, 'reader', { limit: 3 });
    // From this many texts on the signs are compared first.
    await server.admin('update knowledge_embedding_state set total = 1000000 where company_id = $1', [company]);
    expect(await candidates(vector, 'reader', { limit: 3 })).toEqual(exactly);
    expect(exactly.map((hit) => [hit.source_id, hit.position])[0]).toEqual([source, 1]);
    expect(exactly).toHaveLength(3);
  });
});

describe('reading a question', () => {
  beforeEach(async () => {
    await save('Shop', [RETURNS]);
    await work();
    upstream.reset();
  });

  it('takes one call, shared with the look for similar questions', async () => {
    const { embedText } = await import('@/lib/models/embeddings');
    const text = `Where is ${randomUUID()}?`;
    const [one, two] = await Promise.all([ask(text), embedText(company, text, 5_000)]);
    expect(one).toEqual(two);
    expect(one?.vector).toEqual(embeddingOf(text, 384));
    expect(upstream.embeddingCalls).toHaveLength(1);
  });

  it('comes to nothing when the time is up', async () => {
    upstream.set({ models: { reader: { failure: { kind: 'silent' } } } });
    const time = new AbortController();
    const asked = ask('nobody answers', 150, () => time.signal);
    await vi.waitFor(() => expect(upstream.embeddingCalls).toHaveLength(1));
    time.abort();
    expect(await asked).toBeNull();
    expect(await ask('there is no time', 0, () => AbortSignal.abort())).toBeNull();
  });

  it('comes to nothing when the model fails, which is then left alone for a while', async () => {
    upstream.set({ models: { reader: { failure: { kind: 'status', status: 500 } } } });
    expect(await ask('one')).toBeNull();
    expect(await ask('two')).toBeNull();
    expect(upstream.embeddingCalls).toHaveLength(1);
  });

  it('is not waited for again once it was late three times in a row', async () => {
    expect(await ask(`question ${randomUUID()}`)).not.toBeNull();
    upstream.reset();
    upstream.set({ models: { reader: { failure: { kind: 'silent' } } } });
    for (const calls of [1, 2, 3]) {
      const time = new AbortController();
      const asked = ask(`question ${randomUUID()}`, 150, () => time.signal);
      await vi.waitFor(() => expect(upstream.embeddingCalls).toHaveLength(calls));
      time.abort();
      expect(await asked).toBeNull();
    }
    expect(await ask(`question ${randomUUID()}`, 60_000)).toBeNull();
    expect(upstream.embeddingCalls).toHaveLength(3);
  });
});
