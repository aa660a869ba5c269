import 'server-only';
import { createHash } from 'node:crypto';
import { namedCache } from '@/lib/platform/cache/named-cache';
import { serviceDb } from '@/lib/platform/supabase/service';
import { type ApiKeyHolder, apiKeyHolderSchema, type WidgetKeyHolder, widgetKeyHolderSchema } from './schema';

/** A miss is remembered too, so that guessing keys does not reach the database each time. */
type Held<T> = { holder: T | null };

const companyOf = ({ holder }: Held<{ companyId: string }>) => holder?.companyId;

const widgetKeys = namedCache<Held<WidgetKeyHolder>>('widget-keys', { companyOf });
const apiKeys = namedCache<Held<ApiKeyHolder>>('api-keys', { companyOf });

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

/** The company that an API key (`hs_…`) belongs to, or null. Cached for 5 minutes. */
export async function findApiKey(key: string): Promise<ApiKeyHolder | null> {
  if (!/^hs_[A-Za-z0-9_-]{20,80}$/.test(key)) return null;
  const hash = hashApiKey(key);
  const held = await apiKeys.get(hash, async () => ({
    holder: apiKeyHolderSchema.nullable().parse(await serviceDb.call('resolve_api_key', { p_hash: hash })),
  }));
  return held.holder;
}

/** Whether a widget or API key can be judged without asking the database. */
export const isKeyCached = (key: string): boolean =>
  key.startsWith('hs_') ? apiKeys.has(hashApiKey(key)) : widgetKeys.has(key);

/** Call after a widget key was made, changed or revoked. */
export const forgetWidgetKey = (key: string): void => widgetKeys.invalidate(key);

/** Call after an API key of the company was revoked: who revokes it knows its id, not the hash it is kept under. */
export const forgetApiKeysOf = (companyId: string): void => apiKeys.invalidateCompany(companyId);

/** Call after a setting changed that keys carry: the limit, the look. */
export function forgetKeysOf(companyId: string): void {
  widgetKeys.invalidateCompany(companyId);
  apiKeys.invalidateCompany(companyId);
}
