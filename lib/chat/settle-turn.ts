import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { VisitorCtx } from '@/lib/companies/context';
import type { SearchEnd } from '@/lib/knowledge/schema';
import { log } from '@/lib/platform/log';
import { keptInNextPrompt } from './context-budget';
import type { OpenedTurn } from './opened-turn';
import { type NextQuestion, nextQuestionSchema } from './prepared/schema';
import type { AnswerSource, Receipt } from './schema';
import { hintStored, type Keep } from './stored-answer';
import type { AnswerResult } from './stream-answer';

/** What a turn leaves behind. */
export type Settlement = {
  receipt: Receipt;
  text: string;
  sources: AnswerSource[];
  errorCode: string | null;
  /** How the search ended, for what the articles lack. */
  searchEnd: SearchEnd;
  jobs: FollowUp[];
  /** The stored answer that was given. */
  storedAnswerId: string | null;
  /** Keeps the answer for the next one who asks the same. */
  keep: Keep | null;
};

/** Work that is written down with the answer and done after it. */
export type FollowUp = { name: string; payload: Record<string, unknown> };

/**
 * What is to be done after an answer: a message is read unless it is small talk, and a conversation that has outgrown the
 * next prompt is summed up.
 */
export function followUps(
  { opened, text: question }: { opened: OpenedTurn; text: string },
  { turnId }: Receipt,
  { plan, text: answer }: Pick<AnswerResult, 'plan' | 'text'>,
): FollowUp[] {
  const sessionId = opened.session.id;
  const jobs: FollowUp[] = [];
  if (plan.name !== 'simple') {
    const payload = { sessionId, turnId, userMessageId: opened.userMessageId, leadWork: plan.leadWork };
    jobs.push({ name: 'after-turn', payload });
  }
  const said: Parameters<typeof keptInNextPrompt>[0] = [
    ...opened.history,
    { role: 'user', text: question },
    ...(answer ? [{ role: 'assistant' as const, text: answer }] : []),
  ];
  if (keptInNextPrompt(said, true) < said.length) jobs.push({ name: 'summarise-session', payload: { sessionId } });
  return jobs;
}

/** Pauses before each further attempt, in milliseconds: about half a minute in all. */
const RETRY_PAUSES_MS = [200, 1_000, 5_000, 10_000, 15_000];

/**
 * Stores the answer, its receipt and the follow-up jobs in one transaction. The visitor has the text already, so a
 * database that is away for a moment must not lose it: the call is repeated in the background (it settles once,
 * however often it is made).
 * @returns what is likely to be asked next, or null when it is not stored yet
 */
export async function settleTurn(ctx: VisitorCtx, settlement: Settlement): Promise<NextQuestion[] | null> {
  try {
    return await callSettle(ctx, settlement);
  } catch (cause) {
    log.warn('settling a turn failed, trying again', {
      requestId: ctx.requestId,
      turnId: settlement.receipt.turnId,
      cause,
    });
    void retry(ctx, settlement);
    return null;
  }
}

const settledSchema = z.object({ next: z.array(nextQuestionSchema) });

async function callSettle(ctx: VisitorCtx, { receipt, ...rest }: Settlement): Promise<NextQuestion[]> {
  const { turnId, ...figures } = receipt;
  const settled = await ctx.db.call('settle_and_offer', {
    p_company_id: ctx.companyId,
    p_turn_id: turnId,
    p_settlement: { ...figures, ...rest },
  });
  const { next } = settledSchema.parse(settled);
  hintStored(
    ctx,
    next.map(({ key }) => key),
  );
  return next;
}

async function retry(ctx: VisitorCtx, settlement: Settlement): Promise<void> {
  for (const ms of RETRY_PAUSES_MS) {
    await pause(ms);
    try {
      await callSettle(ctx, settlement);
      return;
    } catch (cause) {
      log.warn('settling a turn failed again', { turnId: settlement.receipt.turnId, cause });
    }
  }
  log.error('an answer could not be stored', { companyId: ctx.companyId, turnId: settlement.receipt.turnId });
}
