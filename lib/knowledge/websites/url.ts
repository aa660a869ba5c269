/** What ad and mail campaigns add to an address; the page is the same without it. */
const TRACKING = /^(?:utm_.*|gclid|gclsrc|dclid|gbraid|wbraid|fbclid|msclkid|yclid|igshid|mc_cid|mc_eid|_ga|_gl)$/i;
/** Longest address that is kept. */
export const MAX_URL = 2_000;

/**
 * An address in the one form under which it is kept: absolute, without fragment, default port, user and tracking
 * parameters, its query sorted. A trailing slash stays as it is: with and without it are two addresses on many servers.
 * @param base what a relative address stands on
 * @returns null for what is no web address, or is too long
 */
export function normaliseUrl(address: string, base?: string): string | null {
  const parsed = URL.parse(address.trim(), base);
  if (!parsed || !/^https?:$/.test(parsed.protocol) || !parsed.hostname) return null;
  parsed.hash = '';
  parsed.username = '';
  parsed.password = '';
  if (parsed.search) {
    const pairs = parsed.search
      .slice(1)
      .split('&')
      .filter((pair) => pair && !TRACKING.test(pair.split('=', 1)[0] ?? ''));
    parsed.search = pairs.sort().join('&');
  }
  // An empty query leaves its question mark.
  const url = parsed.href.replace(/\?$/, '');
  return url.length <= MAX_URL ? url : null;
}

/** The host without `www.`, with a port that is not the default. */
const apexOf = (url: URL): string => url.host.replace(/^www\./, '');

/** Whether two addresses are on one site when one redirects to the other: `www.` and https apart, the host is the same. */
export function areTwins(one: string, other: string): boolean {
  const [a, b] = [URL.parse(one), URL.parse(other)];
  return a !== null && b !== null && apexOf(a) === apexOf(b);
}

/** Tells the addresses of a site from others, and gives those of its second name the first. */
export type Site = {
  /** Scheme and host under which pages are kept. */
  origin: string;
  /** The normalised address if it is of this site, else null. */
  within(address: string, base?: string): string | null;
};

/**
 * @param start the address that was given
 * @param root where it led: the same, or its twin with or without `www.`
 */
export function siteOf(start: string, root: string): Site {
  const { origin } = new URL(root);
  const names = new Set([new URL(start).origin, origin]);
  return {
    origin,
    within(address, base) {
      const url = normaliseUrl(address, base);
      if (url === null) return null;
      const { origin: its, pathname, search } = new URL(url);
      return names.has(its) ? `${origin}${pathname}${search}` : null;
    },
  };
}
