import 'server-only';
import { randomBytes } from 'node:crypto';
import { AppError } from '@/lib/platform/errors';
import { fromPgError, type PgError } from '@/lib/platform/supabase/pg-error';
import type { MemberDb } from '@/lib/platform/supabase/server';
import type { MemberCtx } from './context';
import { readSettings } from './data';
import { forgetApiKeysOf, forgetKeysOf, forgetWidgetKey, hashApiKey } from './keys';
import type { AssistantInput, WidgetKeyInput } from './schema';
import { forgetMembershipsOf } from './session';
import { slugOf } from './slug';

const newWidgetKey = () => `wk_${randomBytes(15).toString('base64url')}`;

/**
 * Makes a company for the signed-in user, who becomes its admin, with a first widget key.
 * @throws AppError `conflict` when the user belongs to a company already
 */
export async function createCompany(db: MemberDb, input: { companyName: string; displayName: string }): Promise<void> {
  const slug = slugOf(input.companyName);
  // The slug may be taken; with a random end it is not.
  for (const candidate of [slug, `${slug}-${randomBytes(3).toString('hex')}`]) {
    const { error } = await db.rpc('create_company', {
      p_name: input.companyName,
      p_slug: candidate,
      p_display_name: input.displayName,
      p_widget_key: newWidgetKey(),
    });
    if (!error) return;
    if (error.code !== '23505') throw fromPgError(error);
  }
  throw new AppError('conflict', 'A company with this name exists. Choose another name.');
}

/** How the assistant speaks and the widget looks. */
export async function updateAssistant(ctx: MemberCtx, input: AssistantInput): Promise<void> {
  await updateCompany(ctx, {
    assistant_name: input.assistantName,
    assistant_tone: input.tone,
    assistant_rules: input.rules,
    greeting: input.greeting,
    accent_color: input.accentColor,
  });
}

/** @throws AppError `unprocessable` for a limit above what the installation allows */
export async function updateHourlyLimit(ctx: MemberCtx, input: { hourlyLimit: number }): Promise<void> {
  const { hourlyLimitCeiling } = await readSettings(ctx);
  if (input.hourlyLimit > hourlyLimitCeiling) {
    const most = new Intl.NumberFormat('en').format(hourlyLimitCeiling);
    throw new AppError('unprocessable', `This installation allows at most ${most} requests an hour.`);
  }
  await updateCompany(ctx, { hourly_limit: input.hourlyLimit });
}

async function updateCompany(
  ctx: MemberCtx,
  changes: Partial<
    Record<'assistant_name' | 'assistant_tone' | 'assistant_rules' | 'greeting' | 'accent_color', string>
  > & {
    hourly_limit?: number;
  },
): Promise<void> {
  const { data, error } = await ctx.db
    .from('companies')
    .update({ ...changes, updated_at: new Date().toISOString() })
    .eq('id', ctx.companyId)
    .select('id');
  changed(data, error);
  forgetKeysOf(ctx.companyId);
  forgetMembershipsOf(ctx.companyId);
}

export async function createWidgetKey(ctx: MemberCtx, input: WidgetKeyInput): Promise<void> {
  const key = newWidgetKey();
  const { error } = await ctx.db
    .from('widget_keys')
    .insert({ company_id: ctx.companyId, key, name: input.name, allowed_origins: input.allowedOrigins });
  if (error) throw fromPgError(error);
  // Somebody may have tried it before it existed.
  forgetWidgetKey(key);
}

export async function updateWidgetKey(ctx: MemberCtx, input: WidgetKeyInput & { id: string }): Promise<void> {
  await changeWidgetKey(ctx, input.id, { name: input.name, allowed_origins: input.allowedOrigins });
}

/** The key opens nothing any more, here at once and in other processes within 2 s. */
export async function revokeWidgetKey(ctx: MemberCtx, input: { id: string }): Promise<void> {
  await changeWidgetKey(ctx, input.id, { revoked_at: new Date().toISOString() });
}

async function changeWidgetKey(
  ctx: MemberCtx,
  id: string,
  changes: { name: string; allowed_origins: string[] } | { revoked_at: string },
): Promise<void> {
  const { data, error } = await ctx.db
    .from('widget_keys')
    .update(changes)
    .eq('id', id)
    .eq('company_id', ctx.companyId)
    .is('revoked_at', null)
    .select('key');
  for (const { key } of changed(data, error)) forgetWidgetKey(key);
}

/** @returns the key; only its hash is kept, so this is the one moment to show it */
export async function createApiKey(ctx: MemberCtx, input: { name: string }): Promise<string> {
  const key = `hs_${randomBytes(30).toString('base64url')}`;
  const { error } = await ctx.db
    .from('api_keys')
    .insert({ company_id: ctx.companyId, name: input.name, prefix: key.slice(0, 10), hash: hashApiKey(key) });
  if (error) throw fromPgError(error);
  return key;
}

/** The key opens nothing any more, here at once and in other processes within 2 s. */
export async function revokeApiKey(ctx: MemberCtx, input: { id: string }): Promise<void> {
  const { data, error } = await ctx.db
    .from('api_keys')
    .update({ revoked_at: new Date().toISOString() })
    .eq('id', input.id)
    .eq('company_id', ctx.companyId)
    .is('revoked_at', null)
    .select('id');
  changed(data, error);
  forgetApiKeysOf(ctx.companyId);
}

/** The rows that a write touched; row-level security turns a forbidden write into one that touches none. */
function changed<Row>(data: Row[] | null, error: PgError | null): Row[] {
  if (error) throw fromPgError(error);
  if (!data || data.length === 0) throw new AppError('not-found', 'This does not exist any more.');
  return data;
}
