import 'server-only';
import type { MemberCtx } from '@/lib/companies/context';
import { PROVIDER_KINDS } from '@/lib/platform/env';
import { fromPgError } from '@/lib/platform/supabase/pg-error';
import type { Place, StoredProvider } from './schema';

/** The company's own providers by their place, without their keys. Row-level security shows them to admins only. */
export async function readProviders({ db, companyId }: MemberCtx): Promise<Record<Place, StoredProvider | null>> {
  const { data, error } = await db
    .from('company_providers')
    .select('place, kind, base_url, region, main_model, light_model, key_end')
    .eq('company_id', companyId);
  if (error) throw fromPgError(error);
  const at = (place: Place): StoredProvider | null => {
    const row = data.find((each) => each.place === place);
    const kind = PROVIDER_KINDS.find((each) => each === row?.kind);
    if (!row || !kind) return null;
    return {
      place,
      kind,
      baseUrl: row.base_url,
      region: row.region,
      mainModel: row.main_model,
      lightModel: row.light_model,
      keyEnd: row.key_end,
    };
  };
  return { main: at('main'), second: at('second') };
}
