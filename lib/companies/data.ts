import 'server-only';
import { fromPgError } from '@/lib/platform/supabase/pg-error';
import type { MemberCtx } from './context';
import { type ApiKey, type CompanySettings, type HourUsage, type Member, TONES, type WidgetKey } from './schema';

const HOUR_MS = 3_600_000;

/** What an admin can set. */
export async function readSettings({ db, companyId }: MemberCtx): Promise<CompanySettings> {
  const { data, error } = await db
    .from('companies')
    .select(
      'name, slug, assistant_name, assistant_tone, assistant_rules, greeting, accent_color, hourly_limit, hourly_limit_ceiling',
    )
    .eq('id', companyId)
    .single();
  if (error) throw fromPgError(error);
  return {
    name: data.name,
    slug: data.slug,
    assistantName: data.assistant_name,
    tone: TONES.find((tone) => tone === data.assistant_tone) ?? 'friendly',
    rules: data.assistant_rules,
    greeting: data.greeting,
    accentColor: data.accent_color,
    hourlyLimit: data.hourly_limit,
    hourlyLimitCeiling: data.hourly_limit_ceiling,
  };
}

/** The widget keys in use, oldest first: the first one stands in the install code. */
export async function listWidgetKeys({ db, companyId }: MemberCtx): Promise<WidgetKey[]> {
  const { data, error } = await db
    .from('widget_keys')
    .select('id, key, name, allowed_origins, created_at')
    .eq('company_id', companyId)
    .is('revoked_at', null)
    .order('id');
  if (error) throw fromPgError(error);
  return data.map((row) => ({
    id: row.id,
    key: row.key,
    name: row.name,
    allowedOrigins: row.allowed_origins,
    createdAt: row.created_at,
  }));
}

/** The API keys in use, oldest first, by their beginnings: the keys themselves are not kept. */
export async function listApiKeys({ db, companyId }: MemberCtx): Promise<ApiKey[]> {
  const { data, error } = await db
    .from('api_keys')
    .select('id, name, prefix, created_at, last_used_at')
    .eq('company_id', companyId)
    .is('revoked_at', null)
    .order('id');
  if (error) throw fromPgError(error);
  return data.map((row) => ({
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  }));
}

/** Everyone who works here, by name. */
export async function listMembers({ db, companyId }: MemberCtx): Promise<Member[]> {
  const { data, error } = await db
    .from('members')
    .select('user_id, display_name, email, role')
    .eq('company_id', companyId)
    .order('display_name');
  if (error) throw fromPgError(error);
  return data.map((row) => ({ userId: row.user_id, name: row.display_name, email: row.email, role: row.role }));
}

/** What the company used since the last whole hour; up to 5 s behind. */
export async function readHourUsage({ db, companyId }: MemberCtx, now = Date.now()): Promise<HourUsage> {
  const hour = new Date(Math.floor(now / HOUR_MS) * HOUR_MS).toISOString();
  const { data, error } = await db
    .from('usage_counters')
    .select('metric, value')
    .eq('company_id', companyId)
    .eq('hour', hour)
    .in('metric', ['requests', 'refused']);
  if (error) throw fromPgError(error);
  const of = (metric: string) => data.find((row) => row.metric === metric)?.value ?? 0;
  return { hour, requests: of('requests'), refused: of('refused') };
}
