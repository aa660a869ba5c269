import 'server-only';
import { Agent, fetch as undiciFetch } from 'undici';
import { shared } from '../shared';

/** A database that does not answer within this time counts as down. */
const DATABASE_TIME_LIMIT_MS = 3_000;

const agent = () =>
  shared('supabase.agent', () => new Agent({ connections: 64, keepAliveTimeout: 60_000, connect: { timeout: 1_000 } }));

/**
 * `fetch` for supabase clients: reused connections and a time limit, so that a hung database becomes an error
 * in seconds instead of a request that waits for ever.
 */
export const databaseFetch: typeof fetch = (input, init) => {
  const limit = AbortSignal.timeout(DATABASE_TIME_LIMIT_MS);
  const signal = init?.signal ? AbortSignal.any([init.signal, limit]) : limit;
  return undiciFetch(input as never, {
    ...(init as object),
    signal,
    dispatcher: agent(),
  }) as unknown as Promise<Response>;
};
