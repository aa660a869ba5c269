import { getEventListeners } from 'node:events';
import type { LanguageModelV4, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { APICallError } from '@ai-sdk/provider';
import { MockLanguageModelV4, simulateReadableStream } from 'ai/test';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ModelRung } from '@/lib/models/rung';
import { createTrace } from '@/lib/platform/trace';
import { beginAnswer } from './model-answer';

const USAGE = {
  inputTokens: { total: 12, noCache: 8, cacheRead: 4, cacheWrite: 0 },
  outputTokens: { total: 3, text: 3, reasoning: 0 },
};

const rung = (name: string, model: LanguageModelV4, lane: string | null = null): ModelRung => ({
  model,
  provider: 'test',
  modelName: name,
  lane,
});

function speaking(name: string, pieces: string[], ending: LanguageModelV4StreamPart[] | 'silence' = []): ModelRung {
  const parts: LanguageModelV4StreamPart[] = [
    { type: 'stream-start', warnings: [] },
    { type: 'text-start', id: '1' },
    ...pieces.map((delta) => ({ type: 'text-delta' as const, id: '1', delta })),
  ];
  if (ending === 'silence') {
    const stream = new ReadableStream<LanguageModelV4StreamPart>({
      start(controller) {
        for (const part of parts) controller.enqueue(part);
      },
    });
    return rung(name, new MockLanguageModelV4({ doStream: async () => ({ stream }) }));
  }
  const end: LanguageModelV4StreamPart = {
    type: 'finish',
    usage: USAGE,
    finishReason: { unified: 'stop', raw: 'stop' },
  };
  return rung(
    name,
    new MockLanguageModelV4({
      doStream: async () => ({
        stream: simulateReadableStream({
          chunks: [...parts, ...ending, end],
          chunkDelayInMs: null,
          initialDelayInMs: null,
        }),
      }),
    }),
  );
}

const failing = (name: string) =>
  rung(name, new MockLanguageModelV4({ doStream: async () => Promise.reject(new Error(`${name} refused`)) }));

const call = { prompt: [] };

async function readAll(pieces: AsyncGenerator<string, unknown>) {
  const texts: string[] = [];
  for (;;) {
    const { done, value } = await pieces.next();
    if (done) return { texts, end: value };
    texts.push(value);
  }
}

