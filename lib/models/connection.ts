import 'server-only';
import type { Readable } from 'node:stream';
import { Agent, type Dispatcher, request, fetch as undiciFetch } from 'undici';
import { publicLookup, refusePrivateLiteral } from '@/lib/platform/security/public-address';
import { shared } from '@/lib/platform/shared';
import { toHeaders } from '@/lib/platform/undici-headers';
import { headersArrived } from './headers-seen';

const CONNECT_TIME_LIMIT_MS = 3_000;
/** An answer's text is cut at 60,000 characters; even token by token in JSON it stays below this. In bytes. */
const MAX_RESPONSE_BYTES = 8 * 1024 * 1024;
const CONNECTIONS_PER_SERVER = 256;

/** `installation`: the operator chose the address. `public`: somebody else did, and it may not lead into our network. */
export type Reach = 'installation' | 'public';

const counted = () => shared('models.connections', () => ({ requests: 0, connections: 0 }));

/**
 * Connections to providers are kept and reused: a new TLS handshake would cost more than all of our own work. Where a
 * server offers HTTP/2 its calls share one connection. The two reaches differ in how a name is resolved, and a kept
 * connection of one must not serve the other.
 */
const agent = (reach: Reach): Dispatcher =>
  shared(`models.agent.${reach}`, () =>
    new Agent({
      connections: CONNECTIONS_PER_SERVER,
      allowH2: true,
      keepAliveTimeout: 120_000,
      keepAliveMaxTimeout: 600_000,
      maxResponseSize: MAX_RESPONSE_BYTES,
      connect: { timeout: CONNECT_TIME_LIMIT_MS, ...(reach === 'public' ? { lookup: publicLookup } : {}) },
    }).on('connect', () => {
      counted().connections += 1;
    }),
  );

/**
 * `fetch` for calls to providers. Redirects are refused: one could lead a key, or the call itself, to where the
 * settings did not say.
 */
export function modelFetch(reach: Reach): typeof fetch {
  return async (input, init) => {
    if (reach === 'public') refusePrivateLiteral(new URL(input instanceof Request ? input.url : input));
    counted().requests += 1;
    const options = { ...(init as object), redirect: 'error' as const, dispatcher: agent(reach) };
    const response = await undiciFetch(input as never, options);
    headersArrived();
    return response as unknown as Response;
  };
}

/** A provider's response, its body as it comes. */
export type ModelResponse = { status: number; headers: Headers; body: Readable };

/** The same without what makes a full `fetch` dear; for texts as bodies. Redirects are not followed. */
export function modelRequest(
  reach: Reach,
): (input: string | URL | Request, init?: RequestInit) => Promise<ModelResponse> {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (reach === 'public') refusePrivateLiteral(url);
    counted().requests += 1;
    const { statusCode, headers, body } = await request(url, {
      method: (init?.method ?? 'GET') as Dispatcher.HttpMethod,
      headers: Object.fromEntries(new Headers(init?.headers)),
      body: typeof init?.body === 'string' ? init.body : null,
      signal: init?.signal ?? null,
      dispatcher: agent(reach),
    });
    headersArrived();
    return { status: statusCode, headers: toHeaders(headers), body };
  };
}

/**
 * How well connections to providers are reused in this process: requests sent, connections opened for them, and the
 * share of requests (0 to 1) that found one open. Null before the first request.
 */
export function connectionReuse(): { requests: number; connections: number; reused: number | null } {
  const { requests, connections } = counted();
  return { requests, connections, reused: requests === 0 ? null : Math.max(0, 1 - connections / requests) };
}
