import 'server-only';
import type { JobCtx } from '@/lib/companies/context';
import { type Clock, systemClock } from '@/lib/platform/clock';
import { AppError } from '@/lib/platform/errors';
import { newId } from '@/lib/platform/ids';
import { shutdownSignal } from '@/lib/platform/shutdown';
import { type FetchResult, fetchPage } from './http';
import { planRun, SiteProblem } from './plan-run';
import { knownOf, READABLE_TYPES, type Reading, type ReadPage, readPage } from './read-page';
import { readRobots } from './robots';
import { type PageToRead, type Problem, pagesToReadSchema, type TakenWebsite, takenWebsiteSchema } from './schema';
import { siteOf } from './url';

/** How long a step begins new pages, in milliseconds. Well below what a job may take, so that websites take turns. */
const STEP_MS = 20_000;
/** How long finding out where to begin may take; then the site is too slow to be read. */
const PLAN_LIMIT_MS = 35_000;
const READERS = 2;
const BATCH = 20;
/** Other calls wait while the database takes them in. */
const SEEDS_A_CALL = 500;
/** After so many pages in a row that the server did not answer it is away, and its pages are not to blame. */
const AWAY_AFTER = 10;

/** One run of a website, and the lease under which this step writes. */
type Run = { ctx: JobCtx; keys: Record<string, unknown>; signal: AbortSignal };
type StepOptions = { clock?: Clock; stepMs?: number };

/**
 * One step of a run: plans it if nobody did, reads pages until its time is up or none is left, and queues the next step.
 * Whatever was read is kept page by page, so a step that dies is taken up where it was. A run that was cancelled, or that
 * ended, is no work.
 * @throws AppError `conflict` while another process reads the website
 */
export async function syncStep(
  ctx: JobCtx,
  { websiteId, run }: { websiteId: string; run: number },
  signal: AbortSignal,
  { clock = systemClock, stepMs = STEP_MS }: StepOptions = {},
): Promise<void> {
  const until = clock.monotonic() + stepMs;
  const keys = { p_company_id: ctx.companyId, p_website_id: websiteId, p_run: run, p_lease: newId() };
  const taken = takenWebsiteSchema.parse(await ctx.db.call('take_website', keys));
  if (taken === null) return;
  if (taken.busy) throw new AppError('conflict', 'Another process is reading this website.');
  const running: Run = { ctx, keys, signal };
  let fetched = new Map<string, FetchResult>();
  let website = taken;
  if (taken.state === 'queued') {
    const planned = await plan(running, taken, clock);
    if (!planned) return;
    ({ fetched, website } = planned);
  }
  await readPages(running, { website, websiteId, fetched, mayGoOn: () => clock.monotonic() < until });
}

/** Null when the run is over: it could not begin, or nobody wants it any more. */
async function plan({ ctx, keys, signal }: Run, taken: TakenWebsite, clock: Clock) {
  const late = AbortSignal.timeout(PLAN_LIMIT_MS);
  try {
    const { root, robots, seeds, listedWhole, fetched } = await planRun(taken, AbortSignal.any([signal, late]), clock);
    const parameters = { ...keys, p_root: root, p_robots: robots, p_listed_whole: listedWhole };
    let goesOn = true;
    for (let from = 0; goesOn && (from < seeds.length || from === 0); from += SEEDS_A_CALL) {
      const p_seeds = seeds.slice(from, from + SEEDS_A_CALL);
      const p_begin = from + SEEDS_A_CALL >= seeds.length;
      goesOn = Boolean(await ctx.db.call('plan_website', { ...parameters, p_seeds, p_begin }));
    }
    return goesOn ? { fetched, website: { ...taken, root, robots } } : null;
  } catch (error) {
    const problem = error === late.reason ? new SiteProblem('timeout') : error;
    if (!(problem instanceof SiteProblem)) throw error;
    const why = { p_problem: problem.problem, p_detail: problem.detail };
    await ctx.db.call('end_website', { ...keys, p_outcome: 'failed', ...why });
    return null;
  }
}

type Work = {
  website: TakenWebsite;
  websiteId: string;
  fetched: Map<string, FetchResult>;
  mayGoOn(): boolean;
};