describe('beginAnswer', () => {
  beforeEach(() => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('hands on text piece by piece and ends with the count of tokens', async () => {
    const trace = createTrace();
    const begun = await beginAnswer([speaking('a', ['Hel', 'lo'])], call, trace, new AbortController().signal);
    expect(begun.fallback).toBe(false);
    expect(await readAll(begun.pieces)).toEqual({ texts: ['Hel', 'lo'], end: { usage: USAGE, finishReason: 'stop' } });
    expect(trace.operations().map(({ name }) => name)).toEqual(['connect-model', 'first-token']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('asks the next model when one refuses, reports an error, or ends without text', async () => {
    const silentEnd = speaking('empty', []);
    const broken = speaking('broken', [], [{ type: 'error', error: new Error('overloaded') }]);
    const begun = await beginAnswer(
      [failing('first'), silentEnd, broken, speaking('last', ['ok'])],
      call,
      createTrace(),
      new AbortController().signal,
    );
    expect(begun).toMatchObject({ fallback: true, rung: { modelName: 'last' } });
    expect((await readAll(begun.pieces)).texts).toEqual(['ok']);
  });

  it('writes down which model failed and how, and no word of what was asked or answered', async () => {
    const echoed = 'my card is 4111';
    const refusing = new APICallError({
      message: `cannot answer ${echoed}`,
      url: 'https://models.example/v1',
      requestBodyValues: {},
      statusCode: 422,
      responseBody: echoed,
    });
    const unread = new Error('the model sent a chunk that cannot be read', { cause: new SyntaxError(echoed) });
    await beginAnswer(
      [
        speaking('first', [], [{ type: 'error', error: refusing }]),
        speaking('second', [], [{ type: 'error', error: unread }]),
        speaking('last', ['ok']),
      ],
      call,
      createTrace(),
      new AbortController().signal,
    );
    const lines = vi.mocked(process.stderr.write).mock.calls.map(([line]) => JSON.parse(String(line)));
    expect(lines).toMatchObject([
      { model: 'first', reason: 'AI_APICallError 422' },
      { model: 'second', reason: 'Error <- SyntaxError' },
    ]);
    expect(JSON.stringify(lines)).not.toContain('4111');
  });

  it('hands on only what can be stored, and halves of a character in one piece', async () => {
    const begun = await beginAnswer(
      [speaking('odd', ['\0', 'gift \ud83c', '\udf81', ' to\0you', '\ud83d'])],
      call,
      createTrace(),
      new AbortController().signal,
    );
    expect((await readAll(begun.pieces)).texts).toEqual(['gift ', '🎁', ' toyou']);
  });

  it('gives up a model that stays silent past the first-token limit', async () => {
    const asking = beginAnswer(
      [speaking('mute', [], 'silence'), speaking('second', ['here'])],
      call,
      createTrace(),
      new AbortController().signal,
    );
    await vi.advanceTimersByTimeAsync(10_000);
    const begun = await asking;
    expect(begun.rung.modelName).toBe('second');
    await begun.pieces.return({ usage: null, finishReason: 'other' });
  });

  it('breaks off when the model falls silent in mid-answer', async () => {
    const begun = await beginAnswer(
      [speaking('stalls', ['half'], 'silence')],
      call,
      createTrace(),
      new AbortController().signal,
    );
    expect((await begun.pieces.next()).value).toBe('half');
    const next = begun.pieces.next();
    const failed = expect(next).rejects.toThrow('the model sent nothing in time');
    await vi.advanceTimersByTimeAsync(15_000);
    await failed;
  });

  it('stops at once when told to, without asking another model', async () => {
    const stop = new AbortController();
    const second = failing('second');
    const asking = beginAnswer([speaking('mute', [], 'silence'), second], call, createTrace(), stop.signal);
    const failed = expect(asking).rejects.toBe('reader-gone');
    stop.abort('reader-gone');
    await failed;
    expect((second.model as MockLanguageModelV4).doStreamCalls).toHaveLength(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves nothing behind at the reader’s signal, however many models were asked', async () => {
    const { signal } = new AbortController();
    const begun = await beginAnswer([failing('a'), failing('b'), speaking('c', ['ok'])], call, createTrace(), signal);
    await readAll(begun.pieces);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('shares the time for silence out, so that the last model answers after twenty seconds at the latest', async () => {
    let time = 0;
    const mute = (name: string, lane: string): ModelRung => ({ ...speaking(name, [], 'silence'), lane });
    const ladder = [mute('main', 'a'), mute('light', 'a'), mute('second', 'b'), speaking('built-in', ['here'])];
    const trace = createTrace({ now: () => 0, monotonic: () => time });
    let answered: number | null = null;
    const asking = beginAnswer(ladder, call, trace, new AbortController().signal);
    const over = asking.then(() => {
      answered = time;
    });
    for (; answered === null && time < 60_000; time += 100) await vi.advanceTimersByTimeAsync(100);
    await over;
    expect(answered).toBeLessThanOrEqual(20_100);
    const begun = await asking;
    expect([begun.rung.modelName, begun.calls]).toEqual(['built-in', 3]);
    await begun.pieces.return({ usage: null, finishReason: 'other' });
  });

  it('takes an answer whose connection ends too early for broken off', async () => {
    const usage = USAGE;
    const parts: LanguageModelV4StreamPart[] = [
      { type: 'text-delta', id: '1', delta: 'half' },
      { type: 'finish', usage, finishReason: { unified: 'interrupted', raw: undefined } },
    ];
    const stream = simulateReadableStream({ chunks: parts, chunkDelayInMs: null, initialDelayInMs: null });
    const cut = rung('cut', new MockLanguageModelV4({ doStream: async () => ({ stream }) }));
    const begun = await beginAnswer([cut], call, createTrace(), new AbortController().signal);
    await expect(readAll(begun.pieces)).rejects.toThrow('the connection ended before the answer did');
  });

  it('throws what the last model threw', async () => {
    await expect(
      beginAnswer([failing('a'), failing('b')], call, createTrace(), new AbortController().signal),
    ).rejects.toThrow('b refused');
  });
});
