import 'server-only';
import { createHash } from 'node:crypto';
import { createOpenAI } from '@ai-sdk/openai';
import { embedMany } from 'ai';
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
import { laneName } from './lane';
import { addressOf, headersOf } from './provider';

/** What the database's vectors have. */
const DIMENSIONS = 384;
/** A call that nobody waits for any more may go on this long, in milliseconds: the next one who asks has its result. */
const CALL_LIMIT_MS = 5_000;
/** After a failed call nobody is asked for this long, in milliseconds: visitors shall not wait for it one by one. */
const PAUSE_MS = 30_000;
/** After so many readings in a row that came too late nobody waits for the model either: it would cost each question its wait. */
const MOST_LATE = 3;

/** A text read by a model, as numbers; only those of the same model can be compared. */
export type Embedding = { model: string; vector: number[] };

/** Texts that were read together, in their order, and the tokens that they took as the reader counts them. */
export type ReadTexts = { vectors: number[][]; tokens: number };

/** Who turns texts into numbers. */
export type TextReader = {
  model: string;
  provider: string;
  /** Provider and key, see `lane.ts`; apart from the lane of answers, which must not rest because of bulk reading. */
  lane: string;
  /**
   * One call for all of them.
   * @returns a vector of 384 numbers each
   * @throws what the provider's call throws
   */
  read(texts: readonly string[], signal: AbortSignal): Promise<ReadTexts>;
};

const cache = namedCache('embeddings', { schema: z.array(z.number()).length(DIMENSIONS) });
/** Until when a model is left alone after it failed to read a question, in monotonic milliseconds. */
const paused = () => shared('models.embeddings', () => new Map<string, number>());
const lateReadings = () => shared('models.embeddings.late', () => new Map<string, number>());

/** The model that the settings name for reading; null when none can be asked. */
export const embeddingModel = (): string | null => {
  const name = env().HALFSECOND_EMBEDDING_MODEL;
  return name && readerOf(name) ? name : null;
};

/** Whether texts are compared by their meaning. */
export const embeddingsAreOn = (): boolean => embeddingModel() !== null;

/**
 * The reader of that name. Not only the one of the settings: while a company changes from one model to the next, its
 * questions are still read by the former.
 * @returns null when reading is off or the installation has no provider with embedding models
 */
export function readerOf(name: string): TextReader | null {
  const { main } = installationSettings();
  if (!env().HALFSECOND_EMBEDDING_MODEL || !main || main.kind === 'bedrock') return null;
  const address = addressOf(main);
  return shared(`models.readers.${name}`, () => {
    const model = createOpenAI({
      apiKey: main.key ?? 'none',
      baseURL: address,
      headers: headersOf(main),
      fetch: modelFetch('installation'),
    }).embedding(name);
    return {
      model: name,
      provider: main.kind,
      lane: laneName(`${main.kind} embeddings`, address, main.key ?? ''),
      async read(texts, abortSignal) {
        const { embeddings, usage } = await embedMany({
          model,
          values: [...texts],
          dimensions: DIMENSIONS,
          maxParallelCalls: 1,
          maxRetries: 0,
          abortSignal,
        });
        const wrong = embeddings.find(({ length }) => length !== DIMENSIONS);
        if (wrong) throw new Error(`the model gives ${wrong.length} numbers instead of ${DIMENSIONS}`);
        return { vectors: embeddings, tokens: Number.isFinite(usage.tokens) ? usage.tokens : 0 };
      },
    };
  });
}

/** Whether the installation's models may have a company's texts: who brought a provider of their own chose who reads them. */
export const mayRead = async (companyId: CompanyId): Promise<boolean> => !(await companyProviders(companyId)).choseMain;

const keyOf = (companyId: CompanyId, model: string, text: string) =>
  `${companyId}:${createHash('sha256').update(`${model}\n${text}`).digest('base64url')}`;

/** What is remembered of a text. */
export function knownEmbedding(companyId: CompanyId, text: string): Embedding | null {
  const model = embeddingModel();
  const vector = model && cache.peek(keyOf(companyId, model, text));
  return model && vector ? { model, vector } : null;
}

/**
 * Reads a text. Remembered by its hash, in memory and in the store, so that all who ask for it in a turn share one call.
 * @param until how long the caller waits, in milliseconds, or the signal that ends the wait
 * @param model another one than the settings name
 * @returns null when no model is set up, the company brought a provider of its own (which chose who reads its visitors'
 *   words), or the model did not answer in time
 */
export async function embedText(
  companyId: CompanyId,
  text: string,
  until: number | AbortSignal,
  model: string | null = embeddingModel(),
): Promise<Embedding | null> {
  const reader = model === null ? null : readerOf(model);
  if (!reader || systemClock.monotonic() < (paused().get(reader.model) ?? 0)) return null;
  const timeUp = typeof until === 'number' ? AbortSignal.timeout(until) : until;
  try {
    if (!(await mayRead(companyId))) return null;
    const reading = cache.get(keyOf(companyId, reader.model, text), () => readOne(reader, text));
    const vector = await orAbort(reading, timeUp);
    lateReadings().delete(reader.model);
    return { model: reader.model, vector };
  } catch (cause) {
    if (timeUp.aborted) countLate(reader.model);
    log.warn('a question was not read in time to compare it', {
      companyId,
      model: reader.model,
      reason: namesOf(cause),
    });
    return null;
  }
}

function countLate(model: string): void {
  const late = (lateReadings().get(model) ?? 0) + 1;
  lateReadings().set(model, late % MOST_LATE);
  if (late >= MOST_LATE) paused().set(model, systemClock.monotonic() + PAUSE_MS);
}

async function readOne(reader: TextReader, text: string): Promise<number[]> {
  try {
    const { vectors } = await reader.read([text], AbortSignal.timeout(CALL_LIMIT_MS));
    const [vector] = vectors;
    if (!vector) throw new Error('the model gave nothing');
    return vector;
  } catch (cause) {
    paused().set(reader.model, systemClock.monotonic() + PAUSE_MS);
    throw cause;
  }
}
