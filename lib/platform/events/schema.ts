import { z } from 'zod';

/** A message as every reader sees it (the database's `message_json`). */
const liveMessageSchema = z.object({
  id: z.string(),
  role: z.enum(['user', 'assistant', 'agent']),
  text: z.string(),
  sources: z.array(z.unknown()),
  clientMessageId: z.string().nullable(),
  /** False for an answer that was stopped, overtaken or broke off. */
  complete: z.boolean(),
  authorName: z.string().nullable(),
  createdAt: z.string(),
  /** Of an answer: what its visitor said of it. */
  rating: z.enum(['good', 'bad']).nullish(),
});

export type LiveMessage = z.infer<typeof liveMessageSchema>;

const about = { sessionId: z.string() };

/** What can happen in a session while somebody watches it. */
export const sessionEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('session.changed'),
    ...about,
    handler: z.enum(['assistant', 'agent']).optional(),
    agentName: z.string().nullable().optional(),
    status: z.enum(['open', 'closed']).optional(),
  }),
  z.object({ type: z.literal('message.created'), ...about, message: liveMessageSchema }),
  /** `order` grows with every message of the session, so that of two turns everyone knows which is newer. */
  z.object({ type: z.literal('answer.started'), ...about, turnId: z.string(), order: z.number().optional() }),
  /**
   * `text` is what came since the last event, or all of it when a new reader has joined; `from` is the length (UTF-16
   * units) of the text before it.
   */
  z.object({
    type: z.literal('answer.delta'),
    ...about,
    turnId: z.string(),
    from: z.number(),
    text: z.string(),
  }),
  z.object({
    type: z.literal('answer.finished'),
    ...about,
    turnId: z.string(),
    outcome: z.enum(['complete', 'interrupted', 'failed']),
  }),
  /** Somebody wants this answer of the session to end, or whichever is running; whichever process writes it ends it. */
  z.object({ type: z.literal('answer.stop'), ...about, turnId: z.string().optional() }),
]);

export type SessionEvent = z.infer<typeof sessionEventSchema>;
