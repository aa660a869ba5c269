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
 * What follows an answer: its message is read (contact data, lead, intent, sentiment, language), and what the reading
 * found and cost is recorded. Both may be repeated: a reading stores the same again, and is counted once. The figures of
 * the turn itself need no job: `recordTurns` takes many turns at a time.
 */
export const afterTurn = defineJob({
  name: 'after-turn',
  schema: payloadSchema,
  async handle(ctx: JobCtx, payload) {
    const { lead, asked } = await readTurn(ctx, payload);
    if (!asked && !lead?.isNew && !lead?.becameQualified) return;
    await ctx.db.call('record_reading', {
      p_company_id: ctx.companyId,
      p_turn_id: payload.turnId,
      p_lead: lead,
      p_asked: asked,
    });
  },
});
