import { drainJobs, type JobRegistry } from '@/lib/platform/jobs/jobs';

/** What is done after an answer. Each handler is loaded when the first job of its name comes. */
const FOLLOW_UPS: JobRegistry = {
  'qualify-lead': async () => (await import('@/lib/leads/jobs')).qualifyLead,
};

/** Does the follow-up work that waits in the outbox. Called after responses; nothing here delays a visitor. */
export const runFollowUps = (): Promise<void> => drainJobs(FOLLOW_UPS);
