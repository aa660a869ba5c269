/** The runs of a website: one at a time, taken up where they stopped, cancelled within a page, begun when they are due. */
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Clock } from '@/lib/platform/clock';
import { type Embedded, startEmbedded } from '../support/embedded.ts';
import { useDatabase } from '../support/lib-env.ts';
import {
  type Company,
  find,
  html,
  input,
  makeCompany,
  product,
  type Site,
  sourcesOf,
  startSite,
  twelvePages,
  work,
} from './website-world.ts';

let server: Embedded;
let site: Site;
let company: Company;

beforeAll(async () => {
  [server, site] = await Promise.all([startEmbedded(), startSite()]);
  useDatabase(server, { HALFSECOND_PRIVATE_SITES: site.host });
});
afterAll(async () => {
  await Promise.all([server?.stop(), site?.close()]);
});
beforeEach(async () => {
  company = await makeCompany(server);
  twelvePages(site);
  site.asked.length = 0;
});

const add = async (to: Company = company) => (await product()).addWebsite(to.member, input(`${site.origin}/`));
const never = new AbortController().signal;
const step = async (websiteId: string, run = 1, options = {}, to: Company = company) =>
  (await product()).syncStep(to.job, { websiteId, run }, never, options);
/** Time that passes only when somebody looks at it: a step may begin `looks` times. */
const clockFor = (looks: number): Clock => {
  let left = looks;
  return { now: () => 0, monotonic: () => (left-- > 0 ? 0 : 1_000_000) };
};
const jobs = (to: Company = company) =>
  server.admin<{ payload: { run: number } }>(
    "select payload from jobs where company_id = $1 and name = 'sync-website' and status = 'waiting'",
    [to.id],
  );
/** A page that answers when the test says so. */
function held(path: string) {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  site.places.set(path, async (_, response: ServerResponse) => {
    asked.resolve();
    await answer.promise;
    response.writeHead(200, { 'content-type': 'text/html' }).end(html('Held', 'It took its time.'));
  });
  return { asked: asked.promise, answer: () => answer.resolve() };
}

it('a step whose time is up queues the next, and any process goes on with what is left', async () => {
  const websiteId = await add();
  await server.admin('delete from jobs where company_id = $1', [company.id]);
  await step(websiteId, 1, { clock: clockFor(6) });
  const some = (await sourcesOf(server, company)).length;
  expect(some).toBeGreaterThan(0);
  expect(some).toBeLessThan(12);
  expect(await find(company, websiteId)).toMatchObject({ state: 'syncing', read: some, sources: some });
  expect(await jobs()).toEqual([{ payload: { websiteId, run: 1 } }]);
  await work(server, company);
  expect(await find(company, websiteId)).toMatchObject({ outcome: 'complete', sources: 12, read: 12 });
  const pages = site.asked.map(({ path }) => path).filter((path) => !/robots|sitemap/.test(path));
  expect(pages).toHaveLength(12);
});

it('a process that was killed loses the page that it was reading and nothing else', async () => {
  const websiteId = await add();
  const page = held('/page/4');
  const killed = step(websiteId).catch(() => undefined);
  await page.asked;
  // Its claim on the work runs out, as its lease does: another process takes it up, and has never heard of the first.
  await expect(step(websiteId)).rejects.toMatchObject({ code: 'conflict' });
  await server.admin("update knowledge_websites set lease_until = now() - interval '1 second' where id = $1", [
    websiteId,
  ]);
  twelvePages(site);
  await step(websiteId);
  expect(await find(company, websiteId)).toMatchObject({ outcome: 'complete', sources: 12 });
  const before = await sourcesOf(server, company);
  // It was only asleep: what it still holds is not written any more.
  page.answer();
  await killed;
  expect(await sourcesOf(server, company)).toEqual(before);
  expect(before.map(({ title }) => title)).not.toContain('Held');
});

it('a cancelled run stops within the page that is being read, and keeps those before it', async () => {
  const { cancelSync } = await product();
  const websiteId = await add();
  const page = held('/page/4');
  const running = step(websiteId);
  await page.asked;
  await cancelSync(company.member, { websiteId });
  const asked = site.asked.length;
  page.answer();
  await running;
  expect(site.asked.length - asked).toBeLessThanOrEqual(2);
  const { state, outcome, waiting, sources, pages } = await find(company, websiteId);
  expect({ state, outcome, waiting }).toEqual({ state: 'idle', outcome: 'cancelled', waiting: 0 });
  expect(sources).toBe(pages);
  expect(sources).toBeGreaterThan(1);
  expect((await sourcesOf(server, company)).map(({ title }) => title)).not.toContain('Held');
  expect(await jobs()).toEqual([]);
  const halves = await server.admin(
    `select 1 from knowledge_sources s where s.company_id = $1 and s.passage_count <>
       (select count(*) from knowledge_passages p where p.source_id = s.id)`,
    [company.id],
  );
  expect(halves).toEqual([]);
});

it('a cancelled run removes nothing, although pages were found to be gone', async () => {
  const { cancelSync, startSync } = await product();
  const websiteId = await add();
  await work(server, company);
  site.places.delete('/page/1');
  const page = held('/page/4');
  await startSync(company.member, { websiteId });
  const running = step(websiteId, 2);
  await page.asked;
  await cancelSync(company.member, { websiteId });
  page.answer();
  await running;
  expect(await sourcesOf(server, company)).toHaveLength(12);
});

