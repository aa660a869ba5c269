import 'server-only';
import type { JobCtx } from '@/lib/companies/context';
import type { Reading } from './reading';
import { type Asked, type StoredReading, storedReadingSchema } from './schema';
import { QUALIFIED_FROM } from './score';

/**
 * Stores a reading and the lead it makes, and counts what a model was paid for it, in one transaction. A repeated one
 * changes nothing and returns what the first did.
 * @throws AppError `not-found` for a message that is not of this session and company
 */
export async function saveReading(
  ctx: JobCtx,
  { sessionId, turnId, userMessageId }: { sessionId: string; turnId: string; userMessageId: string },
  { insight, contact, reasons, source }: Reading,
  asked: Asked | null,
): Promise<StoredReading> {
  return storedReadingSchema.parse(
    await ctx.db.call('save_reading', {
      p_company_id: ctx.companyId,
      p_session_id: sessionId,
      p_message_id: userMessageId,
      p_reading: {
        ...insight,
        source,
        qualifiedFrom: QUALIFIED_FROM,
        lead: reasons.length > 0 ? { ...contact, reasons } : null,
      },
      p_turn_id: turnId,
      p_asked: asked,
    }),
  );
}

/**
 * Counts what a model was paid for a reading that could not be stored; a call that was counted is not counted again.
 * @throws AppError `unavailable` without the database
 */
export async function countReading(ctx: JobCtx, turnId: string, asked: Asked): Promise<void> {
  await ctx.db.call('record_reading', {
    p_company_id: ctx.companyId,
    p_turn_id: turnId,
    p_lead: null,
    p_asked: asked,
  });
}
