import 'server-only';
import { z } from 'zod';
import type { JobCtx } from '@/lib/companies/context';
import { defineJob } from '@/lib/platform/jobs/job';
import { indexWaiting } from './mutations';

/** Tells the search of what a large save stored, should the process that saved have ended before it could. */
export const indexSources = defineJob<JobCtx, Record<string, never>>({
  name: 'index-sources',
  schema: z.object({}),
  handle: (ctx, _, signal) => indexWaiting(ctx, signal),
});
