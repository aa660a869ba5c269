import 'server-only';
import { createHash } from 'node:crypto';
import { namesOf } from '@/lib/platform/errors';
import { log } from '@/lib/platform/log';
import { firstOf } from '@/lib/platform/text';
import { ThreadsBusy } from '@/lib/platform/worker-threads';
import { decodeFetched } from '../extract/decode.ts';
import { extractPageInThread } from '../extract/thread';
import { readFile, UnreadableFile, UPLOAD_LIMITS } from '../files';
import { CHUNKING_VERSION, type PreparedSource, prepareInTurns } from '../prepare';
import { type SourceInput, sourceInputSchema } from '../schema';
import { type Link, linksToFollow } from './frontier';
import type { Fetched } from './http';
import type { Robots } from './robots';
import type { PageToRead, Problem, WebsiteKind } from './schema';
import type { Site } from './url';

/** Raise it when pages are read differently, and the next sync reads them anew, as it does when they are cut differently. */
const READING_VERSION = 1;

/** How long a page waits for a thread, and how long making it out may take: a step has its time, too. In milliseconds. */
const PATIENCE = { waitMs: 10_000, limitMs: 20_000 };
/** Times that a page goes to the end of the row because all threads are at work for others. */
const MOST_TRIES = 10;

/** The types of content that hold text for us. */
export const READABLE_TYPES =
  /^(?:text\/html|application\/xhtml\+xml|text\/plain|text\/(?:x-)?markdown|application\/pdf)\b/;

/** What is known of the website while its pages are read. */
export type Reading = {
  id: string;
  kind: WebsiteKind;
  site: Site;
  robots: Robots;
  maxDepth: number;
  /** Slug of the company that reads. */
  company: string;
};

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

/** How hashes of bytes begin: by it a page is known to have been read by the present code. */
const READ_BY = sha256(`${READING_VERSION} ${CHUNKING_VERSION}`).slice(0, 8);

/** What to tell the server of a page that is known. One that was read by older code is asked for whole. */
export const knownOf = ({ etag, lastModified, bodyHash }: PageToRead) =>
  bodyHash?.startsWith(READ_BY) ? { etag, lastModified } : { etag: null, lastModified: null };

/** Turns what the server sent into a source, or tells why not. Unchanged bytes are no work. */
export async function readPage(reading: Reading, page: PageToRead, fetched: Fetched): Promise<ReadPage> {
  const { etag, lastModified, contentType, bytes, robotsTag } = fetched;
  const bodyHash = READ_BY + sha256(`${contentType} ${robotsTag}\n`, bytes).slice(READ_BY.length);
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
    if (cause instanceof ThreadsBusy) {
      if (page.tries < MOST_TRIES) return { outcome: 'again', links: [] };
      const detail = 'This server had too much to read at the time. Sync it again later.';
      return { outcome: 'failed', problem: 'unreadable', detail, links: [] };
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
  const found = await extractPageInThread(decodeFetched(bytes, contentType), page.url, PATIENCE);
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
  const content = isPdf ? bytes : new TextEncoder().encode(decodeFetched(bytes, contentType));
  const name = `${nameOf(page.url)}${ending}`;
  const [file, ...more] = await readFile(page.url, name, content, UPLOAD_LIMITS, PATIENCE);
  if (more.length > 0) {
    const detail = 'It has more text than one source may hold. Split it, or upload it as a file.';
    return { outcome: 'failed', problem: 'unreadable', detail, links: [] };
  }
  if (!file) return { outcome: 'skipped', problem: 'empty', links: [] };
  return asSource(reading, page, file, []);
}

type Content = Pick<SourceInput, 'kind' | 'title' | 'body'> & { language?: string | null | undefined };

async function asSource(
  { id }: Reading,
  page: PageToRead,
  { kind, title, body, language }: Content,
  links: Link[],
): Promise<ReadPage> {
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
  const prepared = await prepareInTurns(input.data, null);
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
