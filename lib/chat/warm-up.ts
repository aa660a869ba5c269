import { rateOf } from '@/lib/costs/data';
import { modelSummary, warmModelConnection } from '@/lib/models/registry';
import { env } from '@/lib/platform/env';
import { log } from '@/lib/platform/log';
import { serviceDb } from '@/lib/platform/supabase/service';
import { runFollowUps } from './follow-ups';

/** Turns older than this belong to a process that is gone, in seconds. */
const ABANDONED_AFTER_SECONDS = 180;
/** How often what nobody sets off is looked for: follow-up work that waits for its next attempt, abandoned turns. */
const LOOK_EVERY_MS = 30_000;

/**
 * Opens what the first visitor needs: connections to database and model, the rate table. Turns that a dead process
 * left running are closed, and follow-up work that waited is done: both again every half minute.
 * @throws Error naming missing or malformed settings, so that the server does not start with them
 */
export async function warmUp(): Promise<void> {
  env();
  setInterval(lookAround, LOOK_EVERY_MS).unref();
  try {
    const [closed, modelConnected] = await Promise.all([
      closeAbandonedTurns(),
      warmModelConnection(),
      rateOf(modelSummary().main),
    ]);
    log.info('warmed up', { model: modelSummary(), modelConnected, abandonedTurns: closed });
    void runFollowUps();
  } catch (cause) {
    // The database may come later than the server: requests answer 503 until then, and health says not ready.
    log.warn('warm-up incomplete', { cause });
  }
}

const closeAbandonedTurns = () =>
  serviceDb.call('close_abandoned_turns', { p_older_than_seconds: ABANDONED_AFTER_SECONDS });

/** A process that was killed leaves turns too young to be told from running ones; they are closed once they are old. */
async function lookAround(): Promise<void> {
  await closeAbandonedTurns().catch((cause: unknown) => log.warn('abandoned turns could not be closed', { cause }));
  await runFollowUps();
}
