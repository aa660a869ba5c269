import 'server-only';
import { z } from 'zod';
import type { VisitorCtx } from '@/lib/companies/context';
import { AppError } from '@/lib/platform/errors';
import { events } from '@/lib/platform/events/current';
import { eventStream } from '@/lib/platform/events/event-stream';
import { sessionChannel } from '@/lib/platform/events/events';
import type { SessionEvent } from '@/lib/platform/events/schema';
import { uuidSchema } from '@/lib/platform/ids';
import { ratingSchema } from './rating';

const messageSchema = z.object({
  id: z.string(),
  role: z.enum(['user', 'assistant', 'agent']),
  text: z.string(),
  sources: z.array(z.unknown()),
  clientMessageId: z.string().nullable(),
  authorName: z.string().nullable(),
  createdAt: z.string(),
  /** False for an answer that was stopped, overtaken or broke off. */
  complete: z.boolean(),
  /** What the visitor said of an answer. */
  rating: ratingSchema.nullable(),
});

const storedSchema = z.object({
  /** The answer that is being written, if any. */
  answering: z.string().nullable(),
  session: z.object({ id: z.string(), status: z.enum(['open', 'closed']), handler: z.enum(['assistant', 'agent']) }),
  messages: z.array(messageSchema),
});

/** A session as its visitor sees it: oldest message first, at most the last 50. */
export type VisitorSession = {
  answering: string | null;
  session: z.infer<typeof storedSchema>['session'] & { agentName: string | null };
  messages: z.infer<typeof messageSchema>[];
};

/** What a visitor's event stream carries: first how things stand, then what happens. */
export type VisitorEvent = ({ type: 'session.snapshot' } & VisitorSession) | SessionEvent;

/** Names that may pass to the visitor. An event added for the team's eyes stays inside unless it is put here. */
const FOR_VISITORS: Record<SessionEvent['type'], boolean> = {
  'session.changed': true,
  'message.created': true,
  'answer.started': true,
  'answer.delta': true,
  'answer.finished': true,
  'answer.stop': false,
};

/**
 * The visitor's own session with its newest messages.
 * @throws AppError `not-found` for a session that does not exist, is another visitor's, or is no uuid at all
 */
export async function readVisitorSession(ctx: VisitorCtx, input: { sessionId: string }): Promise<VisitorSession> {
  const sessionId = uuidSchema.safeParse(input.sessionId);
  if (!sessionId.success) throw new AppError('not-found', 'This session does not exist.');
  const stored = storedSchema.parse(
    await ctx.db.call('visitor_session', {
      p_company_id: ctx.companyId,
      p_visitor_id: ctx.actor.visitorId,
      p_session_id: sessionId.data,
    }),
  );
  const byAgent = stored.session.handler === 'agent' ? stored.messages.findLast((m) => m.role === 'agent') : undefined;
  return { ...stored, session: { ...stored.session, agentName: byAgent?.authorName ?? null } };
}

/**
 * Server-sent `VisitorEvent`s of the visitor's own session, until the reader leaves. Listening starts before the
 * session is read, so nothing that happens in between is missed; it may come twice, messages are told apart by id.
 * @param input.signal aborts when the reader leaves
 * @throws AppError `not-found` as `readVisitorSession`
 */
export async function watchVisitorSession(
  ctx: VisitorCtx,
  input: { sessionId: string; signal: AbortSignal },
): Promise<ReadableStream<Uint8Array>> {
  const early: SessionEvent[] = [];
  let deliver = (event: SessionEvent): void => void early.push(event);
  const unsubscribe = events().subscribe(sessionChannel(ctx.companyId, input.sessionId.toLowerCase()), (event) => {
    if (FOR_VISITORS[event.type]) deliver(event);
  });
  try {
    const snapshot: VisitorEvent = { type: 'session.snapshot', ...(await readVisitorSession(ctx, input)) };
    return eventStream((send) => {
      send(snapshot);
      for (const event of early.splice(0)) send(event);
      deliver = send;
      return unsubscribe;
    }, input.signal);
  } catch (error) {
    unsubscribe();
    throw error;
  }
}
