import 'server-only';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type Clock, systemClock } from '@/lib/platform/clock';
import { decodeText } from './decode';
import { type Link, mayBePage } from './frontier';
import { type FetchResult, fetchPage } from './http';
import { READABLE_TYPES } from './read-page';
import { keptRobots, type Robots, readRobots } from './robots';
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
  { url, kind, maxPages }: TakenWebsite,
  signal: AbortSignal,
  clock: Clock = systemClock,
): Promise<RunPlan> {
  let robots = await robotsOf(new URL(url).origin, signal);
  if (!readRobots(robots, new URL(url).origin).allows(url)) throw new SiteProblem('robots');
  const types = kind === 'sitemap' ? {} : { types: READABLE_TYPES };
  const start = await fetchPage(url, {
    signal,
    ...types,
    ...(kind === 'sitemap' ? { maxBytes: MAX_SITEMAP_BYTES } : {}),
  });
  if (start.kind === 'failed' || start.kind === 'skipped') throw new SiteProblem(start.problem, start.detail);
  if (start.kind === 'gone' && kind !== 'page') throw new SiteProblem('start-gone', start.detail);
  const root = start.kind === 'ok' ? start.url : url;
  const site = siteOf(url, root);
  if (site.origin !== new URL(url).origin) robots = await robotsOf(site.origin, signal);
  const rules = readRobots(robots, site.origin);
  if (!rules.allows(root)) throw new SiteProblem('robots');

  if (kind === 'sitemap') {
    const first = start.kind === 'ok' ? await sitemapIn(start.bytes, start.contentType) : null;
    if (!first) throw new SiteProblem('no-sitemap');
    const { urls, whole } = await readSitemaps([{ url: root, sitemap: first }], site, rules, maxPages, signal, clock);
    return { root, robots, seeds: seedsOf(urls, 0), listedWhole: whole, fetched: new Map() };
  }
  const first = site.within(kind === 'page' ? url : root) ?? root;
  const fetched = new Map<string, FetchResult>([[first, start]]);
  const seeds: Link[] = [{ url: first, depth: 0 }];
  if (kind === 'page') return { root, robots, seeds, listedWhole: true, fetched };
  const named = rules.sitemaps.length > 0 ? rules.sitemaps : [`${site.origin}/sitemap.xml`];
  const places = named.flatMap((place) => site.within(place, root) ?? []).map((place) => ({ url: place }));
  const { urls } = await readSitemaps(places, site, rules, maxPages, signal, clock);
  return { root, robots, seeds: [...seeds, ...seedsOf(urls, 1)], listedWhole: true, fetched };
}

const seedsOf = (urls: Iterable<string>, depth: number): Link[] => [...urls].map((url) => ({ url, depth }));

/** The site's robots.txt as it is kept; null where it has none. A server in trouble says nothing, and then nothing is read. */
async function robotsOf(origin: string, signal: AbortSignal): Promise<string | null> {
  const result = await fetchPage(`${origin}/robots.txt`, { signal });
  if (result.kind === 'ok') return keptRobots(decodeText(result.bytes, result.contentType));
  if (result.kind === 'failed' && result.problem !== 'redirect' && result.problem !== 'too-large') {
    if (result.problem !== 'status') throw new SiteProblem(result.problem, result.detail);
    if (result.retry) throw new SiteProblem('robots-unavailable', result.detail);
  }
  if (result.kind === 'skipped' && result.problem === 'private') throw new SiteProblem('private', result.detail);
  return null;
}

/** Pages of the site that sitemaps list, in their order, as many as may be read. */
async function readSitemaps(
  places: { url: string; sitemap?: Sitemap }[],
  site: Site,
  robots: Robots,
  maxPages: number,
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
    const sitemap = place.sitemap ?? (await fetchSitemap(place.url, signal));
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

async function fetchSitemap(url: string, signal: AbortSignal): Promise<Sitemap | null> {
  const result = await fetchPage(url, { signal, maxBytes: MAX_SITEMAP_BYTES });
  return result.kind === 'ok' ? sitemapIn(result.bytes, result.contentType) : null;
}

const unpack = promisify(gunzip);

/** A sitemap, compressed as a file or not. */
async function sitemapIn(bytes: Uint8Array, contentType: string): Promise<Sitemap | null> {
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!packed) return readSitemap(decodeText(bytes, contentType));
  const unpacked = await unpack(bytes, { maxOutputLength: MAX_UNPACKED_BYTES }).catch(() => null);
  return unpacked && readSitemap(decodeText(unpacked, ''));
}
