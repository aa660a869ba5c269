import { z } from 'zod';
import { serviceDb } from '@/lib/platform/supabase/service';

/** Turns recorded in one call: a few seconds of a busy installation, and a fraction of a second of its database. */
const BATCH = 500;

/**
 * Records the turns that have settled since: cost in detail, figures of the hour, audit log, webhook events. All
 * companies' at once, whatever process answered them; each turn is recorded once.
 * @returns how many
 * @throws AppError when the database cannot be reached; they are recorded the next time
 */
export async function recordTurns(): Promise<number> {
  let total = 0;
  for (;;) {
    const recorded = z.number().parse(await serviceDb.call('record_turns', { p_limit: BATCH }));
    total += recorded;
    if (recorded < BATCH) return total;
  }
}
