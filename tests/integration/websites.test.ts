/** Reading a website on the real database: what becomes knowledge, what is asked for, and what is left alone. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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

const add = async (path = '/', more = {}) =>
  (await product()).addWebsite(company.member, input(site.origin + path, more));
const paths = () => site.asked.map(({ path }) => path);
const urls = async () => (await sourcesOf(server, company)).map(({ url }) => url.slice(site.origin.length));
const pagesOf = async (websiteId: string) => {
  const { pages } = await (await product()).listPages(company.member, { websiteId, filter: 'all', page: 1 });
  return new Map(pages.map((page) => [page.url.slice(site.origin.length), page]));
};
const again = async (websiteId: string) => {
  site.asked.length = 0;
  await (await product()).startSync(company.member, { websiteId });
  return work(server, company);
};

describe('a site', () => {
  it('is read to its last page, each page once although all lead in a circle', async () => {
    const websiteId = await add();
    expect(await find(company, websiteId)).toMatchObject({ state: 'queued', outcome: null });
    await work(server, company);
    expect(await find(company, websiteId)).toMatchObject({
      state: 'idle',
      outcome: 'complete',
      sources: 12,
      read: 12,
      changed: 12,
      waiting: 0,
      failed: 0,
    });
    const pages = paths().filter((path) => !/robots|sitemap/.test(path));
    expect([...pages].sort()).toEqual([...site.places.keys()].sort());
    const rows = await server.admin<{ body: string; passages: number }>(
      `select s.body, (select count(*)::int from knowledge_passages p where p.source_id = s.id) as passages
       from knowledge_sources s where s.company_id = $1 and s.title = 'Page 7'`,
      [company.id],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.body).toContain('What page 7 tells is number 777.');
    expect(rows[0]?.passages).toBeGreaterThan(0);
  });

  it('is known by its visitors’ questions at once', async () => {
    await add();
    await work(server, company);
    const { searchKnowledge } = await import('@/lib/knowledge/search');
    const { passages } = await searchKnowledge(company.member, { query: 'What does page 7 tell?', budgetMs: 20_000 });
    expect(passages.map(({ url }) => url)).toContain(`${site.origin}/page/7`);
  });

  it('that did not change is no work: bytes are not sent again, and no source is touched', async () => {
    const websiteId = await add();
    await work(server, company);
    const before = await sourcesOf(server, company);
    const passages = await server.admin(
      'select id, xmin::text from knowledge_passages where company_id = $1 order by id',
      [company.id],
    );
    await again(websiteId);
    expect(await sourcesOf(server, company)).toEqual(before);
    expect(
      await server.admin('select id, xmin::text from knowledge_passages where company_id = $1 order by id', [
        company.id,
      ]),
    ).toEqual(passages);
    expect(site.asked.filter(({ status }) => status === 304)).toHaveLength(11);
    // robots.txt, sitemap.xml and the start, which tells where the site is, are asked for in full.
    expect(site.asked.filter(({ status }) => status !== 304)).toHaveLength(3);
    expect(await find(company, websiteId)).toMatchObject({ outcome: 'complete', sources: 12, read: 12, changed: 0 });
  });

  it('that sends the same text in other bytes is not stored anew', async () => {
    const websiteId = await add();
    await work(server, company);
    const before = await sourcesOf(server, company);
    for (const [path, page] of site.places) site.places.set(path, `${page}<!-- served at noon -->`);
    await again(websiteId);
    expect(site.asked.filter(({ status }) => status === 200)).toHaveLength(12);
    expect(await sourcesOf(server, company)).toEqual(before);
  });

  it('is read again where it changed, and only there', async () => {
    const websiteId = await add();
    await work(server, company);
    const before = await sourcesOf(server, company);
    site.places.set('/page/3', html('Page 3', 'It tells something new.', ['/page/4', '/page/new']));
    site.places.set('/page/new', html('New', 'A page that was not there before.'));
    await again(websiteId);
    const after = await sourcesOf(server, company);
    const changed = after.filter((row) => !before.some(({ hash }) => hash === row.hash)).map(({ title }) => title);
    expect(changed).toEqual(['Page 3', 'New']);
    expect(await find(company, websiteId)).toMatchObject({ changed: 2, sources: 13 });
  });

  it('loses the pages that are gone, once the run is complete', async () => {
    const websiteId = await add();
    await work(server, company);
    site.places.delete('/page/11');
    site.places.set('/page/5', html('Page 5', 'Not for search.', [], '<meta name="robots" content="noindex">'));
    await again(websiteId);
    expect(await urls()).not.toContain('/page/11');
    expect(await urls()).not.toContain('/page/5');
    expect(await urls()).toHaveLength(10);
    const pages = await pagesOf(websiteId);
    expect(pages.get('/page/11')).toMatchObject({ outcome: 'gone', problemDetail: '404', sourceId: null });
    expect(pages.get('/page/5')).toMatchObject({ outcome: 'skipped', problem: 'noindex', sourceId: null });
    // Back again, it is knowledge again.
    twelvePages(site);
    await again(websiteId);
    expect(await urls()).toHaveLength(12);
  });

  it('keeps what it had of a page that fails, and tells which', async () => {
    const websiteId = await add();
    await work(server, company);
    site.places.set('/page/4', (_, response) => void response.writeHead(503).end());
    await again(websiteId);
    expect(await urls()).toHaveLength(12);
    expect((await pagesOf(websiteId)).get('/page/4')).toMatchObject({
      outcome: 'failed',
      problem: 'status',
      problemDetail: '503',
      sourceId: expect.any(String),
    });
    expect(paths().filter((path) => path === '/page/4')).toHaveLength(2);
    expect(await find(company, websiteId)).toMatchObject({ outcome: 'complete', failed: 1 });
  });

  it('keeps everything when it fails altogether, and is asked again sooner', async () => {
    const websiteId = await add();
    await work(server, company);
    site.places.set('/robots.txt', (_, response) => void response.writeHead(500).end());
    await again(websiteId);
    expect(paths()).toEqual(['/robots.txt']);
    expect(await urls()).toHaveLength(12);
    const { outcome, problem, nextSyncAt } = await find(company, websiteId);
    expect({ outcome, problem }).toEqual({ outcome: 'failed', problem: 'robots-unavailable' });
    expect(new Date(nextSyncAt ?? 0).getTime() - Date.now()).toBeLessThan(2 * 3_600_000);
    site.places.delete('/robots.txt');
    site.places.delete('/');
    await again(websiteId);
    expect(await find(company, websiteId)).toMatchObject({ outcome: 'failed', problem: 'start-gone', sources: 12 });
  });

  it('goes by robots.txt', async () => {
    site.places.set('/robots.txt', 'User-agent: *\nDisallow: /page/3');
    site.places.set('/sitemap.xml', `<urlset><url><loc>${site.origin}/page/3</loc></url></urlset>`);
    const websiteId = await add();
    await work(server, company);
    expect(await urls()).toEqual(['/', '/page/1', '/page/2']);
    expect(paths()).not.toContain('/page/3');
    site.places.set('/robots.txt', 'User-agent: *\nDisallow: /');
    await again(websiteId);
    expect(await find(company, websiteId)).toMatchObject({ outcome: 'failed', problem: 'robots', sources: 3 });
    expect(paths()).toEqual(['/robots.txt']);
  });

  it('is not left: neither to other hosts nor to private addresses, also by redirects', async () => {
    const inside = await startSite();
    inside.places.set('/secret', html('Secret', 'Nobody outside may read this.'));
    const to = (location: string) => (_: unknown, response: import('node:http').ServerResponse) =>
      void response.writeHead(302, { location }).end();
    site.places.set('/', html('Start', 'Welcome.', ['/a', '/b', '/c', '/d', '/e', `${inside.origin}/secret`]));
    site.places.set('/a', to(`${inside.origin}/secret`));
    site.places.set('/b', to('http://169.254.169.254/latest/meta-data/'));
    site.places.set('/c', to('http://[::ffff:127.0.0.1]/'));
    site.places.set('/d', to('https://example.com/'));
    site.places.set('/e', to('/page/1'));
    const websiteId = await add();
    await work(server, company);
    expect(inside.asked).toEqual([]);
    await inside.close();
    const pages = await pagesOf(websiteId);
    for (const path of ['/a', '/b', '/c']) expect(pages.get(path), path).toMatchObject({ problem: 'private' });
    expect(pages.get('/d')).toMatchObject({ outcome: 'skipped', problem: 'elsewhere', problemDetail: 'example.com' });
    expect(pages.get('/e')).toMatchObject({ outcome: 'skipped', problem: 'redirect-to' });
    expect((await sourcesOf(server, company)).map(({ title }) => title)).not.toContain('Secret');
    expect(await urls()).toContain('/page/1');
  });

  it('is read within its limits, traps and all', async () => {
    site.places.clear();
    const more = Array.from({ length: 80 }, (_, index) => `/list?page=${index}`);
    site.places.set('/', html('Start', 'Welcome.', ['/list', '/day/1', '/loop/']));
    site.places.set(
      '/list',
      ({ url = '' }, response) =>
        void response
          .writeHead(200, { 'content-type': 'text/html' })
          .end(html(`List ${url}`, `Entries of ${url}.`, more)),
    );
    // Every step of it exists: which of its pages a run with less room reads depends on what was read first.
    for (let round = 1; round < 9; round += 1)
      site.places.set(`/${'loop/'.repeat(round)}`, html(`Loop ${round}`, `Round ${round}.`, ['loop/']));
    for (let day = 1; day < 40; day += 1)
      site.places.set(`/day/${day}`, html(`Day ${day}`, `Day ${day}.`, [`/day/${day + 1}`]));
    const websiteId = await add('/', { maxDepth: 6 });
    await work(server, company);
    expect((await urls()).filter((url) => url.startsWith('/list?'))).toHaveLength(50);
    expect((await urls()).filter((url) => url.startsWith('/day/'))).toHaveLength(6);
    expect((await urls()).filter((url) => url.startsWith('/loop/'))).toHaveLength(2);
    await (await product()).changeWebsite(company.member, { websiteId, schedule: 'weekly', maxPages: 10, maxDepth: 6 });
    await again(websiteId);
    expect(await find(company, websiteId)).toMatchObject({ outcome: 'complete', sources: 10 });
  });

  it('keeps one of several addresses with the same page', async () => {
    site.places.clear();
    site.places.set('/', html('Start', 'Welcome.', ['/a', '/b', '/print/a', '/ring/1']));
    site.places.set('/a', html('A', 'The one text.'));
    site.places.set('/b', html('A', 'The one text.'));
    site.places.set('/print/a', html('A to print', 'The text to print.', [], '<link rel="canonical" href="/a">'));
    site.places.set('/ring/1', html('Ring 1', 'First of two.', [], '<link rel="canonical" href="/ring/2">'));
    site.places.set('/ring/2', html('Ring 2', 'Second of two.', [], '<link rel="canonical" href="/ring/1">'));
    const websiteId = await add();
    await work(server, company);
    expect(await urls()).toEqual(['/', '/a', '/ring/2']);
    site.places.delete('/a');
    await again(websiteId);
    expect(await urls()).toEqual(['/', '/b', '/ring/2']);
  });

  it('leaves a page alone that was edited here', async () => {
    const websiteId = await add();
    await work(server, company);
    await server.admin(
      "update knowledge_sources set body = 'Ours', edited_at = now() where company_id = $1 and title in ('Page 2', 'Page 3')",
      [company.id],
    );
    site.places.set('/page/2', html('Page 2', 'Theirs.', ['/page/3']));
    site.places.delete('/page/3');
    await again(websiteId);
    const kept = await server.admin('select title from knowledge_sources where company_id = $1 and body = $2', [
      company.id,
      'Ours',
    ]);
    expect(kept).toHaveLength(2);
    expect((await pagesOf(websiteId)).get('/page/2')).toMatchObject({ outcome: 'unchanged', problem: 'edited' });
  });

  it('has the text of a page again that was edited here and shall follow its original, changed or not', async () => {
    const { editSource, followOriginal } = await import('@/lib/knowledge/mutations');
    const websiteId = await add();
    await work(server, company);
    const page = (await sourcesOf(server, company)).find(({ title }) => title === 'Page 2');
    const sourceId = page?.id ?? '';
    const edit = { sourceId, openedHash: page?.hash ?? '', kind: 'page', title: 'Ours', url: page?.url ?? '' } as const;
    await editSource(company.member, { ...edit, body: 'Ours.' });
    await again(websiteId);
    expect((await sourcesOf(server, company)).map(({ title }) => title)).toContain('Ours');
    await followOriginal(company.member, { sourceId });
    await again(websiteId);
    const after = await sourcesOf(server, company);
    expect(after.find(({ id }) => id === sourceId)).toMatchObject({ title: 'Page 2', hash: page?.hash, edited: null });
    expect(await find(company, websiteId)).toMatchObject({ changed: 1, sources: 12 });
  });

  it('is read anew when its pages were read by older code, although the server would call them unchanged', async () => {
    const websiteId = await add();
    await work(server, company);
    await server.admin(
      "update knowledge_pages set body_hash = repeat('0', 8) || right(body_hash, 56) where company_id = $1",
      [company.id],
    );
    await server.admin("update knowledge_sources set content_hash = repeat('0', 64) where company_id = $1", [
      company.id,
    ]);
    await again(websiteId);
    expect(site.asked.filter(({ status }) => status === 304)).toHaveLength(0);
    expect(await find(company, websiteId)).toMatchObject({ changed: 12, sources: 12 });
    await again(websiteId);
    expect(site.asked.filter(({ status }) => status === 304)).toHaveLength(11);
  });

  it('has a page of very many passages told to the search by a job that begins at once', async () => {
    site.places.clear();
    const fact = (index: number) =>
      `Fact ${index} tells of thing${index}, and of what else there is to know about it. `;
    const texts = Array.from({ length: 120 }, (_, index) => `</p><h2>Part ${index}</h2><p>${fact(index).repeat(8)}`);
    site.places.set('/', html('Large', texts.join('')));
    await add();
    await work(server, company);
    const [job] = await server.admin<{ due: boolean }>(
      "select run_at <= now() as due from jobs where company_id = $1 and name = 'index-sources'",
      [company.id],
    );
    expect(job).toEqual({ due: true });
    const { indexWaiting } = await import('@/lib/knowledge/mutations');
    const { searchKnowledge } = await import('@/lib/knowledge/search');
    await indexWaiting(company.job);
    const { passages } = await searchKnowledge(company.member, { query: 'thing99', budgetMs: 20_000 });
    expect(passages[0]?.body).toContain('thing99');
  });

  it('goes with all that came from it', async () => {
    const websiteId = await add();
    await work(server, company);
    await (await product()).deleteWebsite(company.member, { websiteId });
    for (const table of ['knowledge_sources', 'knowledge_passages', 'knowledge_pages', 'knowledge_postings']) {
      expect(await server.admin(`select 1 from ${table} where company_id = $1`, [company.id]), table).toEqual([]);
    }
  });
});

describe('a page, and a sitemap', () => {
  it('are read without following links', async () => {
    const page = await add('/page/3', { kind: 'page' });
    await work(server, company);
    expect(await urls()).toEqual(['/page/3']);
    site.places.set(
      '/index.xml',
      `<sitemapindex><sitemap><loc>${site.origin}/some.xml.gz</loc></sitemap></sitemapindex>`,
    );
    const listed = ['/page/5', '/page/6', '/page/6?utm_source=x'].map(
      (path) => `<url><loc>${site.origin}${path}</loc></url>`,
    );
    site.places.set(
      '/some.xml.gz',
      (_, response) =>
        void response
          .writeHead(200, { 'content-type': 'application/gzip' })
          .end(gzipSync(`<urlset>${listed.join('')}</urlset>`)),
    );
    const sitemap = await add('/index.xml', { kind: 'sitemap' });
    await work(server, company);
    expect(await urls()).toEqual(['/page/3', '/page/5', '/page/6']);
    expect(await find(company, sitemap)).toMatchObject({ outcome: 'complete', sources: 2 });
    site.places.delete('/page/3');
    await again(page);
    expect(await find(company, page)).toMatchObject({ outcome: 'complete', sources: 0, gone: 1 });
  });

  it('lose what the sitemap no longer lists, unless a part of it could not be read', async () => {
    const list = (...places: string[]) =>
      `<urlset>${places.map((path) => `<url><loc>${site.origin}${path}</loc></url>`).join('')}</urlset>`;
    const index = ['/1.xml', '/2.xml'].map((path) => `<sitemap><loc>${site.origin}${path}</loc></sitemap>`).join('');
    site.places.set('/index.xml', `<sitemapindex>${index}</sitemapindex>`);
    site.places.set('/1.xml', list('/page/1', '/page/2'));
    site.places.set('/2.xml', list('/page/3'));
    const websiteId = await add('/index.xml', { kind: 'sitemap' });
    await work(server, company);
    site.places.set('/1.xml', list('/page/1'));
    site.places.delete('/2.xml');
    await again(websiteId);
    expect(await urls()).toHaveLength(3);
    site.places.set('/2.xml', list('/page/3'));
    await again(websiteId);
    expect(await urls()).toEqual(['/page/1', '/page/3']);
    site.places.set('/index.xml', html('Oops', 'Not a sitemap.'));
    await again(websiteId);
    expect(await find(company, websiteId)).toMatchObject({ outcome: 'failed', problem: 'no-sitemap', sources: 2 });
  });

  it('may be a text or Markdown', async () => {
    site.places.set(
      '/notes.md',
      (_, response) =>
        void response.writeHead(200, { 'content-type': 'text/markdown' }).end('# Notes\n\nParking is free.'),
    );
    await add('/notes.md', { kind: 'page' });
    await work(server, company);
    expect((await sourcesOf(server, company)).map(({ title }) => title)).toEqual(['Notes']);
  });
});

describe('an address', () => {
  it.each([
    'http://127.0.0.1:1/',
    'http://localhost/',
    'http://[::1]/',
    'http://10.0.0.1/',
    'http://169.254.169.254/',
    'http://2130706433/',
  ])('inside is refused when it is added: %s', async (url) => {
    const { addWebsite } = await product();
    await expect(addWebsite(company.member, input(url))).rejects.toMatchObject({
      code: 'unprocessable',
      message: expect.stringContaining('private network'),
    });
  });

  it('is refused when it is connected to, should it have come in another way', async () => {
    const [row] = await server.admin<{ id: string }>(
      "insert into knowledge_websites (company_id, url, kind) values ($1, 'http://localhost:65001/', 'site') returning id",
      [company.id],
    );
    await again(row?.id ?? '');
    expect(await find(company, row?.id ?? '')).toMatchObject({ outcome: 'failed', problem: 'private' });
  });

  it('is added once', async () => {
    await add('/');
    await expect(add('/#again')).rejects.toMatchObject({ code: 'conflict', message: 'This website is there already.' });
  });
});
