import 'server-only';
import type { MemberCtx } from '@/lib/companies/context';
import { AppError } from '@/lib/platform/errors';
import { fromPgError, type PgError } from '@/lib/platform/supabase/pg-error';
import { judgePlan } from '../plan';
import { commonQuestions } from './common-questions';
import { readPrefetch } from './data';
import { preparedKey } from './prepared-key';
import { MAX_PINNED } from './schema';

/** Why a question has an answer of its own for each visitor, by the reason of its plan. */
const INDIVIDUAL: Record<string, string> = {
  'contact data': 'It holds contact data',
  'buying intent': 'It tells of a wish to buy, which your team gets as a lead',
  anger: 'It is angry, and then a person’s tone counts',
  'asks for a person': 'It asks for a person',
  'several questions': 'It asks several things: pin each by itself',
};

function individualReason(question: string): string {
  const plan = judgePlan(question);
  if (plan.smallTalk !== null && !plan.makesSure) return 'It is small talk, which is answered at once anyway';
  return (
    INDIVIDUAL[plan.reason] ?? 'It names one order, account or person, or is understood only after what was said before'
  );
}

/** @throws AppError `unprocessable` for what cannot have one answer for everybody */
function keyOf(question: string): string {
  const key = preparedKey(question);
  if (key !== null) return key;
  throw new AppError('unprocessable', `This cannot have one answer for everybody. ${individualReason(question)}.`);
}

/** The same question, marks and capitals apart, is there once. */
const translated = (error: PgError): AppError => {
  const ours = fromPgError(error);
  return ours.code === 'conflict'
    ? new AppError('conflict', 'This question is pinned already.', { cause: ours })
    : ours;
};

/**
 * Pins a question at the end of the list. Its answer is made by a job.
 * @throws AppError `conflict` when it is there already, `unprocessable` for too many or one without a common answer
 */
export async function pinQuestion(ctx: MemberCtx, { question }: { question: string }): Promise<void> {
  const key = keyOf(question);
  const { data, error } = await ctx.db
    .from('pinned_questions')
    .select('position')
    .eq('company_id', ctx.companyId)
    .order('position', { ascending: false });
  if (error) throw fromPgError(error);
  if (data.length >= MAX_PINNED) throw new AppError('unprocessable', `You can pin up to ${MAX_PINNED} questions.`);
  const position = (data[0]?.position ?? -1) + 1;
  const added = await ctx.db.from('pinned_questions').insert({ company_id: ctx.companyId, question, key, position });
  if (added.error) throw translated(added.error);
}

type Change = { question?: string; enabled?: boolean; position?: number };

/**
 * Changes a pinned question. Other words are another question: its answer is made anew.
 * @throws AppError `not-found` for an unknown one and for another company's alike; as `pinQuestion`
 */
export async function changePinned(ctx: MemberCtx, questionId: string, change: Change): Promise<void> {
  const key = change.question === undefined ? {} : { key: keyOf(change.question) };
  const { data, error } = await ctx.db
    .from('pinned_questions')
    .update({ ...change, ...key })
    .eq('company_id', ctx.companyId)
    .eq('id', questionId)
    .select('id');
  if (error) throw translated(error);
  if (data.length === 0) throw new AppError('not-found', 'This question does not exist.');
  commonQuestions.forget(ctx.companyId);
}

/** Moves a pinned question one place up or down; at the end of the list nothing happens. */
export async function movePinned(ctx: MemberCtx, questionId: string, by: -1 | 1): Promise<void> {
  const { data, error } = await ctx.db
    .from('pinned_questions')
    .select('id, position')
    .eq('company_id', ctx.companyId)
    .order('position')
    .order('created_at');
  if (error) throw fromPgError(error);
  const from = data.findIndex(({ id }) => id === questionId);
  const to = from + by;
  const order = [...data];
  const [moved] = order.splice(from, 1);
  if (from < 0 || !moved || to < 0 || to >= data.length) return;
  order.splice(to, 0, moved);
  for (const [position, row] of order.entries())
    if (row.position !== position) await changePinned(ctx, row.id, { position });
}

/** @throws AppError `not-found` for an unknown question and for another company's alike */
export async function unpinQuestion(ctx: MemberCtx, questionId: string): Promise<void> {
  const { data, error } = await ctx.db
    .from('pinned_questions')
    .delete()
    .eq('company_id', ctx.companyId)
    .eq('id', questionId)
    .select('id');
  if (error) throw fromPgError(error);
  if (data.length === 0) throw new AppError('not-found', 'This question does not exist.');
  commonQuestions.forget(ctx.companyId);
}

/** Has the answer of a pinned question made again. @throws AppError `not-found` */
export async function remakeAnswer(ctx: MemberCtx, questionId: string): Promise<void> {
  const { error } = await ctx.db.rpc('remake_pinned_answer', { p_question_id: questionId });
  if (error) throw fromPgError(error);
  commonQuestions.forget(ctx.companyId);
}

/** Switches preparing on or off and sets its limit. Switched on again, it is counted anew. */
export async function savePrefetch(
  ctx: MemberCtx,
  { enabled, maxWastePercent }: { enabled: boolean; maxWastePercent: number },
): Promise<void> {
  const { stoppedAt } = await readPrefetch(ctx);
  const again = enabled && stoppedAt !== null;
  const { error } = await ctx.db.from('prefetch_settings').upsert({
    company_id: ctx.companyId,
    enabled,
    max_waste_percent: maxWastePercent,
    ...(again ? { stopped_at: null, stopped_waste: null, counted_from: new Date().toISOString() } : {}),
  });
  if (error) throw fromPgError(error);
}
