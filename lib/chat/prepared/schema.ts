import { z } from 'zod';
import type { AnswerSource } from '../schema';

/** Longest pinned question, in characters: what a visitor would type, and what fits a button. */
export const MAX_QUESTION = 200;
/** Pinned questions of one company: each costs a call to the model whenever an article behind it changes. */
export const MAX_PINNED = 40;
/** Pinned questions that the widget shows before the first message. */
export const WIDGET_QUESTIONS = 4;

/** A question that is likely to be asked next, with the key of its answer. */
export const nextQuestionSchema = z.object({ question: z.string(), key: z.string() });
export type NextQuestion = z.infer<typeof nextQuestionSchema>;

/** Where a likely next question was found: among what visitors asked, in the article, or by the light model. */
export type Origin = 'visitors' | 'article' | 'model';

/** Why a question has no prepared answer; see `pinned_questions.problem`. */
export const PROBLEMS = ['unsure', 'individual', 'failed'] as const;
export type Problem = (typeof PROBLEMS)[number];

const question = z
  .string()
  .trim()
  .min(3, 'Write the question as a visitor would ask it.')
  .max(MAX_QUESTION, `A question may have up to ${MAX_QUESTION} characters.`)
  .refine((text) => !text.includes('\u0000') && text.isWellFormed(), 'It holds a character that cannot be stored.');

export const pinnedInputSchema = z.object({ question });

/** A pinned question as the page shows it. */
export type PinnedQuestion = {
  id: string;
  question: string;
  enabled: boolean;
  /** How often its answer was given. */
  hits: number;
  problem: Problem | null;
  /** Null while there is none. */
  answer: { text: string; sources: AnswerSource[]; madeAt: string; costMicros: number } | null;
};

export const prefetchReportSchema = z.object({
  enabled: z.boolean(),
  maxWastePercent: z.number(),
  /** Since when it has been off by itself, and how much was wasted then (0 to 1). */
  stoppedAt: z.string().nullable(),
  stoppedWaste: z.number().nullable(),
  /** Of the last 7 days: answers made, used at least once, gone without use. */
  made: z.number(),
  used: z.number(),
  unused: z.number(),
  costMicros: z.number(),
  unusedCostMicros: z.number(),
  /** From 0 to 1; null while too few of them have come to an end. */
  waste: z.number().nullable(),
});
/** How preparing answers to likely next questions does. */
export type PrefetchReport = z.infer<typeof prefetchReportSchema>;

export const prefetchInputSchema = z.object({
  enabled: z.stringbool(),
  maxWastePercent: z.coerce
    .number('Give a number.')
    .int('Give a whole number.')
    .min(1, 'At least 1.')
    .max(100, 'At most 100.'),
});
