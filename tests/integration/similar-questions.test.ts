import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { forgetShared, useDatabase } from '../support/lib-env';
import { RETURNS, saveArticle } from './article-world';
import { companyId, database, message, receiptOf, textOf, upstream, useTurnWorld, Visitor } from './turn-world';

/** The fake upstream reads a text as the bag of its words: the same words in another order are the same question. */
useTurnWorld();

const QUESTION = 'How can I return a parcel?';
const SAME = 'Return a parcel, how can I?';
const OTHER = 'How can I return a parcel today?';
const cacheOf = async (text: string, visitor = new Visitor(), session: string = randomUUID()) =>
  receiptOf(await visitor.ask(message(text, randomUUID(), session)))?.cache;

beforeAll(async () => {
  useDatabase(database, { HALFSECOND_EMBEDDING_MODEL: 'reader' });
  await saveArticle('Returns', RETURNS);
});
beforeEach(async () => {
  await database.admin('delete from stored_answers where company_id = $1', [companyId]);
  forgetShared('models.embeddings');
  upstream.set({ tokens: ['Within ', '30 ', 'days. ', '[1]'] });
});

it('gives the stored answer to a question that means the same, and to no other', async () => {
  expect(await cacheOf(QUESTION)).toBe('none');
  const same = await new Visitor().ask(message(SAME));
  expect(receiptOf(same)).toMatchObject({ cache: 'answer', costMicros: 0, modelCalls: 0 });
  expect(textOf(same)).toBe('Within 30 days. [1]');
  expect(await cacheOf(OTHER)).toBe('none');
  expect(upstream.calls).toHaveLength(2);
});

it('compares no more than the newest 500 stored answers, so that a visitor never waits for all of them', async () => {
  await cacheOf(QUESTION);
  const others = (count: number) =>
    database.admin(
      `insert into stored_answers (company_id, key, depth, question, text, expires_at, embedding, embedding_model, created_at)
       select company_id, 'other-' || n, depth, 'Other', 'Other', expires_at, array_fill(1, array[384])::extensions.vector,
              embedding_model, created_at + interval '1 second'
       from stored_answers, generate_series(1, $2) n where company_id = $1 and key not like 'other-%'
       on conflict do nothing`,
      [companyId, count],
    );
  await others(499);
  expect(await cacheOf(SAME)).toBe('answer');
  await others(500);
  expect(await cacheOf(SAME)).toBe('none');
});

it('reads a text once, and not when its words are known', async () => {
  const [one, two] = [`${QUESTION} ${randomUUID().slice(0, 4)}`, 'parcel a return I can how, say'];
  await cacheOf(one);
  await cacheOf(one);
  await cacheOf(two);
  await database.admin('delete from stored_answers where company_id = $1', [companyId]);
  await cacheOf(two);
  expect(upstream.embedded).toBe(2);
});

it('compares no question that follows on others', async () => {
  await cacheOf(QUESTION);
  const visitor = new Visitor();
  const first = message('How much is a kite?');
  await visitor.ask(first);
  expect(await cacheOf(SAME, visitor, first.id)).toBe('none');
});

it('goes on without it when nothing comes in time, or the database cannot compare', async () => {
  const { embedText } = await import('@/lib/models/embeddings');
  await cacheOf(QUESTION);
  const ctx = await new Visitor().context();
  expect(await embedText(ctx.companyId, 'nobody has time', 0)).toBeNull();
  await database.admin('alter function public.similar_answers(uuid, text, text, real) rename to similar_answers_away');
  try {
    expect(await cacheOf(SAME)).toBe('none');
  } finally {
    await database.admin(
      'alter function public.similar_answers_away(uuid, text, text, real) rename to similar_answers',
    );
  }
});
