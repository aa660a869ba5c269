import 'server-only';
import type { MemberCtx } from '@/lib/companies/context';
import { AppError } from '@/lib/platform/errors';
import { seal, unseal } from '@/lib/platform/secrets/sealed';
import { assertPublicHost, PrivateAddressError } from '@/lib/platform/security/public-address';
import { fromPgError } from '@/lib/platform/supabase/pg-error';
import {
  companyReach,
  forgetCompanyProviders,
  keyOwner,
  notPublic,
  OPERATORS_CHOICE,
  readCompanyRows,
} from './company';
import { readProviders } from './data';
import { addressOf, needsKey, type ProviderSettings } from './provider';
import type { Place, ProviderInput } from './schema';

const KEY_END_LENGTH = 4;

/**
 * Sets the company's provider at a place of its ladder, here at once and on other processes within 2 s.
 * An empty key keeps the stored one, as long as it goes to the same server.
 * @throws AppError `unprocessable` for a missing key, or an address that may not be called
 */
export async function saveProvider(ctx: MemberCtx, input: ProviderInput): Promise<void> {
  const { key } = await settingsOf(ctx, input);
  const row = {
    kind: input.kind,
    base_url: input.baseUrl,
    region: input.region,
    main_model: input.mainModel,
    light_model: input.lightModel,
    sealed_key: key === null ? null : seal(key, keyOwner(ctx.companyId, input)),
    // A key so short that its end would be most of it shows nothing.
    key_end: key !== null && key.length >= 4 * KEY_END_LENGTH ? key.slice(-KEY_END_LENGTH) : null,
    updated_at: new Date().toISOString(),
  };
  const table = () => ctx.db.from('company_providers');
  const changed = await table().update(row).eq('company_id', ctx.companyId).eq('place', input.place).select('place');
  if (changed.error) throw fromPgError(changed.error);
  if (changed.data.length === 0) {
    const { error } = await table().insert({ ...row, company_id: ctx.companyId, place: input.place });
    if (error) throw fromPgError(error);
  }
  forgetCompanyProviders(ctx.companyId);
}

/** From now on the installation's provider stands there again. The key is deleted with the row. */
export async function removeProvider(ctx: MemberCtx, input: { place: Place }): Promise<void> {
  const { data, error } = await ctx.db
    .from('company_providers')
    .delete()
    .eq('company_id', ctx.companyId)
    .eq('place', input.place)
    .select('place');
  if (error) throw fromPgError(error);
  if (data.length === 0) throw new AppError('not-found', 'This does not exist any more.');
  forgetCompanyProviders(ctx.companyId);
}

/**
 * What an admin typed as settings that can be called, with the stored key where the field was left empty.
 * @throws AppError `unprocessable` for a missing key, or an address that may not be called
 */
export async function settingsOf(ctx: MemberCtx, input: ProviderInput): Promise<ProviderSettings> {
  await checkAddress(input);
  const key = input.providerKey ?? (await storedKey(ctx, input));
  if (key === null && needsKey(input.kind)) throw new AppError('unprocessable', 'Enter the key.');
  const { kind, baseUrl, region, mainModel, lightModel } = input;
  return { kind, baseUrl, region, key, mainModel, lightModel: lightModel ?? mainModel };
}

async function checkAddress(input: ProviderInput): Promise<void> {
  if (companyReach() !== 'public') return;
  const url = new URL(addressOf(input));
  if (url.protocol !== 'https:')
    throw new AppError(
      'unprocessable',
      `The address must begin with https://, or the key would travel in the open. ${OPERATORS_CHOICE}`,
    );
  try {
    await assertPublicHost(url);
  } catch (cause) {
    const sentence =
      cause instanceof PrivateAddressError ? notPublic(url.hostname) : `${url.hostname} could not be found.`;
    throw new AppError('unprocessable', sentence, { cause });
  }
}

/** The key that is stored, if it belongs to the server that is named now. */
async function storedKey(ctx: MemberCtx, input: ProviderInput): Promise<string | null> {
  const stored = (await readProviders(ctx))[input.place];
  if (!stored) return null;
  const rows = await readCompanyRows(ctx.companyId);
  const sealed = rows.find(({ place }) => place === input.place)?.sealedKey ?? null;
  if (sealed === null) return null;
  if (stored.kind !== input.kind || addressOf(stored) !== addressOf(input))
    throw new AppError('unprocessable', 'Enter the key again: the stored one belongs to another server.');
  const key = unseal(sealed, keyOwner(ctx.companyId, stored));
  if (key === null) throw new AppError('unprocessable', 'The stored key cannot be read any more. Enter it again.');
  return key;
}
