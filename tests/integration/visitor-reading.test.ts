/** What a visitor's browser reads: the widget's look, its own session, and that session's live events. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SessionEvent } from '@/lib/platform/events/schema';
import { shared } from '../support/embedded.ts';
import { useDatabase } from '../support/lib-env.ts';

const database = shared();
const SITE = 'https://shop.test';
const key = `wk_read_${randomUUID().slice(0, 8)}`;
const otherKey = `wk_read_${randomUUID().slice(0, 8)}`;
const agentId = randomUUID();
let companyId: string;

/** The modules under test, loaded after their settings. */
async function product() {
  const [config, messages, liveEvents, { contextFromVisitorRequest }, { watchVisitorSession }, channels, bus] =
    await Promise.all([
      import('@/app/api/widget/config/route'),
      import('@/app/api/chat/[sessionId]/messages/route'),
      import('@/app/api/chat/[sessionId]/events/route'),
      import('@/lib/companies/context'),
      import('@/lib/conversations/visitor'),
      import('@/lib/platform/events/events'),
      import('@/lib/platform/events/current'),
    ]);
  return { config, messages, liveEvents, contextFromVisitorRequest, watchVisitorSession, ...channels, ...bus };
}

async function makeCompany(name: string, widgetKey: string, origins: string[]): Promise<string> {
  const [row] = await database.admin<{ id: string }>(
    `insert into companies (slug, name, greeting, accent_color) values ($1, $2, 'Hello there.', '#aa3300') returning id`,
    [`read-${randomUUID().slice(0, 8)}`, name],
  );
  const id = row?.id ?? '';
  await database.admin('insert into widget_keys (company_id, key, allowed_origins) values ($1, $2, $3)', [
    id,
    widgetKey,
    origins,
  ]);
  return id;
}

/** A visitor with a token of their own and, when a text is given, a session in which they said it. */
async function visitor(text?: string, widgetKey = key) {
  const { contextFromVisitorRequest } = await product();
  const entry = await contextFromVisitorRequest(new Headers({ 'x-widget-key': widgetKey }));
  const sessionId: string = randomUUID();
  if (text) {
    await entry.ctx.db.call('open_turn', {
      p_company_id: entry.ctx.companyId,
      p_visitor_id: entry.ctx.actor.visitorId,
      p_session_id: sessionId,
      p_message_id: randomUUID(),
      p_client_message_id: `client-${sessionId}`,
      p_turn_id: randomUUID(),
      p_text: text,
    });
  }
  return { ctx: entry.ctx, sessionId, token: entry.newToken ?? '', widgetKey };
}
type Visitor = Awaited<ReturnType<typeof visitor>>;

const request = (path: string, headers: Record<string, string>, signal?: AbortSignal) =>
  new Request(`http://app.test${path}`, { headers, ...(signal ? { signal } : {}) });
const asked = ({ token, widgetKey }: Visitor) => ({
  origin: SITE,
  'x-widget-key': widgetKey,
  authorization: `Bearer ${token}`,
});

async function read(who: Visitor, sessionId = who.sessionId) {
  const { messages } = await product();
  return messages.GET(request('/', asked(who)), { params: Promise.resolve({ sessionId }) });
}

async function follow(who: Visitor, sessionId = who.sessionId, signal?: AbortSignal) {
  const { liveEvents } = await product();
  return liveEvents.GET(request('/', asked(who), signal), { params: Promise.resolve({ sessionId }) });
}

type Told = { type: string; messages?: { text: string }[]; message?: { text: string }; sessionId?: string };

/** Reads events until `count` have come. */
async function take(reader: ReadableStreamDefaultReader<Uint8Array>, count: number): Promise<Told[]> {
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const told = text.split('\n\n').filter((line) => line.startsWith('data: {'));
    if (told.length >= count) return told.map((line) => JSON.parse(line.slice(6)));
    const { done, value } = await reader.read();
    if (done) throw new Error(`the stream ended after ${told.length} events`);
    text += decoder.decode(value, { stream: true });
  }
}

const liveMessage = (sessionId: string, text: string): SessionEvent => ({
  type: 'message.created',
  sessionId,
  message: {
    id: randomUUID(),
    role: 'agent',
    text,
    sources: [],
    clientMessageId: null,
    complete: true,
    authorName: 'Maya',
    createdAt: new Date().toISOString(),
  },
});

beforeAll(async () => {
  useDatabase(database);
  companyId = await makeCompany('Shop', key, [SITE]);
  await makeCompany('Other', otherKey, []);
  await database.admin(`insert into auth.users (id, email) values ($1, $2)`, [agentId, `${agentId}@users.test`]);
  await database.admin(
    `insert into members (company_id, user_id, role, display_name, email) values ($1, $2, 'agent', 'Maya', $3)`,
    [companyId, agentId, `${agentId}@users.test`],
  );
});

