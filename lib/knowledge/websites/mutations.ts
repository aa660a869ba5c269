import 'server-only';
import type { MemberCtx } from '@/lib/companies/context';
import { AppError } from '@/lib/platform/errors';
import { assertPublicHost, PrivateAddressError } from '@/lib/platform/security/public-address';
import { fromPgError } from '@/lib/platform/supabase/pg-error';
import { isAllowedPrivate } from './private-sites';
import type { WebsiteInput } from './schema';
import { normaliseUrl } from './url';

/** Websites that a company may have; each of them costs requests and time on a schedule. */
const MAX_WEBSITES = 100;

/**
 * Adds a website and has it read.
 * @returns its id
 * @throws AppError `unprocessable` for an address that leads into a private network, to nothing, or one too many;
 * `conflict` when it is there already
 */
export async function addWebsite(ctx: MemberCtx, input: WebsiteInput): Promise<string> {
  const url = normaliseUrl(input.url);
  if (url === null) throw new AppError('unprocessable', 'This is not an address of a website.');
  await assertReadable(ctx, new URL(url));
  const known = await ctx.db
    .from('knowledge_websites')
    .select('id', { count: 'exact', head: true })
    .eq('company_id', ctx.companyId);
  if (known.error) throw fromPgError(known.error);
  if ((known.count ?? 0) >= MAX_WEBSITES) {
    throw new AppError('unprocessable', `You can add up to ${MAX_WEBSITES} websites. Delete one first.`);
  }
  const { data, error } = await ctx.db
    .from('knowledge_websites')
    .insert({
      company_id: ctx.companyId,
      url,
      kind: input.kind,
      schedule: input.schedule,
      max_pages: input.maxPages,
      max_depth: input.maxDepth,
    })
    .select('id')
    .single();
  if (error) {
    const ours = fromPgError(error);
    if (ours.code === 'conflict') throw new AppError('conflict', 'This website is there already.', { cause: ours });
    throw ours;
  }
  await startSync(ctx, { websiteId: data.id });
  return data.id;
}

/** A name is checked again whenever it is connected to; here it is refused early, with words. */
async function assertReadable(ctx: MemberCtx, url: URL): Promise<void> {
  const { data, error } = await ctx.db.from('companies').select('slug').eq('id', ctx.companyId).single();
  if (error) throw fromPgError(error);
  if (isAllowedPrivate(url, data.slug)) return;
  try {
    await assertPublicHost(url);
  } catch (cause) {
    if (cause instanceof PrivateAddressError) {
      throw new AppError(
        'unprocessable',
        `${url.host} is in a private network. Only websites that are open to everybody can be read.`,
        { cause },
      );
    }
    throw new AppError('unprocessable', `There is no website called ${url.hostname}. Check the address.`, { cause });
  }
}

/**
 * Has a website read now.
 * @throws AppError `not-found` for an unknown website and for another company's alike, `conflict` while it is being read
 */
export async function startSync(ctx: MemberCtx, { websiteId }: { websiteId: string }): Promise<void> {
  const { error } = await ctx.db.rpc('start_website_sync', { p_website_id: websiteId });
  if (error) throw fromPgError(error);
}

/**
 * Stops reading a website; the page that is being read is dropped, what was read before is kept.
 * @throws AppError `not-found` for an unknown website and for another company's alike
 */
export async function cancelSync(ctx: MemberCtx, { websiteId }: { websiteId: string }): Promise<void> {
  const { error } = await ctx.db.rpc('cancel_website_sync', { p_website_id: websiteId });
  if (error) throw fromPgError(error);
}

type Change = { websiteId: string } & Pick<WebsiteInput, 'schedule' | 'maxPages' | 'maxDepth'>;

/**
 * Changes when a website is read again and how much of it. Limits count from the next run on.
 * @throws AppError `not-found` for an unknown website and for another company's alike
 */
export async function changeWebsite(
  ctx: MemberCtx,
  { websiteId, schedule, maxPages, maxDepth }: Change,
): Promise<void> {
  const { data, error } = await ctx.db
    .from('knowledge_websites')
    .update({ schedule, max_pages: maxPages, max_depth: maxDepth })
    .eq('company_id', ctx.companyId)
    .eq('id', websiteId)
    .select('id');
  if (error) throw fromPgError(error);
  if (data.length === 0) throw new AppError('not-found', 'This website does not exist.');
}

/**
 * Removes a website with all sources that came from it, a few at a call: others wait while the database removes.
 * @throws AppError `not-found` for an unknown website and for another company's alike
 */
export async function deleteWebsite(ctx: MemberCtx, { websiteId }: { websiteId: string }): Promise<void> {
  for (let done = false; !done; ) {
    const { data, error } = await ctx.db.rpc('delete_website', { p_website_id: websiteId });
    if (error) throw fromPgError(error);
    done = data;
  }
}
