import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changeArticle, DELIVERY, letArticlesStand, RETURNS, saveArticle } from './article-world';
import { companyId, database, message, readOn, receiptOf, textOf, upstream, useTurnWorld, Visitor } from './turn-world';

useTurnWorld();

let returns: string;
let delivery: string;
const ABOUT_RETURNS = 'How can I return a parcel?';
const ABOUT_DELIVERY = 'How long does delivery take?';
const cites = (...words: string[]) => ({ tokens: [...words, ' [1]'] });
const stored = (company = companyId) =>
  database.admin<{ question: string; hits: number; cost_micros: number; text: string; id: string }>(
    'select id, question, hits, cost_micros, text from stored_answers where company_id = $1 order by question',
    [company],
  );
const questions = async (company = companyId) => (await stored(company)).map(({ question }) => question);
const labelOf = (parts: { type: string; data?: unknown }[]) => parts.find(({ type }) => type === 'data-stored');
const ask = (text: string) => new Visitor().ask(message(text));

beforeAll(async () => {
  returns = await saveArticle('Returns', RETURNS);
  delivery = await saveArticle('Delivery', DELIVERY);
});
beforeEach(async () => {
  await database.admin('delete from stored_answers where company_id = $1', [companyId]);
  upstream.set(cites('Within ', '30 ', 'days.'));
});

/** Asks both questions, so that there is an answer that rests on each article. */
async function storeBoth() {
  await letArticlesStand();
  await ask(ABOUT_RETURNS);
  await ask(ABOUT_DELIVERY);
  expect(await questions()).toEqual([ABOUT_RETURNS, ABOUT_DELIVERY]);
}

describe('a stored answer', () => {
  it('is given to the next visitor without a model: labelled, free, in the same words with the same sources', async () => {
    const first = await ask(ABOUT_RETURNS);
    expect(labelOf(first)).toBeUndefined();
    for (const text of [ABOUT_RETURNS, '  how can i RETURN a parcel ?!', 'How can I return a parcel']) {
      const again = await ask(text);
      expect(textOf(again)).toBe('Within 30 days. [1]');
      expect(labelOf(again)?.data).toEqual({ answeredAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) });
      expect(again.findIndex(({ type }) => type === 'data-stored')).toBeLessThan(
        again.findIndex(({ type }) => type === 'text-delta'),
      );
      expect(receiptOf(again)).toMatchObject({ cache: 'answer', costMicros: 0, modelCalls: 0, outcome: 'complete' });
      const sources = (parts: typeof first) => parts.find(({ type }) => type === 'data-sources')?.data;
      expect(sources(again)).toEqual(sources(first));
    }
    expect(upstream.calls).toHaveLength(1);
    expect(await stored()).toMatchObject([{ hits: 3, question: ABOUT_RETURNS }]);
    expect(Number((await stored())[0]?.cost_micros)).toBeGreaterThan(0);
  });

  it('is replaced by the fresh one that somebody asks for', async () => {
    await ask(ABOUT_RETURNS);
    const visitor = new Visitor();
    const question = message(ABOUT_RETURNS);
    expect(labelOf(await visitor.ask(question))).toBeDefined();
    upstream.set(cites('A ', 'month.'));
    const fresh = await visitor.ask({ ...question, trigger: 'regenerate-message' });
    expect(labelOf(fresh)).toBeUndefined();
    expect(textOf(fresh)).toBe('A month. [1]');
    expect(textOf(await ask(ABOUT_RETURNS))).toBe('A month. [1]');
    expect(upstream.calls).toHaveLength(2);
    expect(await stored()).toHaveLength(1);
  });

  it('waits for everybody who asks in the depth in which it was given', async () => {
    await ask(ABOUT_RETURNS);
    const brief = await new Visitor().ask({ ...message(ABOUT_RETURNS), depth: 'concise' });
    expect(labelOf(brief)).toBeUndefined();
    expect(upstream.calls).toHaveLength(2);
  });
});

