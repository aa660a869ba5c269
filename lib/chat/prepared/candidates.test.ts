import { describe, expect, test } from 'vitest';
import { askedByArticle, askedByModel, askedByVisitors, distinct } from './candidates';

const questions = (candidates: { question: string }[]) => candidates.map(({ question }) => question);
const said = (visitorId: string, ...texts: string[]) => texts.map((text) => ({ visitorId, text }));

describe('what visitors asked next', () => {
  test('counts visitors, not messages, and shows the most asked first in its tidiest form', () => {
    const asked = [
      ...said('a', 'is a kite waterproof', 'Is a kite waterproof?', 'How heavy is a kite?'),
      ...said('b', 'how heavy is a kite', 'Is a kite waterproof'),
      ...said('c', 'How heavy is a kite ?', 'Does a kite float?', 'Does a kite float?', 'Does a kite float?'),
      ...said('d', 'Is a kite waterproof?', 'How heavy is a kite?', 'Does a kite sink?'),
      ...said('e', 'how heavy is a kite', 'Does a kite sink?'),
    ];
    expect(questions(askedByVisitors(asked))).toEqual(['How heavy is a kite?', 'Is a kite waterproof?']);
  });

  test('is shown with a capital and its mark, however it was typed', () => {
    const asked = ['a', 'b', 'c'].flatMap((visitor) => said(visitor, 'can i bring my dog'));
    expect(questions(askedByVisitors(asked))).toEqual(['Can i bring my dog?']);
  });

  test.each([
    'Hello',
    'Where is order #12?',
    'My number is 0301234567',
    'I want to buy ten. What do they cost?',
    'How much does it cost?',
    'And for kites?',
    'Was kostet das?',
    'its almost closing time now',
    'Kite repair',
    'Is it red?',
  ])('leaves out %s', (text) =>
    expect(askedByVisitors(['a', 'b', 'c'].flatMap((visitor) => said(visitor, text)))).toEqual([]),
  );
});

describe('what an article asks', () => {
  test('headings near the cited passage come first; its title never, nor what is no question', () => {
    const paths = ['Kites › Repair', 'Kites › How long does a repair take?', 'Kites'];
    const text =
      '# Kites\n\nThey fly.\n\n## Repair\n\n## Washing a kite ##\n\nMay I wash a kite?\n\nIs a kite red? It is.';
    expect(questions(askedByArticle(paths, 'Kites', text))).toEqual([
      'How long does a repair take?',
      'May I wash a kite?',
    ]);
  });

  test('a heading that is too long for a button is left out', () => {
    expect(askedByArticle([`A › ${'word '.repeat(30)}`], 'A', '')).toEqual([]);
  });
});

test('the same question is there once, from whoever came first', () => {
  const all = [
    ...askedByArticle(['A › How heavy is a kite?'], 'A', ''),
    ...askedByModel(['how heavy is a kite', 'Is a kite red?']),
  ];
  expect(distinct(all)).toMatchObject([
    { question: 'How heavy is a kite?', origin: 'article' },
    { question: 'Is a kite red?', origin: 'model' },
  ]);
});
