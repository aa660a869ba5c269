import 'server-only';
import { z } from 'zod';
import type { CompanyId } from '@/lib/companies/schema';
import { namedCache } from '@/lib/platform/cache/named-cache';
import { serviceDb } from '@/lib/platform/supabase/service';

const models = namedCache<{ model: string | null }>('embedding-models');
const answerSchema = z.string().nullable();

/**
 * The model whose vectors a company's search uses; null while there is none. Cached for ten minutes.
 * @throws AppError when the database cannot be asked
 */
export async function activeModel(companyId: CompanyId): Promise<string | null> {
  const { model } = await models.get(companyId, async () => ({
    model: answerSchema.parse(await serviceDb.call('active_embedding_model', { p_company_id: companyId })),
  }));
  return model;
}

/** Call when another model has become the active one. */
export const activeModelChanged = (companyId: CompanyId): void => models.invalidate(companyId);
