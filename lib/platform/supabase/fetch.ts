import 'server-only';
import { Agent, request } from 'undici';
import { shared } from '../shared';

/** A database that does not answer within this time counts as down. */
const DATABASE_TIME_LIMIT_MS = 3_000;
const NO_BODY = new Set([204, 205, 304]);

const agent = () =>
  shared(
    'supabase.agent',
    () =>
      new Agent({
        connections: 64,
        keepAliveTimeout: 60_000,
        connect: { timeout: 1_000 },
        headersTimeout: DATABASE_TIME_LIMIT_MS,
        bodyTimeout: DATABASE_TIME_LIMIT_MS,
      }),
  );

/**
 * `fetch` for supabase clients: reused connections and a time limit, so that a hung database becomes an error
 * in seconds instead of a request that waits for ever. It rests on undici's `request`: a turn makes three calls, and
 * the machinery of a full `fetch` (streams, abort signals for the limit) costs twice the processor time for each.
 */
export const databaseFetch: typeof fetch = async (input, init) => {
  const { statusCode, headers, body } = await request(input instanceof Request ? input.url : input, {
    method: (init?.method ?? 'GET') as 'GET',
    headers: Object.fromEntries(new Headers(init?.headers)),
    // Supabase's clients send texts only.
    body: typeof init?.body === 'string' ? init.body : null,
    signal: init?.signal ?? null,
    dispatcher: agent(),
  });
  const answer = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    for (const one of [value].flat()) if (one !== undefined) answer.append(name, one);
  }
  const content = await body.text();
  return new Response(NO_BODY.has(statusCode) ? null : content, { status: statusCode, headers: answer });
};
