import { systemClock } from './clock';
import { serviceDb } from './supabase/service';

export type Part = { ok: boolean; latencyMs: number };

/** Asks the database a question that costs it nothing. */
export async function databaseReady(): Promise<Part> {
  const started = systemClock.monotonic();
  const elapsed = () => Math.round(systemClock.monotonic() - started);
  try {
    await serviceDb.call('current_model_rates', {});
    return { ok: true, latencyMs: elapsed() };
  } catch {
    // Not being ready is the answer, not a failure of asking.
    return { ok: false, latencyMs: elapsed() };
  }
}
