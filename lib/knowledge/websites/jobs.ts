import 'server-only';
import type { JobCtx } from '@/lib/companies/context';
import { defineJob } from '@/lib/platform/jobs/job';
import { syncPayloadSchema } from './schema';
import { syncStep } from './sync';

/** One step of reading a website; it queues the next one. */
export const syncWebsite = defineJob<JobCtx, { websiteId: string; run: number }>({
  name: 'sync-website',
  schema: syncPayloadSchema,
  handle: (ctx, payload, signal) => syncStep(ctx, payload, signal),
});
