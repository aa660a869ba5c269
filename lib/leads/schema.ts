import { z } from 'zod';
import { intentSchema } from '@/lib/insights/schema';

/** The lead of a session as a reading left it. */
const leadStateSchema = z.object({
  score: z.number(),
  status: z.string(),
  /** Whether the message that was read made the lead. */
  isNew: z.boolean(),
  /** Whether that message made it worth a person's time. */
  becameQualified: z.boolean(),
});

export const storedReadingSchema = z.object({
  intent: intentSchema,
  sentiment: z.number(),
  language: z.string().nullable(),
  /** Null when the session has no lead. */
  lead: leadStateSchema.nullable(),
});
export type StoredReading = z.infer<typeof storedReadingSchema>;

/**
 * A call to a model: `id` is the call's own, by which it is counted once. Tokens as the provider counted them; `input`
 * with the cached ones in it.
 */
export type Asked = {
  id: string;
  provider: string;
  model: string;
  tokens: { input: number; cachedInput: number; output: number };
};

/**
 * What there is to read: a reading that was stored before, or the texts, oldest first, with the end of what the assistant
 * or an agent said right before the last of them.
 */
export const toReadSchema = z.union([
  z.object({ reading: storedReadingSchema }),
  z.object({ texts: z.array(z.string()).min(1), before: z.string().nullable(), locale: z.string().nullable() }),
]);
export type ToRead = z.infer<typeof toReadSchema>;
