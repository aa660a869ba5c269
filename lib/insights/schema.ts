import { z } from 'zod';

/** What a message is about: the closed set that a support team sorts by. */
export const intentSchema = z.enum([
  'question',
  'problem',
  'complaint',
  'order',
  'refund',
  'cancel',
  'billing',
  'account',
  'buying',
  'contact',
  'feedback',
  'small-talk',
  'other',
]);
export type Intent = z.infer<typeof intentSchema>;

/** What a message was found to say beside its words. */
export type Insight = {
  intent: Intent;
  /** From -1 (very negative) over 0 (neutral) to 1 (very positive). */
  sentiment: number;
  /** ISO 639-1 code (`en`); null when the text is too short or too mixed to tell. */
  language: string | null;
};
