import { LRUCache } from 'lru-cache';
import robotsParser from 'robots-parser';
import { firstOf } from '@/lib/platform/text';

/** Under this name robots.txt may speak to us. */
const NAME = 'HalfsecondBot';
/** What we call ourselves in every request. */
export const USER_AGENT = `${NAME}/1.0 (reads the website for its owner's support assistant)`;

/** Longest robots.txt that is read, in bytes (RFC 9309, 2.5); the rest is left out, as search engines do. */
export const MAX_ROBOTS_BYTES = 500 * 1024;
/**
 * Rules that are gone by, and what of each: one that was written by hand is shorter. An address is matched against all of
 * them, in a time that grows with its own length times all that stands behind wildcards.
 */
const MAX_RULES = 500;
const MAX_RULE = 200;
const MAX_WILDCARDS = 4;
const MAX_BEHIND_WILDCARDS = 5_000;
/** Bytes of all rules, and of all addresses of sitemaps: together what the database takes. */
const MAX_RULES_BYTES = 120_000;
const MAX_SITEMAPS_BYTES = 60_000;
const MAX_ADDRESS = 2_000;
const MAX_CRAWL_DELAY_MS = 10_000;
/** Menus stand on every page: answers that are kept, in characters of their addresses. */
const REMEMBERED = 1_000_000;

/** What a site's robots.txt says to us. */
export type Robots = {
  allows(url: string): boolean;
  /** Pause between two requests that it asks for, 10 s at most; 0 when it asks for none. */
  crawlDelayMs: number;
  /** Addresses of sitemaps, as written. */
  sitemaps: string[];
};

type Line = { name: string; value: string };

/**
 * The part of a robots.txt that is kept: the groups of rules that speak to us, within bounds, and the sitemaps. A rule
 * that forbids is cut where it goes beyond them, which forbids more, and one that allows is left out.
 */
export function keptRobots(text: string): string {
  const lines = linesOf(text.slice(0, MAX_ROBOTS_BYTES).replaceAll('\0', '').toWellFormed());
  const named = NAME.toLowerCase();
  const agent = lines.some(({ name, value }) => name === 'user-agent' && agentIn(value) === named) ? named : '*';
  const kept: string[] = [];
  const left = { rules: MAX_RULES, behind: MAX_BEHIND_WILDCARDS, bytes: MAX_RULES_BYTES, sitemaps: MAX_SITEMAPS_BYTES };
  let isOurs = false;
  let before = '';
  for (const { name, value } of lines) {
    if (name === 'user-agent') {
      if (before !== 'user-agent') isOurs = false;
      if (!isOurs && agentIn(value) === agent) {
        isOurs = true;
        kept.push(`User-agent: ${agent}`);
      }
    } else if (name === 'sitemap' && value.length <= MAX_ADDRESS) {
      left.sitemaps -= Buffer.byteLength(value) + 10;
      if (left.sitemaps >= 0) kept.push(`Sitemap: ${value}`);
    } else if (name === 'crawl-delay' && isOurs) kept.push(`Crawl-delay: ${firstOf(value, 20)}`);
    else if ((name === 'allow' || name === 'disallow') && isOurs && value) {
      const rule = keptRule(name, value);
      if (rule === null) continue;
      const behind = rule.includes('*') ? encodeURI(rule).length - rule.indexOf('*') : 0;
      const bytes = Buffer.byteLength(rule) + 12;
      if (left.rules < 1 || left.behind < behind || left.bytes < bytes) continue;
      left.rules -= 1;
      left.behind -= behind;
      left.bytes -= bytes;
      kept.push(`${name === 'allow' ? 'Allow' : 'Disallow'}: ${rule}`);
    }
    before = name;
  }
  return kept.join('\n');
}

function keptRule(name: 'allow' | 'disallow', value: string): string | null {
  const plain = value.replace(/\*{2,}/g, '*');
  const short = firstOf(plain.split('*', MAX_WILDCARDS + 1).join('*'), MAX_RULE);
  return short === plain || name === 'disallow' ? short : null;
}

const agentIn = (value: string): string => value.split('/', 1)[0]?.trim().toLowerCase() ?? '';

function linesOf(text: string): Line[] {
  return text.split(/\r\n|\r|\n/).flatMap((line) => {
    const said = line.split('#', 1)[0] ?? '';
    const at = said.indexOf(':');
    return at < 0 ? [] : [{ name: said.slice(0, at).trim().toLowerCase(), value: said.slice(at + 1).trim() }];
  });
}

/**
 * Reads a robots.txt (RFC 9309).
 * @param text null when the site has none: then everything may be read
 * @param origin scheme and host that it holds for
 */
export function readRobots(text: string | null, origin: string): Robots {
  const rules = robotsParser(`${origin}/robots.txt`, keptRobots(text ?? ''));
  const delay = rules.getCrawlDelay(NAME) ?? 0;
  const known = new LRUCache<string, boolean>({ maxSize: REMEMBERED, sizeCalculation: (_, url) => url.length });
  return {
    allows(url) {
      const answer = known.get(url) ?? rules.isAllowed(url, NAME) ?? false;
      known.set(url, answer);
      return answer;
    },
    crawlDelayMs: Math.min(Math.max(delay, 0) * 1000, MAX_CRAWL_DELAY_MS),
    sitemaps: rules.getSitemaps(),
  };
}
