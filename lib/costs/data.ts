import 'server-only';
import { z } from 'zod';
import { namedCache } from '@/lib/platform/cache/named-cache';
import { type Clock, systemClock } from '@/lib/platform/clock';
import { serviceDb } from '@/lib/platform/supabase/service';
import { type DatedRate, datedRateSchema } from './price';

const tableSchema = z.record(z.string(), datedRateSchema);
const rates = namedCache<z.infer<typeof tableSchema>>('model-rates', { schema: tableSchema });

/**
 * Today's rate of a model, or null for one that the rate table does not know (it is then shown as not priced).
 * A dated name ("gpt-4.1-mini-2025-04-14") finds the rate of its family. The table is read once a day (UTC): a rate
 * that begins today holds from midnight on.
 */
export async function rateOf(model: string, clock: Clock = systemClock): Promise<DatedRate | null> {
  const day = new Date(clock.now()).toISOString().slice(0, 10);
  const table = await rates.get(day, async () => tableSchema.parse(await serviceDb.call('current_model_rates', {})));
  return table[model] ?? table[model.replace(/-\d{4}-\d{2}-\d{2}$/, '')] ?? null;
}
