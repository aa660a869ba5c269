import { DefaultChatTransport, readUIMessageStream, type UIMessage } from 'ai';
import { describe, expect, it, vi } from 'vitest';
import type { ChatDataParts, Receipt } from './schema';
import { createAnswerStream, STREAM_HEADERS } from './stream-encoder';

type Message = UIMessage<unknown, ChatDataParts>;

const receipt: Receipt = {
  turnId: 't',
  outcome: 'complete',
  plan: 'moderate',
  planReason: 'a question',
  provider: 'halfsecond',
  model: 'built-in',
  depth: 'balanced',
  cache: 'none',
  modelCalls: 1,
  fallback: false,
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  costMicros: 0,
  firstTokenMs: 4,
  totalMs: 9,
  operations: [],
};

/** The transport that `useChat` uses, given our stream as the answer to its request. */
function transportOver(stream: ReadableStream<Uint8Array>) {
  return new DefaultChatTransport<Message>({
    api: 'http://localhost/api/chat',
    fetch: async () => new Response(stream, { headers: STREAM_HEADERS }),
  });
}

const ask = {
  chatId: 'c',
  messageId: undefined,
  trigger: 'submit-message' as const,
  messages: [{ id: 'm', role: 'user' as const, parts: [{ type: 'text' as const, text: 'hello' }] }],
  abortSignal: undefined,
};

const textFrom = (stream: ReadableStream<Uint8Array>) => new Response(stream).text();

describe('createAnswerStream', () => {
  it('is read by the transport of useChat: text, sources, receipt, and transient status apart', async () => {
    const { read, writer } = createAnswerStream(() => {});
    writer.write({ type: 'start', messageId: 'answer-1' });
    writer.write({ type: 'data-status', data: { step: 'searching' }, transient: true });
    writer.write({ type: 'start-step' });
    writer.write({ type: 'text-start', id: 'a' });
    for (const delta of ['Grüße, ', '"quoted"\n', '世界 \u2028 end'])
      writer.write({ type: 'text-delta', id: 'a', delta });
    writer.write({ type: 'text-end', id: 'a' });
    writer.write({ type: 'finish-step' });
    writer.write({ type: 'data-receipt', data: receipt });
    writer.write({ type: 'finish', finishReason: 'stop' });
    writer.end();

    const chunks = await transportOver(read()).sendMessages(ask);
    let last: Message | undefined;
    for await (const message of readUIMessageStream<Message>({ stream: chunks })) last = message;
    expect(last?.id).toBe('answer-1');
    const parts = last?.parts ?? [];
    expect(parts.find((part) => part.type === 'text')).toMatchObject({
      text: 'Grüße, "quoted"\n世界 \u2028 end',
      state: 'done',
    });
    expect(parts.find((part) => part.type === 'data-receipt')).toMatchObject({ data: receipt });
    expect(parts.some((part) => part.type === 'data-status')).toBe(false);
  });

  it('gives the reader an error part when the answer broke off', async () => {
    const { read, writer } = createAnswerStream(() => {});
    writer.write({ type: 'start', messageId: 'answer-1' });
    writer.write({ type: 'error', errorText: 'The answer broke off.' });
    writer.write({ type: 'finish', finishReason: 'error' });
    writer.end();
    const seen: string[] = [];
    const reader = (await transportOver(read()).sendMessages(ask)).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) seen.push(part.value.type);
    expect(seen).toEqual(['start', 'error', 'finish']);
  });

  it('tells when the last reader leaves, also one whose connection broke', async () => {
    const gone = vi.fn();
    const { read, writer } = createAnswerStream(gone);
    const broken = new AbortController();
    const first = read();
    read(broken.signal);
    await first.cancel();
    expect(gone).not.toHaveBeenCalled();
    broken.abort();
    expect(gone).toHaveBeenCalledTimes(1);
    writer.end();
  });

  it('does not call it leaving when a reader goes after the end', async () => {
    const gone = vi.fn();
    const { read, writer } = createAnswerStream(gone);
    const stream = read();
    writer.write({ type: 'start', messageId: 'a' });
    writer.end();
    await stream.cancel();
    expect(gone).not.toHaveBeenCalled();
  });

  it('gives on from any event: what a reader had and what it gets after are the whole, without gap or repeat', async () => {
    const { read, writer } = createAnswerStream(() => {}, { numbered: true });
    const whole = textFrom(read());
    for (const delta of ['One ', 'two ', 'three ', 'four ', 'five']) {
      writer.write({ type: 'text-delta', id: 'a', delta });
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    const broken = read().getReader();
    const had = new TextDecoder().decode((await broken.read()).value);
    const events = had.split(/(?<=\n\n)/).slice(0, 3);
    const last = /^id: (\S+)$/m.exec(events.at(-1) ?? '')?.[1];
    const rest = textFrom(read(undefined, last));
    writer.write({ type: 'text-delta', id: 'a', delta: ' six' });
    writer.end();
    expect(events.join('') + (await rest)).toBe(await whole);
    await broken.cancel();
  });

  it('gives everything to a reader who has read another answer', async () => {
    const { read, writer } = createAnswerStream(() => {}, { numbered: true });
    const other = createAnswerStream(() => {}, { numbered: true });
    other.writer.write({ type: 'text-delta', id: 'a', delta: 'Other' });
    other.writer.end();
    const theirs = /^id: (\S+)$/m.exec(await textFrom(other.read()))?.[1];
    writer.write({ type: 'text-delta', id: 'a', delta: 'Own' });
    writer.end();
    expect(await textFrom(read(undefined, theirs))).toContain('Own');
  });

  it('puts little into the connection of a reader that does not read, and holds up nobody for it', async () => {
    const { read, writer } = createAnswerStream(() => {});
    const slow = read().getReader();
    const quick = textFrom(read());
    for (let i = 0; i < 40; i += 1) {
      writer.write({ type: 'text-delta', id: 'a', delta: 'x'.repeat(20_000) });
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    writer.end();
    expect((await quick).length).toBeGreaterThan(800_000);
    const first = await slow.read();
    expect(first.value?.length).toBeLessThan(100_000);
    let length = first.value?.length ?? 0;
    for (let next = await slow.read(); !next.done; next = await slow.read()) length += next.value.length;
    expect(length).toBe((await quick).length);
  });

  it('sends pieces that come together as one event, and the first without waiting for more', async () => {
    const { read, writer } = createAnswerStream(() => {});
    const reader = read().getReader();
    writer.write({ type: 'text-delta', id: 'a', delta: 'One' });
    writer.write({ type: 'text-delta', id: 'a', delta: ' two' });
    const { value } = await reader.read();
    expect(new TextDecoder().decode(value)).toBe('data: {"type":"text-delta","id":"a","delta":"One two"}\n\n');
    writer.end();
    await reader.cancel();
  });

  it('keeps a silent connection alive with comments, and stops when it ends', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const { read, writer } = createAnswerStream(() => {});
      const reader = read().getReader();
      vi.advanceTimersByTime(15_000);
      expect(new TextDecoder().decode((await reader.read()).value)).toBe(': keep-alive\n\n');
      writer.end();
      expect(vi.getTimerCount()).toBe(0);
      await reader.cancel();
    } finally {
      vi.useRealTimers();
    }
  });
});
