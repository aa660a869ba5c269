import { z } from 'zod';

export const WEBSITE_KINDS = ['page', 'sitemap', 'site'] as const;
export type WebsiteKind = (typeof WEBSITE_KINDS)[number];
export const SCHEDULES = ['never', 'daily', 'weekly', 'monthly'] as const;
export type Schedule = (typeof SCHEDULES)[number];

/** Limits of a website that says nothing else. */
export const DEFAULT_MAX_PAGES = 500;
export const DEFAULT_MAX_DEPTH = 5;
const MOST_PAGES = 5_000;
const MOST_DEPTH = 20;

/** Why a page, or a whole website, could not be read. Words for people stand where they are shown. */
export const PROBLEMS = [
  'robots',
  'noindex',
  'canonical',
  'redirect-to',
  'duplicate',
  'elsewhere',
  'private',
  'type',
  'empty',
  'edited',
  'status',
  'timeout',
  'unreachable',
  'not-found',
  'certificate',
  'redirect',
  'too-large',
  'unreadable',
  'robots-unavailable',
  'no-sitemap',
  'start-gone',
  'away',
  'broken',
] as const;
export type Problem = (typeof PROBLEMS)[number];

const count = (most: number, fallback: number, least: number) =>
  z.preprocess(
    (value) => (value === '' || value === undefined ? fallback : value),
    z.coerce
      .number('Enter a number.')
      .int('Enter a whole number.')
      .min(least, `At least ${least}.`)
      .max(most, `At most ${most}.`),
  );

const address = z
  .string()
  .trim()
  .min(1, 'Enter the address.')
  // People write addresses as they say them.
  .transform((value) => (/^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `https://${value}`))
  .pipe(z.url({ protocol: /^https?$/, message: 'Enter an address such as https://www.example.com/help.' }).max(2_000));

export const websiteInputSchema = z.object({
  url: address,
  kind: z.enum(WEBSITE_KINDS),
  schedule: z.enum(SCHEDULES),
  maxPages: count(MOST_PAGES, DEFAULT_MAX_PAGES, 1),
  maxDepth: count(MOST_DEPTH, DEFAULT_MAX_DEPTH, 0),
});
/** A website as it is added. */
export type WebsiteInput = z.infer<typeof websiteInputSchema>;
export const websiteChangeSchema = websiteInputSchema.pick({ schedule: true, maxPages: true, maxDepth: true });

const problem = z.enum(PROBLEMS).nullable();
const moment = z.string().nullable();

export const websiteSchema = z.object({
  id: z.string(),
  url: z.string(),
  kind: z.enum(WEBSITE_KINDS),
  schedule: z.enum(SCHEDULES),
  maxPages: z.number().int(),
  maxDepth: z.number().int(),
  state: z.enum(['idle', 'queued', 'syncing']),
  /** What the last run came to; null before the first, and while one is under way. */
  outcome: z.enum(['complete', 'failed', 'cancelled']).nullable(),
  problem,
  problemDetail: z.string().nullable(),
  runStartedAt: moment,
  lastSyncedAt: moment,
  nextSyncAt: moment,
  /** Known addresses, and those of them that are sources. */
  pages: z.number().int(),
  sources: z.number().int(),
  /** Of the last or running run: still to be read, read, and of these new or changed. */
  waiting: z.number().int(),
  read: z.number().int(),
  changed: z.number().int(),
  /** By what reading them came to last. */
  failed: z.number().int(),
  skipped: z.number().int(),
  gone: z.number().int(),
});
/** A website with how far it is. */
export type Website = z.infer<typeof websiteSchema>;

export const PAGE_OUTCOMES = ['added', 'updated', 'unchanged', 'skipped', 'failed', 'gone'] as const;
export type PageOutcome = (typeof PAGE_OUTCOMES)[number];

export const websitePageSchema = z
  .object({
    id: z.string(),
    url: z.string(),
    waiting: z.boolean(),
    outcome: z.enum(PAGE_OUTCOMES).nullable(),
    problem,
    problem_detail: z.string().nullable(),
    found_on: z.string().nullable(),
    source_id: z.string().nullable(),
    read_at: moment,
    source: z.object({ title: z.string() }).nullable(),
  })
  .transform(({ problem_detail, found_on, source_id, read_at, source, ...row }) => ({
    ...row,
    problemDetail: problem_detail,
    foundOn: found_on,
    sourceId: source_id,
    readAt: read_at,
    title: source?.title ?? null,
  }));
/** A page of a website, and what reading it came to. */
export type WebsitePage = z.output<typeof websitePageSchema>;

/** Which pages of a website are shown. */
export const PAGE_FILTERS = ['all', 'sources', 'failed', 'skipped'] as const;
export type PageFilter = (typeof PAGE_FILTERS)[number];

/** A part of a website's pages. */
export type WebsitePages = { pages: WebsitePage[]; total: number; page: number; lastPage: number; filter: PageFilter };

/** A website as a step of a run takes it up; null when the run is over. */
export const takenWebsiteSchema = z
  .union([
    z.object({ busy: z.literal(true) }),
    z.object({
      busy: z.literal(false),
      state: z.enum(['queued', 'syncing']),
      url: z.string(),
      kind: z.enum(WEBSITE_KINDS),
      root: z.string().nullable(),
      robots: z.string().nullable(),
      maxPages: z.number().int(),
      maxDepth: z.number().int(),
      /** Slug of the company. */
      company: z.string(),
    }),
  ])
  .nullable();
export type TakenWebsite = Extract<NonNullable<z.infer<typeof takenWebsiteSchema>>, { busy: false }>;

export const pageToReadSchema = z.object({
  id: z.string(),
  url: z.string(),
  depth: z.number().int(),
  /** Tries in this run before this one. */
  tries: z.number().int(),
  preferred: z.boolean(),
  etag: z.string().nullable(),
  lastModified: z.string().nullable(),
  bodyHash: z.string().nullable(),
});
/** A page of the frontier, with what tells whether it changed. */
export type PageToRead = z.infer<typeof pageToReadSchema>;
export const pagesToReadSchema = z.array(pageToReadSchema).nullable();

export const syncPayloadSchema = z.object({ websiteId: z.guid(), run: z.number().int() });
