import { describe, expect, it, vi } from 'vitest';
import { events } from './current';
import { eventStream } from './event-stream';

const decoder = new TextDecoder();

function open() {
  const abort = new AbortController();
  const unsubscribe = vi.fn();
  let send: (event: object) => void = () => {};
  const stream = eventStream((given) => {
    send = given;
    return unsubscribe;
  }, abort.signal);
  return { stream, abort, unsubscribe, send: (event: object) => send(event) };
}

describe('eventStream', () => {
  it('writes each event as one data line of JSON', async () => {
    const { stream, send } = open();
    send({ type: 'a', text: 'two\nlines' });
    const reader = stream.getReader();
    expect(decoder.decode((await reader.read()).value)).toBe('data: {"type":"a","text":"two\\nlines"}\n\n');
    await reader.cancel();
  });

  it('sends a comment after 15 s of silence', async () => {
    vi.useFakeTimers();
    try {
      const { stream } = open();
      const reader = stream.getReader();
      vi.advanceTimersByTime(15_000);
      expect(decoder.decode((await reader.read()).value)).toMatch(/^: .+\n\n$/);
      await reader.cancel();
    } finally {
      vi.useRealTimers();
    }
  });

  it('ends the subscription once when the reader leaves, and ignores later events', async () => {
    const { stream, send, unsubscribe } = open();
    await stream.cancel();
    send({ type: 'late' });
    expect(unsubscribe).toHaveBeenCalledTimes(1);
  });

  it('ends when the request is aborted, also when that was before it began', async () => {
    const { stream, abort, unsubscribe } = open();
    abort.abort();
    expect((await stream.getReader().read()).done).toBe(true);
    expect(unsubscribe).toHaveBeenCalledTimes(1);

    const late = vi.fn();
    const gone = eventStream(() => late, AbortSignal.abort());
    expect((await gone.getReader().read()).done).toBe(true);
    expect(late).toHaveBeenCalledTimes(1);
  });

  it('ends when events may have been lost: the reader comes back and reads how things stand', async () => {
    let miss = () => {};
    const ended = vi.fn();
    vi.spyOn(events(), 'onMissed').mockImplementation((listener) => {
      miss = listener;
      return ended;
    });
    const { stream, unsubscribe } = open();
    miss();
    expect((await stream.getReader().read()).done).toBe(true);
    expect(unsubscribe).toHaveBeenCalledTimes(1);
    expect(ended).toHaveBeenCalledTimes(1);
    vi.restoreAllMocks();
  });

  it('cuts off a reader that is more than 1 MB behind', async () => {
    const { stream, send, unsubscribe } = open();
    const event = { text: 'x'.repeat(64 * 1024) };
    for (let i = 0; i < 40; i++) send(event);
    expect(unsubscribe).toHaveBeenCalledTimes(1);
    let bytes = 0;
    for await (const chunk of stream) bytes += chunk.length;
    expect(bytes).toBeGreaterThan(900 * 1024);
    expect(bytes).toBeLessThanOrEqual(1024 * 1024);
  });
});
