/** Addresses that one sitemap may hold, by the protocol (sitemaps.org). */
const MAX_ENTRIES = 50_000;

/** A sitemap's addresses as written: of pages, or of further sitemaps. */
export type Sitemap = { kind: 'pages' | 'index'; urls: string[] };

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decodeXml(text: string): string {
  const inner = /^\s*<!\[CDATA\[([\s\S]*?)\]\]>\s*$/.exec(text)?.[1];
  if (inner !== undefined) return inner.trim();
  return text
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,4}));/gi, (whole, decimal, hex, name) => {
      if (name) return ENTITIES[String(name).toLowerCase()] ?? whole;
      const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
      return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
    })
    .trim();
}

/**
 * Reads a sitemap: `urlset`, `sitemapindex`, or a text with one address a line. Only the addresses are taken, so a search
 * for `loc` does; an XML parser would build a tree of megabytes to find the same.
 * @returns null for what is no sitemap, such as the page of a site that answers everything with 200
 */
export function readSitemap(text: string): Sitemap | null {
  const head = text.slice(0, 5_000);
  const kind = /<(?:\w+:)?sitemapindex[\s>]/i.test(head)
    ? 'index'
    : /<(?:\w+:)?urlset[\s>]/i.test(head)
      ? 'pages'
      : null;
  if (kind) {
    const urls: string[] = [];
    // `image:loc` and `video:loc` are of what is on a page.
    for (const [, loc = ''] of text.matchAll(/<loc>([^<]{1,4000}|\s*<!\[CDATA\[[^<]{1,4000}\]\]>\s*)<\/loc>/gi)) {
      urls.push(decodeXml(loc));
      if (urls.length === MAX_ENTRIES) break;
    }
    return { kind, urls };
  }
  const lines = text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/, MAX_ENTRIES)
    .map((line) => line.trim())
    .filter(Boolean);
  return lines.length > 0 && lines.every((line) => /^https?:\/\/\S+$/i.test(line))
    ? { kind: 'pages', urls: lines }
    : null;
}
