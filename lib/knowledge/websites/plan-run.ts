import 'server-only';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type Clock, systemClock } from '@/lib/platform/clock';
import { decodeFetched } from '../extract/decode.ts';
import { type Link, mayBePage } from './frontier';
import { type FetchResult, fetchPage } from './http';
import { READABLE_TYPES } from './read-page';
import { keptRobots, MAX_ROBOTS_BYTES, type Robots, readRobots } from './robots';
import type { Problem, TakenWebsite } from './schema';
import { readSitemap, type Sitemap } from './sitemap';
import { slices } from './slices';
import { type Site, siteOf } from './url';

/** Sitemaps that are read for one run, and how long they may take all together, in milliseconds. */
const MAX_SITEMAPS = 50;
const SITEMAPS_MS = 15_000;
const MAX_SITEMAP_BYTES = 10 * 1024 * 1024;
const MAX_UNPACKED_BYTES = 50 * 1024 * 1024;

/** How a run begins. */
export type RunPlan = {
  root: string;
  robots: string | null;
  seeds: Link[];
  /** Whether every sitemap could be read. */
  listedWhole: boolean;
  /** What was fetched on the way and need not be fetched again, by address. */
  fetched: Map<string, FetchResult>;
};
/** Why there is no run: nothing of the website changes then. */
export class SiteProblem extends Error {
  override name = 'SiteProblem';
  readonly problem: Problem;
  readonly detail: string | null;
  constructor(problem: Problem, detail?: string) {
    super(problem);
    this.problem = problem;
    this.detail = detail ?? null;
  }
}

/**
 * Asks robots.txt, follows the address to where it leads, and lists the first pages to read.
 * @throws SiteProblem when the site as a whole cannot or must not be read
 */
export async function planRun(
  { url, kind, maxPages, company }: TakenWebsite,
  signal: AbortSignal,
  clock: Clock = systemClock,
): Promise<RunPlan> {
  const known = new Map<string, string | null>();
  const rulesFor = async (address: string): Promise<Robots> => {
    const { origin } = new URL(address);
    if (!known.has(origin)) known.set(origin, await robotsOf(origin, company, signal));
    return readRobots(known.get(origin) ?? null, origin);
  };
  if (!(await rulesFor(url)).allows(url)) throw new SiteProblem('robots');
  const types = kind === 'sitemap' ? {} : { types: READABLE_TYPES };
  const start = await fetchPage(url, {
    signal,
    company,
    ...types,
    mayFollow: async (to) => ((await rulesFor(to)).allows(to) ? null : 'robots'),
    ...(kind === 'sitemap' ? { maxBytes: MAX_SITEMAP_BYTES } : {}),
  });
  if (start.kind === 'failed' || start.kind === 'skipped') throw new SiteProblem(start.problem, start.detail);
  if (start.kind === 'gone' && kind !== 'page') throw new SiteProblem('start-gone', start.detail);
  const root = start.kind === 'ok' ? start.url : url;
  const site = siteOf(url, root);
  const rules = await rulesFor(root);
  if (!rules.allows(root)) throw new SiteProblem('robots');
  const robots = known.get(site.origin) ?? null;
  const reader = { site, robots: rules, maxPages, company };

  if (kind === 'sitemap') {
    const first = start.kind === 'ok' ? await sitemapIn(start.bytes, start.contentType) : null;
    if (!first) throw new SiteProblem('no-sitemap');
    const { urls, whole } = await readSitemaps([{ url: root, sitemap: first }], reader, signal, clock);
    return { root, robots, seeds: seedsOf(urls, 0), listedWhole: whole, fetched: new Map() };
  }
  const first = site.within(kind === 'page' ? url : root) ?? root;
  const fetched = new Map<string, FetchResult>([[first, start]]);
  const seeds: Link[] = [{ url: first, depth: 0 }];
  if (kind === 'page') return { root, robots, seeds, listedWhole: true, fetched };
  const named = rules.sitemaps.length > 0 ? rules.sitemaps : [`${site.origin}/sitemap.xml`];
  const places = named.flatMap((place) => site.within(place, root) ?? []).map((place) => ({ url: place }));
  const { urls } = await readSitemaps(places, reader, signal, clock);
  return { root, robots, seeds: [...seeds, ...seedsOf(urls, 1)], listedWhole: true, fetched };
}

