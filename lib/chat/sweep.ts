import { z } from 'zod';
import type { JobCounts } from '@/lib/platform/jobs/jobs';
import { serviceDb } from '@/lib/platform/supabase/service';
import { runFollowUpsNow } from './follow-ups';
import { liveSessionIds } from './live-answers';

/**
 * A running turn that nobody has spoken for in so many seconds belongs to a process that is gone. Three times the pause
 * between two sweeps: a process may miss one, and an answer that could not be stored at once is tried again for half a
 * minute.
 */
const LEASE_SECONDS = 45;

const sweptSchema = z.object({ abandoned: z.number(), recorded: z.number() });

/** What a sweep found: turns of dead processes that it closed, settled ones that it put into the figures, jobs. */
export type Swept = { abandonedTurns: number; recordedTurns: number; jobs: JobCounts };

/**
 * Does what nobody sets off: speaks for the answers of this process and closes the turns of dead ones, records turns
 * that no job records, and works through the outbox.
 * @throws AppError when the database cannot be reached
 */
export async function sweep(): Promise<Swept> {
  const swept = sweptSchema.parse(
    await serviceDb.call('sweep_turns', { p_answering: liveSessionIds(), p_lease_seconds: LEASE_SECONDS }),
  );
  return { abandonedTurns: swept.abandoned, recordedTurns: swept.recorded, jobs: await runFollowUpsNow() };
}
