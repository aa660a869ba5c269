import { expect, it } from 'vitest';
import type { PassageHit } from '@/lib/knowledge/schema';
import { citedSources, numbered } from './sources';

const hit = (sourceId: string, position: number): PassageHit => ({
  passageId: `${sourceId}-${position}`,
  sourceId,
  title: `Article ${sourceId}`,
  titlePath: `Article ${sourceId} › Part ${position}`,
  url: null,
  body: `Body ${position}\nof ${sourceId}`,
  position,
  score: 1,
  coverage: 1,
});
const found = [hit('returns', 2), hit('shipping', 0), hit('returns', 0)];

it('gives passages of one article one number', () => {
  expect(numbered(found).map(({ number }) => number)).toEqual([1, 2, 1]);
});

it('shows each cited article once, with its best passage, and none that is not cited', () => {
  expect(citedSources('Yes [1]. Really [1].', found)).toEqual([
    {
      number: 1,
      sourceId: 'returns',
      passageId: 'returns-2',
      position: 2,
      title: 'Article returns',
      url: null,
      excerpt: 'Body 2 of returns',
    },
  ]);
  expect(citedSources('A [2] and b [1].', found).map(({ number }) => number)).toEqual([1, 2]);
});

it('shows nothing when nothing, or nothing that exists, is cited', () => {
  expect(citedSources('No numbers here.', found)).toEqual([]);
  expect(citedSources('Invented [7].', found)).toEqual([]);
});
