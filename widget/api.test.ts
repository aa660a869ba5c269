import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createApi, type Failure } from './api';
import { blank } from './conversation';
import type { Chunk } from './protocol';

const encode = (text: string) => new TextEncoder().encode(text);
const question = { ...blank('m1', 'user', 0), text: 'Hello' };
const api = createApi('https://app.test', 'wk_x');
let requests: { url: string; init: RequestInit & { headers: Record<string, string> } }[];

/** Answers every request with this; a body of strings is sent piece by piece. */
function answer(body: string[] | ReadableStream<Uint8Array>, init: ResponseInit = {}) {
  const stream = () =>
    Array.isArray(body)
      ? new ReadableStream<Uint8Array>({
          start(controller) {
            for (const piece of body) controller.enqueue(encode(piece));
            controller.close();
          },
        })
      : body;
  vi.stubGlobal('fetch', async (url: string, given: (typeof requests)[number]['init']) => {
    requests.push({ url, init: given });
    return new Response(stream(), init);
  });
}

async function send(token: string | null = null, signal = new AbortController().signal, entry = question) {
  const chunks: Chunk[] = [];
  const accepted = vi.fn();
  const done = api.send(entry, { sessionId: 's1', token }, signal, accepted, (chunk) => chunks.push(chunk));
  return { chunks, accepted, done };
}
const failed = async (promise: Promise<unknown>): Promise<Failure> =>
  promise.then(
    () => Promise.reject(new Error('it succeeded')),
    (error) => error,
  );

beforeEach(() => {
  requests = [];
  vi.stubGlobal('location', { origin: 'https://shop.test', pathname: '/boots', search: '?reset=secret' });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('sending a message', () => {
  it('hands over the text, the key and the page without its query, and no cookies', async () => {
    answer([], { headers: { 'x-visitor-token': 'new' } });
    const { accepted, done } = await send('t1');
    await done;
    const [request] = requests;
    expect(request?.url).toBe('https://app.test/api/chat');
    expect(request?.init).toMatchObject({
      method: 'POST',
      credentials: 'omit',
      headers: { 'x-widget-key': 'wk_x', authorization: 'Bearer t1', 'content-type': 'application/json' },
    });
    expect(JSON.parse(String(request?.init.body))).toMatchObject({
      id: 's1',
      message: { id: 'm1', role: 'user', parts: [{ type: 'text', text: 'Hello' }] },
      pageUrl: 'https://shop.test/boots',
      resumable: true,
    });
    expect(accepted).toHaveBeenCalledExactlyOnceWith('new');
  });

  it('reads the parts of the answer, however they are cut, and leaves out the end mark and heartbeats', async () => {
    answer([
      ': keep-alive\n\ndata: {"type":"start","mess',
      'ageId":"a1"}\n\ndata: {"type":"text-delta","delta":"Hi"}\n',
      '\ndata: {"type":"finish"}\n\ndata: [DONE]\n\n',
    ]);
    const { chunks, done } = await send();
    await done;
    expect(chunks).toEqual([
      { type: 'start', messageId: 'a1' },
      { type: 'text-delta', delta: 'Hi' },
      { type: 'finish' },
    ]);
  });

  it('fails with the sentence of a problem and the time to wait', async () => {
    answer(['{"title":"Too many requests","status":429,"detail":"It frees up in 12 min."}'], {
      status: 429,
      headers: { 'content-type': 'application/problem+json', 'retry-after': '720' },
    });
    const { accepted, done } = await send();
    expect(await failed(done)).toMatchObject({ status: 429, waitMs: 720_000, message: 'It frees up in 12 min.' });
    expect(accepted).not.toHaveBeenCalled();
  });

  it.each(['<html>Bad gateway</html>', '', 'null', '{"detail":7}'])(
    'fails plainly when the answer is %j',
    async (body) => {
      answer([body], { status: 502 });
      const { done } = await send();
      expect(await failed(done)).toMatchObject({ status: 502, waitMs: 0 });
    },
  );

  it('fails without a status when a part is no JSON, after handing over what came before', async () => {
    answer(['data: {"type":"start"}\n\ndata: {"type":\n\n']);
    const { chunks, done } = await send();
    expect((await failed(done)).status).toBeUndefined();
    expect(chunks).toEqual([{ type: 'start' }]);
  });

  it('gives up a connection that is silent for 40 s, but not one that breathes', async () => {
    vi.useFakeTimers();
    let source: ReadableStreamDefaultController<Uint8Array> | undefined;
    vi.stubGlobal('fetch', async (_: string, { signal }: RequestInit) => {
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          source = controller;
          signal?.addEventListener('abort', () => controller.error(signal.reason));
        },
      });
      return new Response(body);
    });
    const { done } = await send();
    const outcome = vi.fn();
    done.then(outcome, outcome);
    for (let beat = 0; beat < 4; beat++) {
      await vi.advanceTimersByTimeAsync(30_000);
      source?.enqueue(encode(': keep-alive\n\n'));
    }
    await vi.advanceTimersByTimeAsync(39_000);
    expect(outcome).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(outcome).toHaveBeenCalledOnce();
  });

  it('leaves when the caller leaves', async () => {
    let seen: AbortSignal | null | undefined;
    vi.stubGlobal(
      'fetch',
      (_: string, { signal }: RequestInit) =>
        new Promise((_resolve, reject) => {
          seen = signal;
          signal?.addEventListener('abort', () => reject(signal.reason));
        }),
    );
    const abort = new AbortController();
    const { done } = await send(null, abort.signal);
    abort.abort();
    await failed(done);
    expect(seen?.aborted).toBe(true);
  });
});

