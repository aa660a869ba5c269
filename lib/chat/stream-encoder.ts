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
/** What a reader may leave unread before the writer waits for it, in bytes. */
const MAX_UNREAD_BYTES = 256 * 1024;

/** The writing end of an answer's stream. */
export type StreamWriter = {
  write(chunk: StreamChunk): void;
  /** Resolves when the reader has room again; at once when it keeps up or has left. */
  ready(): Promise<void>;
  /** Ends the stream; writing afterwards does nothing. */
  end(): void;
};

/**
 * An answer as server-sent events. The protocol is that of the AI SDK's UI message stream; it is written by hand
 * because passing each token through the SDK's chain of web streams costs about four times as much
 * (`bench/encoder.ts`). Chunks of one turn of the event loop leave in one write; the first one never waits for more.
 * @param onReaderGone called once when the reader leaves before the end
 */
export function createAnswerStream(onReaderGone: () => void): {
  stream: ReadableStream<Uint8Array>;
  writer: StreamWriter;
} {
  const encoder = new TextEncoder();
  let controller: ReadableStreamDefaultController<Uint8Array>;
  let closed = false;
  let pending = '';
  let flushing: NodeJS.Immediate | undefined;
  let wake: (() => void) | undefined;

  const flush = () => {
    flushing = undefined;
    if (closed || pending === '') return;
    controller.enqueue(encoder.encode(pending));
    pending = '';
  };
  const push = (text: string) => {
    if (closed) return;
    pending += text;
    flushing ??= setImmediate(flush);
  };
  const heartbeat = setInterval(() => push(': keep-alive\n\n'), HEARTBEAT_MS);
  heartbeat.unref();

  const close = () => {
    closed = true;
    clearInterval(heartbeat);
    clearImmediate(flushing);
    wake?.();
  };

  const stream = new ReadableStream<Uint8Array>(
    {
      start(made) {
        controller = made;
      },
      pull() {
        wake?.();
      },
      cancel() {
        if (closed) return;
        close();
        onReaderGone();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: MAX_UNREAD_BYTES }),
  );

  return {
    stream,
    writer: {
      write: (chunk) => push(`data: ${JSON.stringify(chunk)}\n\n`),
      async ready() {
        while (!closed && (controller.desiredSize ?? 1) <= 0) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          wake = undefined;
        }
      },
      end() {
        if (closed) return;
        push('data: [DONE]\n\n');
        flush();
        close();
        controller.close();
      },
    },
  };
}
