import { afterEach, describe, expect, it, vi } from 'vitest';
import { type FakeUpstream, startFakeUpstream, type UpstreamOptions } from './fake-upstream.ts';

let upstream: FakeUpstream;

async function ask(options: UpstreamOptions, request: { stream?: boolean; model?: string; signal?: AbortSignal } = {}) {
  upstream ??= await startFakeUpstream(options);
  return fetch(`${upstream.url}/chat/completions`, {
    method: 'POST',
    signal: request.signal ?? null,
    body: JSON.stringify({ model: request.model ?? 'm', stream: request.stream ?? true, messages: [] }),
  });
}

/** The data lines of an event stream; JSON where it is JSON. */
const eventsOf = (text: string) =>
  text
    .split('\n\n')
    .filter(Boolean)
    .map((event) => event.replace(/^data: /, ''));

const textOf = (events: string[]) =>
  events
    .filter((event) => event.startsWith('{'))
    .map((event) => JSON.parse(event).choices[0]?.delta.content ?? '')
    .join('');

describe('the fake upstream', () => {
  afterEach(async () => {
    await upstream.close();
    upstream = undefined as never;
  });

  it('streams the tokens it was given, then the usage and the end', async () => {
    const answer = await ask({ tokens: ['One', ' two', ' three'], promptTokens: 7, cachedTokens: 2 });
    const events = eventsOf(await answer.text());
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    expect(textOf(events)).toBe('One two three');
    expect(events.at(-1)).toBe('[DONE]');
    expect(JSON.parse(events.at(-2) ?? '').usage).toMatchObject({
      prompt_tokens: 7,
      completion_tokens: 3,
      prompt_tokens_details: { cached_tokens: 2 },
    });
    expect(upstream.calls).toMatchObject([{ model: 'm', streamed: true, tokensSent: 3, outcome: 'complete' }]);
  });

  it('holds each token back until its time', async () => {
    const anHour = 3_600_000;
    const first = await ask({ firstTokenMs: anHour });
    expect([first.status, upstream.calls[0]?.tokensSent]).toEqual([200, 0]);
    upstream.set({ firstTokenMs: 0, gapMs: anHour, tokens: ['Now', ' later'] });
    const second = await ask({});
    const piece = await second.body?.getReader().read();
    expect(textOf(eventsOf(Buffer.from(piece?.value ?? []).toString()))).toBe('Now');
    expect(upstream.calls[1]).toMatchObject({ tokensSent: 1, outcome: 'running' });
  });

  it('answers whole when no stream is asked for', async () => {
    const answer = await ask({ tokens: ['Hello', ' there'] }, { stream: false });
    expect(await answer.json()).toMatchObject({
      choices: [{ message: { role: 'assistant', content: 'Hello there' }, finish_reason: 'stop' }],
      usage: { completion_tokens: 2 },
    });
  });

  it('fails the set share of calls, and only for the model it is set for', async () => {
    const models = { main: { failure: { kind: 'status', status: 500, share: 0.3 } } } as const;
    const main: number[] = [];
    const light: number[] = [];
    for (let i = 0; i < 10; i++) {
      main.push((await ask({ models }, { model: 'main' })).status);
      light.push((await ask({ models }, { model: 'light' })).status);
    }
    expect(main.filter((status) => status === 500)).toHaveLength(3);
    expect(light).toEqual(Array(10).fill(200));
  });

  it('says when to come back', async () => {
    const answer = await ask({ failure: { kind: 'rate-limited', retryAfterSeconds: 7 } });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7']);
  });

  it('breaks a stream off after the tokens it promised', async () => {
    const answer = await ask({ tokens: 5, failure: { kind: 'cut', afterTokens: 2 } });
    let received = '';
    const read = async () => {
      for await (const piece of answer.body ?? []) received += Buffer.from(piece).toString();
    };
    await expect(read()).rejects.toThrow();
    expect(
      eventsOf(received).filter((event) => event.includes('"content":"') && !event.includes('"role"')),
    ).toHaveLength(2);
    expect(upstream.calls[0]).toMatchObject({ tokensSent: 2, outcome: 'failed' });
  });

  it('sends one broken chunk and goes on', async () => {
    const answer = await ask({ tokens: 4, failure: { kind: 'malformed', afterTokens: 2 } });
    const events = eventsOf(await answer.text());
    expect(events.filter((event) => event.startsWith('{') && !event.endsWith('}'))).toHaveLength(1);
    expect(events.at(-1)).toBe('[DONE]');
  });

  it('sends text that is not UTF-8, or a line of any length, and goes on', async () => {
    const odd = await ask({ tokens: ['One', ' two'], failure: { kind: 'bad-utf8', afterTokens: 1 } });
    expect(textOf(eventsOf(await odd.text()))).toBe('One\ufffd  two');
    upstream.set({ failure: { kind: 'long-line', afterTokens: 1, bytes: 100_000 } });
    const long = eventsOf(await (await ask({})).text());
    expect(Math.max(...long.map(({ length }) => length))).toBeGreaterThan(100_000);
    expect(long.at(-1)).toBe('[DONE]');
  });

  it('ends its lines with a CR and an LF that come apart', async () => {
    const answer = await ask({ tokens: ['One', ' two'], failure: { kind: 'split-crlf' } });
    const pieces: string[] = [];
    for await (const piece of answer.body ?? []) pieces.push(Buffer.from(piece).toString());
    expect(pieces.some((piece) => piece.endsWith('\r'))).toBe(true);
    expect(textOf(eventsOf(pieces.join('').replaceAll('\r\n', '\n')))).toBe('One two');
  });

  it.each([
    ['sends nothing at all', { failure: { kind: 'silent' } }, 0],
    ['stalls in the middle', { tokens: 5, failure: { kind: 'stall', afterTokens: 2 } }, 2],
  ] as const)('%s, and notices that the client has left', async (_, options, tokensSent) => {
    const leave = new AbortController();
    const asked = ask(options, { signal: leave.signal });
    await vi.waitFor(() => expect(upstream?.calls[0]).toMatchObject({ tokensSent, outcome: 'running' }));
    expect(upstream.openStreams).toBe(1);
    leave.abort();
    await asked.then((answer) => answer.text()).catch(() => undefined);
    await vi.waitFor(() => expect(upstream.openStreams).toBe(0));
    expect(upstream.aborted).toHaveLength(1);
    expect(upstream.aborted[0]?.endedAt).toBeGreaterThanOrEqual(upstream.aborted[0]?.receivedAt ?? Number.NaN);
  });

  it('changes its behaviour while it runs, also over HTTP', async () => {
    await ask({ tokens: ['First'] }).then((answer) => answer.text());
    upstream.set({ tokens: ['Second'] });
    expect(textOf(eventsOf(await (await ask({})).text()))).toBe('Second');
    const control = new URL('/control', upstream.url);
    await fetch(control, { method: 'POST', body: JSON.stringify({ tokens: ['Third'] }) });
    expect(textOf(eventsOf(await (await ask({})).text()))).toBe('Third');
    expect(await (await fetch(control)).json()).toMatchObject({ calls: 3, completed: 3, openStreams: 0 });
  });

  it('puts texts that share words near each other', async () => {
    upstream = await startFakeUpstream();
    const answer = await fetch(`${upstream.url}/embeddings`, {
      method: 'POST',
      body: JSON.stringify({ input: ['where is my parcel', 'my parcel is late', 'reset a password'], dimensions: 256 }),
    });
    const [a, b, c] = (await answer.json()).data.map((row: { embedding: number[] }) => row.embedding);
    const near = (x: number[], y: number[]) => x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0);
    expect(a).toHaveLength(256);
    expect(near(a, b)).toBeGreaterThan(near(a, c));
  });
});
