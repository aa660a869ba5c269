import { z } from 'zod';

/** How many days back the page may look. */
export const PERIODS = [7, 30, 90] as const;
export type Period = (typeof PERIODS)[number];

export const questionSchema = z.object({
  turnId: z.string(),
  sessionId: z.string(),
  visitorId: z.string(),
  messageId: z.string(),
  text: z.string(),
  /** `unsure`: something was found and not relied on; `nothing`: no article was near. */
  end: z.enum(['unsure', 'nothing']),
  /** ISO 639-1; null when the text is too short to tell, or was not read yet. */
  language: z.string().nullable(),
  askedAt: z.string(),
  /** The first reply of a person after it. */
  agentMessageId: z.string().nullable(),
});
/** A visitor's question that the articles did not answer. */
export type Question = z.infer<typeof questionSchema>;

export const unansweredSchema = z.object({
  /** How the searches of the period ended, counted. */
  ends: z.partialRecord(z.enum(['answered', 'unsure', 'nothing', 'late', 'failed']), z.number()),
  /** Of the period and of the one before it, newest first. */
  questions: z.array(questionSchema),
});
export type Unanswered = z.infer<typeof unansweredSchema>;

export const badAnswerSchema = z.object({
  turnId: z.string(),
  sessionId: z.string(),
  visitorId: z.string(),
  question: z.string(),
  answer: z.string(),
  comment: z.string().nullable(),
  language: z.string().nullable(),
  ratedAt: z.string(),
  /** What the answer cites and is still there; `position` of the cited passage, from 0, while it is. */
  sources: z.array(z.object({ sourceId: z.string(), title: z.string(), position: z.number().nullable() })),
});

export const ratedSchema = z.object({ good: z.number(), bad: z.number(), answers: z.array(badAnswerSchema) });
export type Rated = z.infer<typeof ratedSchema>;
/** An answer that a visitor rated badly. */
export type BadAnswer = z.infer<typeof badAnswerSchema>;

/** What became of a topic, as an admin or a search left it. `asked` counts its questions when it was dismissed. */
export type Mark = {
  id: string;
  kind: 'dismissed' | 'answered';
  question: string;
  asked: number;
  markedAt: string;
  /** Of an answered one: the article, while it is in use. */
  source: { id: string; title: string } | null;
};

export type Example = Pick<Question, 'messageId' | 'sessionId' | 'text' | 'askedAt' | 'agentMessageId'>;

/** Questions that ask the same in other words. */
export type Topic = {
  /** The most typical question, in a visitor's words, without personal data. */
  label: string;
  /** The label as an article's title: without the words that stand for personal data. */
  title: string;
  count: number;
  visitors: number;
  lastAskedAt: string;
  /** How often it was asked in the period before; null when that is not known. */
  before: number | null;
  /** Of the questions, how many a person answered afterwards. */
  byAgents: number;
  /** The newest. */
  examples: Example[];
  mark: Mark | null;
};

/** The same question with badly rated answers, newest first. */
export type BadTopic = { label: string; title: string; count: number; answers: BadAnswer[] };

/** The page of content gaps. */
export type GapBoard = {
  days: Period;
  /** Questions that were searched for, and of these without an answer. */
  searched: number;
  unanswered: number;
  /** Searches that came too late or failed: no gap of the articles. */
  troubled: number;
  /** Whether there were more questions than are grouped: then only the newest are. */
  cut: boolean;
  open: Topic[];
  answered: Topic[];
  dismissed: Topic[];
  rated: { good: number; bad: number; topics: BadTopic[] };
};

export const topicInputSchema = z.object({
  question: z.string().trim().min(1).max(300),
  asked: z.coerce.number().int().min(0).max(100_000),
});

/** What trying a topic again came to. */
export type RetryState = {
  outcome?: 'answer' | 'hint' | 'nothing' | 'unavailable';
  /** The best passage. */
  found?: { href: string; title: string };
  error?: string;
};
