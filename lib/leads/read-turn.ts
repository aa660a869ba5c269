import 'server-only';
import { z } from 'zod';
import type { JobCtx } from '@/lib/companies/context';
import type { Insight } from '@/lib/insights/schema';
import { extractContact } from './contact';
import { scoreLead } from './score';

/** What the reading of a message found. */
export type TurnReading = Insight & {
  /** The session's lead after this message; null when there is none. */
  lead: { score: number; status: string; isNew: boolean; becameQualified: boolean } | null;
};

/** Which message to read. */
export type ReadTurnInput = {
  sessionId: string;
  turnId: string;
  userMessageId: string;
  plan: 'simple' | 'moderate' | 'complex';
};

/**
 * Reads what a visitor wrote: contact data, lead, intent, sentiment and language, and stores what it found. Safe to
 * repeat: the second reading of a message changes nothing.
 * @throws AppError when the database cannot be reached
 */
export async function readTurn(ctx: JobCtx, input: ReadTurnInput): Promise<TurnReading> {
  const texts = z
    .array(z.string())
    .parse(await ctx.db.call('session_user_texts', { p_company_id: ctx.companyId, p_session_id: input.sessionId }));
  const insight: Insight = { intent: 'other', sentiment: 0, language: null };
  const contact = extractContact(texts);
  const lead = scoreLead(texts, contact);
  if (lead.score === 0) return { ...insight, lead: null };
  await ctx.db.call('save_lead', {
    p_company_id: ctx.companyId,
    p_session_id: input.sessionId,
    p_lead: { ...contact, ...lead },
  });
  return { ...insight, lead: { score: lead.score, status: lead.status, isNew: false, becameQualified: false } };
}