const seedsOf = (urls: Iterable<string>, depth: number): Link[] => [...urls].map((url) => ({ url, depth }));

/**
 * The site's robots.txt as it is kept; null where the server says that there is none (RFC 9309, 2.3.1.3), which may stand
 * behind redirects to other hosts. Whatever else is answered leaves open what may be read, and then nothing is.
 */
async function robotsOf(origin: string, company: string, signal: AbortSignal): Promise<string | null> {
  const bounds = { maxBytes: MAX_ROBOTS_BYTES, cut: true, anyHost: true };
  const result = await fetchPage(`${origin}/robots.txt`, { signal, company, ...bounds });
  if (result.kind === 'ok') return keptRobots(decodeFetched(result.bytes, result.contentType));
  if (result.kind === 'gone') return null;
  if (result.kind === 'unchanged') throw new SiteProblem('robots-unavailable', '304');
  const { problem, detail } = result;
  if (problem === 'status' && result.kind === 'failed' && !result.retry && detail?.startsWith('4')) return null;
  if (problem === 'status' || problem === 'redirect') throw new SiteProblem('robots-unavailable', detail);
  throw new SiteProblem(problem, detail);
}

/** Pages of the site that sitemaps list, in their order, as many as may be read. */
async function readSitemaps(
  places: { url: string; sitemap?: Sitemap }[],
  { site, robots, maxPages, company }: { site: Site; robots: Robots; maxPages: number; company: string },
  signal: AbortSignal,
  clock: Clock,
): Promise<{ urls: Set<string>; whole: boolean }> {
  const last = clock.monotonic() + SITEMAPS_MS;
  const urls = new Set<string>();
  const waiting = [...places];
  const seen = new Set(waiting.map(({ url }) => url));
  let whole = true;
  const letOthers = slices();
  for (let place = waiting.shift(); place && urls.size < maxPages; place = waiting.shift()) {
    const sitemap = place.sitemap ?? (await fetchSitemap(place.url, company, signal));
    whole &&= sitemap !== null;
    for (const address of sitemap?.urls ?? []) {
      if (urls.size >= maxPages) break;
      await letOthers();
      const url = site.within(address, place.url);
      if (url === null) continue;
      if (sitemap?.kind === 'pages') {
        if (clock.monotonic() > last) {
          whole = false;
          break;
        }
        if (mayBePage(url) && robots.allows(url)) urls.add(url);
      } else if (!seen.has(url)) {
        if (seen.size >= MAX_SITEMAPS || clock.monotonic() > last) {
          whole = false;
          break;
        }
        seen.add(url);
        waiting.push({ url });
      }
    }
  }
  return { urls, whole };
}

async function fetchSitemap(url: string, company: string, signal: AbortSignal): Promise<Sitemap | null> {
  const result = await fetchPage(url, { signal, company, maxBytes: MAX_SITEMAP_BYTES });
  return result.kind === 'ok' ? sitemapIn(result.bytes, result.contentType) : null;
}

const unpack = promisify(gunzip);

/** A sitemap, compressed as a file or not. */
async function sitemapIn(bytes: Uint8Array, contentType: string): Promise<Sitemap | null> {
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!packed) return readSitemap(decodeFetched(bytes, contentType));
  const unpacked = await unpack(bytes, { maxOutputLength: MAX_UNPACKED_BYTES }).catch(() => null);
  return unpacked && readSitemap(decodeFetched(unpacked, ''));
}
