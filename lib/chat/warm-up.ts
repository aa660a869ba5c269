import { rateOf } from '@/lib/costs/data';
import { modelSummary, warmModelConnection } from '@/lib/models/registry';
import { bus } from '@/lib/platform/bus/current';
import { env } from '@/lib/platform/env';
import { events } from '@/lib/platform/events/current';
import { onWake } from '@/lib/platform/jobs/wake';
import { log } from '@/lib/platform/log';
import { loadTokenizer } from '@/lib/platform/tokens';
import { runSlowWorkNow } from './follow-ups';
import { sweep } from './sweep';

/** How often what nobody sets off is looked for, in milliseconds. */
const SWEEP_EVERY_MS = 15_000;

/**
 * Opens what the first visitor needs: the way to other processes, connections to database and model, the rate table, the
 * tokenizer.
 * Turns that a dead process left running are closed, and follow-up work that waited is done: both again every quarter
 * of a minute, for as long as the server runs. Where servers come and go with requests, the scheduled route does the
 * same.
 * @throws Error naming missing or malformed settings, so that the server does not start with them
 */
export async function warmUp(): Promise<void> {
  env();
  events();
  // Before anything is kept in memory, what other processes change must be heard.
  await bus().ready();
  onWake(() => runSlowWorkNow());
  setInterval(lookAround, SWEEP_EVERY_MS).unref();
  try {
    const loading = [rateOf(modelSummary().main), loadTokenizer()];
    const [modelConnected] = await Promise.all([warmModelConnection(), ...loading]);
    log.info('warmed up', { model: modelSummary(), modelConnected });
  } catch (cause) {
    // The database may come later than the server: requests answer 503 until then, and health says not ready.
    log.warn('warm-up incomplete', { cause });
  }
  void lookAround();
}

async function lookAround(): Promise<void> {
  try {
    const { abandonedTurns } = await sweep();
    if (abandonedTurns > 0) log.info('turns of a dead process closed', { abandonedTurns });
  } catch (cause) {
    log.warn('a sweep was not finished', { cause });
  }
}
