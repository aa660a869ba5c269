import { createHash, randomUUID } from 'node:crypto';
import { NextRequest } from 'next/server';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { RECEIVED_AT_HEADER, REQUEST_ID_HEADER } from '@/lib/companies/context';
import { flushUsage } from '@/lib/companies/usage';
import { middleware } from '@/middleware';
import { adminOf, signUpUser } from '../support/embedded';
import { useDatabase } from '../support/lib-env';

const server = inject('embedded');
const sql = adminOf(server);

beforeAll(() => useDatabase(server));

/** A company of this test with its keys. */
async function makeCompany(hourlyLimit: number) {
  const tag = randomUUID().slice(0, 8);
  const widgetKey = `wk_${tag}`;
  const apiKey = `hs_${randomUUID()}`;
  const hash = createHash('sha256').update(apiKey).digest('hex');
  const [company] = await sql<{ id: string }>(
    'insert into public.companies (slug, name, hourly_limit) values ($1, $1, $2) returning id',
    [`company-${tag}`, hourlyLimit],
  );
  const id = company?.id ?? '';
  await sql('insert into public.widget_keys (company_id, key) values ($1, $2)', [id, widgetKey]);
  await sql('insert into public.api_keys (company_id, name, prefix, hash) values ($1, $2, $3, $4)', [
    id,
    'Server',
    apiKey.slice(0, 10),
    hash,
  ]);
  return { id, widgetKey, apiKey };
}

/** The session cookie as @supabase/ssr writes it. */
async function cookieOf(userSession: unknown) {
  const value = `base64-${Buffer.from(JSON.stringify(userSession)).toString('base64url')}`;
  return `sb-${new URL(server.url).hostname.split('.')[0]}-auth-token=${value}`;
}

const ask = (path: string, headers: Record<string, string> = {}, method = 'POST') =>
  middleware(
    new NextRequest(`http://app.test${path}`, { method, headers, ...(method === 'POST' ? { body: '{"a":1}' } : {}) }),
  );
/** Headers that the route behind the middleware gets. */
const handedOn = (response: Response, name: string) => response.headers.get(`x-middleware-request-${name}`);
const passed = (response: Response) => response.headers.get('x-middleware-next') === '1';

