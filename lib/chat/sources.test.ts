import { expect, test } from 'vitest';
import { citedSources } from './sources';

const passage = (body: string) => ({
  passageId: 'p',
  sourceId: 's',
  title: 'Gifts',
  titlePath: 'Gifts',
  url: null,
  body,
  position: 0,
  score: 1,
  coverage: 1,
});

test('an excerpt never ends in half a character: the database would refuse the whole answer', () => {
  const [source] = citedSources('So it is [1].', [passage(`${'x'.repeat(239)}🎁 and more`)]);
  expect(source?.excerpt).toBe('x'.repeat(239));
});

test('only what the answer cites is shown, under its own number', () => {
  const found = [passage('one'), passage('two'), passage('three')];
  expect(citedSources('See [3] and [2], not [9].', found).map(({ number }) => number)).toEqual([2, 3]);
  expect(citedSources('No citation.', found)).toEqual([]);
});
