import { uuidSchema } from '@/lib/platform/ids';
import { firstOf } from '@/lib/platform/text';
import { type Folder, folderSchema, handlerSchema, planSchema, statusSchema, type TranscriptFilters } from './schema';

/** Search parameters as Next hands them to a page. */
export type SearchParams = Record<string, string | string[] | undefined>;

const LONGEST_QUERY = 200;

/** What "slow" may mean in the URL: milliseconds to the first token. */
export const SLOW_CHOICES = [500, 1000, 3000] as const;

const one = (value: string | string[] | undefined): string => (Array.isArray(value) ? (value[0] ?? '') : (value ?? ''));

/** A day that the calendar has: `Date.parse` would read the 31st of February as the 3rd of March. */
function day(value: string): string | null {
  if (!/^[12]\d{3}-\d{2}-\d{2}$/.test(value) || Number.isNaN(Date.parse(value))) return null;
  return new Date(value).toISOString().startsWith(value) ? value : null;
}

/** The folder in the URL; anything unknown is the first one. */
export const parseFolder = (value: string | string[] | undefined): Folder =>
  folderSchema.safeParse(one(value)).data ?? 'open';

/** The session in the URL, or null. */
export const parseSessionId = (value: string | string[] | undefined): string | null =>
  uuidSchema.safeParse(one(value)).data ?? null;

/** Control characters cannot be searched for, and U+0000 cannot even be sent to the database. */
const cleanQuery = (value: string): string | null =>
  firstOf(value.replace(/\p{Cc}+/gu, ' ').trim(), LONGEST_QUERY) || null;

function parseCursor(params: SearchParams): TranscriptFilters['cursor'] {
  for (const direction of ['older', 'newer'] as const) {
    const [at = '', id = ''] = one(params[direction]).split('~');
    const parsed = uuidSchema.safeParse(id);
    const time = /^[^T]+T[\d:.]+(Z|\+00:00)$/.test(at) && !Number.isNaN(Date.parse(at));
    if (parsed.success && time && day(at.slice(0, 10))) {
      return { direction, at, id: parsed.data };
    }
  }
  return null;
}

/** Reads the filters from the URL. What cannot be understood is left out: an old link still opens. */
export function parseTranscriptFilters(params: SearchParams): TranscriptFilters {
  const slow = Number(one(params.slow));
  return {
    query: cleanQuery(one(params.q)),
    status: statusSchema.safeParse(one(params.status)).data ?? null,
    handler: handlerSchema.safeParse(one(params.handler)).data ?? null,
    plan: planSchema.safeParse(one(params.plan)).data ?? null,
    failed: one(params.failed) === '1',
    slowMs: SLOW_CHOICES.find((choice) => choice === slow) ?? null,
    from: day(one(params.from)),
    to: day(one(params.to)),
    cursor: parseCursor(params),
  };
}

/** The filters as URL search parameters, without the cursor; the other direction of `parseTranscriptFilters`. */
export function transcriptSearch(filters: TranscriptFilters): URLSearchParams {
  const search = new URLSearchParams();
  const entries = {
    q: filters.query,
    status: filters.status,
    handler: filters.handler,
    plan: filters.plan,
    failed: filters.failed ? '1' : null,
    slow: filters.slowMs === null ? null : String(filters.slowMs),
    from: filters.from,
    to: filters.to,
  };
  for (const [name, value] of Object.entries(entries)) if (value) search.set(name, value);
  return search;
}

/** Where a page of transcripts goes on: the place of a row in the order of the list. */
export const cursorOf = (row: { lastMessageAt: string; id: string }): string => `${row.lastMessageAt}~${row.id}`;

/** The day after, so that "to the 20th" takes in the whole 20th. */
export function nextDay(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 24 * 3600_000).toISOString();
}