it('runs of one website do not overlap', async () => {
  const { startSync } = await product();
  const websiteId = await add();
  await expect(startSync(company.member, { websiteId })).rejects.toMatchObject({ code: 'conflict' });
  await Promise.allSettled([step(websiteId), step(websiteId), step(websiteId)]);
  const pages = site.asked.map(({ path }) => path).filter((path) => !/robots|sitemap/.test(path));
  expect(pages).toHaveLength(12);
  // What is left of an earlier run is no work.
  await startSync(company.member, { websiteId });
  site.asked.length = 0;
  await step(websiteId, 1);
  expect(site.asked).toEqual([]);
});

it('a server that goes away in the middle is not taken for a site without pages', async () => {
  const { startSync } = await product();
  const websiteId = await add();
  await work(server, company);
  for (const path of [...site.places.keys()]) {
    if (path !== '/') site.places.set(path, (request) => void request.socket.destroy());
  }
  await startSync(company.member, { websiteId });
  await work(server, company);
  expect(await find(company, websiteId)).toMatchObject({
    state: 'idle',
    outcome: 'failed',
    problem: 'away',
    sources: 12,
  });
});

it('is read again when it is due, and no sooner', async () => {
  const { changeWebsite } = await product();
  const { serviceDb } = await import('@/lib/platform/supabase/service');
  const websiteId = await add();
  await work(server, company);
  const dueAt = async (days: number) => {
    const at = new Date(Date.now() + days * 86_400_000).toISOString();
    return { begun: await serviceDb.call('queue_due_websites', { p_now: at }), jobs: (await jobs()).length };
  };
  await server.admin('update knowledge_websites set next_sync_at = null where id <> $1', [websiteId]);
  const change = (schedule: 'never' | 'daily' | 'monthly') =>
    changeWebsite(company.member, { websiteId, schedule, maxPages: 500, maxDepth: 12 });
  expect(await dueAt(6.9)).toEqual({ begun: 0, jobs: 0 });
  await change('never');
  expect(await dueAt(400)).toEqual({ begun: 0, jobs: 0 });
  await change('monthly');
  expect(await dueAt(27)).toEqual({ begun: 0, jobs: 0 });
  await change('daily');
  expect(await dueAt(0.9)).toEqual({ begun: 0, jobs: 0 });
  expect(await dueAt(1.1)).toEqual({ begun: 1, jobs: 1 });
  // Queued, it is not queued again.
  expect((await dueAt(0.9)).begun).toBe(0);
  await work(server, company);
  expect(await find(company, websiteId)).toMatchObject({ outcome: 'complete', read: 12 });
});

it('a run whose work failed for good is ended with words, so that it can be begun anew', async () => {
  const { serviceDb } = await import('@/lib/platform/supabase/service');
  const { startSync } = await product();
  const websiteId = await add();
  await server.admin("update jobs set status = 'dead' where company_id = $1", [company.id]);
  await serviceDb.call('queue_due_websites', { p_now: new Date(Date.now() + 180_000).toISOString() });
  expect(await find(company, websiteId)).toMatchObject({ state: 'idle', outcome: 'failed', problem: 'broken' });
  await startSync(company.member, { websiteId });
});

it('belongs to its company alone', async () => {
  const { cancelSync, changeWebsite, deleteWebsite, listPages, listWebsites, startSync, findWebsite } = await product();
  const websiteId = await add();
  const other = await makeCompany(server);
  // A job of another company does not reach it, whatever its payload says.
  await step(websiteId, 1, {}, other);
  expect(site.asked).toEqual([]);
  await work(server, company);
  expect(await listWebsites(other.member)).toEqual([]);
  expect(await findWebsite(other.member, websiteId)).toBeNull();
  expect((await listPages(other.member, { websiteId, filter: 'all', page: 1 })).pages).toEqual([]);
  const behind = await listPages(company.member, { websiteId, filter: 'all', page: 99 });
  expect({ ...behind, pages: behind.pages.length }).toMatchObject({ pages: 12, total: 12, page: 1, lastPage: 1 });
  const limits = { schedule: 'never', maxPages: 1, maxDepth: 0 } as const;
  for (const attempt of [
    () => startSync(other.member, { websiteId }),
    () => cancelSync(other.member, { websiteId }),
    () => changeWebsite(other.member, { websiteId, ...limits }),
    () => deleteWebsite(other.member, { websiteId }),
  ]) {
    await expect(attempt()).rejects.toMatchObject({ code: 'not-found' });
  }
  expect(await sourcesOf(server, other)).toEqual([]);
  expect(await sourcesOf(server, company)).toHaveLength(12);
});

it('does not hold up what follows an answer: each kind of work has its own rounds', async () => {
  const { drainOutbox } = await import('@/lib/platform/jobs/jobs');
  const done: string[] = [];
  const note = (name: string) => ({ [name]: async () => ({ name, run: async () => void done.push(name) }) });
  await server.admin('delete from jobs');
  for (const name of ['slow', 'quick']) {
    await server.admin('insert into jobs (company_id, name) values ($1, $2), ($1, $2)', [company.id, name]);
  }
  await drainOutbox({ registry: note('quick'), contextOf: () => null, except: ['slow'] });
  expect(done).toEqual(['quick', 'quick']);
  await drainOutbox({ registry: note('slow'), contextOf: () => null, slow: { atATime: 1 } });
  expect(done).toEqual(['quick', 'quick', 'slow', 'slow']);
});
