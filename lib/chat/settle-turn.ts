import { setTimeout as pause } from 'node:timers/promises';
import type { VisitorCtx } from '@/lib/companies/context';
import { log } from '@/lib/platform/log';
import type { OpenedTurn } from './opened-turn';
import type { AnswerSource, Receipt } from './schema';
import type { Keep } from './stored-answer';
import type { AnswerResult } from './stream-answer';

/** What a turn leaves behind. */
export type Settlement = {
  receipt: Receipt;
  text: string;
  sources: AnswerSource[];
  errorCode: string | null;
  jobs: FollowUp[];
  /** The stored answer that was given. */
  storedAnswerId: string | null;
  /** Keeps the answer for the next one who asks the same. */
  keep: Keep | null;
};

/** Work that is written down with the answer and done after it. */
export type FollowUp = { name: string; payload: Record<string, unknown> };

/** What is to be done after an answer: nothing for small talk. */
export function followUps({ opened }: { opened: OpenedTurn }, { turnId }: Receipt, result: AnswerResult): FollowUp[] {
  const { plan, overflow } = result;
  if (plan.name === 'simple') return [];
  const sessionId = opened.session.id;
  const read = { sessionId, turnId, userMessageId: opened.userMessageId, plan: plan.name };
  const jobs: FollowUp[] = [{ name: 'after-turn', payload: read }];
  if (overflow) jobs.push({ name: 'summarise-session', payload: { sessionId } });
  return jobs;
}

/** Pauses before each further attempt, in milliseconds: about half a minute in all. */
const RETRY_PAUSES_MS = [200, 1_000, 5_000, 10_000, 15_000];

/**
 * Stores the answer, its receipt and the follow-up jobs in one transaction. The visitor has the text already, so a
 * database that is away for a moment must not lose it: the call is repeated in the background (it settles once,
 * however often it is made).
 * @returns whether it is stored now
 */
export async function settleTurn(ctx: VisitorCtx, settlement: Settlement): Promise<boolean> {
  try {
    await callSettle(ctx, settlement);
    return true;
  } catch (cause) {
    log.warn('settling a turn failed, trying again', {
      requestId: ctx.requestId,
      turnId: settlement.receipt.turnId,
      cause,
    });
    void retry(ctx, settlement);
    return false;
  }
}

async function callSettle(ctx: VisitorCtx, { receipt, ...rest }: Settlement): Promise<void> {
  const { turnId, ...figures } = receipt;
  await ctx.db.call('settle_turn', {
    p_company_id: ctx.companyId,
    p_turn_id: turnId,
    p_settlement: { ...figures, ...rest },
  });
}

async function retry(ctx: VisitorCtx, settlement: Settlement): Promise<void> {
  for (const ms of RETRY_PAUSES_MS) {
    await pause(ms);
    try {
      return await callSettle(ctx, settlement);
    } catch (cause) {
      log.warn('settling a turn failed again', { turnId: settlement.receipt.turnId, cause });
    }
  }
  log.error('an answer could not be stored', { companyId: ctx.companyId, turnId: settlement.receipt.turnId });
}