describe('the limit of a company', () => {
  test('counts down, then refuses with a sentence, and says when to come back', async () => {
    const { widgetKey } = await makeCompany(3);
    const headers = { 'x-widget-key': widgetKey, origin: 'https://shop.example' };
    const left: (string | null)[] = [];
    for (let n = 0; n < 3; n++) {
      const response = await ask('/api/chat', headers);
      expect(passed(response)).toBe(true);
      expect(response.headers.get('ratelimit-policy')).toBe('"hour";q=3;w=3600');
      left.push(/^"hour";r=(\d+);t=\d+$/.exec(response.headers.get('ratelimit') ?? '')?.[1] ?? null);
    }
    expect(left).toEqual(['2', '1', '0']);

    const refused = await ask('/api/chat', headers);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(refused.headers.get('ratelimit-policy')).toBe('"hour";q=3;w=3600');
    expect(refused.headers.get('access-control-allow-origin')).toBe('https://shop.example');
    const retryAfter = refused.headers.get('retry-after');
    expect(refused.headers.get('ratelimit')).toBe(`"hour";r=0;t=${retryAfter}`);
    const problem = (await refused.json()) as { status: number; detail: string };
    expect(problem.status).toBe(429);
    expect(problem.detail).toMatch(
      /^This company has used its 3 requests for this hour\. It frees up in \d+ (s|min)\.$/,
    );
  });

  test('is one for widget and API keys, and another one for each company', async () => {
    const [one, other] = await Promise.all([makeCompany(2), makeCompany(2)]);
    expect(passed(await ask('/api/chat', { 'x-widget-key': one.widgetKey }))).toBe(true);
    expect(passed(await ask('/api/chat', { authorization: `bearer ${one.apiKey}` }))).toBe(true);
    expect((await ask('/api/chat', { 'x-widget-key': one.widgetKey })).status).toBe(429);
    expect((await ask('/api/chat', { authorization: `Bearer ${one.apiKey}` })).status).toBe(429);
    expect(passed(await ask('/api/chat', { 'x-widget-key': other.widgetKey }))).toBe(true);
  });

  test('used up by visitors, it does not lock out the team, which has a count of its own', async () => {
    const { id, widgetKey } = await makeCompany(1);
    const user = await signUpUser(server);
    await sql(
      "insert into public.members (company_id, user_id, role, display_name, email) values ($1, $2, 'agent', 'Ann', $3)",
      [id, user.id, user.email],
    );
    const { data } = await user.client.auth.getSession();
    const cookie = await cookieOf(data.session);
    await ask('/api/chat', { 'x-widget-key': widgetKey });
    expect((await ask('/api/chat', { 'x-widget-key': widgetKey })).status).toBe(429);
    const first = await ask('/api/inbox', { cookie }, 'GET');
    expect(first.headers.get('ratelimit-policy')).toBe('"team-hour";q=1000;w=3600');
    for (let n = 1; n < 1000; n++) await ask('/api/inbox', { cookie }, 'GET');
    const refused = await ask('/api/inbox', { cookie }, 'GET');
    expect(refused.status).toBe(429);
    expect(((await refused.json()) as { detail: string }).detail).toMatch(
      /^This company's team has used its 1,000 requests/,
    );
    // Pages, and the forms on them, still work.
    expect(passed(await ask('/settings', { cookie }, 'GET'))).toBe(true);
    expect(passed(await ask('/settings', { cookie }, 'POST'))).toBe(true);
  });

  test('is not even asked about what another website sends with a member’s cookies', async () => {
    const { id } = await makeCompany(10);
    const user = await signUpUser(server);
    await sql(
      "insert into public.members (company_id, user_id, role, display_name, email) values ($1, $2, 'agent', 'Ann', $3)",
      [id, user.id, user.email],
    );
    const { data } = await user.client.auth.getSession();
    const headers = { cookie: await cookieOf(data.session), 'content-type': 'text/plain' };
    const foreign = await ask('/api/inbox/sessions/x/replies', { ...headers, 'sec-fetch-site': 'same-site' });
    expect(foreign.status).toBe(403);
    expect(passed(await ask('/api/inbox/sessions/x/replies', { ...headers, 'sec-fetch-site': 'same-origin' }))).toBe(
      true,
    );
    expect(passed(await ask('/api/inbox', { ...headers, 'sec-fetch-site': 'cross-site' }, 'GET'))).toBe(true);
  });

  test('does not count health, preflights, the look of the widget, and callers without any key', async () => {
    const { widgetKey } = await makeCompany(1);
    for (let n = 0; n < 3; n++) {
      expect(passed(await ask('/api/widget/config', { 'x-widget-key': widgetKey }, 'GET'))).toBe(true);
      expect(passed(await ask('/api/health', {}, 'GET'))).toBe(true);
      expect(passed(await ask('/api/chat', { 'x-widget-key': widgetKey }, 'OPTIONS'))).toBe(true);
      expect(passed(await ask('/api/chat'))).toBe(true);
    }
    expect(passed(await ask('/api/chat', { 'x-widget-key': widgetKey }))).toBe(true);
  });

  test('what passed and what was refused is counted by company and hour', async () => {
    const { id, widgetKey } = await makeCompany(2);
    for (let n = 0; n < 5; n++) await ask('/api/chat', { 'x-widget-key': widgetKey });
    await flushUsage();
    const rows = await sql<{ metric: string; sum: string }>(
      'select metric, sum(value)::text from public.usage_counters where company_id = $1 group by metric order by metric',
      [id],
    );
    expect(rows).toEqual([
      { metric: 'refused', sum: '3' },
      { metric: 'requests', sum: '2' },
    ]);
  });
});

describe('a key that opens nothing', () => {
  test.each<Record<string, string>>([
    { 'x-widget-key': 'wk_never_made' },
    { 'x-widget-key': "wk_' or 1=1 --" },
    { 'x-widget-key': '' },
    { authorization: 'Bearer hs_0123456789012345678901234567890' },
  ])('%j is answered 401 with a sentence that the widget may read', async (key) => {
    const headers: Record<string, string> = { origin: 'https://shop.example', ...key };
    const response = await ask('/api/chat', headers);
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('access-control-allow-origin')).toBe('https://shop.example');
    expect(((await response.json()) as { detail: string }).detail).toMatch(/key is not known/);
  });

  test('guessing is slowed down by address; keys that are known still pass from there', async () => {
    const { widgetKey } = await makeCompany(100);
    const from = (key: string) => ({ 'x-widget-key': key, 'x-forwarded-for': 'claimed, 203.0.113.77' });
    expect(passed(await ask('/api/chat', from(widgetKey)))).toBe(true);
    const statuses = new Set<number>();
    for (let n = 0; n < 650 && !statuses.has(429); n++) statuses.add((await ask('/api/chat', from(`wk_!${n}`))).status);
    expect(statuses).toEqual(new Set([401, 429]));
    expect(passed(await ask('/api/chat', from(widgetKey)))).toBe(true);
  });
});

