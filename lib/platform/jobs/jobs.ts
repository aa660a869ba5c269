import { z } from 'zod';
import { log } from '../log';
import { shared } from '../shared';
import { serviceDb } from '../supabase/service';

const claimedSchema = z.array(
  z.object({ id: z.string(), companyId: z.string(), name: z.string(), payload: z.unknown(), attempts: z.number() }),
);
export type ClaimedJob = z.infer<typeof claimedSchema>[number];

/** Does one job. May run more than once for the same job: it must not matter. */
export type JobHandler = (job: ClaimedJob) => Promise<void>;

/** Job names to lazily loaded handlers. */
export type JobRegistry = Record<string, () => Promise<JobHandler>>;

const BATCH = 20;

async function runJob(job: ClaimedJob, registry: JobRegistry): Promise<void> {
  let error: string | null = null;
  try {
    const load = registry[job.name];
    if (!load) throw new Error(`no handler for jobs named "${job.name}"`);
    const handle = await load();
    await handle(job);
  } catch (cause) {
    log.error('job failed', { job: job.name, jobId: job.id, companyId: job.companyId, attempts: job.attempts, cause });
    error = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  }
  await serviceDb.call('finish_job', { p_job_id: job.id, p_error: error });
}

async function drain(registry: JobRegistry): Promise<void> {
  for (;;) {
    const jobs = claimedSchema.parse(await serviceDb.call('claim_jobs', { p_limit: BATCH }));
    for (const job of jobs) await runJob(job, registry);
    if (jobs.length < BATCH) return;
  }
}

/**
 * Works through the outbox until it is empty. One drain runs in a process at a time; a call during it makes one
 * more round, so that nothing written meanwhile is left lying.
 */
export async function drainJobs(registry: JobRegistry): Promise<void> {
  const state = shared('jobs.drain', () => ({ running: false, again: false }));
  state.again = true;
  if (state.running) return;
  state.running = true;
  try {
    while (state.again) {
      state.again = false;
      await drain(registry);
    }
  } catch (cause) {
    log.error('draining jobs failed', { cause });
  } finally {
    state.running = false;
  }
}
