import 'server-only';
import { createHash } from 'node:crypto';
import { namesOf } from '@/lib/platform/errors';
import { log } from '@/lib/platform/log';
import { firstOf } from '@/lib/platform/text';
import { withTimeLimit } from '@/lib/platform/time-limit';
import { loadTokenizer } from '@/lib/platform/tokens';
import { extractPageInThread } from '../extract/thread';
import { readFile, UnreadableFile } from '../files';
import { type PreparedSource, prepareSource } from '../prepare';
import { type SourceInput, sourceInputSchema } from '../schema';
import { decodeText } from './decode';
import { type Link, linksToFollow } from './frontier';
import type { Fetched } from './http';
import type { Robots } from './robots';
import type { PageToRead, Problem, WebsiteKind } from './schema';
import type { Site } from './url';

/** Part of the hash of a page's bytes: raise it when pages are read differently, and the next sync reads them anew. */
const READING_VERSION = 1;

/** How long making out one page may take, its wait for a thread included: a step has its time, too. In milliseconds. */
const EXTRACT_LIMIT_MS = 20_000;

/** The types of content that hold text for us. */
export const READABLE_TYPES =
  /^(?:text\/html|application\/xhtml\+xml|text\/plain|text\/(?:x-)?markdown|application\/pdf)\b/;

/** What is known of the website while its pages are read. */
export type Reading = { id: string; kind: WebsiteKind; site: Site; robots: Robots; maxDepth: number };

/** What reading a page came to, as `keep_website_page` takes it; the source when it was read. */
export type ReadPage = {
  outcome: 'read' | 'unchanged' | 'skipped' | 'failed' | 'gone' | 'again';
  problem?: Problem;
  detail?: string;
  etag?: string | null;
  lastModified?: string | null;
  bodyHash?: string;
  textHash?: string;
  links: Link[];
  prepared?: PreparedSource;
};

const sha256 = (...parts: (string | Uint8Array)[]) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

/** Turns what the server sent into a source, or tells why not. Unchanged bytes are no work. */
export async function readPage(reading: Reading, page: PageToRead, fetched: Fetched): Promise<ReadPage> {
  await loadTokenizer();
  const { etag, lastModified, contentType, bytes, robotsTag } = fetched;
  const bodyHash = sha256(`${READING_VERSION} ${contentType} ${robotsTag}\n`, bytes);
  const seen = { etag, lastModified, bodyHash };
  if (bodyHash === page.bodyHash) return { outcome: 'unchanged', links: [], ...seen };
  try {
    const read =
      /html/.test(contentType) || contentType === ''
        ? await fromHtml(reading, page, fetched)
        : await fromFile(reading, page, fetched);
    return { ...seen, ...read };
  } catch (cause) {
    if (cause instanceof UnreadableFile) {
      return { outcome: 'failed', problem: 'unreadable', detail: firstOf(cause.message, 300), links: [] };
    }
    // One page that breaks its reader must not end the run.
    log.error('a page could not be read', { websiteId: reading.id, pageId: page.id, reason: namesOf(cause) });
    return { outcome: 'failed', problem: 'unreadable', links: [] };
  }
}

async function fromHtml(
  reading: Reading,
  page: PageToRead,
  { bytes, contentType, robotsTag }: Fetched,
): Promise<ReadPage> {
  const { kind, site } = reading;
  const found = await withTimeLimit(extractPageInThread(decodeText(bytes, contentType), page.url), EXTRACT_LIMIT_MS);
  const nofollow = found.nofollow || says(robotsTag, 'nofollow');
  const links = kind === 'site' && !nofollow ? await linksToFollow(found.links, page, reading) : [];
  if (found.noindex || says(robotsTag, 'noindex')) return { outcome: 'skipped', problem: 'noindex', links };
  // Whoever names one page wants that one; and of two that name each other, one is read.
  const canonical =
    kind === 'page' || page.preferred || !found.canonical ? null : site.within(found.canonical, page.url);
  if (canonical !== null && canonical !== page.url) {
    const preferred = { url: canonical, depth: page.depth, preferred: true };
    return { outcome: 'skipped', problem: 'canonical', detail: canonical, links: [preferred, ...links] };
  }
  if (!/[\p{L}\p{N}]/u.test(found.body)) return { outcome: 'skipped', problem: 'empty', links };
  const title = firstOf(found.title.trim() || nameOf(page.url), 300);
  return asSource(reading, page, { kind: 'page', title, body: found.body, language: found.language }, links);
}

async function fromFile(
  reading: Reading,
  page: PageToRead,
  { bytes, contentType, robotsTag }: Fetched,
): Promise<ReadPage> {
  if (says(robotsTag, 'noindex')) return { outcome: 'skipped', problem: 'noindex', links: [] };
  const isPdf = contentType.startsWith('application/pdf');
  const ending = isPdf ? '.pdf' : contentType.includes('markdown') || page.url.endsWith('.md') ? '.md' : '.txt';
  const content = isPdf ? bytes : new TextEncoder().encode(decodeText(bytes, contentType));
  const read = readFile(page.url, `${nameOf(page.url)}${ending}`, content);
  const [file, ...more] = await withTimeLimit(read, EXTRACT_LIMIT_MS);
  if (more.length > 0) {
    const detail = 'It has more text than one source may hold. Split it, or upload it as a file.';
    return { outcome: 'failed', problem: 'unreadable', detail, links: [] };
  }
  if (!file) return { outcome: 'skipped', problem: 'empty', links: [] };
  return asSource(reading, page, file, []);
}

type Content = Pick<SourceInput, 'kind' | 'title' | 'body'> & { language?: string | null | undefined };

function asSource(
  { id }: Reading,
  page: PageToRead,
  { kind, title, body, language }: Content,
  links: Link[],
): ReadPage {
  const input = sourceInputSchema.safeParse({
    externalId: `website/${id}/${sha256(page.url)}`,
    kind,
    title,
    url: page.url,
    body,
    ...(language ? { language } : {}),
  });
  if (!input.success) {
    return {
      outcome: 'failed',
      problem: 'unreadable',
      detail: firstOf(input.error.issues[0]?.message ?? '', 300),
      links,
    };
  }
  const prepared = prepareSource(input.data);
  if (prepared.passages.length === 0) return { outcome: 'skipped', problem: 'empty', links };
  return { outcome: 'read', textHash: sha256(`${title}\n${body}`), links, prepared };
}

/** The last step of an address in words. */
function nameOf(url: string): string {
  const { pathname, host } = new URL(url);
  const step =
    pathname
      .split('/')
      .findLast(Boolean)
      ?.replace(/\.\w{1,8}$/, '') ?? '';
  return /%/.test(step) ? host : step.replace(/[-_]+/g, ' ').trim() || host;
}

/** Whether X-Robots-Tag says something to everybody or to us, not to another reader by its name. */
const says = (robotsTag: string, word: 'noindex' | 'nofollow'): boolean =>
  robotsTag.split(',').some((part) => [word, 'none'].includes(part.replace(/^\s*halfsecondbot\s*:/, '').trim()));
