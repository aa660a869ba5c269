import 'server-only';
import { z } from 'zod';
import type { CompanyId } from '@/lib/companies/schema';
import { namedCache } from '@/lib/platform/cache/named-cache';
import { env, PROVIDER_KINDS } from '@/lib/platform/env';
import { log } from '@/lib/platform/log';
import { unseal } from '@/lib/platform/secrets/sealed';
import { serviceDb } from '@/lib/platform/supabase/service';
import type { Reach } from './connection';
import type { Places } from './installation';
import { addressOf, connectProvider, needsKey, type Provider, type ProviderSettings } from './provider';

/** What `company_model_providers` returns. */
const rowsSchema = z.array(
  z.object({
    place: z.enum(['main', 'second']),
    kind: z.enum(PROVIDER_KINDS),
    baseUrl: z.string().nullable(),
    region: z.string().nullable(),
    mainModel: z.string(),
    lightModel: z.string().nullable(),
    sealedKey: z.string().nullable(),
  }),
);

/** What a company set up: the providers that can be asked, and whether a main one was chosen at all. */
export type OwnProviders = Places<Provider> & { choseMain: boolean };

const providers = namedCache<OwnProviders>('company-providers');

/** How far the address of a company's own provider may lead. */
export const companyReach = (): Reach =>
  env().HALFSECOND_ALLOW_PRIVATE_PROVIDERS === 'yes' ? 'installation' : 'public';

/** What an admin is told of an address that `companyReach` rules out. */
export const notPublic = (host: string): string =>
  `${host} is not a server of the public internet. ${OPERATORS_CHOICE}`;
export const OPERATORS_CHOICE =
  'If you run this installation, HALFSECOND_ALLOW_PRIVATE_PROVIDERS=yes allows servers of your own network.';

/**
 * Whom a provider's key is sealed for: the company, and the server that it may be sent to. Whoever can change a row's
 * address, past the settings page too, must not have the key sent to a server of their own.
 */
export const keyOwner = (companyId: CompanyId, server: Pick<ProviderSettings, 'kind' | 'baseUrl' | 'region'>): string =>
  JSON.stringify([companyId, server.kind, addressOf(server)]);

/**
 * The providers that a company set up for itself, ready to be asked; null where it set none. Cached for ten minutes.
 * One whose key cannot be opened, or that has none though its kind needs one, is left out: calling without it would only
 * cost the visitor time, or be paid with what the installation's environment holds.
 * @throws AppError when the database cannot be asked
 */
export function companyProviders(companyId: CompanyId): Promise<OwnProviders> {
  return providers.get(companyId, async () => {
    const rows = await readCompanyRows(companyId);
    const found: OwnProviders = { main: null, second: null, choseMain: rows.some(({ place }) => place === 'main') };
    for (const { place, sealedKey, lightModel, ...row } of rows) {
      const key = sealedKey === null ? null : unseal(sealedKey, keyOwner(companyId, row));
      if (sealedKey !== null && key === null) {
        log.error('the key of a company’s provider cannot be opened: its address or HALFSECOND_SECRET has changed', {
          companyId,
          place,
        });
        continue;
      }
      if (!key && needsKey(row.kind)) {
        log.error('a company’s provider has no key', { companyId, place, kind: row.kind });
        continue;
      }
      found[place] = await connectProvider({ ...row, key, lightModel: lightModel ?? row.mainModel }, companyReach());
    }
    return found;
  });
}

/** A company's providers as they are stored, with their sealed keys. For the server alone. */
export async function readCompanyRows(companyId: CompanyId) {
  return rowsSchema.parse(await serviceDb.call('company_model_providers', { p_company_id: companyId }));
}

/** To be called when a company's providers were changed. */
export const forgetCompanyProviders = (companyId: CompanyId): void => providers.invalidate(companyId);
