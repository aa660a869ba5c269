import { z } from 'zod';
import { contextFromJob } from '@/lib/companies/context';
import type { JobHandler } from '@/lib/platform/jobs/jobs';
import { extractContact } from './contact';
import { scoreLead } from './score';

const payloadSchema = z.object({ sessionId: z.string() });

/** Looks through what the visitor wrote in a session and keeps contact data and score, when there is anything to keep. */
export const qualifyLead: JobHandler = async (job) => {
  const ctx = contextFromJob(job);
  const { sessionId } = payloadSchema.parse(job.payload);
  const texts = z
    .array(z.string())
    .parse(await ctx.db.call('session_user_texts', { p_company_id: ctx.companyId, p_session_id: sessionId }));
  const contact = extractContact(texts);
  const lead = scoreLead(texts, contact);
  if (lead.score === 0) return;
  await ctx.db.call('save_lead', {
    p_company_id: ctx.companyId,
    p_session_id: sessionId,
    p_lead: { ...contact, ...lead },
  });
};
