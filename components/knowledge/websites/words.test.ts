import { describe, expect, it } from 'vitest';
import type { Website, WebsitePage } from '@/lib/knowledge/websites/schema';
import { formatUntil, pageState, pathOf, problemInWords, websiteState } from './words';

describe('a moment to come', () => {
  const now = new Date('2026-11-20T12:00:00Z');
  const after = (minutes: number) => formatUntil(new Date(now.getTime() + minutes * 60_000), now);
  it.each([
    [-5, 'now'],
    [0.5, 'now'],
    [14.8, 'in 15 min'],
    [60, 'in 1 h'],
    [7 * 1440 - 1, 'in 7 d'],
    [40 * 1440, '30 Dec 2026'],
  ])('%d min away is told as "%s"', (minutes, words) => {
    expect(after(minutes)).toBe(words);
  });
});

const website: Website = {
  id: 'w',
  url: 'https://example.com/',
  kind: 'site',
  schedule: 'weekly',
  maxPages: 500,
  maxDepth: 5,
  state: 'idle',
  outcome: 'complete',
  problem: null,
  problemDetail: null,
  runStartedAt: null,
  lastSyncedAt: null,
  nextSyncAt: null,
  pages: 12,
  sources: 12,
  waiting: 0,
  read: 12,
  changed: 0,
  failed: 0,
  skipped: 0,
  gone: 0,
};
const page: WebsitePage = {
  id: 'p',
  url: 'https://example.com/a',
  waiting: false,
  outcome: 'unchanged',
  problem: null,
  problemDetail: null,
  foundOn: 'https://example.com/menu',
  sourceId: null,
  readAt: null,
  title: null,
};

it('a website says how it is doing, and why it was not read', () => {
  expect(websiteState(website).word).toBe('Up to date');
  expect(websiteState({ ...website, failed: 1, gone: 1 }).word).toBe('2 errors');
  expect(websiteState({ ...website, state: 'syncing', outcome: null }).word).toBe('Reading');
  expect(websiteState({ ...website, outcome: 'failed', problem: 'not-found', problemDetail: 'exmaple.com' })).toEqual({
    tone: 'bad',
    word: 'Not read',
    advice: 'There is no host called exmaple.com. Check the address.',
  });
});

it('a page says what became of it and what to do', () => {
  expect(pageState({ ...page, outcome: 'gone', problemDetail: '404' }).advice).toBe(
    'There is nothing at this address (404). Correct the link on https://example.com/menu.',
  );
  expect(pageState({ ...page, outcome: null, waiting: true }).word).toBe('Waiting');
  expect(pageState({ ...page, problem: 'edited' })).toMatchObject({
    word: 'Unchanged',
    advice: expect.stringContaining('edited it here'),
  });
});

it('an address is shown as it is read', () => {
  expect(pathOf('https://example.com/gr%C3%B6%C3%9Fe?a=1')).toBe('/größe?a=1');
  expect(pathOf('https://example.com/%ff')).toBe('/%ff');
});

it('a problem is told with the limit that it met, and no more than is known', () => {
  expect(problemInWords('too-large', '10 MB')).toBe('It is larger than 10 MB. Split it, or leave it out.');
  expect(problemInWords('redirect', null)).toContain('in a circle');
  expect(problemInWords('redirect', 'http://example.com/')).toContain('from https to http://example.com/');
  expect(problemInWords('timeout', null)).not.toMatch(/\d/);
  expect(problemInWords('private', 'intranet.local')).toContain('only where whoever runs this server allows it');
});
