import { log } from '../log';
import { shared } from '../shared';

const workers = () => shared('jobs.workers', () => new Set<() => Promise<unknown>>());

/** Whoever works through the outbox in this process says here how to set it off. */
export const onWake = (work: () => Promise<unknown>): void => void workers().add(work);

/**
 * Has queued work begun now instead of at the next look round: for somebody who pressed a button. What cannot be done now
 * stays where it is.
 */
export async function wakeWorkers(): Promise<void> {
  for (const result of await Promise.allSettled([...workers()].map((work) => work()))) {
    if (result.status === 'rejected') log.error('work that was asked for was not finished', { cause: result.reason });
  }
}
