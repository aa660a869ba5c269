import 'server-only';
import { z } from 'zod';
import { namedCache } from '@/lib/platform/cache/named-cache';
import { serviceDb } from '@/lib/platform/supabase/service';
import { type Rate, rateSchema } from './price';

const rates = namedCache<Record<string, Rate>>('model-rates', { max: 1, ttlMs: 24 * 3600_000 });

/**
 * Today's rate of a model, or null for one that the rate table does not know (it is then shown as not priced).
 * A dated name ("gpt-4.1-mini-2025-04-14") finds the rate of its family. Cached for a day.
 */
export async function rateOf(model: string): Promise<Rate | null> {
  const table = await rates.get('today', async () =>
    z.record(z.string(), rateSchema).parse(await serviceDb.call('current_model_rates', {})),
  );
  return table[model] ?? table[model.replace(/-\d{4}-\d{2}-\d{2}$/, '')] ?? null;
}
