import robotsParser from 'robots-parser';

/** Under this name robots.txt may speak to us. */
const NAME = 'HalfsecondBot';
/** What we call ourselves in every request. */
export const USER_AGENT = `${NAME}/1.0 (reads the website for its owner's support assistant)`;

/** Longest robots.txt that is gone by, in characters; the rest is left out, as search engines do. */
const MAX_ROBOTS = 100_000;
/** A longer line is no rule that anybody wrote by hand, and matching takes time with its length. */
const MAX_LINE = 500;
const MAX_CRAWL_DELAY_MS = 10_000;

/** What a site's robots.txt says to us. */
export type Robots = {
  allows(url: string): boolean;
  /** Pause between two requests that it asks for, 10 s at most; 0 when it asks for none. */
  crawlDelayMs: number;
  /** Addresses of sitemaps, as written. */
  sitemaps: string[];
};

/** The part of a robots.txt that is kept. */
export const keptRobots = (text: string): string =>
  text
    .slice(0, MAX_ROBOTS)
    .replaceAll('\0', '')
    .toWellFormed()
    .split(/\r\n|\r|\n/)
    .filter((line) => line.length <= MAX_LINE)
    .join('\n');

/**
 * Reads a robots.txt (RFC 9309).
 * @param text null when the site has none: then everything may be read
 * @param origin scheme and host that it holds for
 */
export function readRobots(text: string | null, origin: string): Robots {
  const rules = robotsParser(`${origin}/robots.txt`, text ?? '');
  const delay = rules.getCrawlDelay(NAME) ?? 0;
  return {
    allows: (url) => rules.isAllowed(url, NAME) ?? false,
    crawlDelayMs: Math.min(Math.max(delay, 0) * 1000, MAX_CRAWL_DELAY_MS),
    sitemaps: rules.getSitemaps(),
  };
}
