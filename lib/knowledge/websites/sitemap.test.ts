import { describe, expect, it } from 'vitest';
import { readSitemap } from './sitemap';

const urlset = (inner: string) =>
  `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${inner}</urlset>`;

describe('a sitemap', () => {
  it('lists pages', () => {
    const text = urlset(
      '<url><loc> https://example.com/a?x=1&amp;y=2 </loc><image:image><image:loc>https://example.com/a.png</image:loc></image:image></url>' +
        '<url><loc><![CDATA[https://example.com/b?x=1&y=2]]></loc></url><url><loc>https://example.com/&#39;c&#x27;</loc></url>',
    );
    expect(readSitemap(text)).toEqual({
      kind: 'pages',
      urls: ['https://example.com/a?x=1&y=2', 'https://example.com/b?x=1&y=2', "https://example.com/'c'"],
    });
  });

  it('lists further sitemaps', () => {
    const text = '<sitemapindex><sitemap><loc>https://example.com/1.xml</loc></sitemap></sitemapindex>';
    expect(readSitemap(text)).toEqual({ kind: 'index', urls: ['https://example.com/1.xml'] });
  });

  it('may be a text with an address a line', () => {
    expect(readSitemap('\ufeffhttps://example.com/a\r\n\nhttps://example.com/b\n')).toEqual({
      kind: 'pages',
      urls: ['https://example.com/a', 'https://example.com/b'],
    });
  });

  it.each(['<html><body>Not found</body></html>', '', 'Hello\nhttps://example.com/', '{"a":1}'])(
    'is not: %s',
    (text) => {
      expect(readSitemap(text)).toBeNull();
    },
  );

  it('is read up to 50,000 addresses', () => {
    const text = urlset('<url><loc>https://example.com/</loc></url>'.repeat(50_010));
    expect(readSitemap(text)?.urls).toHaveLength(50_000);
  });
});
