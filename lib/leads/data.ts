import 'server-only';
import type { JobCtx } from '@/lib/companies/context';
import { type ToRead, toReadSchema } from './schema';

/**
 * What a reading of a message needs, in one call: what the visitor wrote since the last message that was read.
 * @throws AppError `not-found` for a message that is not of this session and company
 */
export async function messageToRead(
  ctx: JobCtx,
  { sessionId, userMessageId }: { sessionId: string; userMessageId: string },
): Promise<ToRead> {
  return toReadSchema.parse(
    await ctx.db.call('message_to_read', {
      p_company_id: ctx.companyId,
      p_session_id: sessionId,
      p_message_id: userMessageId,
    }),
  );
}
