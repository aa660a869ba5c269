import { describe, expect, it } from 'vitest';
import { linksToFollow, mayBePage } from './frontier';
import { readRobots } from './robots';
import { siteOf } from './url';

const START = 'https://example.com/help/';
const site = siteOf(START, START);
const robots = readRobots('User-agent: *\nDisallow: /admin', site.origin);
const follow = (links: string[], depth = 0, maxDepth = 5) =>
  linksToFollow(links, { url: START, depth }, { site, robots, maxDepth });

describe('links', () => {
  it('are followed once each, one level deeper, in their order', async () => {
    expect(await follow(['a', '/b#x', 'https://example.com/b', 'https://example.com/help/', '?q=1'])).toEqual([
      { url: 'https://example.com/help/a', depth: 1 },
      { url: 'https://example.com/b', depth: 1 },
      { url: 'https://example.com/help/?q=1', depth: 1 },
    ]);
  });

  it('are not followed off the site, against robots.txt, or to what is no page', async () => {
    const elsewhere = ['https://other.example/', 'http://127.0.0.1/', 'mailto:a@example.com', 'javascript:void(0)'];
    expect(await follow([...elsewhere, '/admin/users', '/logo.PNG', '/setup.zip', '/feed.xml'])).toEqual([]);
  });

  it('are not followed deeper than allowed', async () => {
    expect(await follow(['a'], 4)).toHaveLength(1);
    expect(await follow(['a'], 5)).toEqual([]);
    expect(await follow(['a'], 0, 0)).toEqual([]);
  });

  it('are bounded for one page', async () => {
    expect(await follow(Array.from({ length: 3_000 }, (_, index) => `/p/${index}`))).toHaveLength(500);
  });

  it('of a page that is full of them let other work in between, and each is asked about once', async () => {
    const asked: string[] = [];
    let turns = 0;
    const count = setInterval(() => {
      turns += 1;
    }, 0);
    const slow = {
      ...robots,
      allows(url: string) {
        asked.push(url);
        const until = performance.now() + 4;
        while (performance.now() < until);
        return false;
      },
    };
    const links = Array.from({ length: 9_000 }, (_, index) => `/p/${index % 40}`);
    expect(await linksToFollow(links, { url: START, depth: 0 }, { site, robots: slow, maxDepth: 5 })).toEqual([]);
    clearInterval(count);
    expect(asked).toHaveLength(40);
    expect(turns).toBeGreaterThan(5);
  });
});

describe('a path', () => {
  it('that repeats itself or never ends is a trap', () => {
    expect(mayBePage('https://example.com/a/b/a/b/')).toBe(true);
    expect(mayBePage('https://example.com/a/b/a/b/a/b/')).toBe(false);
    expect(mayBePage(`https://example.com/${Array.from({ length: 13 }, (_, step) => step).join('/')}`)).toBe(false);
  });

  it('may hold a document', () => {
    expect(mayBePage('https://example.com/manual.pdf')).toBe(true);
    expect(mayBePage('https://example.com/v1.2/notes.md')).toBe(true);
  });
});
