import type { VisitorCtx } from '@/lib/companies/context';
import { rateOf } from '@/lib/costs/data';
import { costMicros, type TokenUsage } from '@/lib/costs/price';
import { log } from '@/lib/platform/log';
import { countTokens } from '@/lib/platform/tokens';
import type { Operation, Trace } from '@/lib/platform/trace';
import type { Receipt } from './schema';
import type { AnswerResult } from './stream-answer';

const NOTHING: TokenUsage = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 };

/**
 * The provider's count; for an answer that was cut before the count came, our own, since it is charged all the same.
 * Stored and shared answers cost nothing again.
 */
function ofAnswer({ usage, rung, text, promptTokens, pays }: AnswerResult): TokenUsage {
  if (!pays) return NOTHING;
  if (usage?.inputTokens.total != null) {
    return {
      inputTokens: usage.inputTokens.total,
      cachedInputTokens: usage.inputTokens.cacheRead ?? 0,
      outputTokens: usage.outputTokens.total ?? 0,
    };
  }
  if (!rung || rung.provider === 'halfsecond') return NOTHING;
  return { inputTokens: promptTokens, cachedInputTokens: 0, outputTokens: countTokens(text) };
}

/** What providers charge for: the answer, and prompts of calls that were begun and not used. */
function tokensOf(result: AnswerResult): TokenUsage {
  const tokens = ofAnswer(result);
  const unused = result.dropped.reduce((sum, { promptTokens }) => sum + promptTokens, 0);
  return { ...tokens, inputTokens: tokens.inputTokens + unused };
}

async function priceOf(tokens: TokenUsage, model: string | undefined): Promise<number> {
  if (!model || tokens.inputTokens + tokens.outputTokens === 0) return 0;
  try {
    const rate = await rateOf(model);
    if (rate) return costMicros(tokens, rate);
    log.warn('a model has no rate and is counted as free', { model });
  } catch (cause) {
    log.warn('model rates could not be read', { cause });
  }
  return 0;
}

const round = (ms: number) => Math.round(Math.max(ms, 0) * 100) / 100;

const rounded = ({ name, startedMs, durationMs }: Operation): Operation => ({
  name,
  startedMs: round(startedMs),
  durationMs: round(durationMs),
});

/** Where the milliseconds and the money of an answer went, as it is stored and shown. */
export async function makeReceipt(ctx: VisitorCtx, turnId: string, result: AnswerResult): Promise<Receipt> {
  const { plan } = result;
  const tokens = tokensOf(result);
  return {
    turnId,
    outcome: result.outcome,
    plan: plan.name,
    planReason: plan.reason,
    provider: result.rung?.provider ?? null,
    model: result.rung?.modelName ?? null,
    depth: plan.usesKnowledge ? plan.depth : null,
    cache: result.cache,
    modelCalls: result.modelCalls,
    fallback: result.fallback,
    ...tokens,
    costMicros: await priceOf(tokens, (result.rung ?? result.dropped[0]?.rung)?.modelName),
    firstTokenMs: result.firstTokenMs === null ? null : round(result.firstTokenMs),
    totalMs: round(result.totalMs),
    operations: ctx.trace.operations().map(rounded),
  };
}

/** The receipt as the reader gets it: with the time that storing it took, which the stored one cannot hold. */
export function withSettlement(trace: Trace, receipt: Receipt): Receipt {
  const settled = trace.operations().filter(({ name }) => name === 'settle');
  return { ...receipt, operations: [...receipt.operations, ...settled.map(rounded)] };
}