describe('what a stored answer rests on', () => {
  it('editing one article expires exactly the answers that cite it', async () => {
    await storeBoth();
    await saveArticle('Returns', `${RETURNS} Refunds take a week.`);
    expect(await questions()).toEqual([ABOUT_DELIVERY]);
    await saveArticle('Delivery', DELIVERY);
    expect(await questions(), 'the same text again is no change').toEqual([ABOUT_DELIVERY]);
    expect(labelOf(await ask(ABOUT_RETURNS))).toBeUndefined();
    expect(labelOf(await ask(ABOUT_DELIVERY))).toBeDefined();
    await saveArticle('Returns', RETURNS);
  });

  it.each([
    [
      'switched off',
      'update knowledge_sources set enabled = false where id = $1',
      'update knowledge_sources set enabled = true where id = $1',
    ],
    [
      'renamed',
      "update knowledge_sources set title = 'Sending back' where id = $1",
      "update knowledge_sources set title = 'Returns' where id = $1",
    ],
    ['cut', "update knowledge_passages set body = body || ' Or not.' where source_id = $1", 'select $1::uuid'],
  ])('an article that is %s takes its answers with it', async (_, change, undo) => {
    await storeBoth();
    await database.admin(change, [returns]);
    expect(await questions()).toEqual([ABOUT_DELIVERY]);
    await database.admin(undo, [returns]);
  });

  it('an article that is deleted takes its answers with it, and so does a passage', async () => {
    await storeBoth();
    await database.admin('delete from knowledge_sources where id = $1', [returns]);
    expect(await questions()).toEqual([ABOUT_DELIVERY]);
    returns = await saveArticle('Returns', RETURNS);
    await database.admin('delete from knowledge_passages where source_id = $1', [delivery]);
    expect(await questions()).toEqual([]);
    await database.admin('delete from knowledge_sources where id = $1', [delivery]);
    delivery = await saveArticle('Delivery', DELIVERY);
  });

  it.each(['assistant_tone', 'assistant_rules', 'assistant_name'])(
    'a changed %s expires all of them',
    async (column) => {
      await storeBoth();
      const [before] = await database.admin<{ value: string }>(
        `select ${column} as value from companies where id = $1`,
        [companyId],
      );
      await database.admin(`update companies set ${column} = $2 where id = $1`, [companyId, 'formal']);
      expect(await questions()).toEqual([]);
      await database.admin(`update companies set ${column} = $2 where id = $1`, [companyId, before?.value]);
    },
  );

  it.each([
    ['an article it cites', () => changeArticle('Returns', `${RETURNS} ${randomUUID()}`)],
    [
      'how the assistant speaks',
      () => database.admin("update companies set assistant_rules = 'Be kind.' where id = $1", [companyId]),
    ],
  ])('is not kept when %s changed while it was written', async (_, change) => {
    upstream.set({ gapMs: 40 });
    const { reader, ended } = await new Visitor().begin(message(ABOUT_RETURNS));
    await readOn(reader, (text) => text.includes('text-delta'));
    await change();
    await readOn(reader);
    await ended;
    expect(await questions()).toEqual([]);
    upstream.set({ gapMs: 0 });
    await database.admin("update companies set assistant_rules = '' where id = $1", [companyId]);
    await saveArticle('Returns', RETURNS);
  });
});

