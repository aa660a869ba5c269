import 'server-only';
import { z } from 'zod';
import type { MemberCtx } from '@/lib/companies/context';
import { events } from '@/lib/platform/events/current';
import { companyChannel, sessionChannel } from '@/lib/platform/events/events';
import type { SessionEvent } from '@/lib/platform/events/schema';
import { newId } from '@/lib/platform/ids';
import { fromPgError } from '@/lib/platform/supabase/pg-error';
import { provenSessionId } from './data';
import { type Handler, type Message, messageSchema, type ReplyRequest, type SessionStatus } from './schema';

type SessionInput = { sessionId: string };

/** Tells the inbox of the company and whoever has the session open. */
function announce(ctx: MemberCtx, event: SessionEvent): void {
  events().publish(companyChannel(ctx.companyId), event);
  events().publish(sessionChannel(ctx.companyId, event.sessionId), event);
}

/**
 * The calling agent answers from now on. An answer that is being written hears of it on the session's channel and
 * stops. Taking over what is one's own already changes nothing.
 * @throws AppError `conflict` when another agent has it, `not-found`
 */
export async function takeOver(ctx: MemberCtx, input: SessionInput): Promise<{ handler: Handler }> {
  const sessionId = provenSessionId(input.sessionId);
  const { error } = await ctx.db.rpc('take_over', { p_session_id: sessionId });
  if (error) throw fromPgError(error);
  announce(ctx, { type: 'session.changed', sessionId, handler: 'agent', agentName: ctx.actor.name, status: 'open' });
  return { handler: 'agent' };
}

/**
 * The assistant answers again.
 * @throws AppError `conflict` when another agent answers it and the caller is no admin, `not-found`
 */
export async function handBack(ctx: MemberCtx, input: SessionInput): Promise<{ handler: Handler }> {
  const sessionId = provenSessionId(input.sessionId);
  const { error } = await ctx.db.rpc('hand_back', { p_session_id: sessionId });
  if (error) throw fromPgError(error);
  announce(ctx, { type: 'session.changed', sessionId, handler: 'assistant', agentName: null });
  return { handler: 'assistant' };
}

/**
 * Closes or reopens. Closing also hands back: the visitor's next message opens it again, and the assistant answers.
 * @throws AppError `not-found`
 */
export async function setStatus(
  ctx: MemberCtx,
  input: SessionInput & { status: SessionStatus },
): Promise<{ status: SessionStatus }> {
  const sessionId = provenSessionId(input.sessionId);
  const { error } = await ctx.db.rpc('set_session_status', { p_session_id: sessionId, p_status: input.status });
  if (error) throw fromPgError(error);
  announce(ctx, {
    type: 'session.changed',
    sessionId,
    status: input.status,
    ...(input.status === 'closed' ? { handler: 'assistant' as const, agentName: null } : {}),
  });
  return { status: input.status };
}

const repliedSchema = messageSchema.omit({ turn: true }).extend({ duplicate: z.boolean() });

/**
 * Sends a person's reply. The same client message id again returns the first message and stores nothing.
 * @throws AppError `conflict` when the caller has not taken over, `unprocessable` when the id was used for another
 * text, `not-found`
 */
export async function replyAsAgent(ctx: MemberCtx, input: SessionInput & ReplyRequest): Promise<Message> {
  const sessionId = provenSessionId(input.sessionId);
  const { data, error } = await ctx.db.rpc('reply_as_agent', {
    p_session_id: sessionId,
    p_message_id: newId(),
    p_client_message_id: input.clientMessageId,
    p_text: input.text,
  });
  if (error) throw fromPgError(error);
  const { duplicate, ...message } = repliedSchema.parse(data);
  if (!duplicate) announce(ctx, { type: 'message.created', sessionId, message: { ...message, complete: true } });
  return { ...message, turn: null };
}