describe('the look of the widget', () => {
  it('comes by its key, may be kept a minute for each key and origin, and is readable across origins', async () => {
    const { config } = await product();
    const response = await config.GET(request('/', { origin: SITE, 'x-widget-key': key }));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      appearance: {
        companyName: 'Shop',
        assistantName: 'Assistant',
        greeting: 'Hello there.',
        accentColor: '#aa3300',
      },
      questions: [],
    });
    expect(response.headers.get('cache-control')).toBe('public, max-age=60');
    expect(response.headers.get('vary')?.toLowerCase()).toContain('x-widget-key');
    expect(response.headers.get('access-control-allow-origin')).toBe(SITE);
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('is refused in words that the website can read: a wrong key, a website that is not on the list', async () => {
    const { config } = await product();
    const unknown = await config.GET(request('/', { origin: SITE, 'x-widget-key': 'wk_nobody' }));
    const elsewhere = await config.GET(request('/', { origin: 'https://evil.test', 'x-widget-key': key }));
    expect([unknown.status, elsewhere.status]).toEqual([401, 403]);
    for (const response of [unknown, elsewhere]) {
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      expect(response.headers.get('access-control-allow-origin')).not.toBeNull();
      expect((await response.json()).detail).toMatch(/Settings, Widget/);
    }
  });

  it('lets a browser ask first', async () => {
    const { config } = await product();
    const answer = config.OPTIONS(request('/', { origin: SITE }));
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-headers')).toMatch(/x-widget-key.*authorization.*content-type/);
  });
});

describe('reading a session', () => {
  it('gives the visitor their messages, who answers, and nothing of the inside', async () => {
    const who = await visitor('Where is my parcel?');
    await database.admin(
      `insert into chat_messages (company_id, session_id, role, author_id, text) values ($1, $2, 'agent', $3, 'On its way.')`,
      [companyId, who.sessionId, agentId],
    );
    await database.admin(`update chat_sessions set handler = 'agent', assigned_to = $2 where id = $1`, [
      who.sessionId,
      agentId,
    ]);
    const response = await read(who);
    const body = await response.json();
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(body.session).toEqual({ id: who.sessionId, status: 'open', handler: 'agent', agentName: 'Maya' });
    expect(body.messages).toMatchObject([
      { role: 'user', text: 'Where is my parcel?', clientMessageId: `client-${who.sessionId}` },
      { role: 'agent', text: 'On its way.', authorName: 'Maya' },
    ]);
    expect(JSON.stringify(body)).not.toContain(agentId);
  });

  it('answers alike for an unknown session, a foreign one, another company and no uuid, on both routes', async () => {
    const owner = await visitor('Mine');
    const stranger = await visitor('Other');
    const elsewhere = await visitor('Else', otherKey);
    for (const open of [read, follow]) {
      const refused = await Promise.all([
        open(stranger, owner.sessionId),
        open(elsewhere, owner.sessionId),
        open(stranger, randomUUID()),
        open(stranger, 'no-uuid'),
      ]);
      const bodies = await Promise.all(refused.map((response) => response.json()));
      expect(refused.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
      expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
    }
    const { events, sessionChannel } = await product();
    expect(events().watched(sessionChannel(companyId, owner.sessionId))).toBe(false);
  });
});

describe('following a session', () => {
  it('tells how things stand, then what happens in this session only, until the visitor leaves', async () => {
    const { events, sessionChannel } = await product();
    const who = await visitor('Hello');
    const channel = sessionChannel(companyId, who.sessionId);
    const response = await follow(who);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(response.headers.get('access-control-allow-origin')).toBe(SITE);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    events().publish(sessionChannel(companyId, randomUUID()), liveMessage('another', 'not for you'));
    events().publish(channel, liveMessage(who.sessionId, 'for you'));
    const [first, second] = await take(reader, 2);
    expect(first).toMatchObject({ type: 'session.snapshot', messages: [{ text: 'Hello' }] });
    expect(second).toMatchObject({ type: 'message.created', message: { text: 'for you' } });
    await reader.cancel();
    expect(events().watched(channel)).toBe(false);
  });

  it('ends with the request', async () => {
    const { events, sessionChannel } = await product();
    const who = await visitor('Hello');
    const abort = new AbortController();
    const response = await follow(who, who.sessionId, abort.signal);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    await take(reader, 1);
    abort.abort();
    expect((await reader.read()).done).toBe(true);
    expect(events().watched(sessionChannel(companyId, who.sessionId))).toBe(false);
  });

  it('misses nothing that happens while the session is being read', async () => {
    const { watchVisitorSession, events, sessionChannel } = await product();
    const who = await visitor('Hello');
    const channel = sessionChannel(companyId, who.sessionId);
    const ctx = {
      ...who.ctx,
      db: {
        async call(...given: Parameters<typeof who.ctx.db.call>) {
          const found = await who.ctx.db.call(...given);
          events().publish(channel, liveMessage(who.sessionId, 'meanwhile'));
          return found;
        },
      },
    };
    const stream = await watchVisitorSession(ctx, { sessionId: who.sessionId, signal: new AbortController().signal });
    const reader = stream.getReader();
    expect((await take(reader, 2)).map(({ type }) => type)).toEqual(['session.snapshot', 'message.created']);
    await reader.cancel();
  });
});