describe('an article of several passages', () => {
  const SECTIONS = ['Within 30 days.', 'Print the label from your account.', 'Refunds take a week.'].map(
    (text) => `You may return a parcel. ${text}`,
  );
  let article: string;

  /** Saves the article, one passage a section: what is found is the best one with its neighbours. */
  async function save(sections: readonly string[]): Promise<string> {
    const { serviceDb } = await import('@/lib/platform/supabase/service');
    const { prepareSource } = await import('@/lib/knowledge/prepare');
    const [row] = await database.admin<{ slug: string }>('select slug from companies where id = $1', [companyId]);
    const body = sections.join('\n\n');
    const { source } = prepareSource({ externalId: 'Parts', kind: 'markdown', title: 'Returns', url: null, body });
    const saved = await serviceDb.call('save_source_for_company', {
      p_company_slug: row?.slug,
      p_source: source,
      p_passages: sections.map((text) => ({ titlePath: 'Returns', body: text, tokenCount: 12, language: 'en' })),
    });
    return (saved as { sourceId: string }).sourceId;
  }
  const passages = () =>
    database.admin<{ id: string; position: number }>(
      'select id, position from knowledge_passages where source_id = $1 order by position',
      [article],
    );
  /** Asks, and makes a change while the answer is on its way. @returns the ids of the passages cited */
  async function askWhile(change: () => Promise<unknown>): Promise<string[]> {
    upstream.set({ gapMs: 40 });
    const { reader, ended } = await new Visitor().begin(message(ABOUT_RETURNS));
    await readOn(reader, (text) => text.includes('text-delta'));
    await change();
    await readOn(reader);
    await ended;
    upstream.set({ gapMs: 0 });
    const [answer] = await database.admin<{ sources: { passageId: string }[] }>(
      "select sources from chat_messages where company_id = $1 and role = 'assistant' order by created_at desc limit 1",
      [companyId],
    );
    return answer?.sources.map(({ passageId }) => passageId) ?? [];
  }

  beforeEach(async () => {
    await database.admin('delete from knowledge_sources where id = $1', [returns]);
    article = await save(SECTIONS);
    await letArticlesStand();
  });
  afterEach(async () => {
    await database.admin('delete from knowledge_sources where id = $1', [article]);
    returns = await saveArticle('Returns', RETURNS);
  });

  it('keeps an answer that nothing happened to', async () => {
    await askWhile(async () => {});
    expect(await questions()).toEqual([ABOUT_RETURNS]);
  });

  it('keeps none while a neighbour of the cited passage was edited', async () => {
    const cited = await askWhile(() =>
      save([...SECTIONS.slice(0, 2), 'You may return a parcel. Refunds take a month.']),
    );
    const left = (await passages()).map(({ id }) => id);
    expect(
      cited.every((id) => left.includes(id)),
      'the cited passage itself is as it was',
    ).toBe(true);
    expect(await questions()).toEqual([]);
  });

  it('keeps none while a neighbour was switched off', async () => {
    const [, , last] = await passages();
    const cited = await askWhile(() =>
      database.admin('update knowledge_passages set enabled = false where id = $1', [last?.id]),
    );
    expect(cited).not.toContain(last?.id);
    expect(await questions()).toEqual([]);
  });

  it('keeps none while its address changed', async () => {
    await askWhile(() =>
      database.admin("update knowledge_sources set url = 'https://shop.test/returns' where id = $1", [article]),
    );
    expect(await questions()).toEqual([]);
  });
});

describe('an answer that is prepared', () => {
  it.each([
    ['is kept where nothing changed since its search', async () => {}, true],
    ['is not kept where an article changed since', () => changeArticle('Returns', `${RETURNS} ${randomUUID()}`), false],
    [
      'is not kept where an address changed since',
      () =>
        database.admin('update knowledge_sources set url = $2 where id = $1', [
          returns,
          `https://shop.test/${randomUUID()}`,
        ]),
      false,
    ],
  ])('%s', async (_, change, kept) => {
    const { serviceDb } = await import('@/lib/platform/supabase/service');
    const passage = async () =>
      (await database.admin<{ id: string }>('select id from knowledge_passages where source_id = $1', [returns]))[0]
        ?.id;
    const since = await serviceDb.call('current_moment', {});
    await change();
    const answer = await serviceDb.call('keep_prepared_answer', {
      p_company_id: companyId,
      p_kind: 'predicted',
      p_subject_id: returns,
      p_keep: { key: 'prepared', depth: 'balanced', kind: 'predicted', question: 'And?', lifetimeSeconds: 60, since },
      p_text: 'Within 30 days.',
      p_sources: [{ sourceId: returns, passageId: await passage() }],
      p_asked: null,
    });
    expect(answer).toBe(kept);
    await saveArticle('Returns', RETURNS);
  });
});

describe('which article is preferred', () => {
  it.each([true, false])('takes the answers with it when it changes (pinned: %s)', async (pin) => {
    await database.admin('update knowledge_sources set pinned = $2 where id = $1', [returns, !pin]);
    await storeBoth();
    await database.admin('update knowledge_sources set pinned = $2 where id = $1', [returns, pin]);
    expect(await questions()).toEqual([]);
    await database.admin('update knowledge_sources set pinned = false where id = $1', [returns]);
  });

  it('leaves the answers of pinned questions', async () => {
    await storeBoth();
    await database.admin("update stored_answers set kind = 'pinned' where company_id = $1 and question = $2", [
      companyId,
      ABOUT_RETURNS,
    ]);
    await database.admin('update knowledge_sources set pinned = true where id = $1', [returns]);
    expect(await questions()).toEqual([ABOUT_RETURNS]);
    await database.admin('update knowledge_sources set pinned = false where id = $1', [returns]);
  });
});

