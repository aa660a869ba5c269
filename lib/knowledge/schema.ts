import { z } from 'zod';

/** Largest text of one source, in bytes of UTF-8: what is cut, stored and indexed well within a call to the database. */
export const MAX_SOURCE_BYTES = 1_000_000;
/**
 * How long a search may take, in milliseconds. Words alone are ready in a few; a database that is busy gets this long
 * before the turn goes on without knowledge.
 */
export const SEARCH_BUDGET_MS = 800;
/** Longest question that is searched for; what comes after it is left out. */
export const MAX_QUERY_CHARACTERS = 8_000;

export const sourceKindSchema = z.enum(['text', 'markdown', 'jsonl']);
export type SourceKind = z.infer<typeof sourceKindSchema>;

/** Text that can be stored: U+0000 cannot be. */
const storable = z
  .string()
  .refine((value) => !value.includes('\u0000'), {
    message: 'The text holds the character U+0000, which cannot be stored.',
  })
  .refine((value) => value.isWellFormed(), { message: 'The text holds half of a character, which cannot be stored.' });

export const sourceInputSchema = z.object({
  /** What names the source in the place it comes from: a file's path, a page's address. The same again is an update. */
  externalId: storable.pipe(z.string().trim().min(1).max(500)),
  kind: sourceKindSchema,
  title: storable.pipe(
    z.string().trim().min(1, 'Give it a title.').max(300, 'The title may have up to 300 characters.'),
  ),
  url: z
    .url({ protocol: /^https?$/, message: 'The address must begin with http:// or https://.' })
    .max(2000)
    .nullish()
    .transform((value) => value ?? null),
  body: storable
    .refine((value) => /\S/u.test(value), { message: 'There is no text in it.' })
    .refine((value) => Buffer.byteLength(value) <= MAX_SOURCE_BYTES, { message: 'The text is larger than 1 MB.' }),
});
/** An article, a page or a file that the assistant shall know. */
export type SourceInput = z.infer<typeof sourceInputSchema>;

export const savedSourceSchema = z.object({
  sourceId: z.string(),
  outcome: z.enum(['added', 'updated', 'unchanged']),
  passageCount: z.number().int(),
});
export type SavedSource = z.infer<typeof savedSourceSchema>;

export const passageHitSchema = z.object({
  passageId: z.string(),
  sourceId: z.string(),
  /** The source's title. */
  title: z.string(),
  /** Title and headings above the passage, joined by " › ". */
  titlePath: z.string(),
  url: z.string().nullable(),
  body: z.string(),
  /** Place in its source, from 0. */
  position: z.number().int(),
  /** Comparable within one search only. */
  score: z.number(),
  /** Share (0 to 1) of the question's information that the passage holds; comparable between searches. */
  coverage: z.number(),
});
/** A passage that a search found. */
export type PassageHit = z.infer<typeof passageHitSchema>;
export const passageHitsSchema = z.array(passageHitSchema);

export const sourceRowSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    kind: sourceKindSchema,
    url: z.string().nullable(),
    enabled: z.boolean(),
    passage_count: z.number().int(),
    updated_at: z.string(),
  })
  .transform(({ passage_count, updated_at, ...row }) => ({
    ...row,
    passageCount: passage_count,
    updatedAt: updated_at,
  }));
/** A source as the list shows it. */
export type SourceRow = z.output<typeof sourceRowSchema>;

const passageRowSchema = z
  .object({
    id: z.string(),
    position: z.number().int(),
    title_path: z.string(),
    body: z.string(),
    token_count: z.number().int(),
  })
  .transform(({ title_path, token_count, ...row }) => ({ ...row, titlePath: title_path, tokenCount: token_count }));

export const sourceDetailSchema = sourceRowSchema.and(z.object({ passages: z.array(passageRowSchema) }));
/** A source with its first passages. */
export type SourceDetail = z.output<typeof sourceDetailSchema>;

/** What the list is asked for by its URL: words of the title, and the page from 1. */
export type SourceFilters = { query: string | null; page: number };

export type SourcePage = {
  sources: SourceRow[];
  /** Sources that match, on all pages. */
  total: number;
  /** Passages that the search looks through, of all enabled sources. */
  searchedPassages: number;
};

/** What a test question finds, and what the assistant would make of it. */
export type TestAnswer = {
  question: string;
  outcome: 'found' | 'nothing' | 'late' | 'failed';
  passages: PassageHit[];
  /** What the assistant would make of the passages: an answer, a hint that owns up to being one, or nothing. */
  relevance: 'answer' | 'hint' | 'nothing';
  /** The coverage that an answer takes. */
  minCoverage: number;
  tookMs: number;
};

/** What became of one uploaded file. */
export type UploadResult = { name: string; done?: string; error?: string };

/**
 * How the search of a turn ended: the answer cites what was found, or something was found and not relied on, or nothing
 * was near; `late` and `failed` are the search's own; `none`: nothing was asked of the articles.
 */
export const searchEndSchema = z.enum(['answered', 'unsure', 'nothing', 'late', 'failed', 'none']);
export type SearchEnd = z.infer<typeof searchEndSchema>;
