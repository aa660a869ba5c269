import 'server-only';
import { createClient, type VercelKV } from '@vercel/kv';
import { env } from '../env';
import { shared } from '../shared';

export type Kv = VercelKV;

/**
 * A client of the key-value store at an address. It does not retry: what asks it has an answer of its own when the
 * store is away, and a retry would only come later.
 */
export function connectKv(url: string, token: string): Kv {
  return createClient({ url, token, retry: false, cache: 'no-store' });
}

/** The store named by KV_REST_API_URL and KV_REST_API_TOKEN, or null when they are not set. */
export function kvClient(): Kv | null {
  return shared('kv', () => {
    const { KV_REST_API_URL: url, KV_REST_API_TOKEN: token } = env();
    return { client: url && token ? connectKv(url, token) : null };
  }).client;
}