it('says what a message continues, and that a saved answer will not do', async () => {
  answer([]);
  const bodyOf = (index: number) => JSON.parse(String(requests[index]?.init.body));
  await (await send()).done;
  expect(bodyOf(0)).not.toHaveProperty('trigger');
  await (await send(null, undefined, { ...question, continues: 'a1', fresh: true })).done;
  expect(bodyOf(1)).toMatchObject({ continues: 'a1', trigger: 'regenerate-message', message: { id: 'm1' } });
});

describe('an answer under way', () => {
  const identity = { sessionId: 's1', token: 't1' };
  const resume = (lastEventId: string, onChunk: (chunk: Chunk, id: string) => void = () => {}) =>
    api.resume(identity, lastEventId, new AbortController().signal, onChunk);

  it('is read on from the last event, each with its number', async () => {
    answer(['id: 8\ndata: {"type":"text-delta","delta":"a"}\n\nid: 9\ndata: {"type":"finish"}\n\n']);
    const seen: [Chunk, string][] = [];
    await resume('7', (chunk, id) => seen.push([chunk, id]));
    expect(requests[0]?.url).toBe('https://app.test/api/chat/s1/stream');
    expect(requests[0]?.init).toMatchObject({
      method: 'GET',
      headers: { 'last-event-id': '7', authorization: 'Bearer t1' },
    });
    expect(seen).toEqual([
      [{ type: 'text-delta', delta: 'a' }, '8'],
      [{ type: 'finish' }, '9'],
    ]);
    await resume('');
    expect(requests[1]?.init.headers).not.toHaveProperty('last-event-id');
  });

  it('is not there: that is a failure of its own kind', async () => {
    const nothing = new Response(null, { status: 204 });
    // As Chromium has it.
    Object.defineProperty(nothing, 'body', { value: new Response('').body });
    vi.stubGlobal('fetch', async () => nothing);
    expect(await failed(resume(''))).toMatchObject({ status: 204 });
  });

  it('is stopped', async () => {
    answer([]);
    await api.stop(identity);
    expect(requests[0]).toMatchObject({ url: 'https://app.test/api/chat/s1/stop', init: { method: 'POST' } });
  });
});

it('tells what an answer was worth', async () => {
  answer([]);
  await api.rate({ sessionId: 's1', token: 't1' }, { turnId: 'a1', rating: 'bad' });
  expect(requests[0]).toMatchObject({
    url: 'https://app.test/api/chat/s1/rating',
    init: { method: 'POST', body: '{"turnId":"a1","rating":"bad"}', headers: { authorization: 'Bearer t1' } },
  });
});

it('hands over the questions that a company offers at the start, if it does', async () => {
  answer(['{"appearance":{"assistantName":"Ada"},"questions":["Where is my parcel?"]}']);
  expect(await api.appearance()).toEqual({ assistantName: 'Ada', questions: ['Where is my parcel?'] });
  answer(['{"appearance":{"assistantName":"Ada"}}']);
  expect(await api.appearance()).toEqual({ assistantName: 'Ada' });
});
