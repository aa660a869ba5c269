import 'server-only';
import { createHash } from 'node:crypto';
import { namedCache } from '@/lib/platform/cache/named-cache';
import { serviceDb } from '@/lib/platform/supabase/service';
import { type ApiKeyHolder, apiKeyHolderSchema, type WidgetKeyHolder, widgetKeyHolderSchema } from './schema';

const FIVE_MINUTES = 5 * 60_000;

/** A miss is remembered too, so that guessing keys does not reach the database each time. */
type Held<T> = { holder: T | null };

const widgetKeys = namedCache<Held<WidgetKeyHolder>>('widget-keys', { max: 10_000, ttlMs: FIVE_MINUTES });
const apiKeys = namedCache<Held<ApiKeyHolder>>('api-keys', { max: 10_000, ttlMs: FIVE_MINUTES });

/** The company that a widget key names, or null. Cached for 5 minutes. */
export async function findWidgetKey(key: string): Promise<WidgetKeyHolder | null> {
  if (!/^wk_[A-Za-z0-9_-]{4,64}$/.test(key)) return null;
  const held = await widgetKeys.get(key, async () => ({
    holder: widgetKeyHolderSchema.nullable().parse(await serviceDb.call('resolve_widget_key', { p_key: key })),
  }));
  return held.holder;
}

/** What is kept of an API key. */
export const hashApiKey = (key: string): string => createHash('sha256').update(key).digest('hex');

/** Under which hash a key is cached: whoever revokes it knows its id only. */
const hashOfKey = namedCache<string>('api-key-hashes', { max: 10_000, ttlMs: FIVE_MINUTES });

/** The company that an API key (`hs_…`) belongs to, or null. Cached for 5 minutes. */
export async function findApiKey(key: string): Promise<ApiKeyHolder | null> {
  if (!/^hs_[A-Za-z0-9_-]{20,80}$/.test(key)) return null;
  const hash = hashApiKey(key);
  const held = await apiKeys.get(hash, async () => {
    const holder = apiKeyHolderSchema.nullable().parse(await serviceDb.call('resolve_api_key', { p_hash: hash }));
    if (holder) hashOfKey.set(holder.keyId, hash);
    return { holder };
  });
  return held.holder;
}

/** Whether a widget or API key can be judged without asking the database. */
export const isKeyCached = (key: string): boolean =>
  (key.startsWith('hs_') ? apiKeys.peek(hashApiKey(key)) : widgetKeys.peek(key)) !== undefined;

/** Call after a key or its company's settings changed, so that this process sees it at once. */
export function forgetWidgetKey(key: string): void {
  widgetKeys.invalidate(key);
}

/** Call after an API key was revoked or its company's limit changed. */
export function forgetApiKey(keyId: string): void {
  const hash = hashOfKey.peek(keyId);
  if (hash !== undefined) apiKeys.invalidate(hash);
}
