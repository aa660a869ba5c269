import { z } from 'zod';
import type { VisitorCtx } from '@/lib/companies/context';
import { assistantSettingsSchema } from '@/lib/companies/schema';
import { turnSchema } from '@/lib/conversations/schema';
import { passageHitsSchema } from '@/lib/knowledge/schema';
import { AppError } from '@/lib/platform/errors';
import { newId } from '@/lib/platform/ids';
import { type AnswerSource, type ChatRequest, DEPTHS, MAX_MESSAGE_BYTES } from './schema';

export const storedAnswerSchema = z.object({
  id: z.string(),
  depth: z.enum(DEPTHS),
  kind: z.enum(['asked', 'pinned', 'predicted']),
  text: z.string(),
  /** Written by this product when the answer was kept. */
  sources: z.custom<AnswerSource[]>((value) => Array.isArray(value)),
  answeredAt: z.string(),
});
/** An answer that was given before and is good still. */
export type StoredAnswer = z.infer<typeof storedAnswerSchema>;

const openedTurnSchema = z.object({
  /** The message was sent before; nothing was stored. */
  duplicate: z.boolean(),
  newSession: z.boolean(),
  /** The message was stored before and is answered anew. */
  rerun: z.boolean(),
  session: z.object({
    id: z.string(),
    status: z.enum(['open', 'closed']),
    handler: z.enum(['assistant', 'agent']),
    messageCount: z.number(),
    title: z.string(),
    /** What was said before the history begins, in short. */
    summary: z.string().nullable(),
  }),
  visitor: z.object({ sessionCount: z.number(), messageCount: z.number(), chosenDepth: z.enum(DEPTHS).nullable() }),
  userMessageId: z.string(),
  /** Null while an agent answers. */
  turn: turnSchema.extend({ ageSeconds: z.number() }).nullable(),
  /** The stored answer of a duplicate. */
  answer: z.object({ id: z.string(), text: z.string(), sources: z.array(z.unknown()) }).nullable(),
  settings: assistantSettingsSchema,
  history: z.array(z.object({ role: z.enum(['user', 'assistant', 'agent']), text: z.string(), complete: z.boolean() })),
  lead: z.object({ score: z.number(), status: z.string() }).nullable(),
  /** Answers that are kept under the message's key, one a depth. */
  storedAnswers: z.array(storedAnswerSchema),
  /** The answer that is to be continued, with the passages around those it cites. */
  continued: z.object({ question: z.string(), text: z.string(), passages: passageHitsSchema }).nullable(),
});

/** What the database says of a message that was just stored, or was stored before. */
export type OpenedTurn = z.infer<typeof openedTurnSchema>;

/**
 * The text of the newest user message.
 * @throws AppError `bad-request` for an empty one or one with U+0000 (PostgreSQL cannot store it), `too-large`
 */
export function messageText(request: ChatRequest): string {
  const text = request.message.parts.map((part) => part.text).join('\n');
  if (Buffer.byteLength(text) > MAX_MESSAGE_BYTES) {
    throw new AppError('too-large', `A message may have at most ${MAX_MESSAGE_BYTES / 1024} KB. Send it in parts.`);
  }
  if (text.includes('\0'))
    throw new AppError('bad-request', 'The message holds the character U+0000, which cannot be stored.');
  // A lone surrogate has no UTF-8 form: it would come back as another text than was sent.
  if (!text.isWellFormed()) throw new AppError('bad-request', 'The message holds half a character (a lone surrogate).');
  if (text.trim() === '') throw new AppError('bad-request', 'The message is empty.');
  return text;
}

/**
 * Stores the user's message and begins its turn, in one trip to the database. Safe to repeat.
 * @param input `turnId` for the turn if one begins; `key` under which an answer to the text may be kept; with
 *   `takeOver` a turn that is said to be running begins anew, because its process is known to be gone
 * @throws AppError `not-found` for a session of somebody else, `unprocessable` for a used id with another text,
 *   `unavailable` when the database does not answer
 */
async function openTurn(
  ctx: VisitorCtx,
  request: ChatRequest,
  input: { text: string; turnId: string; key: string | null; takeOver?: boolean },
): Promise<OpenedTurn> {
  return openedTurnSchema.parse(
    await ctx.db.call('open_turn', {
      p_company_id: ctx.companyId,
      p_visitor_id: ctx.actor.visitorId,
      p_session_id: request.id,
      p_message_id: newId(),
      p_client_message_id: request.message.id,
      p_turn_id: input.turnId,
      p_text: input.text,
      p_page_url: request.pageUrl ?? null,
      p_locale: request.locale ?? null,
      p_regenerate: request.trigger === 'regenerate-message',
      p_answer_key: input.key,
      p_depth: request.depth ?? null,
      p_continues: request.continues ?? null,
      ...(input.takeOver ? { p_rerun_after_seconds: 0 } : {}),
    }),
  );
}

/**
 * Stores the user's message and begins its turn; safe to repeat. A turn that this process cannot be answering, because
 * it is older than the process and nobody finished it, was left behind by one that died: it begins anew.
 * @throws AppError as `openTurn`; `conflict` while the same message is being answered
 */
export async function openTurnOnce(
  ctx: VisitorCtx,
  request: ChatRequest,
  input: { text: string; turnId: string; key: string | null },
): Promise<OpenedTurn> {
  const opened = await openTurn(ctx, request, input);
  if (!opened.duplicate || opened.turn?.outcome !== 'running') return opened;
  if (opened.turn.ageSeconds > process.uptime()) return openTurn(ctx, request, { ...input, takeOver: true });
  throw new AppError('conflict', 'This message is being answered already.', { retryAfterSeconds: 2 });
}
