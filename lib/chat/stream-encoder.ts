import { randomBytes } from 'node:crypto';
import type { ChatDataParts } from './schema';

/** Headers that make a response a UI message stream (AI SDK protocol, version 1). */
export const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-vercel-ai-ui-message-stream': 'v1',
  'x-accel-buffering': 'no',
} as const;

/** The parts of the protocol that an answer uses, in the AI SDK's own words. */
export type StreamChunk =
  | { type: 'start'; messageId: string }
  | { type: 'start-step' }
  | { type: 'text-start'; id: string }
  | { type: 'text-delta'; id: string; delta: string }
  | { type: 'text-end'; id: string }
  | { type: 'finish-step' }
  | { type: 'finish'; finishReason: 'stop' | 'length' | 'error' | 'other' }
  | { type: 'abort'; reason?: string }
  | { type: 'error'; errorText: string }
  | {
      [K in keyof ChatDataParts]: { type: `data-${K}`; data: ChatDataParts[K]; transient?: boolean };
    }[keyof ChatDataParts];

const HEARTBEAT_MS = 15_000;
/** What is put into a reader's connection before it has taken what is there, in bytes. */
const READER_BUFFER_BYTES = 16 * 1024;

/** The writing end of an answer's stream. It never waits: readers take from what was written at their own pace. */
export type StreamWriter = {
  write(chunk: StreamChunk): void;
  /** Ends the stream; writing afterwards does nothing. */
  end(): void;
};

/** An answer that several readers can read, each from its beginning or from where their last connection broke. */
export type AnswerStream = {
  writer: StreamWriter;
  /**
   * @param signal fires when the reader's connection is gone
   * @param after id of the last event that this reader has got; left out, or of another stream: everything
   */
  read(signal?: AbortSignal, after?: string): ReadableStream<Uint8Array>;
  /** How many readers there are just now. */
  readonly readers: number;
};

type Reader = { next: number; controller: ReadableStreamDefaultController<Uint8Array> };

const encoder = new TextEncoder();
const KEEP_ALIVE = encoder.encode(': keep-alive\n\n');
const DONE = 'data: [DONE]\n\n';

/**
 * An answer as server-sent events. The protocol is that of the AI SDK's UI message stream; it is
 * written by hand because passing each token through the SDK's chain of web streams costs about four times as much
 * (`bench/encoder.ts`). Chunks of one turn of the event loop leave in one write, and pieces of text that come together
 * leave as one event; the first one never waits for more. The events are kept until the last reader has them: a slow
 * reader holds a place in the list and one small buffer, nothing else, and holds up nobody.
 * @param onReadersGone called when the last reader leaves before the end; again if others came and left since
 * @param options `numbered`: events carry ids, by which a broken connection is taken up again; without, they are data
 *   lines alone, as the AI SDK sends them
 */
export function createAnswerStream(onReadersGone: () => void, { numbered = false } = {}): AnswerStream {
  const events: string[] = [];
  const readers = new Set<Reader>();
  let ended = false;
  let delta: { id: string; text: string } | null = null;
  let flushing: NodeJS.Immediate | undefined;

  // The id names the stream too: a session's next answer must not be taken for the rest of this one.
  const name = randomBytes(4).toString('base64url');
  const idOf = (number: number) => (numbered ? `id: ${name}.${number}\n` : '');
  const append = (data: string) => void events.push(`${idOf(events.length + 1)}data: ${data}\n\n`);
  const placeAfter = (id: string | undefined) =>
    id?.startsWith(`${name}.`) ? Math.max(Math.trunc(Number(id.slice(name.length + 1))) || 0, 0) : 0;
  const closeDelta = () => {
    if (!delta) return;
    append(JSON.stringify({ type: 'text-delta', id: delta.id, delta: delta.text }));
    delta = null;
  };
  const give = (reader: Reader) => {
    while (reader.next < events.length && (reader.controller.desiredSize ?? 0) > 0) {
      let text = '';
      while (reader.next < events.length && text.length < READER_BUFFER_BYTES) text += events[reader.next++];
      reader.controller.enqueue(encoder.encode(text));
    }
    if (!ended || reader.next < events.length) return;
    // Enqueuing asks for more at once, and so comes by here again.
    if (!readers.delete(reader)) return;
    reader.controller.enqueue(encoder.encode(DONE));
    reader.controller.close();
  };
  const flush = () => {
    clearImmediate(flushing);
    flushing = undefined;
    closeDelta();
    for (const reader of readers) give(reader);
  };
  const heartbeat = setInterval(() => {
    for (const { controller } of readers) if ((controller.desiredSize ?? 0) > 0) controller.enqueue(KEEP_ALIVE);
  }, HEARTBEAT_MS);
  heartbeat.unref();

  return {
    get readers() {
      return readers.size;
    },
    read(signal, after) {
      let reader: Reader;
      const leave = () => {
        signal?.removeEventListener('abort', leave);
        if (readers.delete(reader) && readers.size === 0 && !ended) onReadersGone();
      };
      return new ReadableStream<Uint8Array>(
        {
          start(controller) {
            flush();
            reader = { next: Math.min(placeAfter(after), events.length), controller };
            readers.add(reader);
            signal?.addEventListener('abort', leave, { once: true });
            if (signal?.aborted) leave();
          },
          pull: () => give(reader),
          cancel: leave,
        },
        new ByteLengthQueuingStrategy({ highWaterMark: READER_BUFFER_BYTES }),
      );
    },
    writer: {
      write(chunk) {
        if (ended) return;
        if (chunk.type !== 'text-delta') {
          closeDelta();
          append(JSON.stringify(chunk));
        } else if (delta?.id === chunk.id) {
          delta.text += chunk.delta;
        } else {
          closeDelta();
          delta = { id: chunk.id, text: chunk.delta };
        }
        flushing ??= setImmediate(flush);
      },
      end() {
        if (ended) return;
        closeDelta();
        ended = true;
        clearInterval(heartbeat);
        flush();
      },
    },
  };
}
