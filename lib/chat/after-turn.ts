import { z } from 'zod';
import type { JobCtx } from '@/lib/companies/context';
import { planSchema } from '@/lib/conversations/schema';
import { readTurn } from '@/lib/leads/read-turn';
import { defineJob } from '@/lib/platform/jobs/job';

const payloadSchema = z.object({
  sessionId: z.uuid(),
  turnId: z.uuid(),
  userMessageId: z.uuid(),
  plan: planSchema,
});

/**
 * What follows an answer: the message is read (contact data, lead, intent, sentiment, language), then the turn is
 * recorded (cost in detail, figures of the hour, audit log, webhook events). Both may be
 * repeated: a reading stores the same again, and a turn is recorded once.
 */
export const afterTurn = defineJob({
  name: 'after-turn',
  schema: payloadSchema,
  async handle(ctx: JobCtx, payload) {
    const { lead } = await readTurn(ctx, payload);
    await ctx.db.call('record_turn', {
      p_company_id: ctx.companyId,
      p_turn_id: payload.turnId,
      p_record: { lead, asked: null },
    });
  },
});
