import { z } from 'zod';
import type { SessionEvent } from '@/lib/platform/events/schema';
import { isStorable } from '@/lib/platform/text';

export const folderSchema = z.enum(['open', 'mine', 'unassigned', 'closed']);
/** The inbox's folders. `open` holds every open conversation; `mine` and `unassigned` are parts of it. */
export type Folder = z.infer<typeof folderSchema>;

export const statusSchema = z.enum(['open', 'closed']);
export type SessionStatus = z.infer<typeof statusSchema>;

export const handlerSchema = z.enum(['assistant', 'agent']);
/** Who answers the next message. */
export type Handler = z.infer<typeof handlerSchema>;

export const planSchema = z.enum(['simple', 'moderate', 'complex']);
export const messageRoleSchema = z.enum(['user', 'assistant', 'agent']);

export const sessionSummarySchema = z.object({
  id: z.string(),
  title: z.string(),
  status: statusSchema,
  handler: handlerSchema,
  assignedTo: z.string().nullable(),
  assignedName: z.string().nullable(),
  messageCount: z.number(),
  preview: z.string(),
  lastRole: messageRoleSchema.nullable(),
  lastMessageAt: z.string(),
  createdAt: z.string(),
  visitorName: z.string().nullable(),
  leadScore: z.number().nullable(),
});
/** A row of the inbox's list. Times are ISO 8601. */
export type SessionSummary = z.infer<typeof sessionSummarySchema>;

export const inboxSchema = z.object({
  /** Conversations in each folder, counted to 1,000 at most. */
  counts: z.record(folderSchema, z.number()),
  sessions: z.array(sessionSummarySchema),
});
export type Inbox = z.infer<typeof inboxSchema>;

export const operationSchema = z.object({ name: z.string(), startedMs: z.number(), durationMs: z.number() });

export const turnSchema = z.object({
  id: z.string(),
  outcome: z.enum(['running', 'complete', 'interrupted', 'failed']),
  plan: planSchema.nullable(),
  planReason: z.string().nullable(),
  provider: z.string().nullable(),
  model: z.string().nullable(),
  depth: z.enum(['detailed', 'balanced', 'concise']).nullable(),
  cache: z.enum(['none', 'answer', 'coalesced']),
  modelCalls: z.number(),
  fallback: z.boolean(),
  inputTokens: z.number(),
  cachedInputTokens: z.number(),
  outputTokens: z.number(),
  costMicros: z.number(),
  firstTokenMs: z.number().nullable(),
  totalMs: z.number().nullable(),
  errorCode: z.string().nullable(),
  operations: z.array(operationSchema),
});
/** What became of a user message: the receipt as it is stored. Times in milliseconds, cost in micro-dollars. */
export type Turn = z.infer<typeof turnSchema>;

export const sourceSchema = z.object({
  number: z.number(),
  sourceId: z.string().optional(),
  /** The passage's place in its source, from 0; answers stored before it was kept lack it. */
  position: z.number().int().optional(),
  title: z.string(),
  url: z.string().nullable(),
  excerpt: z.string(),
});
/** A passage that an answer rests on, numbered as the text cites it. */
export type Source = z.infer<typeof sourceSchema>;

export const messageSchema = z.object({
  id: z.string(),
  role: messageRoleSchema,
  text: z.string(),
  sources: z.array(sourceSchema),
  clientMessageId: z.string().nullable(),
  authorName: z.string().nullable(),
  createdAt: z.string(),
  /** Of an answer: what the visitor said of it, and why. */
  rating: z.enum(['good', 'bad']).nullish(),
  ratingComment: z.string().nullish(),
  /** Of an answer: its turn. Of a user message: its turn when that left no text behind. */
  turn: turnSchema.nullable(),
});
export type Message = z.infer<typeof messageSchema>;

