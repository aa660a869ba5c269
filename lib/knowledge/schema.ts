import { z } from 'zod';
import { originOf } from './origin';

/** Largest text of one source, in bytes of UTF-8: what is cut, stored and indexed well within a call to the database. */
export const MAX_SOURCE_BYTES = 1_000_000;
/**
 * How long a search may take, in milliseconds. Words alone are ready in a few; a database that is busy gets this long
 * before the turn goes on without knowledge.
 */
export const SEARCH_BUDGET_MS = 800;
/** Longest question that is searched for; what comes after it is left out. */
export const MAX_QUERY_CHARACTERS = 8_000;

export const sourceKindSchema = z.enum(['text', 'markdown', 'jsonl', 'html', 'pdf', 'docx', 'csv', 'page']);
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
  /** ISO 639-1; left out, it is told from the text. */
  language: z
    .string()
    .regex(/^[a-z]{2}$/)
    .nullish(),
  /** The website that it is a page of. */
  websiteId: z.uuid().nullish(),
});
/** An article, a page or a file that the assistant shall know. */
export type SourceInput = z.infer<typeof sourceInputSchema>;

export const savedSourceSchema = z.object({
  sourceId: z.string(),
  outcome: z.enum(['added', 'updated', 'unchanged']),
  passageCount: z.number().int(),
});
export type SavedSource = z.infer<typeof savedSourceSchema>;

export const savedSourcesSchema = z.object({
  /** In the order in which they were given. */
  sources: savedSourceSchema.array(),
  /** Sources that were deleted because they are gone where they came from. */
  removed: z.number().int(),
  /** Sources that the search is still to be told of. */
  waiting: z.number().int(),
});
export type SavedSources = z.infer<typeof savedSourcesSchema>;

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

export const sourceStateSchema = z.enum(['used', 'off', 'pinned', 'reading', 'failed', 'edited']);
/** What the list can be narrowed to; a source may be in several. */
export type SourceState = z.infer<typeof sourceStateSchema>;

export const sourceSortSchema = z.enum(['changed', 'title', 'size', 'passages']);
export type SourceSort = z.infer<typeof sourceSortSchema>;

const sourceRow = z.object({
  id: z.string(),
  external_id: z.string(),
  title: z.string(),
  kind: sourceKindSchema,
  url: z.string().nullable(),
  language: z.string().nullable(),
  enabled: z.boolean(),
  pinned: z.boolean(),
  status: z.enum(['ready', 'failed']),
  index_waiting: z.boolean(),
  website_id: z.string().nullable(),
  edited_at: z.string().nullable(),
  synced_at: z.string(),
  size_bytes: z.number().int(),
  passage_count: z.number().int(),
  updated_at: z.string(),
});

const named = (row: z.output<typeof sourceRow>) => ({
  id: row.id,
  title: row.title,
  kind: row.kind,
  url: row.url,
  language: row.language,
  enabled: row.enabled,
  pinned: row.pinned,
  failed: row.status === 'failed',
  /** Stored, but the search does not know its words yet. */
  reading: row.index_waiting,
  origin: originOf({ externalId: row.external_id, url: row.url, websiteId: row.website_id }),
  editedAt: row.edited_at,
  syncedAt: row.synced_at,
  /** Of its text, in bytes of UTF-8. */
  size: row.size_bytes,
  passageCount: row.passage_count,
  updatedAt: row.updated_at,
});

export const sourceRowSchema = sourceRow.transform(named);
/** A source as the list shows it. */
export type SourceRow = z.output<typeof sourceRowSchema>;

export const passageRowSchema = z
  .object({
    id: z.string(),
    position: z.number().int(),
    title_path: z.string(),
    body: z.string(),
    token_count: z.number().int(),
    language: z.string().nullable(),
    enabled: z.boolean(),
  })
  .transform(({ title_path, token_count, ...row }) => ({ ...row, titlePath: title_path, tokenCount: token_count }));
/** A passage as the page of its source shows it. */
export type PassageRow = z.output<typeof passageRowSchema>;

export const sourceTextSchema = z
  .object({
    id: z.string(),
    kind: sourceKindSchema,
    title: z.string(),
    url: z.string().nullable(),
    body: z.string(),
    content_hash: z.string(),
  })
  .transform(({ content_hash, ...row }) => ({ ...row, contentHash: content_hash }));
/** A source as it is edited, with its text; the hash tells whether somebody changed it meanwhile. */
export type SourceText = z.output<typeof sourceTextSchema>;

/** A source with some of its passages, in order; `page` counts from 1. */
export type SourceWithPassages = SourceRow & { passages: PassageRow[]; page: number; lastPage: number };

/** What the list is asked for by its URL: words of the title, what to narrow it to, its order, and the page from 1. */
export type SourceFilters = {
  query: string | null;
  kind: SourceKind | null;
  state: SourceState | null;
  sort: SourceSort;
  page: number;
};

export type SourcePage = {
  sources: SourceRow[];
  /** Sources that match, on all pages. */
  total: number;
  /** Which one this is, from 1: the last one when more was asked for. */
  page: number;
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

/** Largest file of each kind that can be uploaded, in bytes, by its ending. */
export type UploadLimits = Record<string, number>;

export const uploadedSchema = z.object({
  /** Entries of the file; one for most kinds. */
  sources: z.number().int(),
  /** Of these, what was new or had changed. */
  changed: z.number().int(),
  passages: z.number().int(),
});
/** What one uploaded file came to. */
export type Uploaded = z.infer<typeof uploadedSchema>;

/**
 * How the search of a turn ended: the answer cites what was found, or something was found and not relied on, or nothing
 * was near; `late` and `failed` are the search's own; `none`: nothing was asked of the articles.
 */
export const searchEndSchema = z.enum(['answered', 'unsure', 'nothing', 'late', 'failed', 'none']);
export type SearchEnd = z.infer<typeof searchEndSchema>;
