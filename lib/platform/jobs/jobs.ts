import { z } from 'zod';
import { type Clock, systemClock } from '../clock';
import { AppError, namesOf } from '../errors';
import { log } from '../log';
import { shutdownSignal } from '../shutdown';
import { serviceDb } from '../supabase/service';
import { BadPayload, type JobRegistry } from './job';

const claimedSchema = z.array(
  z.object({ id: z.string(), companyId: z.string(), name: z.string(), payload: z.unknown(), attempts: z.number() }),
);
export type ClaimedJob = z.infer<typeof claimedSchema>[number];

const finishedSchema = z.object({ done: z.number(), dead: z.number(), waiting: z.number() });
/** What became of jobs: done and gone, dead until an admin looks, waiting for another attempt. */
export type JobCounts = z.infer<typeof finishedSchema>;

/** How a claimed job ended; see the function `finish_jobs`. */
type Outcome = 'done' | 'failed' | 'hopeless' | 'untouched';
type Result = { id: string; attempts: number; outcome: Outcome; error: string | null };

/**
 * When the host ends the process: once `wrapUp` fires jobs are told that their time is up, and none is begun; once `giveUp`
 * fires nobody waits for those that did not listen.
 */
export type Deadline = { wrapUp: AbortSignal; giveUp: AbortSignal };

/** Who does which job. */
export type Workers<Ctx> = {
  registry: JobRegistry<Ctx>;
  /** Mints the context of a job from its row. */
  contextOf(job: ClaimedJob): Ctx;
  clock?: Clock;
  /** Names of work that somebody else does. */
  except?: readonly string[];
  /**
   * Takes only what stands in the registry, so much at a time, and again for half a minute: for work that takes long and
   * leaves its next step to another job.
   */
  slow?: { atATime: number; deadline?: Deadline | undefined };
};

/** Jobs taken in one call. The database is what a small machine runs out of first, so calls are few and large. */
const BATCH = 50;
/** Jobs done at a time: they wait for a model more than they compute, and the visitors' calls shall not queue behind. */
const SIDE_BY_SIDE = 4;
/** A claim outlasts the last start and the longest job, so that nobody else takes up what is still being done. */
const START_WITHIN_MS = 30_000;
const JOB_LIMIT_MS = 60_000;
const LOCK_SECONDS = 120;

async function runJob<Ctx>(job: ClaimedJob, { registry, contextOf, slow }: Workers<Ctx>): Promise<Result> {
  const { id, attempts } = job;
  try {
    const load = Object.hasOwn(registry, job.name) ? registry[job.name] : undefined;
    if (!load) throw new AppError('internal', `This version of the server does not know work named "${job.name}".`);
    const handler = await load();
    const limit = AbortSignal.timeout(JOB_LIMIT_MS);
    const { wrapUp, giveUp } = slow?.deadline ?? { wrapUp: limit, giveUp: limit };
    const timeUp = AbortSignal.any([limit, wrapUp]);
    const lost = aborted(AbortSignal.any([limit, giveUp]));
    await Promise.race([handler.run(contextOf(job), job.payload, timeUp), lost]);
    return { id, attempts, outcome: 'done', error: null };
  } catch (cause) {
    // By name only: what a job's error says may quote what a visitor wrote.
    const reason = namesOf(cause);
    log.error('job failed', { job: job.name, jobId: id, companyId: job.companyId, attempts, reason });
    return { id, attempts, outcome: cause instanceof BadPayload ? 'hopeless' : 'failed', error: sentenceFor(cause) };
  }
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const giveUp = () => reject(new AppError('unavailable', 'It took longer than there was time.'));
    signal.addEventListener('abort', giveUp, { once: true });
  });

/** What an admin may read of it; everything else stands in the log. */
function sentenceFor(cause: unknown): string {
  if (cause instanceof AppError) return cause.message;
  if (cause instanceof BadPayload) return 'Its data is not of the form that this version of the server works with.';
  return 'Something went wrong on our side.';
}

/** Does a batch, a few side by side. What is not begun in time, or when the server ends, is given back untouched. */
async function runBatch<Ctx>(jobs: ClaimedJob[], workers: Workers<Ctx>): Promise<Result[]> {
  const clock = workers.clock ?? systemClock;
  const lastStart = clock.monotonic() + START_WITHIN_MS;
  const ending = () => shutdownSignal().aborted || workers.slow?.deadline?.wrapUp.aborted === true;
  const results: Result[] = [];
  const waiting = [...jobs];
  const work = async () => {
    for (let job = waiting.shift(); job; job = waiting.shift()) {
      const tooLate = clock.monotonic() > lastStart || ending();
      results.push(
        tooLate
          ? { id: job.id, attempts: job.attempts, outcome: 'untouched', error: null }
          : await runJob(job, workers),
      );
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  return results;
}

/**
 * Works through the outbox until nothing is due, or for slow work half a minute has passed. Any number of processes may do so at once.
 * @throws AppError when the database cannot be reached; what was claimed then is taken up again when its claim runs out
 */
export async function drainOutbox<Ctx>(workers: Workers<Ctx>): Promise<JobCounts> {
  const total: JobCounts = { done: 0, dead: 0, waiting: 0 };
  const clock = workers.clock ?? systemClock;
  const lastClaim = clock.monotonic() + START_WITHIN_MS;
  while (!shutdownSignal().aborted) {
    const claim = {
      p_limit: workers.slow?.atATime ?? BATCH,
      p_lock_seconds: LOCK_SECONDS,
      p_only: workers.slow ? Object.keys(workers.registry) : null,
      p_except: workers.except ?? null,
    };
    const jobs = claimedSchema.parse(await serviceDb.call('claim_jobs', claim));
    if (jobs.length === 0) break;
    const results = await runBatch(jobs, workers);
    const finished = finishedSchema.parse(await serviceDb.call('finish_jobs', { p_results: results }));
    for (const key of ['done', 'dead', 'waiting'] as const) total[key] += finished[key];
    if (workers.slow) {
      if (clock.monotonic() >= lastClaim || workers.slow.deadline?.wrapUp.aborted) break;
      continue;
    }
    // A claim that had run out comes alone; others may wait behind it.
    if (jobs.length > 1 && jobs.length < BATCH) break;
  }
  return total;
}