describe('what is handed on', () => {
  test.each(['/api/chat/%ff/messages', '/transcripts/%E0%A4%A', '/knowledge/%'])(
    'is no address that cannot be read: %s',
    async (path) => {
      const response = await ask(path, { origin: 'https://shop.example' }, 'GET');
      expect(response.status).toBe(400);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      expect(response.headers.get('access-control-allow-origin')).toBe('https://shop.example');
    },
  );

  test('is an address with any character, and whatever its query holds', async () => {
    expect(passed(await ask('/transcripts/%F0%9F%8E%81%00?q=%ff', {}, 'GET'))).toBe(true);
  });

  test('headers of ours that a client sends are replaced or dropped', async () => {
    const before = performance.timeOrigin + performance.now();
    const response = await ask('/api/health', {
      [REQUEST_ID_HEADER]: 'forged',
      [RECEIVED_AT_HEADER]: '1',
      'x-halfsecond-anything': 'forged',
      accept: 'application/json',
    });
    expect(handedOn(response, REQUEST_ID_HEADER)).toBe(response.headers.get('x-request-id'));
    expect(handedOn(response, REQUEST_ID_HEADER)).toMatch(/^[0-9a-f-]{36}$/);
    expect(Number(handedOn(response, RECEIVED_AT_HEADER))).toBeGreaterThanOrEqual(before);
    expect(handedOn(response, 'x-halfsecond-anything')).toBeNull();
    expect(handedOn(response, 'accept')).toBe('application/json');
  });

  test('each page view has its own nonce, in the policy for the browser and in the one that Next reads', async () => {
    const [one, other] = await Promise.all([ask('/inbox?status=open', {}, 'GET'), ask('/inbox', {}, 'GET')]);
    const policy = one.headers.get('content-security-policy');
    expect(policy).toMatch(/script-src 'self' 'nonce-[A-Za-z0-9+/=]{24}'/);
    expect(handedOn(one, 'content-security-policy')).toBe(policy);
    expect(other.headers.get('content-security-policy')).not.toBe(policy);
    expect(handedOn(one, 'x-halfsecond-page-path')).toBe('/inbox?status=open');
  });
});

describe('a session that is about to expire', () => {
  test('is renewed once for requests that come together; page and browser get the same new cookie', async () => {
    const user = await signUpUser(server);
    const { data } = await user.client.auth.getSession();
    const cookie = await cookieOf({ ...data.session, expires_at: Math.floor(Date.now() / 1000) - 5 });
    const responses = await Promise.all([ask('/inbox', { cookie }, 'GET'), ask('/transcripts', { cookie }, 'GET')]);
    const sent = responses.map((response) => response.headers.getSetCookie().find((line) => /-auth-token=/.test(line)));
    expect(sent[0]).toMatch(/HttpOnly/i);
    expect(sent[1]).toBe(sent[0]);
    const value = /-auth-token=([^;]+)/.exec(sent[0] ?? '')?.[1] ?? 'missing';
    expect(decodeURIComponent(handedOn(responses[0] as Response, 'cookie') ?? '')).toContain(decodeURIComponent(value));
    expect(cookie).not.toContain(value);
  });

  test('visitors pay nothing for it: no cookie of theirs is read', async () => {
    const { widgetKey } = await makeCompany(10);
    const response = await ask('/api/chat', { 'x-widget-key': widgetKey, cookie: 'sb-127-auth-token=base64-bnVsbA' });
    expect(passed(response)).toBe(true);
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  test('a cookie that is no session is nobody', async () => {
    expect(passed(await ask('/api/inbox/events', { cookie: 'sb-127-auth-token=base64-bnVsbA' }, 'GET'))).toBe(true);
    expect(passed(await ask('/inbox', { cookie: 'sb-127-auth-token=%E0%A4%A' }, 'GET'))).toBe(true);
  });
});