export const conversationSchema = z.object({
  session: z.object({
    id: z.string(),
    companyId: z.string(),
    status: statusSchema,
    handler: handlerSchema,
    assignedTo: z.string().nullable(),
    assignedName: z.string().nullable(),
    title: z.string(),
    pageUrl: z.string().nullable(),
    locale: z.string().nullable(),
    messageCount: z.number(),
    createdAt: z.string(),
    lastMessageAt: z.string(),
    /** What was said, in short: all of it once the conversation is closed, before that what is longest ago. */
    summary: z.string().nullable(),
  }),
  visitor: z.object({
    id: z.string(),
    name: z.string().nullable(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    locale: z.string().nullable(),
    createdAt: z.string(),
    lastSeenAt: z.string(),
    sessionCount: z.number(),
  }),
  lead: z
    .object({
      id: z.string(),
      name: z.string().nullable(),
      email: z.string().nullable(),
      phone: z.string().nullable(),
      companyName: z.string().nullable(),
      score: z.number(),
      reasons: z.array(z.object({ reason: z.string(), points: z.number() })),
      status: z.enum(['new', 'qualified', 'contacted', 'won', 'lost']),
    })
    .nullable(),
  /** What the reading of the latest message found; null before the first one. */
  insight: z.object({ intent: z.string(), sentiment: z.number(), language: z.string().nullable() }).nullable(),
  /** The turn that is being answered right now. */
  runningTurnId: z.string().nullable(),
  /** Oldest first, the newest 1,000. */
  messages: z.array(messageSchema),
});
/** One conversation with everything known about it. */
export type Conversation = z.infer<typeof conversationSchema>;

export const transcriptRowSchema = sessionSummarySchema.omit({ assignedName: true }).extend({
  locale: z.string().nullable(),
  /** The slowest first token of its answers, milliseconds. */
  firstTokenMs: z.number().nullable(),
  costMicros: z.number(),
  failed: z.boolean(),
  /** The words around the first match of the search; null without a search. */
  match: z.string().nullable(),
});
export type TranscriptRow = z.infer<typeof transcriptRowSchema>;

/** A page of transcripts and where to go on from it; a cursor is null at the end of the list. */
export type TranscriptPage = { rows: TranscriptRow[]; older: string | null; newer: string | null };

/** Longest reply that an agent may send, in characters. */
export const MAX_REPLY_LENGTH = 10_000;

export const replyRequestSchema = z.object({
  clientMessageId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'ids have 1 to 64 letters, digits, - or _'),
  text: z
    .string()
    .max(MAX_REPLY_LENGTH, 'A reply has at most 10,000 characters.')
    .refine((text) => text.trim() !== '', 'Write something before you send.')
    .refine(isStorable, 'The text holds a character that cannot be stored.'),
});
export type ReplyRequest = z.infer<typeof replyRequestSchema>;

/** One change at a time: who answers, or open and closed. */
export const sessionChangeSchema = z.union([
  z.strictObject({ handler: handlerSchema }),
  z.strictObject({ status: statusSchema }),
]);
export type SessionChange = z.infer<typeof sessionChangeSchema>;

/** What `GET /api/inbox/events` sends: the state at the start, then what happens. */
export type InboxEvent =
  | {
      type: 'snapshot';
      inbox: Inbox;
      /** Null when none was asked for or it does not exist; `fetch` when it is too long for a stream of events. */
      conversation: Conversation | null | 'fetch';
    }
  | { type: 'ping' }
  | SessionEvent;

/** The filters of the transcripts page, as they stand in its URL. */
export type TranscriptFilters = {
  query: string | null;
  status: SessionStatus | null;
  handler: Handler | null;
  plan: z.infer<typeof planSchema> | null;
  failed: boolean;
  /** Only conversations with an answer whose first token took at least this long, milliseconds. */
  slowMs: number | null;
  /** First and last day (UTC), `2026-11-20`. */
  from: string | null;
  to: string | null;
  cursor: { direction: 'older' | 'newer'; at: string; id: string } | null;
};
