import { z } from 'zod';
import { uuidSchema } from '@/lib/platform/ids';
import { isStorable } from '@/lib/platform/text';

/** Longest message that a visitor may send, in bytes of UTF-8. */
export const MAX_MESSAGE_BYTES = 32 * 1024;
/** Longest request body: a message in which JSON escapes every character fits. */
export const MAX_BODY_BYTES = 256 * 1024;

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
  title: string;
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
  cache: 'none' | 'answer' | 'coalesced';
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
  /** What is going on before and beside the text. `with-agent`: a person has taken over and will answer. */
  status: {
    step: 'searching' | 'thinking' | 'writing' | 'with-agent';
    operation?: { name: string; durationMs: number };
  };
  sources: { sources: AnswerSource[] };
  receipt: Receipt;
};
