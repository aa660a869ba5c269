import 'server-only';
import type { JobCtx } from '@/lib/companies/context';
import { askLight } from '@/lib/models/structured';
import { log } from '@/lib/platform/log';
import { messageToRead } from './data';
import { fromModel, modelReadingSchema, READING_INSTRUCTIONS, readingPrompt } from './model-reading';
import { saveReading } from './mutations';
import { fromRules, type LocalReading, type Reading, readByRules } from './reading';
import type { StoredReading } from './schema';

/** What the reading of a message found, and what the model was paid for, when one was asked. */
export type TurnReading = StoredReading & { asked: Asked | null };

/** Tokens as the provider counted them; `input` with the cached ones in it. */
export type Asked = {
  provider: string;
  model: string;
  tokens: { input: number; cachedInput: number; output: number };
};

/** Which message to read. The plan decides whether a model may be paid for it. */
export type ReadTurnInput = {
  sessionId: string;
  turnId: string;
  userMessageId: string;
  plan: 'simple' | 'moderate' | 'complex';
};

/** How long the light model may take; the local rules are good enough to wait no longer. */
const MODEL_LIMIT_MS = 15_000;

/**
 * Reads what a visitor wrote: contact data, lead, intent, sentiment and language, and stores what it found. Local rules
 * read every message; for complex plans the light model reads it too, when a provider is set up, and the rules fill in
 * what it leaves out. Two calls to the database; one when the message was read before, which changes nothing.
 * @throws AppError `not-found` for a message of another session or company, `unavailable` without the database
 */
export async function readTurn(ctx: JobCtx, input: ReadTurnInput): Promise<TurnReading> {
  const toRead = await messageToRead(ctx, input);
  if ('reading' in toRead) return { ...toRead.reading, asked: null };
  const local = readByRules(toRead.texts, toRead.locale, toRead.before);
  const found = input.plan === 'complex' ? await askModel(ctx, input, toRead.texts, local) : null;
  const stored = await saveReading(ctx, input, found?.reading ?? fromRules(local));
  return { ...stored, asked: found?.asked ?? null };
}

/** The model's reading; null without a provider, and when it gave no usable answer. */
async function askModel(
  ctx: JobCtx,
  { turnId }: ReadTurnInput,
  texts: string[],
  local: LocalReading,
): Promise<{ reading: Reading; asked: Asked } | null> {
  try {
    const answer = await askLight(ctx.companyId, {
      schema: modelReadingSchema,
      system: READING_INSTRUCTIONS,
      prompt: readingPrompt(texts),
      timeoutMs: MODEL_LIMIT_MS,
    });
    if (!answer) return null;
    const { value, ...asked } = answer;
    return { reading: fromModel(value, local, texts), asked };
  } catch (cause) {
    log.warn('the light model could not read a message, local rules did', {
      companyId: ctx.companyId,
      turnId,
      // By name only: what such an error says may quote the visitor.
      reason: namesOf(cause),
    });
    return null;
  }
}

/** What went wrong, without what was said. */
function namesOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return error.cause instanceof Error ? `${error.name} <- ${namesOf(error.cause)}` : error.name;
}
