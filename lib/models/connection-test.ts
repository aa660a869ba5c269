import 'server-only';
import { APICallError, type LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { MemberCtx } from '@/lib/companies/context';
import { orAbort } from '@/lib/platform/abort';
import { AppError } from '@/lib/platform/errors';
import { companyReach, notPublic } from './company';
import { judgeFault, nameFault } from './fault';
import { laneOf } from './lane';
import { settingsOf } from './mutations';
import { connectProvider } from './provider';
import type { ModelRung } from './rung';
import type { ProviderInput } from './schema';

const ANSWER_LIMIT_MS = 10_000;
/** Enough for a word, and for models that take it for thinking. */
const MAX_OUTPUT_TOKENS = 64;

/**
 * Asks each model of a provider for one word and waits for its first token, without saving anything and past the lane's breaker: an admin who has
 * just repaired something wants to know now.
 * @returns a sentence with the models and how long each took to begin
 * @throws AppError `unprocessable` with a sentence that says what to change; never what the server wrote, since the
 * address is the admin's choice and what stands there may not be theirs to read
 */
export async function testProvider(ctx: MemberCtx, input: ProviderInput): Promise<string> {
  const provider = await connectProvider(await settingsOf(ctx, input), companyReach());
  const { main, light } = provider.rungs;
  const rungs = main.modelName === light.modelName ? [main] : [main, light];
  const took = await Promise.all(rungs.map((rung) => askForAWord(rung, new URL(provider.address).host)));
  return `It works: ${rungs.map(({ modelName }, index) => `${modelName} answered after ${took[index]}`).join(', ')}.`;
}

async function askForAWord({ model, modelName, lane }: ModelRung, host: string): Promise<string> {
  const began = performance.now();
  const limit = AbortSignal.timeout(ANSWER_LIMIT_MS);
  try {
    const { stream } = await model.doStream({
      prompt: [{ role: 'user', content: [{ type: 'text', text: 'Answer with the word yes.' }] }],
      maxOutputTokens: MAX_OUTPUT_TOKENS,
      abortSignal: limit,
    });
    await orAbort(firstToken(stream), limit);
  } catch (cause) {
    // What holds for every model of the key is known of it from now on, should it be saved all the same.
    if (lane !== null && judgeFault(cause).wholeLane) laneOf(lane).ended(nameFault(cause));
    throw new AppError('unprocessable', sentenceFor(cause, limit.aborted, modelName, host), { cause });
  }
  if (lane !== null) laneOf(lane).ended(null);
  const ms = performance.now() - began;
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/**
 * Waits for the first token and leaves the rest unread: a slow model works too.
 * @throws what the stream reports, or an error when it ends as no model's does
 */
async function firstToken(stream: ReadableStream<LanguageModelV4StreamPart>): Promise<void> {
  // Leaving the loop closes the connection.
  for await (const part of stream) {
    if (part.type === 'text-delta' || part.type === 'reasoning-delta') return;
    if (part.type === 'error') throw part.error;
    // A model that thinks in silence may use up all that it was given for it.
    if (part.type === 'finish' && part.finishReason.raw !== undefined) return;
  }
  throw new Error('the stream ended without a token');
}

function sentenceFor(error: unknown, late: boolean, model: string, host: string): string {
  if (late) return `${model} did not answer within ${ANSWER_LIMIT_MS / 1000} s.`;
  const status = APICallError.isInstance(error) ? error.statusCode : undefined;
  if (status === 401 || status === 403) return `${host} refuses the key (${status}).`;
  if (status === 404) return `${host} knows no model ${model}, or the address is wrong (404).`;
  if (status === 429) return `${host} knows the key, but its limit is used up for now (429).`;
  if (status !== undefined && status >= 400) return `${host} answered with an error (${status}).`;
  const { wholeLane, blames } = judgeFault(error);
  if (wholeLane && blames === 'request') return notPublic(host);
  if (wholeLane) return `No server answers at ${host}.`;
  return `${host} answered, but not as a model does. Check the address.`;
}
