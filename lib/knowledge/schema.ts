import { z } from 'zod';

/** Largest text of one source, in bytes of UTF-8: what is cut, stored and indexed well within a call to the database. */
export const MAX_SOURCE_BYTES = 1_000_000;
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
