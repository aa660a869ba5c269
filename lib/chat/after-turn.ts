import { z } from 'zod';
import type { JobCtx } from '@/lib/companies/context';
import { readTurn } from '@/lib/leads/read-turn';
import { defineJob } from '@/lib/platform/jobs/job';

const payloadSchema = z.object({
  sessionId: z.uuid(),
  turnId: z.uuid(),
  userMessageId: z.uuid(),
  /** Whether a model may be paid to read the message. */
  leadWork: z.boolean(),
});

/**
 * What follows an answer: its message is read (contact data, lead, intent, sentiment, language), what that cost counted,
 * and whoever wants to hear of a lead told. All of it may be repeated. The figures of the turn itself need no job:
 * `recordTurns` takes many turns at a time.
 */
export const afterTurn = defineJob({
  name: 'after-turn',
  schema: payloadSchema,
  async handle(ctx: JobCtx, payload) {
    const { lead } = await readTurn(ctx, payload);
    if (!lead?.isNew && !lead?.becameQualified) return;
    await ctx.db.call('record_reading', {
      p_company_id: ctx.companyId,
      p_turn_id: payload.turnId,
      p_lead: lead,
      p_asked: null,
    });
  },
});
