/** A stored answer gives way when an article comes that may answer better. */
import { expect, it } from 'vitest';
import { saveArticle } from './article-world';
import { companyId, database, message, upstream, useTurnWorld, Visitor } from './turn-world';

useTurnWorld();

const QUESTION = 'What does a helicopter to the lake cost?';
const stored = async () =>
  (
    await database.admin<{ question: string }>('select question from stored_answers where company_id = $1', [companyId])
  ).map(({ question }) => question);

it('goes with a new article that holds a telling word of its question, and stays with any other', async () => {
  await saveArticle('Fishing permits', 'A fishing permit for the lake costs 9 EUR a day. Cost of a year: 90 EUR.');
  upstream.set({ tokens: ['A permit costs 9 EUR.', ' [1]'] });
  await new Visitor().ask(message(QUESTION));
  expect(await stored()).toEqual([QUESTION]);

  await saveArticle('Opening hours', 'The reception is open from eight to six.');
  expect(await stored()).toEqual([QUESTION]);

  await saveArticle('Flights', 'A helicopter costs 900 EUR a day, with a pilot.');
  expect(await stored()).toEqual([]);
});
