import { describe, expect, it } from 'vitest';
import { keptRobots, readRobots } from './robots';

const ORIGIN = 'https://example.com';
const read = (text: string | null) => readRobots(text, ORIGIN);

describe('robots.txt', () => {
  it('that is missing allows everything', () => {
    expect(read(null).allows(`${ORIGIN}/any`)).toBe(true);
  });

  it('is gone by: the longest rule that fits, wildcards, ends', () => {
    const robots = read(
      'User-agent: *\nDisallow: /private\nAllow: /private/open\nDisallow: /*.pdf$\nDisallow: /search?',
    );
    expect(robots.allows(`${ORIGIN}/private/a`)).toBe(false);
    expect(robots.allows(`${ORIGIN}/private/open/a`)).toBe(true);
    expect(robots.allows(`${ORIGIN}/a.pdf`)).toBe(false);
    expect(robots.allows(`${ORIGIN}/a.pdf?x=1`)).toBe(true);
    expect(robots.allows(`${ORIGIN}/search?q=1`)).toBe(false);
  });

  it('speaks to us by name, and then its rules for all do not count', () => {
    const robots = read('User-agent: *\nDisallow: /\n\nUser-agent: halfsecondbot\nDisallow: /a\nCrawl-delay: 3');
    expect(robots.allows(`${ORIGIN}/b`)).toBe(true);
    expect(robots.allows(`${ORIGIN}/a`)).toBe(false);
    expect(robots.crawlDelayMs).toBe(3_000);
  });

  it('may ask for a pause, up to ten seconds', () => {
    expect(read('User-agent: *\nCrawl-delay: 86400').crawlDelayMs).toBe(10_000);
    expect(read('User-agent: *\nCrawl-delay: soon').crawlDelayMs).toBe(0);
    expect(read('User-agent: *\nCrawl-delay: -1').crawlDelayMs).toBe(0);
  });

  it('names sitemaps', () => {
    expect(read('Sitemap: https://example.com/a.xml\nUser-agent: *\nSitemap: /b.xml').sitemaps).toEqual([
      'https://example.com/a.xml',
      '/b.xml',
    ]);
  });

  it('holds for its own host only', () => {
    expect(read(null).allows('https://other.example/')).toBe(false);
  });

  it('is kept in a size that is quickly gone by, and storable', () => {
    const kept = keptRobots(
      `User-agent: *\r\nDisallow: /a\0\nDisallow: /${'x'.repeat(600)}\n${'# \n'.repeat(200_000)}`,
    );
    expect(kept.length).toBeLessThanOrEqual(100_000);
    expect(kept).toContain('Disallow: /a\n');
    expect(kept).not.toMatch(/\0|xxx/);
  });
});
