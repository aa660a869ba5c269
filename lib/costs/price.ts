import { z } from 'zod';

/** Micro-dollars (millionths of a US dollar) for a million tokens. */
export const rateSchema = z.object({ input: z.number(), cachedInput: z.number(), output: z.number() });
export type Rate = z.infer<typeof rateSchema>;

export type TokenUsage = { inputTokens: number; cachedInputTokens: number; outputTokens: number };

/**
 * Cost of one answer in whole micro-dollars, rounded up so that many small answers are never free.
 * `inputTokens` is the total; the cached ones among them are charged at their own rate.
 */
export function costMicros(usage: TokenUsage, rate: Rate): number {
  const fresh = Math.max(usage.inputTokens - usage.cachedInputTokens, 0);
  const perMillion = fresh * rate.input + usage.cachedInputTokens * rate.cachedInput + usage.outputTokens * rate.output;
  return Math.ceil(perMillion / 1_000_000);
}
