import { z } from 'zod';

/** Micro-dollars (millionths of a US dollar) for a million tokens. */
export type Rate = { input: number; cachedInput: number; output: number };

/** A rate of the table: whose it is and since which day (`2025-04-14`) it holds. */
export const datedRateSchema = z.object({
  model: z.string(),
  effectiveFrom: z.string(),
  input: z.number(),
  cachedInput: z.number(),
  output: z.number(),
});
export type DatedRate = z.infer<typeof datedRateSchema>;

export type TokenUsage = { inputTokens: number; cachedInputTokens: number; outputTokens: number };

/**
 * Cost of one answer in whole micro-dollars, rounded up so that many small answers are never free.
 * `inputTokens` is the total; the cached ones among them are charged at their own rate. What it is made of is written
 * down after the answer, by `app.cost_detail` in the database, from the same table.
 */
export function costMicros(usage: TokenUsage, rate: Rate): number {
  const fresh = Math.max(usage.inputTokens - usage.cachedInputTokens, 0);
  const perMillion = fresh * rate.input + usage.cachedInputTokens * rate.cachedInput + usage.outputTokens * rate.output;
  return Math.ceil(perMillion / 1_000_000);
}
