import 'server-only';
import type { JobCtx } from '@/lib/companies/context';
import { askLight } from '@/lib/models/structured';
import { namesOf } from '@/lib/platform/errors';
import { newId } from '@/lib/platform/ids';
import { log } from '@/lib/platform/log';
import { messageToRead } from './data';
import { fromModel, modelReadingSchema, READING_INSTRUCTIONS, readingPrompt } from './model-reading';
import { countReading, saveReading } from './mutations';
import { fromRules, type LocalReading, type Reading, readByRules } from './reading';
import type { Asked, StoredReading } from './schema';

/** What the reading of a message found, and what the model was paid for, when one was asked. */
export type TurnReading = StoredReading & { asked: Asked | null };

/** Which message to read; `leadWork` says whether a model may be paid for it. */
export type ReadTurnInput = {
  sessionId: string;
  turnId: string;
  userMessageId: string;
  leadWork: boolean;
};

/** How long the light model may take; the local rules are good enough to wait no longer. */
const MODEL_LIMIT_MS = 15_000;

/**
 * Reads what a visitor wrote: contact data, lead, intent, sentiment and language, and stores what it found and cost. Local
 * rules read every message; where the plan says so the light model reads it too, when a provider is set up, and the rules
 * fill in what it leaves out. Two calls to the database; one when the message was read before, which changes nothing.
 * @throws AppError `not-found` for a message of another session or company, `unavailable` without the database
 */
export async function readTurn(ctx: JobCtx, input: ReadTurnInput): Promise<TurnReading> {
  const toRead = await messageToRead(ctx, input);
  if ('reading' in toRead) return { ...toRead.reading, asked: null };
  const local = readByRules(toRead.texts, toRead.locale, toRead.before);
  const found = input.leadWork ? await askModel(ctx, input, toRead.texts, local) : null;
  const asked = found?.asked ?? null;
  try {
    const stored = await saveReading(ctx, input, found?.reading ?? fromRules(local), asked);
    return { ...stored, asked };
  } catch (cause) {
    if (asked) await countUnstored(ctx, input, asked);
    throw cause;
  }
}

/** What could not be stored was paid for, and the next attempt is paid for again. */
async function countUnstored(ctx: JobCtx, { turnId }: ReadTurnInput, asked: Asked): Promise<void> {
  try {
    await countReading(ctx, turnId, asked);
  } catch (cause) {
    log.error('a reading that was paid for could not be counted', { companyId: ctx.companyId, turnId, asked, cause });
  }
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
    return { reading: fromModel(value, local, texts), asked: { id: newId(), ...asked } };
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
