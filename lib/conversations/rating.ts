import 'server-only';
import { z } from 'zod';
import type { VisitorCtx } from '@/lib/companies/context';
import { AppError } from '@/lib/platform/errors';
import { uuidSchema } from '@/lib/platform/ids';
import { isStorable } from '@/lib/platform/text';

export const ratingSchema = z.enum(['good', 'bad']);

export const ratingRequestSchema = z.object({
  /** The answer's id, as its stream and the session's messages tell it. */
  turnId: z.string().max(64),
  /** Null takes the rating back. */
  rating: ratingSchema.nullable(),
  /** Why, in the visitor's words; may be sent later, with the same rating again. */
  comment: z
    .string()
    .trim()
    .max(1_000, 'A reason has at most 1,000 characters.')
    .refine(isStorable, 'The text holds a character that cannot be stored.')
    .optional()
    .transform((comment) => comment || null),
});
export type RatingRequest = z.infer<typeof ratingRequestSchema>;

/**
 * Keeps what a visitor says of an answer in their own session. The same again changes nothing.
 * @throws AppError `not-found` for an answer that does not exist, is not of this session, or is another visitor's
 */
export async function rateAnswer(ctx: VisitorCtx, input: RatingRequest & { sessionId: string }): Promise<void> {
  const [sessionId, turnId] = [uuidSchema.safeParse(input.sessionId), uuidSchema.safeParse(input.turnId)];
  if (!sessionId.success || !turnId.success) throw new AppError('not-found', 'This answer does not exist.');
  await ctx.db.call('rate_answer', {
    p_company_id: ctx.companyId,
    p_visitor_id: ctx.actor.visitorId,
    p_session_id: sessionId.data,
    p_turn_id: turnId.data,
    p_rating: input.rating,
    p_comment: input.rating && input.comment,
  });
}
