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
      `User-agent: *\r\nDisallow: /a\0\nDisallow: /${'x'.repeat(600)}\nAllow: /${'y'.repeat(600)}\n${'# \n'.repeat(200_000)}`,
    );
    expect(kept).toBe(`User-agent: *\nDisallow: /a\nDisallow: /${'x'.repeat(199)}`);
  });

  it('is kept where it speaks to us, however long it speaks to others', () => {
    const others = `User-agent: SomebodyElse\n${'Disallow: /x\n'.repeat(3_000)}`;
    const all = 'User-agent: a\nUser-agent: *\nUser-agent: b\nDisallow: /all\nAllow: /all/open # yes\n';
    const us = 'User-agent: halfsecondbot/2.0\nDisallow: /us\nCrawl-delay: 2\n';
    expect(keptRobots(`${others}${all}Sitemap: /s.xml\n${others}Crawl-delay: 9`)).toBe(
      'User-agent: *\nDisallow: /all\nAllow: /all/open\nSitemap: /s.xml',
    );
    const kept = keptRobots(others + all + us + others);
    expect(kept).toBe('User-agent: halfsecondbot\nDisallow: /us\nCrawl-delay: 2');
    expect(keptRobots(kept)).toBe(kept);
  });

  it('is kept in as many bytes as the database takes', () => {
    const rules = Array.from({ length: 900 }, (_, at) => `Disallow: /${at}${'ü'.repeat(190)}`).join('\n');
    const kept = keptRobots(`User-agent: *\n${`Sitemap: /${'s'.repeat(1_800)}\n`.repeat(100)}${rules}`);
    expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(200_000);
    expect(readRobots(kept, ORIGIN).allows(`${ORIGIN}/0${'ü'.repeat(190)}`)).toBe(false);
  });

  it('whose rules are made of wildcards forbids more rather than taking long', () => {
    const kept = keptRobots(`User-agent: *\n${`Disallow: /*${'a*'.repeat(40)}b\n`.repeat(3_000)}`);
    const rules = kept.split('\n').slice(1);
    expect(rules.length).toBeLessThanOrEqual(500);
    expect(new Set(rules)).toEqual(new Set(['Disallow: /*a*a*a*a']));
    expect(readRobots(kept, ORIGIN).allows(`${ORIGIN}/banana-saga`)).toBe(false);
    expect(readRobots(kept, ORIGIN).allows(`${ORIGIN}/help`)).toBe(true);
    const behind = rules.reduce((sum, rule) => sum + rule.length - rule.indexOf('*'), 0);
    expect(behind).toBeLessThanOrEqual(5_000);
  });
});
