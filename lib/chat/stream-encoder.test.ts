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
  cache: 'none',
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

describe('createAnswerStream', () => {
  it('is read by the transport of useChat: text, sources, receipt, and transient status apart', async () => {
    const { stream, writer } = createAnswerStream(() => {});
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

    const chunks = await transportOver(stream).sendMessages(ask);
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
    const { stream, writer } = createAnswerStream(() => {});
    writer.write({ type: 'start', messageId: 'answer-1' });
    writer.write({ type: 'error', errorText: 'The answer broke off.' });
    writer.write({ type: 'finish', finishReason: 'error' });
    writer.end();
    const seen: string[] = [];
    const reader = (await transportOver(stream).sendMessages(ask)).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) seen.push(part.value.type);
    expect(seen).toEqual(['start', 'error', 'finish']);
  });

  it('tells once when the reader leaves, and forgets what is written afterwards', async () => {
    const gone = vi.fn();
    const { stream, writer } = createAnswerStream(gone);
    await stream.cancel();
    writer.write({ type: 'start', messageId: 'late' });
    writer.end();
    await writer.ready();
    expect(gone).toHaveBeenCalledTimes(1);
  });

  it('makes the writer wait for a reader that does not read, and go on when it does', async () => {
    const { stream, writer } = createAnswerStream(() => {});
    writer.write({ type: 'text-delta', id: 'a', delta: 'x'.repeat(600_000) });
    await new Promise<void>((resolve) => setImmediate(resolve));
    let waiting = true;
    const ready = writer.ready().then(() => {
      waiting = false;
    });
    await new Promise<void>((resolve) => setImmediate(resolve));
    expect(waiting).toBe(true);
    const reader = stream.getReader();
    await reader.read();
    await ready;
    expect(waiting).toBe(false);
    await reader.cancel();
  });

  it('keeps a silent connection alive with comments, and stops when it ends', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const { stream, writer } = createAnswerStream(() => {});
      const reader = stream.getReader();
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