describe('a turn of one visitor alone', () => {
  it('neither gets nor leaves a stored answer in the middle of a conversation', async () => {
    await ask(ABOUT_RETURNS);
    const visitor = new Visitor();
    const first = message(ABOUT_DELIVERY);
    await visitor.ask(first);
    const later = await visitor.ask(message(ABOUT_RETURNS, randomUUID(), first.id));
    expect(labelOf(later)).toBeUndefined();
    await visitor.ask(message('And what about returning a bicycle?', randomUUID(), first.id));
    expect(await questions()).toEqual([ABOUT_RETURNS, ABOUT_DELIVERY]);
  });

  it.each([
    'Where is my parcel 4711234?',
    'How can I return order #12?',
    'I am ada@example.com, how can I return a parcel?',
    'How can I return a parcel? How long does delivery take?',
  ])('%s', async (text) => {
    await ask(text);
    expect(labelOf(await ask(text))).toBeUndefined();
    expect(upstream.calls).toHaveLength(2);
    expect(await questions()).toEqual([]);
  });

  it('who is a known lead gets an answer of their own, and leaves none', async () => {
    await ask(ABOUT_RETURNS);
    const visitor = new Visitor();
    const hello = message('Hello');
    await visitor.ask(hello);
    await database.admin('delete from chat_messages where session_id = $1', [hello.id]);
    await database.admin(
      `insert into leads (company_id, session_id, visitor_id, name, score)
       select company_id, id, visitor_id, 'Ada', 40 from chat_sessions where id = $1`,
      [hello.id],
    );
    expect(labelOf(await visitor.ask(message(ABOUT_RETURNS, randomUUID(), hello.id)))).toBeUndefined();
    await visitor.ask(message(ABOUT_DELIVERY, randomUUID(), hello.id));
    expect(await questions()).not.toContain(ABOUT_DELIVERY);
  });
});

describe('what is not worth keeping', () => {
  it('an answer that cites nothing is "not sure", and may be better tomorrow', async () => {
    upstream.set({ tokens: ['I ', 'am ', 'not ', 'sure.'] });
    await ask(ABOUT_RETURNS);
    expect(await questions()).toEqual([]);
  });

  it('an answer of a lower rung', async () => {
    upstream.set({ models: { 'gpt-4.1-mini': { failure: { kind: 'status', status: 400 } } } });
    const parts = await ask(ABOUT_RETURNS);
    expect(receiptOf(parts)).toMatchObject({ fallback: true, outcome: 'complete' });
    expect(await questions()).toEqual([]);
  });

  it('an answer that broke off', async () => {
    upstream.set({ tokens: ['Within [1] ', '30 ', 'days.'], failure: { kind: 'cut', afterTokens: 2 } });
    const parts = await ask(ABOUT_RETURNS);
    expect(receiptOf(parts)).toMatchObject({ outcome: 'failed' });
    expect(await questions()).toEqual([]);
  });

  it('an answer past its time', async () => {
    await ask(ABOUT_RETURNS);
    await database.admin("update stored_answers set expires_at = now() - interval '1 second' where company_id = $1", [
      companyId,
    ]);
    expect(labelOf(await ask(ABOUT_RETURNS))).toBeUndefined();
    expect(upstream.calls).toHaveLength(2);
    expect(labelOf(await ask(ABOUT_RETURNS))).toBeDefined();
  });
});

it('never leaves its company', async () => {
  await ask(ABOUT_RETURNS);
  const key = `wk_stored_${randomUUID().slice(0, 8)}`;
  const [other] = await database.admin<{ id: string }>(
    "insert into companies (slug, name) values ($1, 'Other') returning id",
    [key.slice(3).replaceAll('_', '-')],
  );
  await database.admin('insert into widget_keys (company_id, key) values ($1, $2)', [other?.id, key]);
  await saveArticle('Returns', RETURNS, other?.id);
  const theirs = await new Visitor(key).ask(message(ABOUT_RETURNS));
  expect(labelOf(theirs)).toBeUndefined();
  expect(upstream.calls).toHaveLength(2);
  await saveArticle('Returns', `${RETURNS} Or not.`, other?.id);
  expect(await questions(other?.id)).toEqual([]);
  expect(await questions()).toEqual([ABOUT_RETURNS]);
});
