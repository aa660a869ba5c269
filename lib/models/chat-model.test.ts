import { createOpenAI } from '@ai-sdk/openai';
import type { LanguageModelV4 } from '@ai-sdk/provider';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '../../bench/fake-upstream.ts';
import { chatModel } from './chat-model';

let upstream: FakeUpstream;
let theirs: LanguageModelV4;
let ours: LanguageModelV4;

beforeAll(async () => {
  upstream = await startFakeUpstream();
  const over = (fetch?: typeof globalThis.fetch) =>
    createOpenAI({ apiKey: 'k', baseURL: upstream.url, ...(fetch ? { fetch } : {}) }).chat('gpt-5-mini');
  theirs = over();
  ours = chatModel(over, 'installation');
});
afterAll(() => upstream.close());
beforeEach(() => {
  upstream.set({ failure: null, gapMs: 0, tokens: ['Grö', 'ße ', '🎁'], promptTokens: 40, cachedTokens: 10 });
  upstream.reset();
});

const options = {
  prompt: [
    { role: 'system' as const, content: 'Be brief.' },
    { role: 'user' as const, content: [{ type: 'text' as const, text: 'Hi' }] },
  ],
  maxOutputTokens: 50,
};

async function read(model: LanguageModelV4, abortSignal?: AbortSignal) {
  const { stream } = await model.doStream({ ...options, ...(abortSignal ? { abortSignal } : {}) });
  const parts = [];
  for await (const part of stream) parts.push(part);
  const finish = parts.find((part) => part.type === 'finish');
  return {
    texts: parts.flatMap((part) => (part.type === 'text-delta' && part.delta !== '' ? [part.delta] : [])),
    reason: finish?.finishReason,
    tokens: [finish?.usage.inputTokens.total, finish?.usage.inputTokens.cacheRead, finish?.usage.outputTokens.total],
    errors: parts.filter((part) => part.type === 'error').length,
  };
}

describe('our reading of a chat model', () => {
  it.each([
    ['an answer', null],
    ['an answer with a broken chunk', { kind: 'malformed', afterTokens: 1 }],
    ['bytes that are no UTF-8', { kind: 'bad-utf8', afterTokens: 1 }],
    ['lines that end with CRLF', { kind: 'split-crlf' }],
  ] as const)('asks for and finds in %s what the SDK does', async (_, failure) => {
    upstream.set({ failure });
    expect(await read(ours)).toEqual(await read(theirs));
    const [own, sdk] = upstream.calls;
    expect(own?.body).toEqual(sdk?.body);
    expect(own?.headers.authorization).toBe('Bearer k');
  });

  it('refuses as the SDK does', async () => {
    upstream.set({ failure: { kind: 'rate-limited', retryAfterSeconds: 7 } });
    const refusals = await Promise.all(
      [ours, theirs].map((model) => Promise.resolve(model.doStream(options)).catch((error: unknown) => error)),
    );
    for (const refusal of refusals)
      expect(refusal).toMatchObject({
        name: 'AI_APICallError',
        statusCode: 429,
        responseHeaders: { 'retry-after': '7' },
        message: 'The fake upstream was told to answer 429.',
      });
    await expect(ours.doGenerate(options)).rejects.toMatchObject({ statusCode: 429 });
  });

  it('answers whole', async () => {
    expect((await ours.doGenerate(options)).content).toEqual([{ type: 'text', text: 'Größe 🎁' }]);
  });

  it('fails when the connection is cut, and when it does not come about', async () => {
    upstream.set({ failure: { kind: 'cut', afterTokens: 1 } });
    await expect(read(ours)).rejects.toThrow();
    upstream.set({ failure: { kind: 'cut', afterTokens: 0 } });
    await expect(read(ours)).rejects.toThrow();
    const gone = await startFakeUpstream();
    await gone.close();
    const nobody = chatModel(
      (fetch) => createOpenAI({ apiKey: 'k', baseURL: gone.url, fetch }).chat('m'),
      'installation',
    );
    await expect(nobody.doStream(options)).rejects.toThrow();
  });

  it.each(['abort', 'cancel'] as const)('closes the connection on %s', async (how) => {
    upstream.set({ failure: { kind: 'stall', afterTokens: 1 } });
    const stop = new AbortController();
    const { stream } = await ours.doStream({ ...options, abortSignal: stop.signal });
    const reader = stream.getReader();
    while ((await reader.read()).value?.type !== 'text-delta');
    if (how === 'cancel') await reader.cancel();
    else {
      stop.abort(new Error('enough'));
      await expect(reader.read()).rejects.toThrow('enough');
    }
    await vi.waitFor(() => expect(upstream.openStreams).toBe(0));
    expect(upstream.aborted).toHaveLength(1);
  });

  it('hears nothing more after a cancel, however much has come already', async () => {
    upstream.set({ tokens: 500, failure: { kind: 'malformed', afterTokens: 2 } });
    for (let i = 0; i < 20; i++) {
      const { stream } = await ours.doStream(options);
      const reader = stream.getReader();
      while ((await reader.read()).value?.type !== 'error');
      await reader.cancel();
    }
    await vi.waitFor(() => expect(upstream.openStreams).toBe(0));
  });

  it('takes no more from the provider than is read', async () => {
    const size = 64 * 1024;
    upstream.set({ tokens: Array.from({ length: 100 }, () => 'x'.repeat(size)) });
    const { stream } = await ours.doStream(options);
    const reader = stream.getReader();
    let read = 0;
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read())
      if (value?.type === 'text-delta') read += value.delta.length;
    expect(read).toBe(100 * size);
  });
});