async function readPages(run: Run, { website, websiteId, fetched, mayGoOn }: Work): Promise<void> {
  const { ctx, keys } = run;
  const { url, kind, maxDepth } = website;
  const site = siteOf(url, website.root ?? url);
  const robots = readRobots(website.robots, site.origin);
  const reading: Reading = { id: websiteId, kind, site, robots, maxDepth, company: website.company };
  let wanted = true;
  let unanswered = 0;
  const goesOn = () => wanted && unanswered < AWAY_AFTER && mayGoOn() && !shutdownSignal().aborted;

  while (goesOn()) {
    const pages = pagesToReadSchema.parse(await ctx.db.call('pages_to_read', { ...keys, p_limit: BATCH }));
    if (pages === null) return;
    if (pages.length === 0) {
      if (await ctx.db.call('end_website', { ...keys, p_outcome: 'complete' })) return;
      continue;
    }
    const work = async () => {
      for (let page = pages.shift(); page && goesOn(); page = pages.shift()) {
        const read = await readOne(run, reading, page, fetched);
        unanswered = isAway(read) ? unanswered + 1 : 0;
        wanted &&= await keep(run, page, read);
      }
    };
    await Promise.all(Array.from({ length: reading.robots.crawlDelayMs > 0 ? 1 : READERS }, work));
  }
  if (!wanted) return;
  if (unanswered >= AWAY_AFTER)
    return void (await ctx.db.call('end_website', { ...keys, p_outcome: 'failed', p_problem: 'away' }));
  await ctx.db.call('pause_website', keys);
}

const AWAY: readonly (Problem | undefined)[] = ['status', 'timeout', 'unreachable', 'not-found'];
/** Whether the server, rather than the page, was the trouble. */
const isAway = ({ outcome, problem }: ReadPage) =>
  (outcome === 'again' || outcome === 'failed') && AWAY.includes(problem);

function mayFollow({ site, robots }: Reading, to: string): Problem | null {
  const url = site.within(to);
  if (url === null) return 'elsewhere';
  return robots.allows(url) ? null : 'robots';
}

async function readOne(
  { signal }: Run,
  reading: Reading,
  page: PageToRead,
  fetched: Map<string, FetchResult>,
): Promise<ReadPage> {
  if (!reading.robots.allows(page.url)) return { outcome: 'skipped', problem: 'robots', links: [] };
  const result =
    fetched.get(page.url) ??
    (await fetchPage(page.url, {
      signal,
      company: reading.company,
      types: READABLE_TYPES,
      mayFollow: (to) => mayFollow(reading, to),
      crawlDelayMs: reading.robots.crawlDelayMs,
      known: knownOf(page),
    }));
  fetched.delete(page.url);
  switch (result.kind) {
    case 'unchanged':
      return { outcome: 'unchanged', links: [] };
    case 'gone':
      return { outcome: 'gone', detail: result.detail, links: [] };
    case 'failed':
      // A server that hiccups is asked again at the end, once.
      if (result.retry && page.tries === 0) return { outcome: 'again', problem: result.problem, links: [] };
      return {
        outcome: 'failed',
        problem: result.problem,
        links: [],
        ...(result.detail ? { detail: result.detail } : {}),
      };
    case 'skipped':
      return {
        outcome: 'skipped',
        problem: result.problem,
        links: [],
        ...(result.detail ? { detail: result.detail } : {}),
      };
    case 'ok':
  }
  const reached = reading.site.within(result.url);
  if (reached === null)
    return { outcome: 'skipped', problem: 'elsewhere', detail: new URL(result.url).host, links: [] };
  if (reached === page.url || reading.kind === 'page') return readPage(reading, page, result);
  // It is kept under the address where it is, and what was fetched serves when its turn comes.
  if (fetched.size < BATCH) fetched.set(reached, result);
  const links = [{ url: reached, depth: page.depth, preferred: true }];
  return { outcome: 'skipped', problem: 'redirect-to', detail: reached, links };
}

/** Writes down what a page came to. @returns whether the run goes on */
async function keep({ ctx, keys }: Run, page: PageToRead, { links, prepared, ...read }: ReadPage): Promise<boolean> {
  const parameters = { ...keys, p_page: { id: page.id, ...read }, p_links: links };
  try {
    return Boolean(
      await ctx.db.call('keep_website_page', {
        ...parameters,
        p_source: prepared?.source ?? null,
        p_passages: prepared?.passages ?? null,
      }),
    );
  } catch (error) {
    if (!prepared || !(error instanceof AppError) || !['unprocessable', 'bad-request'].includes(error.code))
      throw error;
    // The database will not have this text; the other pages are to go on.
    const failed = { id: page.id, outcome: 'failed', problem: 'unreadable' };
    return Boolean(
      await ctx.db.call('keep_website_page', { ...parameters, p_page: failed, p_source: null, p_passages: null }),
    );
  }
}
