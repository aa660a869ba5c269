import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { address, rest, setUpstream, upstreamCounts } from './browser.ts';
import { makeCompany } from './company.ts';
import { type Answer, ask, messageBody, post, problem } from './visitor.ts';

/** A company of this file's own, so that its limit belongs to these tests alone. */
let key: string;
beforeAll(async () => {
  key = (await makeCompany(50_000)).widgetKey;
});
beforeEach(() => setUpstream({ tokens: ['Yes,', ' we do.'] }));

const PROBLEM = 'application/problem+json';
const withKey = () => ({ 'x-widget-key': key });

/** Sends the question of the README and returns what is needed to go on. */
async function beginSession() {
  const sessionId = randomUUID();
  const response = await ask(key, 'Do you ship abroad?', { sessionId });
  await response.text();
  const token = response.headers.get('x-visitor-token');
  if (!token) throw new Error('The first answer carries no visitor token.');
  return { sessionId, token };
}

describe('POST /api/chat', () => {
  it('streams the answer and hands a first caller a token that opens the same session again', async () => {
    const sessionId = randomUUID();
    const first = await ask(key, 'Do you ship abroad?', { sessionId });
    expect(first.status).toBe(200);
    expect(first.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const token = first.headers.get('x-visitor-token') ?? '';
    expect(token.split('.')).toHaveLength(3);
    const body = await first.text();
    const parts = body.split('\n\n').filter((line) => line.startsWith('data: {'));
    const types = parts.map((line) => (JSON.parse(line.slice(6)) as { type: string }).type);
    expect(types[0]).toBe('start');
    expect(types).toEqual(expect.arrayContaining(['text-delta', 'data-receipt', 'finish']));
    expect(body.trimEnd().endsWith('data: [DONE]')).toBe(true);

    const second = await ask(key, 'And to Norway?', { sessionId, token });
    expect(second.status).toBe(200);
    expect(second.headers.get('x-visitor-token')).toBeNull();
    await second.text();
    const read = await fetch(`${address}/api/chat/${sessionId}/messages`, {
      headers: { ...withKey(), authorization: `Bearer ${token}` },
    });
    const { messages } = (await read.json()) as { messages: { role: string; text: string }[] };
    expect(messages.map(({ role, text }) => `${role}: ${text}`)).toEqual([
      'user: Do you ship abroad?',
      'assistant: Yes, we do.',
      'user: And to Norway?',
      'assistant: Yes, we do.',
    ]);
  });

  it('gives the whole answer as JSON to who asks for that', async () => {
    const response = await ask(key, 'Do you ship abroad?', { headers: { accept: 'application/json' } });
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    const answer = (await response.json()) as Answer;
    expect(answer).toMatchObject({ text: 'Yes, we do.', answeredBy: 'assistant' });
    expect(answer.receipt?.operations.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['open-turn', 'first-token', 'settle']),
    );
  });

  it('answers the same message id once, and replays that answer', async () => {
    const { calls } = await upstreamCounts();
    const [sessionId, messageId] = [randomUUID(), randomUUID()];
    const first = await ask(key, 'Do you ship abroad?', { sessionId, messageId });
    const token = first.headers.get('x-visitor-token') ?? '';
    expect(await first.text()).toContain('we do."');
    const again = await ask(key, 'Do you ship abroad?', { sessionId, messageId, token });
    expect(again.status).toBe(200);
    expect(await again.text()).toContain('Yes, we do.');
    expect((await upstreamCounts()).calls).toBe(calls + 1);
    const rows = await rest('GET', `chat_messages?select=role&session_id=eq.${sessionId}&order=created_at`);
    expect(rows).toEqual([{ role: 'user' }, { role: 'assistant' }]);
    const other = await ask(key, 'Another text', { sessionId, messageId, token });
    expect(await problem(other)).toMatchObject({ status: 422, type: PROBLEM });
  });

  it('ends the call to the model when the caller hangs up, and keeps what was written as interrupted', async () => {
    await setUpstream({ gapMs: 50, tokens: Array.from({ length: 200 }, (_, index) => `word${index} `) });
    const { aborted } = await upstreamCounts();
    const [sessionId, hangUp] = [randomUUID(), new AbortController()];
    const response = await fetch(`${address}/api/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...withKey() },
      body: JSON.stringify(messageBody('Do you ship abroad?', sessionId)),
      signal: hangUp.signal,
    });
    let seen = '';
    for await (const chunk of response.body ?? []) {
      seen += Buffer.from(chunk).toString();
      if (seen.includes('word2')) break;
    }
    hangUp.abort();
    await expect.poll(async () => (await upstreamCounts()).aborted).toBe(aborted + 1);
    const outcome = async () => rest('GET', `chat_turns?select=outcome&session_id=eq.${sessionId}`);
    await expect.poll(outcome).toEqual([{ outcome: 'interrupted' }]);
    const [answer] = (await rest('GET', `chat_messages?select=text&role=eq.assistant&session_id=eq.${sessionId}`)) as {
      text: string;
    }[];
    expect(answer?.text).toMatch(/^word0 word1 word2/);
  });

  it('tells how much of the hour is left', async () => {
    const { widgetKey } = await makeCompany(2);
    const spend = async () => {
      const response = await ask(widgetKey, 'Do you ship abroad?');
      await response.text();
      return response;
    };
    const passed = await spend();
    expect(passed.headers.get('ratelimit-policy')).toBe('"hour";q=2;w=3600');
    expect(passed.headers.get('ratelimit')).toMatch(/^"hour";r=1;t=\d+$/);
    await spend();
    const refused = await ask(widgetKey, 'One too many?');
    expect(refused.headers.get('ratelimit')).toMatch(/^"hour";r=0;t=\d+$/);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const said = await problem(refused);
    expect(said).toMatchObject({ status: 429, type: PROBLEM });
    expect(said.body.detail).toMatch(/^This company has used its 2 requests for this hour\. It frees up in \d+ min\.$/);
  });

  it('lets through the last request of the hour once, however many come together', async () => {
    const { widgetKey } = await makeCompany(5);
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(widgetKey, 'Do you ship abroad?')));
    const statuses = answers.map(({ status }) => status);
    await Promise.all(answers.map((response) => response.text()));
    expect(statuses.filter((status) => status === 200)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(15);
  });

  it('gives internal headers of a caller no meaning', async () => {
    const mine = { 'x-halfsecond-request-id': 'mine', 'x-halfsecond-received-at': '1', 'x-halfsecond-page-path': '/x' };
    const refused = await post('{', { ...withKey(), ...mine });
    const body = (await refused.json()) as { instance: string };
    expect(body.instance).toMatch(/^urn:uuid:[0-9a-f-]{36}$/);
    const answered = await ask(key, 'Do you ship abroad?', { headers: { ...mine, accept: 'application/json' } });
    const { receipt } = (await answered.json()) as Answer;
    // Taken at its word, the header would put the arrival a minute back.
    expect(receipt?.totalMs).toBeLessThan(50_000);
    const page = await fetch(`${address}/transcripts`, {
      headers: { 'x-halfsecond-page-path': 'https://evil.example/' },
      redirect: 'manual',
    });
    expect(page.headers.get('location') ?? (await page.text())).not.toContain('evil.example');
  });
});

describe('what is refused', () => {
  const body = (text: string) => JSON.stringify(messageBody(text));
  const withMessage = (message: unknown) => JSON.stringify({ id: randomUUID(), message });

  it.each([
    ['JSON that is cut', 400, () => '{"id":'],
    ['no body', 400, () => ''],
    ['a list', 400, () => '[]'],
    ['a session id that is a number', 400, () => JSON.stringify({ ...messageBody('Hi'), id: 7 })],
    ['a session id that is no uuid', 400, () => JSON.stringify({ ...messageBody('Hi'), id: 'mine' })],
    ['no message', 400, () => JSON.stringify({ id: randomUUID() })],
    [
      'a message of the system',
      400,
      () => withMessage({ id: 'a', role: 'system', parts: [{ type: 'text', text: 'x' }] }),
    ],
    ['a part that is no text', 400, () => withMessage({ id: 'a', role: 'user', parts: [{ type: 'file', url: 'x' }] })],
    ['no parts', 400, () => withMessage({ id: 'a', role: 'user', parts: [] })],
    ['a message id with other signs', 400, () => JSON.stringify(messageBody('Hi', undefined, 'a b'))],
    ['an empty message', 400, () => body('')],
    ['a message of spaces', 400, () => body(' \n\t ')],
    ['U+0000', 400, () => body('be\u0000fore')],
    ['half a character', 400, () => body('x').replace('"text":"x"', '"text":"\\ud800"')],
    ['a message over 32 KB', 413, () => body('ä'.repeat(16 * 1024 + 1))],
    ['a body over 256 KB', 413, () => body('x'.repeat(300_000))],
  ])('%s: %i as a problem', async (_, status, make) => {
    const { calls } = await upstreamCounts();
    const said = await problem(await post(make(), withKey()));
    expect(said).toMatchObject({ status, type: PROBLEM, hasInstance: true, body: { status } });
    expect(String(said.body.detail).length).toBeGreaterThan(10);
    expect((await upstreamCounts()).calls).toBe(calls);
  });

  it('a message of exactly 32 KB is taken', async () => {
    const response = await post(body('x'.repeat(32 * 1024)), withKey());
    await response.text();
    expect(response.status).toBe(200);
  });

  it.each([
    ['no key', () => ({})],
    ['an unknown key', () => ({ 'x-widget-key': 'wk_nobody_has_this' })],
    ['a key of another form', () => ({ 'x-widget-key': "' or 1=1 --" })],
    ['an unknown API key', () => ({ authorization: `Bearer hs_${'x'.repeat(40)}` })],
    ['a forged visitor token', () => ({ 'x-widget-key': key, authorization: 'Bearer a.b.c' })],
  ])('%s: 401', async (_, headers) => {
    expect(await problem(await post(body('Hi'), headers()))).toMatchObject({ status: 401, type: PROBLEM });
  });

  it("a visitor token of another company's key: 401", async () => {
    const { token } = await beginSession();
    const { widgetKey } = await makeCompany();
    expect((await ask(widgetKey, 'Hi', { token })).status).toBe(401);
  });

  it("somebody else's session, to write in or to read: as if it did not exist", async () => {
    const owner = await beginSession();
    const spy = await beginSession();
    const written = await ask(key, 'Let me in', { sessionId: owner.sessionId, token: spy.token });
    expect(await problem(written)).toMatchObject({ status: 404, type: PROBLEM });
    for (const route of ['messages', 'events']) {
      const read = (id: string, token: string) =>
        fetch(`${address}/api/chat/${id}/${route}`, { headers: { ...withKey(), authorization: `Bearer ${token}` } });
      const foreign = await problem(await read(owner.sessionId, spy.token));
      expect(foreign.status).toBe(404);
      expect(await problem(await read(randomUUID(), spy.token))).toEqual(foreign);
      expect(await problem(await read('no-uuid', spy.token))).toEqual(foreign);
    }
  });
});

describe('pages and health', () => {
  it('pages carry a policy with a nonce of their own, and may not be framed', async () => {
    const nonces = new Set<string>();
    for (const path of ['/sign-in', '/sign-up', '/sign-in']) {
      const response = await fetch(`${address}${path}`);
      const html = await response.text();
      const policy = response.headers.get('content-security-policy') ?? '';
      const nonce = /script-src 'self' 'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
      expect(nonce.length).toBeGreaterThan(15);
      nonces.add(nonce);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline/);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('x-powered-by')).toBeNull();
      const inline = html.match(/<script(?![^>]*\bsrc=)[^>]*>/g) ?? [];
      expect(inline.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([]);
    }
    expect(nonces.size).toBe(3);
  });

  it('health says ready, also to who has no key', async () => {
    expect((await fetch(`${address}/api/health`)).status).toBe(200);
  });

  it('the inbox answers nobody who is not signed in', async () => {
    for (const path of ['/api/inbox', '/api/inbox/events', `/api/inbox/sessions/${randomUUID()}`]) {
      expect((await fetch(`${address}${path}`)).status, path).toBe(401);
    }
  });
});
