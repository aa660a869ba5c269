import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { Website } from '@/lib/knowledge/websites/schema';
import { WebsiteHead } from './website-head';

const website: Website = {
  id: 'w',
  url: 'https://www.example.com/help',
  kind: 'site',
  schedule: 'weekly',
  maxPages: 100,
  maxDepth: 3,
  state: 'syncing',
  outcome: null,
  problem: null,
  problemDetail: null,
  read: 1,
  waiting: 9,
  changed: 1,
  failed: 0,
  gone: 0,
  skipped: 0,
  pages: 10,
  sources: 1,
  lastSyncedAt: null,
  nextSyncAt: null,
} as Website;
/** What is said aloud: all that stands in live regions. */
const spoken = (more: Partial<Website>) => {
  const html = renderToStaticMarkup(<WebsiteHead website={{ ...website, ...more }} now={0} />);
  return [...html.matchAll(/<(\w+)[^>]*(?:role="status"|aria-live)[^>]*>(.*?)<\/\1>/g)].map(([, , text]) => text);
};

it('says aloud what it came to, and no count on the way', () => {
  expect(spoken({})).toEqual(['The website is being read.']);
  expect(spoken({ read: 7, waiting: 3, changed: 5 })).toEqual(spoken({}));
  expect(spoken({ state: 'idle', outcome: 'complete' })).toEqual(['The website was read.']);
  expect(spoken({ state: 'idle', outcome: 'failed', problem: 'away' })).toEqual(['The website could not be read.']);
});
