import { describe, expect, it } from 'vitest';
import { areTwins, normaliseUrl, siteOf } from './url';

describe('an address', () => {
  it.each([
    ['https://Example.com:443/Help/#top', 'https://example.com/Help/'],
    ['http://example.com:80', 'http://example.com/'],
    ['https://example.com:8443/a', 'https://example.com:8443/a'],
    ['https://example.com/a?b=2&a=1&utm_source=x&gclid=1&fbclid=2', 'https://example.com/a?a=1&b=2'],
    ['https://example.com/a?utm_source=x', 'https://example.com/a'],
    ['https://example.com/a?', 'https://example.com/a'],
    ['https://user:secret@example.com/a', 'https://example.com/a'],
    ['https://example.com/a/../b', 'https://example.com/b'],
    ['https://example.com/größe', 'https://example.com/gr%C3%B6%C3%9Fe'],
  ])('%s is kept as %s', (given, kept) => {
    expect(normaliseUrl(given)).toBe(kept);
  });

  it('with and without a slash at its end are two', () => {
    expect(normaliseUrl('https://example.com/a/')).not.toBe(normaliseUrl('https://example.com/a'));
  });

  it('keeps a value that is there twice, and one without a value', () => {
    expect(normaliseUrl('https://example.com/?b&a=2&a=1')).toBe('https://example.com/?a=1&a=2&b');
  });

  it.each([
    'mailto:a@example.com',
    'javascript:alert(1)',
    'ftp://example.com/',
    'http://',
    '',
    `https://example.com/${'a'.repeat(2_000)}`,
  ])('%s is none', (given) => {
    expect(normaliseUrl(given)).toBeNull();
  });

  it('may be relative to a page', () => {
    expect(normaliseUrl('../b?x=1#y', 'https://example.com/a/c')).toBe('https://example.com/b?x=1');
  });
});

describe('a site', () => {
  it('has one name, and a second where the address redirected', () => {
    const site = siteOf('http://example.com/', 'https://www.example.com/start');
    expect(site.within('http://example.com/a')).toBe('https://www.example.com/a');
    expect(site.within('/b', 'https://www.example.com/start')).toBe('https://www.example.com/b');
    expect(site.within('https://example.com/a')).toBeNull();
    expect(site.within('https://shop.example.com/')).toBeNull();
  });

  it('does not take another host, port or scheme for itself', () => {
    const site = siteOf('https://example.com/', 'https://example.com/');
    for (const other of [
      'https://example.com.evil.test/',
      'https://example.com:8443/',
      'http://example.com/',
      'https://www.example.com/',
    ]) {
      expect(site.within(other)).toBeNull();
    }
  });

  it('is left by a redirect unless only www. or https differ', () => {
    expect(areTwins('http://example.com/', 'https://www.example.com/a')).toBe(true);
    expect(areTwins('http://127.0.0.1:4000/', 'http://127.0.0.1:4001/')).toBe(false);
    expect(areTwins('https://example.com/', 'https://help.example.com/')).toBe(false);
  });
});
