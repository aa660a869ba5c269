import 'server-only';
import { z } from 'zod';
import type { MemberCtx } from '@/lib/companies/context';
import { fromPgError } from '@/lib/platform/supabase/pg-error';
import type { AnswerSource } from '../schema';
import { type PinnedQuestion, PROBLEMS, type PrefetchReport, prefetchReportSchema } from './schema';

const questionRows = z.array(
  z.object({
    id: z.string(),
    question: z.string(),
    key: z.string(),
    enabled: z.boolean(),
    hits: z.number(),
    problem: z.enum(PROBLEMS).nullable(),
  }),
);
const answerRows = z.array(
  z.object({
    key: z.string(),
    text: z.string(),
    sources: z.custom<AnswerSource[]>(Array.isArray),
    cost_micros: z.number(),
    created_at: z.string(),
  }),
);

/** The company's pinned questions in their order, each with its answer when that is ready. */
export async function listPinned(ctx: MemberCtx): Promise<PinnedQuestion[]> {
  const [questions, answers] = await Promise.all([
    ctx.db
      .from('pinned_questions')
      .select('id, question, key, enabled, hits, problem')
      .eq('company_id', ctx.companyId)
      .order('position')
      .order('created_at'),
    ctx.db
      .from('stored_answers')
      .select('key, text, sources, cost_micros, created_at')
      .eq('company_id', ctx.companyId)
      .eq('kind', 'pinned')
      .gt('expires_at', new Date().toISOString()),
  ]);
  if (questions.error) throw fromPgError(questions.error);
  if (answers.error) throw fromPgError(answers.error);
  const byKey = new Map(answerRows.parse(answers.data).map((answer) => [answer.key, answer]));
  return questionRows.parse(questions.data).map(({ key, ...question }) => {
    const found = byKey.get(key);
    return {
      ...question,
      answer: found
        ? {
            text: found.text,
            sources: found.sources,
            madeAt: new Date(found.created_at).toISOString(),
            costMicros: found.cost_micros,
          }
        : null,
    };
  });
}

/** How preparing answers to likely next questions does. */
export async function readPrefetch(ctx: MemberCtx): Promise<PrefetchReport> {
  const { data, error } = await ctx.db.rpc('prefetch_report', { p_company_id: ctx.companyId });
  if (error) throw fromPgError(error);
  return prefetchReportSchema.parse(data);
}
