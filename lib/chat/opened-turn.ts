import { z } from 'zod';
import type { VisitorCtx } from '@/lib/companies/context';
import { turnSchema } from '@/lib/conversations/schema';
import { AppError } from '@/lib/platform/errors';
import { newId } from '@/lib/platform/ids';
import { type ChatRequest, MAX_MESSAGE_BYTES } from './schema';

const openedTurnSchema = z.object({
  /** The message was sent before; nothing was stored. */
  duplicate: z.boolean(),
  newSession: z.boolean(),
  session: z.object({
    id: z.string(),
    status: z.enum(['open', 'closed']),
    handler: z.enum(['assistant', 'agent']),
    messageCount: z.number(),
    title: z.string(),
  }),
  userMessageId: z.string(),
  /** Null while an agent answers. */
  turn: turnSchema.nullable(),
  /** The stored answer of a duplicate. */
  answer: z.object({ id: z.string(), text: z.string(), sources: z.array(z.unknown()) }).nullable(),
  settings: z.object({
    companyName: z.string(),
    assistantName: z.string(),
    tone: z.enum(['friendly', 'neutral', 'formal']),
    rules: z.string(),
  }),
  history: z.array(z.object({ role: z.enum(['user', 'assistant', 'agent']), text: z.string() })),
  lead: z.object({ score: z.number(), status: z.string() }).nullable(),
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
 * @throws AppError `not-found` for a session of somebody else, `unprocessable` for a used id with another text,
 *   `unavailable` when the database does not answer
 */
export async function openTurn(ctx: VisitorCtx, request: ChatRequest, text: string): Promise<OpenedTurn> {
  return openedTurnSchema.parse(
    await ctx.db.call('open_turn', {
      p_company_id: ctx.companyId,
      p_visitor_id: ctx.actor.visitorId,
      p_session_id: request.id,
      p_message_id: newId(),
      p_client_message_id: request.message.id,
      p_turn_id: newId(),
      p_text: text,
      p_page_url: request.pageUrl ?? null,
      p_locale: request.locale ?? null,
      p_regenerate: request.trigger === 'regenerate-message',
    }),
  );
}
