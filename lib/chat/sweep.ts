import { z } from 'zod';
import { queueUnreadTexts, tellWantedModel } from '@/lib/knowledge/embeddings/wanted-model';
import type { Deadline } from '@/lib/platform/jobs/jobs';
import { shared } from '@/lib/platform/shared';
import { serviceDb } from '@/lib/platform/supabase/service';
import { type FollowedUp, runFollowUpsNow, runSlowWorkNow } from './follow-ups';
import { liveSessionIds, stopAnswersOf } from './live-answers';

/**
 * A running turn that nobody has spoken for in so many seconds belongs to a process that is gone. Three times the pause
 * between two sweeps: a process may miss one, and an answer that could not be stored at once is tried again for half a
 * minute.
 */
const LEASE_SECONDS = 45;

const sweptSchema = z.object({ abandoned: z.number(), takenOver: z.array(z.string()) });

/** What a sweep found: turns of dead processes that it closed, and follow-up work. */
export type Swept = { abandonedTurns: number } & FollowedUp;

/**
 * Does what nobody sets off: speaks for the answers of this process and closes the turns of dead ones, stops answers whose
 * session an agent has taken over (the event of it may have been missed), lets stored answers past their time go and sees
 * to those that shall be ready, begins the reading of websites that are due and of knowledge where it gave up, and does the
 * work that waits, whoever left it.
 * @param deadline by when slow work must have ended, where the host ends the process
 * @throws AppError when the database cannot be reached
 */
export async function sweep(deadline?: Deadline): Promise<Swept> {
  const last = shared('chat.sweep', () => ({ failed: false }));
  // While the database was away nobody could speak for an answer, and what was said then is still to be stored.
  const lease = last.failed ? 2 * LEASE_SECONDS : LEASE_SECONDS;
  last.failed = true;
  const swept = sweptSchema.parse(
    await serviceDb.call('sweep_turns', { p_answering: liveSessionIds(), p_lease_seconds: lease }),
  );
  last.failed = false;
  stopAnswersOf(swept.takenOver, 'taken-over');
  await serviceDb.call('look_after_answers', {});
  await serviceDb.call('queue_due_websites', {});
  await tellWantedModel();
  await queueUnreadTexts();
  const [followedUp] = await Promise.all([runFollowUpsNow(), runSlowWorkNow(deadline)]);
  return { abandonedTurns: swept.abandoned, ...followedUp };
}
