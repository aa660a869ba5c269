import 'server-only';
import { createHash } from 'node:crypto';
import { createOpenAI } from '@ai-sdk/openai';
import { type EmbeddingModel, embed } from 'ai';
import { z } from 'zod';
import type { CompanyId } from '@/lib/companies/schema';
import { orAbort } from '@/lib/platform/abort';
import { namedCache } from '@/lib/platform/cache/named-cache';
import { systemClock } from '@/lib/platform/clock';
import { env } from '@/lib/platform/env';
import { namesOf } from '@/lib/platform/errors';
import { log } from '@/lib/platform/log';
import { shared } from '@/lib/platform/shared';
import { companyProviders } from './company';
import { modelFetch } from './connection';
import { installationSettings } from './installation';
import { addressOf, headersOf } from './provider';

/** What the database's vectors have. */
const DIMENSIONS = 384;
/** A call that nobody waits for any more may go on this long, in milliseconds: the next one who asks has its result. */
const CALL_LIMIT_MS = 5_000;
/** After a failed call nobody is asked for this long, in milliseconds: visitors shall not wait for it one by one. */
const PAUSE_MS = 30_000;

/** A text read by a model, as numbers; only those of the same model can be compared. */
export type Embedding = { model: string; vector: number[] };

const cache = namedCache('embeddings', { schema: z.array(z.number()).length(DIMENSIONS) });
const state = () => shared('models.embeddings', () => ({ pausedUntil: 0 }));

/** The model that reads questions, by the installation's main provider; null when none is set up. */
function embeddingModel(): { name: string; model: Exclude<EmbeddingModel, string> } | null {
  const name = env().HALFSECOND_EMBEDDING_MODEL;
  if (!name) return null;
  const { main } = installationSettings();
  if (!main || main.kind === 'bedrock') return null;
  return shared(`models.embeddings.${name}`, () => ({
    name,
    model: createOpenAI({
      apiKey: main.key ?? 'none',
      baseURL: addressOf(main),
      headers: headersOf(main),
      fetch: modelFetch('installation'),
    }).embedding(name),
  }));
}

/** Whether questions are compared by their meaning. */
export const embeddingsAreOn = (): boolean => embeddingModel() !== null;

const keyOf = (companyId: CompanyId, model: string, text: string) =>
  `${companyId}:${createHash('sha256').update(`${model}\n${text}`).digest('base64url')}`;

/** What is remembered of a text. */
export function knownEmbedding(companyId: CompanyId, text: string): Embedding | null {
  const found = embeddingModel();
  const vector = found && cache.peek(keyOf(companyId, found.name, text));
  return found && vector ? { model: found.name, vector } : null;
}

/**
 * Reads a text. Remembered by its hash, in memory and in the store.
 * @param withinMs how long the caller waits
 * @returns null when no model is set up, the company brought a provider of its own (which chose who reads its visitors'
 *   words), or the model did not answer in time
 */
export async function embedText(companyId: CompanyId, text: string, withinMs: number): Promise<Embedding | null> {
  const found = embeddingModel();
  if (!found || systemClock.monotonic() < state().pausedUntil) return null;
  const { name, model } = found;
  try {
    if ((await companyProviders(companyId)).choseMain) return null;
    const reading = cache.get(keyOf(companyId, name, text), () => read(model, text));
    return { model: name, vector: await orAbort(reading, AbortSignal.timeout(withinMs)) };
  } catch (cause) {
    log.warn('a question was not read in time to compare it', { companyId, model: name, reason: namesOf(cause) });
    return null;
  }
}

async function read(model: Exclude<EmbeddingModel, string>, value: string): Promise<number[]> {
  try {
    const { embedding } = await embed({
      model,
      value,
      dimensions: DIMENSIONS,
      maxRetries: 0,
      abortSignal: AbortSignal.timeout(CALL_LIMIT_MS),
    });
    if (embedding.length !== DIMENSIONS)
      throw new Error(`the model gives ${embedding.length} numbers instead of ${DIMENSIONS}`);
    return embedding;
  } catch (cause) {
    state().pausedUntil = systemClock.monotonic() + PAUSE_MS;
    throw cause;
  }
}
