import 'server-only';
import { serviceDb } from '@/lib/platform/supabase/service';
import { loadTokenizer } from '@/lib/platform/tokens';
import { prepareSource } from './prepare';
import { type SavedSource, type SourceInput, savedSourceSchema } from './schema';

/**
 * Adds or updates a source of the company with this slug: for the import script, which runs on the installation's own
 * machine with its service key. Members go through `saveSource`.
 * @throws AppError `not-found` for an unknown slug
 */
export async function importSource(companySlug: string, input: SourceInput): Promise<SavedSource> {
  await loadTokenizer();
  const { source, passages } = prepareSource(input);
  return savedSourceSchema.parse(
    await serviceDb.call('save_source_for_company', {
      p_company_slug: companySlug,
      p_source: source,
      p_passages: passages,
    }),
  );
}
