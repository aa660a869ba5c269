import 'server-only';
import { createClient, type VercelKV } from '@vercel/kv';
import { checkEnv } from '../env';
import { shared } from '../shared';

export type Kv = VercelKV;

/** No request of the product itself waits longer; what is asked on a visitor's way has a shorter limit of its own. */
const TIME_LIMIT_MS = 2_000;

/**
 * A client of the key-value store at an address. It does not retry: what asks it has an answer of its own when the
 * store is away, and a retry would only come later.
 * @param timeLimitMs then a request is given up and its connection closed
 */
export function connectKv(url: string, token: string, timeLimitMs = 10_000): Kv {
  return createClient({ url, token, retry: false, cache: 'no-store', signal: () => AbortSignal.timeout(timeLimitMs) });
}

/** The store named by KV_REST_API_URL and KV_REST_API_TOKEN, or null when they are not set. */
export function kvClient(): Kv | null {
  return shared('kv', () => {
    const { KV_REST_API_URL: url, KV_REST_API_TOKEN: token } = checkEnv();
    return { client: url && token ? connectKv(url, token, TIME_LIMIT_MS) : null };
  }).client;
}
