import type { Robots } from './robots';
import { slices } from './slices';
import type { Site } from './url';

/** An address for the frontier; `preferred` when another page named it as the one to read. */
export type Link = { url: string; depth: number; preferred?: boolean };

/** Links that are followed from one page; more are menus of a shop's every product. */
const MAX_LINKS = 500;
/** Links of one page that are looked at for that, and different ones of them that robots.txt is asked about. */
const MAX_LOOKED_AT = 5_000;
const MAX_ASKED = 1_000;
/** A path with more steps, or with one step again and again, is made by a page that links to itself one level deeper. */
const MAX_STEPS = 12;
const MAX_REPEATS = 2;

/** Endings of what holds no text for us: images, sound, film, archives, programs, styles. */
const NOT_TEXT =
  /\.(?:avif|bmp|gif|ico|jpe?g|png|svg|tiff?|webp|aac|flac|m4a|mp3|ogg|wav|avi|m4v|mkv|mov|mp4|mpe?g|webm|7z|bz2|dmg|exe|gz|iso|jar|msi|pkg|rar|tar|tgz|xz|zip|css|js|mjs|json|map|xml|rss|atom|woff2?|ttf|otf|eot|docx?|xlsx?|pptx?|odt|ods|epub)$/i;

/** Whether an address looks like a page and not like a file of another kind, or an endless path. */
export function mayBePage(url: string): boolean {
  const { pathname } = new URL(url);
  if (NOT_TEXT.test(pathname)) return false;
  const steps = pathname.split('/').filter(Boolean);
  if (steps.length > MAX_STEPS) return false;
  const counts = new Map<string, number>();
  for (const step of steps) {
    const count = (counts.get(step) ?? 0) + 1;
    if (count > MAX_REPEATS) return false;
    counts.set(step, count);
  }
  return true;
}

/**
 * Which links of a page are to be read: those of the same site that robots.txt allows, each once, no deeper than
 * allowed. Whether they are known already, and whether there is room, the database tells.
 * @param found addresses as on the page, absolute or relative to it
 * @param from the page, and how many links it is away from the start
 */
export async function linksToFollow(
  found: readonly string[],
  from: { url: string; depth: number },
  { site, robots, maxDepth }: { site: Site; robots: Robots; maxDepth: number },
): Promise<Link[]> {
  const depth = from.depth + 1;
  if (depth > maxDepth) return [];
  const urls = new Set<string>();
  const seen = new Set([from.url]);
  const letOthers = slices();
  for (const address of found.slice(0, MAX_LOOKED_AT)) {
    if (urls.size === MAX_LINKS || seen.size > MAX_ASKED) break;
    await letOthers();
    const url = site.within(address, from.url);
    if (url === null || seen.has(url)) continue;
    seen.add(url);
    if (mayBePage(url) && robots.allows(url)) urls.add(url);
  }
  return [...urls].map((url) => ({ url, depth }));
}
