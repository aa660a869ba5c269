import 'server-only';
import { Agent, type Dispatcher, type Response, fetch as undiciFetch } from 'undici';
import { PrivateAddressError, publicLookup, refusePrivateLiteral } from '@/lib/platform/security/public-address';
import { shared } from '@/lib/platform/shared';
import { atHost } from './host-gate';
import { isAllowedPrivate } from './private-sites';
import { USER_AGENT } from './robots';
import type { Problem } from './schema';
import { areTwins } from './url';

const REQUEST_LIMIT_MS = 10_000;
const MAX_BYTES = 5 * 1024 * 1024;
const MAX_REDIRECTS = 5;
/** After this nothing more is begun for an address: a step that reads pages has its time, too. */
const PAGE_LIMIT_MS = 15_000;

/** What was there. `url` is where redirects ended; hashes and dates are as the server gave them. */
export type Fetched = {
  kind: 'ok';
  url: string;
  contentType: string;
  bytes: Uint8Array;
  etag: string | null;
  lastModified: string | null;
  robotsTag: string;
};
/** What a request came to. `retry`: another try in a few minutes may succeed. */
export type FetchResult =
  | Fetched
  | { kind: 'unchanged' }
  | { kind: 'gone'; detail: string }
  | { kind: 'skipped'; problem: Problem; detail?: string }
  | { kind: 'failed'; problem: Problem; detail?: string; retry: boolean };

export type FetchOptions = {
  signal: AbortSignal;
  /** The company that reads, by its slug: it may be allowed hosts of a private network. */
  company: string;
  /** As robots.txt asks, in milliseconds; 0 for none. */
  crawlDelayMs?: number;
  /** What is known of it: then an unchanged page is answered in few bytes. */
  known?: { etag: string | null; lastModified: string | null };
  maxBytes?: number;
  /** What is larger than that is cut instead of refused. */
  cut?: boolean;
  /** Redirects may lead to other hosts. */
  anyHost?: boolean;
  /** Asked before a redirect is followed: why it may not be, or null. */
  mayFollow?: (url: string) => Promise<Problem | null> | Problem | null;
  /** The types of content that are taken, as the header begins; left out, any. */
  types?: RegExp;
};

/**
 * Connections to hosts that somebody outside named resolve to public addresses only; those of hosts that the operator
 * allows are kept apart, so that none of them can be reused for the others.
 */
const agent = (reach: 'public' | 'allowed'): Dispatcher =>
  shared(`knowledge.agent.${reach}`, () => {
    const connect = { timeout: REQUEST_LIMIT_MS, ...(reach === 'public' ? { lookup: publicLookup } : {}) };
    return new Agent({ connections: 4, keepAliveTimeout: 10_000, connect });
  });

/**
 * Reads an address politely (see `atHost`). Redirects are followed by hand, five at most, each checked: never off the
 * site (its name with or without `www.`), never to a private address, never from https to http.
 */
export async function fetchPage(address: string, options: FetchOptions): Promise<FetchResult> {
  let url = address;
  const last = performance.now() + PAGE_LIMIT_MS;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    const reached = await request(new URL(url), hops === 0 ? options : { ...options, known: undefined });
    if (reached.kind !== 'redirect') return reached;
    const next = URL.parse(reached.to, url);
    if (!next || !/^https?:$/.test(next.protocol)) return { kind: 'failed', problem: 'redirect', retry: false };
    next.hash = '';
    const refused = refusal(next, options.company);
    if (refused) return refused;
    if (!options.anyHost && !areTwins(address, next.href))
      return { kind: 'skipped', problem: 'elsewhere', detail: next.host };
    // What was asked for safely is not taken from where anybody on the way could change it.
    if (next.protocol === 'http:' && url.startsWith('https:'))
      return { kind: 'failed', problem: 'redirect', detail: next.href.slice(0, 300), retry: false };
    const problem = (await options.mayFollow?.(next.href)) ?? null;
    if (problem !== null) return { kind: 'skipped', problem, detail: next.host };
    if (performance.now() > last) return { kind: 'failed', problem: 'timeout', retry: true };
    url = next.href;
  }
  return { kind: 'failed', problem: 'redirect', retry: false };
}

