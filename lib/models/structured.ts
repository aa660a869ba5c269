import 'server-only';
import { generateText, Output } from 'ai';
import type { z } from 'zod';
import type { CompanyId } from '@/lib/companies/schema';
import { AppError, ForeignError } from '@/lib/platform/errors';
import { createPatience, NotAskedError } from './patience';
import { lightModel } from './registry';

/** How long follow-up work waits for the light model, in milliseconds, unless it says otherwise. */
const TIME_LIMIT_MS = 20_000;
/** Longest answer in tokens: data about one conversation is short, and a model that runs on would be paid for it. */
const MAX_OUTPUT_TOKENS = 1_000;

/** What is asked. Every field of the schema must be required (nullable, not optional): providers refuse others. */
export type Question<T> = {
  schema: z.ZodType<T>;
  /** What to do, in the product's words; never text of a visitor. */
  system: string;
  /** What to do it with. May hold a visitor's words. */
  prompt: string;
  signal?: AbortSignal;
  timeoutMs?: number;
};

/** A checked answer, and what it used: tokens as the provider counted them, `input` with the cached ones in it. */
export type Asked<T> = {
  value: T;
  provider: string;
  model: string;
  tokens: { input: number; cachedInput: number; output: number };
};

/**
 * Asks the light model of the company's provider for data of a given shape.
 * @returns null when only the built-in model is set up: it quotes and does not judge, so local rules have to do
 * @throws AppError `unavailable` when the provider gave nothing of that shape in time; its cause tells why, without a word of
 *   what was asked or answered
 */
export async function askLight<T>(companyId: CompanyId, question: Question<T>): Promise<Asked<T> | null> {
  const rung = await lightModel(companyId);
  if (!rung) return null;
  const limit = AbortSignal.timeout(question.timeoutMs ?? TIME_LIMIT_MS);
  const ends = question.signal ? AbortSignal.any([question.signal, limit]) : limit;
  const ask = () =>
    generateText({
      model: rung.model,
      output: Output.object({ schema: question.schema }),
      instructions: question.system,
      prompt: question.prompt,
      temperature: 0,
      maxOutputTokens: MAX_OUTPUT_TOKENS,
      maxRetries: 0,
      abortSignal: ends,
    });
  try {
    // Follow-up work is tried again later by its job: the lane's retries are left to turns that visitors wait for.
    const reader = question.signal ?? new AbortController().signal;
    const { output, usage } = await createPatience({ retries: 0 }).ask(rung, ask, reader);
    return {
      value: output,
      provider: rung.provider,
      model: rung.modelName,
      tokens: {
        input: usage.inputTokens ?? 0,
        cachedInput: usage.inputTokenDetails.cacheReadTokens ?? 0,
        output: usage.outputTokens ?? 0,
      },
    };
  } catch (cause) {
    const retryAfterSeconds = cause instanceof NotAskedError ? Math.ceil(cause.waitMs / 1000) : 0;
    throw new AppError('unavailable', 'The model gave no usable answer.', {
      cause: new ForeignError(cause),
      ...(retryAfterSeconds > 0 ? { retryAfterSeconds } : {}),
    });
  }
}
