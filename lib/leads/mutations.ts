import 'server-only';
import type { JobCtx } from '@/lib/companies/context';
import type { Reading } from './reading';
import { type StoredReading, storedReadingSchema } from './schema';
import { QUALIFIED_FROM } from './score';

/**
 * Stores a reading and the lead it makes, in one call. A repeated one changes nothing and returns what the first did.
 * @throws AppError `not-found` for a message that is not of this session and company
 */
export async function saveReading(
  ctx: JobCtx,
  { sessionId, userMessageId }: { sessionId: string; userMessageId: string },
  { insight, contact, reasons, source }: Reading,
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
    }),
  );
}