function refusal(url: URL, company: string): FetchResult | null {
  if (isAllowedPrivate(url, company)) return null;
  try {
    refusePrivateLiteral(url);
    return null;
  } catch (error) {
    if (error instanceof PrivateAddressError) return { kind: 'skipped', problem: 'private', detail: url.host };
    throw error;
  }
}

type Reached = FetchResult | { kind: 'redirect'; to: string };

async function request(
  url: URL,
  options: FetchOptions & { known?: FetchOptions['known'] | undefined },
): Promise<Reached> {
  const { signal, known, company } = options;
  const refused = refusal(url, company);
  if (refused) return refused;
  try {
    return await atHost(url.host, options.crawlDelayMs ?? 0, signal, async () => {
      const response = await undiciFetch(url, {
        redirect: 'manual',
        dispatcher: agent(isAllowedPrivate(url, company) ? 'allowed' : 'public'),
        signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_LIMIT_MS)]),
        headers: {
          'user-agent': USER_AGENT,
          accept:
            'text/html,application/xhtml+xml,text/plain;q=0.9,text/markdown;q=0.9,application/pdf;q=0.9,*/*;q=0.1',
          ...(known?.etag ? { 'if-none-match': known.etag } : {}),
          ...(known?.lastModified ? { 'if-modified-since': known.lastModified } : {}),
        },
      });
      const outcome = judge(response, options);
      if (outcome) {
        await response.body?.cancel();
        return outcome;
      }
      return read(response, url, options);
    });
  } catch (error) {
    // The whole run is to stop, not this page alone.
    signal.throwIfAborted();
    return failureOf(error, url);
  }
}

/** What status and headers alone decide; null when the body is wanted. */
function judge(response: Response, { types }: FetchOptions): Reached | null {
  const { status, headers } = response;
  if (status === 304) return { kind: 'unchanged' };
  const location = headers.get('location');
  if (status >= 300 && status < 400 && location) return { kind: 'redirect', to: location };
  if (status === 404 || status === 410) return { kind: 'gone', detail: String(status) };
  if (status !== 200) {
    const retry = status >= 500 || status === 429 || status === 408;
    return { kind: 'failed', problem: 'status', detail: String(status), retry };
  }
  const type = headers.get('content-type')?.toLowerCase() ?? '';
  if (types && type && !types.test(type)) return { kind: 'skipped', problem: 'type', detail: type.split(';')[0] ?? '' };
  return null;
}

async function read(
  response: Response,
  url: URL,
  { maxBytes = MAX_BYTES, cut = false }: FetchOptions,
): Promise<FetchResult> {
  const { headers, body } = response;
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += piece.byteLength;
    // What is compressed may unfold to any size, so it is counted as it comes and not as announced.
    if (size > maxBytes && !cut) {
      return { kind: 'failed', problem: 'too-large', detail: `${Math.round(maxBytes / 1024 / 1024)} MB`, retry: false };
    }
    pieces.push(piece);
    if (size > maxBytes) break;
  }
  const short = (name: string, max: number) => {
    const value = headers.get(name);
    return value && value.length <= max ? value : null;
  };
  return {
    kind: 'ok',
    url: url.href,
    contentType: headers.get('content-type')?.toLowerCase() ?? '',
    bytes: Buffer.concat(pieces, Math.min(size, maxBytes)),
    etag: short('etag', 300),
    lastModified: short('last-modified', 100),
    robotsTag: headers.get('x-robots-tag')?.toLowerCase() ?? '',
  };
}

function failureOf(error: unknown, url: URL): FetchResult {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (at instanceof PrivateAddressError) return { kind: 'skipped', problem: 'private', detail: url.host };
    const code = 'code' in at && typeof at.code === 'string' ? at.code : '';
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
      return { kind: 'failed', problem: 'not-found', detail: url.hostname, retry: code === 'EAI_AGAIN' };
    }
    if (at.name === 'TimeoutError' || code.includes('TIMEOUT'))
      return { kind: 'failed', problem: 'timeout', retry: true };
    if (/^(?:ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code)) {
      return { kind: 'failed', problem: 'certificate', retry: false };
    }
  }
  return { kind: 'failed', problem: 'unreachable', retry: true };
}
