import { contextFromJob, type JobCtx } from '@/lib/companies/context';
import type { JobRegistry } from '@/lib/platform/jobs/job';
import { type Deadline, drainOutbox, type JobCounts } from '@/lib/platform/jobs/jobs';
import { createPacer } from '@/lib/platform/jobs/pacer';
import { log } from '@/lib/platform/log';
import { shared } from '@/lib/platform/shared';
import { recordTurns } from './record-turns';

/** What is done after an answer. Each job is loaded when the first of its name comes. */
const FOLLOW_UPS: JobRegistry<JobCtx> = {
  'after-turn': async () => (await import('./after-turn')).afterTurn,
  'summarise-session': async () => (await import('./summarise-session')).summariseSession,
  'prepare-answers': async () => (await import('./prepared/prepare-answers')).prepareAnswers,
  'predict-follow-ups': async () => (await import('./prepared/predict-follow-ups')).predictFollowUps,
};

/** Work that takes much of a minute at a time. It has rounds of its own: what follows an answer does not wait for it. */
const SLOW: JobRegistry<JobCtx> = {
  'index-sources': async () => (await import('@/lib/knowledge/jobs')).indexSources,
  'sync-website': async () => (await import('@/lib/knowledge/websites/jobs')).syncWebsite,
  'embed-passages': async () => (await import('@/lib/knowledge/embeddings/jobs')).embedPassages,
  'learn-knowledge': async () => (await import('@/lib/knowledge/embeddings/built-in-jobs')).learnKnowledge,
};
const SLOW_AT_A_TIME = 4;

/**
 * Turns that end close together are followed up together: the fewer calls, the more of the database is left for those
 * who wait for an answer. Nobody waits for follow-up work, so a second or two does not matter.
 */
const PACE = { quietMs: 250, maxMs: 2_000 };

/** What a round of follow-up work did. */
export type FollowedUp = { jobs: JobCounts; recordedTurns: number };

async function followUp(): Promise<FollowedUp> {
  const jobs = await drainOutbox({ registry: FOLLOW_UPS, contextOf: contextFromJob, except: Object.keys(SLOW) });
  return { jobs, recordedTurns: await recordTurns() };
}

const rounds = () => shared('chat.follow-ups', () => createPacer(followUp, PACE));

/**
 * Does the follow-up work that waits, once turns have stopped ending for a moment. Called after responses; nothing here
 * delays a visitor. What cannot be done now stays where it is for the next call or the next sweep.
 */
export async function runFollowUps(): Promise<void> {
  await rounds()
    .soon()
    .catch((cause: unknown) => log.error('follow-up work was not finished', { cause }));
}

/**
 * Does it at once, for whoever has been waiting already.
 * @throws AppError when the database cannot be reached
 */
export const runFollowUpsNow = (): Promise<FollowedUp> => rounds().now();

const slowWork = (deadline?: Deadline) =>
  drainOutbox({ registry: SLOW, contextOf: contextFromJob, slow: { atATime: SLOW_AT_A_TIME, deadline } });

const slowRounds = () => shared('chat.slow-work', () => createPacer(() => slowWork(), PACE));

/**
 * Does a part of the slow work that waits; what is left is for the next call.
 * @param deadline for a process that its host ends: a round of its own then, which waits for no other
 * @throws AppError when the database cannot be reached
 */
export const runSlowWorkNow = (deadline?: Deadline): Promise<JobCounts> =>
  deadline ? slowWork(deadline) : slowRounds().now();
