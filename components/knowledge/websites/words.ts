import { formatCount } from '@/components/ui/format';
import type { PageFilter, Problem, Schedule, Website, WebsiteKind, WebsitePage } from '@/lib/knowledge/websites/schema';

export const KINDS: Record<WebsiteKind, { name: string; explained: string }> = {
  site: { name: 'Whole site', explained: 'Starts at the address and follows links on the same host.' },
  sitemap: { name: 'Sitemap', explained: 'Reads the pages that the sitemap at the address lists, and no others.' },
  page: { name: 'One page', explained: 'Reads the page at the address and follows no links.' },
};

export const SCHEDULES: Record<Schedule, string> = {
  never: 'Only by hand',
  daily: 'Every day',
  weekly: 'Every week',
  monthly: 'Every month',
};

export const FILTERS: Record<PageFilter, string> = {
  all: 'All',
  sources: 'In use',
  failed: 'Failed',
  skipped: 'Left out',
};

type Tone = 'neutral' | 'accent' | 'ok' | 'warn' | 'bad';
/** A state in a word or two, and where there is more to say, a sentence of what it is and what to do. */
export type Told = { tone: Tone; word: string; advice: string | null };

const count = (number: number, one: string, many: string) => `${formatCount(number)} ${number === 1 ? one : many}`;
export const pagesInWords = (number: number) => count(number, 'page', 'pages');

/** What a problem means for people. The detail is a status, a host or an address, as the problem needs it. */
const PROBLEMS: Record<Problem, (detail: string | null) => string> = {
  robots: () => 'The robots.txt of the site does not allow it. Allow HalfsecondBot there, then sync again.',
  noindex: () => 'The page asks machines to leave it out (noindex).',
  canonical: (detail) => `The page says that it is the same as ${detail ?? 'another one'}, which is read instead.`,
  'redirect-to': (detail) => `It leads on to ${detail ?? 'another address'}, which is read instead.`,
  duplicate: (detail) => `It has the same text as ${detail ?? 'another page'}.`,
  elsewhere: (detail) =>
    `It leads to another host${detail ? `, ${detail}` : ''}. Add that one as a website of its own.`,
  private: (detail) =>
    `${detail ?? 'It'} is in a private network, which is read only where whoever runs this server allows it.`,
  type: (detail) => `It is not a text${detail ? ` but ${detail}` : ''}.`,
  empty: () => 'There is no text on it. Pages that are drawn by a script only cannot be read.',
  edited: () => 'You edited it here, so it is left as it is.',
  status: (detail) => `The server answered with an error${detail ? ` (${detail})` : ''}. What was read before is kept.`,
  timeout: () => 'The server took too long to answer. What was read before is kept.',
  unreachable: () => 'The server could not be reached. What was read before is kept.',
  'not-found': (detail) => `There is no host called ${detail ?? 'like this'}. Check the address.`,
  certificate: () => 'The certificate of the site is not valid, so it is not safe to read.',
  redirect: (detail) =>
    detail
      ? `It leads from https to ${detail}, which anybody on the way could change. Ask whoever runs the site to correct it.`
      : 'It leads in a circle, or on and on. Ask whoever runs the site to correct it.',
  'too-large': (detail) => `It is larger than ${detail ?? 'what is read'}. Split it, or leave it out.`,
  unreadable: (detail) => detail ?? 'It could not be made out. What was read before is kept.',
  'robots-unavailable': (detail) =>
    `The robots.txt of the site cannot be read${detail ? ` (${detail})` : ''}, so nothing may be read now. It is tried again.`,
  'no-sitemap': () => 'There is no sitemap at this address. Look for its address in the robots.txt of the site.',
  'start-gone': (detail) =>
    `There is nothing at this address any more${detail ? ` (${detail})` : ''}. All pages are kept; check the address.`,
  away: () => 'The server stopped answering on the way. All pages are kept, and it is tried again.',
  broken: () => 'Something went wrong on our side. Sync it again.',
};

export const problemInWords = (problem: Problem, detail: string | null): string => PROBLEMS[problem](detail);

/** How a website is doing. */
export function websiteState(website: Website): Told {
  const { state, outcome, problem, problemDetail, failed, gone } = website;
  if (state === 'queued') return { tone: 'accent', word: 'Starting', advice: null };
  if (state === 'syncing') return { tone: 'accent', word: 'Reading', advice: null };
  if (outcome === 'failed') {
    return { tone: 'bad', word: 'Not read', advice: problem && problemInWords(problem, problemDetail) };
  }
  if (outcome === 'cancelled') {
    return { tone: 'neutral', word: 'Cancelled', advice: 'What was read before is kept. Sync it to read the rest.' };
  }
  if (outcome === null) return { tone: 'neutral', word: 'Not read yet', advice: null };
  const wrong = failed + gone;
  if (wrong === 0) return { tone: 'ok', word: 'Up to date', advice: null };
  return { tone: 'warn', word: count(wrong, 'error', 'errors'), advice: null };
}

/** How far a running sync is. */
export function progressInWords({ state, read, waiting, changed, failed }: Website): string {
  if (state === 'queued') return 'Looking for its pages.';
  return `${formatCount(read)} read, ${formatCount(waiting)} waiting, ${formatCount(changed)} changed, ${formatCount(failed)} failed.`;
}

/** What became of a page. */
export function pageState({ waiting, outcome, problem, problemDetail, foundOn }: WebsitePage): Told {
  const advice = problem && problemInWords(problem, problemDetail);
  if (waiting && outcome === null) return { tone: 'accent', word: 'Waiting', advice: null };
  switch (outcome) {
    case 'gone':
      return {
        tone: 'bad',
        word: 'Gone',
        advice: `There is nothing at this address (${problemDetail ?? '404'}).${linkedFrom(foundOn)}`,
      };
    case 'failed':
      return { tone: 'bad', word: 'Failed', advice };
    case 'skipped':
      return { tone: 'neutral', word: 'Left out', advice };
    case 'added':
      return { tone: 'ok', word: 'New', advice };
    case 'updated':
      return { tone: 'ok', word: 'Changed', advice };
    case 'unchanged':
    case null:
      return { tone: 'neutral', word: 'Unchanged', advice };
  }
}

const linkedFrom = (page: string | null) => (page ? ` Correct the link on ${page}.` : '');

/** When something will be, as `in 5 min`, `in 3 h`, `in 7 d`, or the date when it is more than a month. */
export function formatUntil(date: Date, now: Date): string {
  const minutes = (date.getTime() - now.getTime()) / 60_000;
  if (minutes < 1) return 'now';
  if (minutes < 59.5) return `in ${Math.round(minutes)} min`;
  if (minutes < 23.5 * 60) return `in ${Math.round(minutes / 60)} h`;
  if (minutes < 31 * 24 * 60) return `in ${Math.round(minutes / (24 * 60))} d`;
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' }).format(date);
}

/** An address without its scheme, as people say it. */
export const shortAddress = (url: string): string => url.replace(/^https?:\/\//, '').replace(/\/$/, '');

/** The part of an address after its host; percent signs are read where they stand for letters. */
export function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  try {
    return decodeURI(pathname + search);
  } catch (error) {
    if (error instanceof URIError) return pathname + search;
    throw error;
  }
}
