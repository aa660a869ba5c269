/** A small website on this machine whose pages a test changes, and what it was asked for. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JobCtx, MemberCtx } from '@/lib/companies/context';
import type { CompanyId } from '@/lib/companies/schema';
import type { Website, WebsiteInput } from '@/lib/knowledge/websites/schema';
import { createTrace } from '@/lib/platform/trace';
import { type Embedded, signUpUser } from '../support/embedded.ts';

/** What is at a path: a page's HTML, or how to answer. */
export type Place = string | ((request: IncomingMessage, response: ServerResponse) => void);

export type Site = {
  /** Scheme, host and port, without a slash. */
  origin: string;
  host: string;
  places: Map<string, Place>;
  /** Paths in the order in which they were asked for, with the status that was answered. */
  asked: { path: string; status: number }[];
  close(): Promise<void>;
};

export const html = (title: string, text: string, links: string[] = [], head = '') =>
  `<!doctype html><html lang="en"><head><title>${title}</title>${head}</head><body><main><h1>${title}</h1><p>${text}</p>
  <ul>${links.map((link) => `<li><a href="${link}">${link}</a></li>`).join('')}</ul></main></body></html>`;

/** Pages have an ETag, as a file server gives them. */
export async function startSite(): Promise<Site> {
  const places = new Map<string, Place>();
  const asked: Site['asked'] = [];
  const server: Server = createServer((request, response) => {
    const path = request.url ?? '/';
    response.on('finish', () => asked.push({ path, status: response.statusCode }));
    const place = places.get(path) ?? places.get(path.split('?')[0] ?? '');
    if (place === undefined) return void response.writeHead(404).end('not here');
    if (typeof place === 'function') return place(request, response);
    const etag = `"${Buffer.from(place).toString('base64url').slice(-40)}-${place.length}"`;
    if (request.headers['if-none-match'] === etag) return void response.writeHead(304).end();
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', etag }).end(place);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    places,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Twelve pages in a circle with a way back to the start from each. */
export function twelvePages(site: Site): void {
  site.places.clear();
  site.places.set(
    '/',
    html('Start', 'Welcome to the help pages.', ['/page/1', '/page/2', '/#top', '/?utm_source=mail']),
  );
  for (let page = 1; page < 12; page += 1) {
    const next = page === 11 ? '/' : `/page/${page + 1}`;
    site.places.set(
      `/page/${page}`,
      html(`Page ${page}`, `What page ${page} tells is number ${page * 111}.`, [next, '/']),
    );
  }
}

export type Company = { id: CompanyId; member: MemberCtx; job: JobCtx };

export async function makeCompany(server: Embedded): Promise<Company> {
  const { serviceDb } = await import('@/lib/platform/supabase/service');
  const user = await signUpUser(server);
  const [row] = await server.admin<{ id: string }>('insert into companies (slug, name) values ($1, $1) returning id', [
    `site-${randomUUID().slice(0, 8)}`,
  ]);
  const id = row?.id as CompanyId;
  await server.admin("insert into members values ($1, $2, 'agent', 'Agent', 'agent@users.test')", [id, user.id]);
  const base = { companyId: id, requestId: 'test', trace: createTrace() };
  return {
    id,
    member: {
      ...base,
      companyName: 'Test',
      actor: { type: 'member', userId: user.id, role: 'agent', name: 'Agent', email: user.email },
      db: user.client as MemberCtx['db'],
    },
    job: { ...base, actor: { type: 'job', jobId: 'test' }, db: serviceDb },
  };
}

/** The modules under test, loaded after their settings. */
export const product = async () => ({
  ...(await import('@/lib/knowledge/websites/mutations')),
  ...(await import('@/lib/knowledge/websites/data')),
  ...(await import('@/lib/knowledge/websites/sync')),
});

export const input = (url: string, more: Partial<WebsiteInput> = {}): WebsiteInput => ({
  url,
  kind: 'site',
  schedule: 'weekly',
  maxPages: 500,
  maxDepth: 12,
  ...more,
});

/** Does the queued steps of a company's websites as the outbox does, until none is left. @returns how many */
export async function work(server: Embedded, company: Company): Promise<number> {
  const { syncWebsite } = await import('@/lib/knowledge/websites/jobs');
  let steps = 0;
  for (;;) {
    const [job] = await server.admin<{ id: string; payload: unknown }>(
      "delete from jobs where id in (select id from jobs where company_id = $1 and name = 'sync-website' and status = 'waiting' limit 1) returning id, payload",
      [company.id],
    );
    if (!job) return steps;
    await syncWebsite.run(company.job, job.payload, new AbortController().signal);
    steps += 1;
  }
}

export async function find(company: Company, websiteId: string): Promise<Website> {
  const website = await (await product()).findWebsite(company.member, websiteId);
  if (!website) throw new Error('the website is gone');
  return website;
}

export type SourceLine = {
  id: string;
  url: string;
  title: string;
  hash: string;
  updated: string;
  edited: string | null;
};

/** Sources of a company by address. */
export const sourcesOf = (server: Embedded, company: Company): Promise<SourceLine[]> =>
  server.admin<SourceLine>(
    `select id, url, title, content_hash as hash, updated_at::text as updated, edited_at::text as edited
     from knowledge_sources where company_id = $1 and website_id is not null order by url`,
    [company.id],
  );
