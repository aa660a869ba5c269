import { z } from 'zod';
import type { JobCtx } from '@/lib/companies/context';
import { assistantSettingsSchema } from '@/lib/companies/schema';
import { defineJob } from '@/lib/platform/jobs/job';
import { commonQuestions } from './common-questions';
import { prepareAnswer } from './prepare-answer';

const wantedSchema = z.object({
  /** Null for a company that is gone. */
  settings: assistantSettingsSchema.nullable(),
  questions: z.array(z.object({ id: z.string(), question: z.string() })),
});

/** What is not begun within this time is left to the next job, in milliseconds: a job has a minute in all. */
const BEGIN_WITHIN_MS = 35_000;

/**
 * Makes the answers of a company's pinned questions that are missing: new ones, and those that an edit or time has
 * expired. One after the other: visitors' calls go first.
 */
export const prepareAnswers = defineJob({
  name: 'prepare-answers',
  schema: z.object({}),
  async handle(ctx: JobCtx, _, signal) {
    const { settings, questions } = wantedSchema.parse(
      await ctx.db.call('take_pinned_to_prepare', { p_company_id: ctx.companyId }),
    );
    if (!settings) return;
    for (const { id, question } of questions) {
      if (ctx.trace.elapsed() > BEGIN_WITHIN_MS || signal.aborted) return;
      await prepareAnswer(ctx, { kind: 'pinned', question, subjectId: id, settings }, signal);
      commonQuestions.forget(ctx.companyId);
    }
  },
});
