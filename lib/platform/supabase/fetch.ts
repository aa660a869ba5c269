import 'server-only';
import { Agent, type Dispatcher, request } from 'undici';
import { shared } from '../shared';
import { toHeaders } from '../undici-headers';

/** A database that does not answer within this time counts as down. */
const DATABASE_TIME_LIMIT_MS = 3_000;

/** Left to itself the library repeats reads for seconds: a page shall say at once that the database is away. */
export const READ_ONCE = { retry: false } as const;

const NO_BODY = new Set([204, 205, 304]);

const agent = () =>
  shared('supabase.agent', () => new Agent({ connections: 64, keepAliveTimeout: 60_000, connect: { timeout: 1_000 } }));

/**
 * `fetch` for supabase clients: reused connections and a time limit, so that a hung database becomes an error
 * in seconds instead of a request that waits for ever. It rests on undici's `request`: a turn makes three calls, and
 * the machinery of a full `fetch` costs twice the processor time for each. The limit is a timer of our own, since
 * undici's begins only when a connection is free.
 */
export const databaseFetch: typeof fetch = async (input, init) => {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(new Error('the database took too long')), DATABASE_TIME_LIMIT_MS);
  const given = init?.signal;
  const giveUp = () => stop.abort(given?.reason);
  if (given?.aborted) giveUp();
  given?.addEventListener('abort', giveUp, { once: true });
  try {
    const { statusCode, headers, body } = await request(input instanceof Request ? input.url : input, {
      method: (init?.method ?? 'GET') as Dispatcher.HttpMethod,
      headers: Object.fromEntries(new Headers(init?.headers)),
      // Supabase's clients send texts only.
      body: typeof init?.body === 'string' ? init.body : null,
      signal: stop.signal,
      dispatcher: agent(),
    });
    const content = await body.text();
    return new Response(NO_BODY.has(statusCode) ? null : content, { status: statusCode, headers: toHeaders(headers) });
  } finally {
    clearTimeout(timer);
    given?.removeEventListener('abort', giveUp);
  }
};
