import { z } from 'zod';
import { uuidSchema } from '@/lib/platform/ids';
import { isStorable } from '@/lib/platform/text';

/** Longest message that a visitor may send, in bytes of UTF-8. */
export const MAX_MESSAGE_BYTES = 32 * 1024;
/** Longest request body: a message in which JSON escapes every character fits. */
export const MAX_BODY_BYTES = 256 * 1024;

/** How thorough an answer is, longest first. */
export const DEPTHS = ['detailed', 'balanced', 'concise'] as const;
export type Depth = (typeof DEPTHS)[number];

/**
 * What `POST /api/chat` accepts: the newest user message and nothing else. History comes from the database, so
 * unknown fields (a full `messages` list, a role of "system") are ignored or refused here.
 */
export const chatRequestSchema = z.object({
  id: uuidSchema,
  message: z.object({
    id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'message ids have 1 to 64 letters, digits, - or _'),
    role: z.literal('user'),
    parts: z
      .array(z.object({ type: z.literal('text'), text: z.string() }))
      .min(1)
      .max(20),
  }),
  trigger: z.enum(['submit-message', 'regenerate-message']).optional(),
  /** A dropped connection does not end the answer: it goes on for a while, waiting to be resumed. */
  resumable: z.boolean().optional(),
  /** How thorough the visitor wants answers to be, from now on. */
  depth: z.enum(DEPTHS).optional(),
  /** The answer of this session that this message asks more details of. */
  continues: uuidSchema.optional(),
  pageUrl: z.string().max(2000).refine(isStorable, 'holds a character that cannot be stored').optional(),
  locale: z.string().max(35).refine(isStorable, 'holds a character that cannot be stored').optional(),
});
export type ChatRequest = z.infer<typeof chatRequestSchema>;

export type PlanName = 'simple' | 'moderate' | 'complex';

/** A passage that an answer rests on, numbered as it is cited in the text: [1]. */
export type AnswerSource = {
  number: number;
  sourceId: string;
  passageId: string;
  /** The passage's place in its source, from 0; answers stored before it was kept lack it. */
  position?: number;
  title: string;
  /** The page, as an address that scrolls to the passage where the browser can. */
  url: string | null;
  excerpt: string;
};

/** Timings and cost of one answer, as stored and as sent in the `receipt` part. Times in milliseconds. */
export type Receipt = {
  turnId: string;
  outcome: 'complete' | 'interrupted' | 'failed';
  plan: PlanName | null;
  planReason: string | null;
  provider: string | null;
  model: string | null;
  depth: Depth | null;
  /** `answer`: a stored one; `coalesced`: shared with somebody who asked the same at the same time. */
  cache: 'none' | 'answer' | 'coalesced';
  /** Calls to providers that the answer took, failed ones included. */
  modelCalls: number;
  /** Whether a lower rung than the planned model answered. */
  fallback: boolean;
  inputTokens: number;
  cachedInputTokens: number;
  outputTokens: number;
  /** Millionths of a US dollar. */
  costMicros: number;
  firstTokenMs: number | null;
  totalMs: number;
  operations: { name: string; startedMs: number; durationMs: number }[];
};

/** Typed data parts of the stream, by the names that `useChat` sees as `data-<name>`. */
export type ChatDataParts = {
  /**
   * What is going on before and beside the text. The last three end it: a person has taken over and will answer, a
   * newer message of the session is being answered instead, the visitor stopped it.
   */
  status: {
    step: 'searching' | 'thinking' | 'writing' | 'with-agent' | 'superseded' | 'stopped';
    operation?: { name: string; durationMs: number };
  };
  /** The answer is one that was given before, at this time. */
  stored: { answeredAt: string };
  sources: { sources: AnswerSource[] };
  /** What the visitor can do next. */
  offers: Offers;
  receipt: Receipt;
};

/** What the visitor can do after an answer: have more of it, ask a likely next question, leave contact data. */
export type Offers = { moreDetails: boolean; questions: string[]; contactForm: boolean };
