import 'server-only';
import { type Clock, systemClock } from '@/lib/platform/clock';
import { log } from '@/lib/platform/log';
import { shared } from '@/lib/platform/shared';
import { serviceDb } from '@/lib/platform/supabase/service';

export type UsageMetric = 'requests' | 'refused';
/** A row for the database's `add_usage`; `hour` is an ISO time within the hour. */
export type UsageRow = { companyId: string; hour: string; metric: UsageMetric; value: number };

const HOUR_MS = 3_600_000;
const FLUSH_EVERY_MS = 5_000;

/**
 * Counts in memory and hands the sums on in batches, so that counting costs a request nothing. What could not be
 * handed on stays for the next time; a killed process loses at most the last seconds.
 * @param send stores a batch, or throws
 */
export function createUsageBatch(send: (rows: UsageRow[]) => Promise<unknown>, clock: Clock = systemClock) {
  let sums = new Map<string, UsageRow>();
  let sending: Promise<void> = Promise.resolve();

  const add = (row: UsageRow) => {
    const key = `${row.companyId} ${row.hour} ${row.metric}`;
    const sum = sums.get(key);
    if (sum) sum.value += row.value;
    else sums.set(key, row);
  };

  const sendNow = async () => {
    if (sums.size === 0) return;
    const rows = [...sums.values()];
    sums = new Map();
    try {
      await send(rows);
    } catch (cause) {
      for (const row of rows) add(row);
      log.warn('usage could not be stored, it is kept for the next try', { rows: rows.length, cause });
    }
  };

  return {
    count(companyId: string, metric: UsageMetric): void {
      const hour = new Date(Math.floor(clock.now() / HOUR_MS) * HOUR_MS).toISOString();
      add({ companyId, hour, metric, value: 1 });
    },
    /** Resolves when everything counted before the call was tried. Batches go one after the other. */
    flush(): Promise<void> {
      sending = sending.then(sendNow);
      return sending;
    },
  };
}

const batch = () =>
  shared('usage', () => {
    const usage = createUsageBatch((rows) => serviceDb.call('add_usage', { p_rows: rows }));
    setInterval(() => void usage.flush(), FLUSH_EVERY_MS).unref();
    process.once('SIGTERM', () => void usage.flush());
    return usage;
  });

/** Counts one request of a company in the current hour (UTC). */
export const countUsage = (companyId: string, metric: UsageMetric): void => batch().count(companyId, metric);

/** Stores what was counted so far. Resolves when that was tried. */
export const flushUsage = (): Promise<void> => batch().flush();
