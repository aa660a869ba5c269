import { shutdownSignal } from '../shutdown';
import { events } from './current';

/** A reader that is further behind than this is cut off: it comes back and reads the state from the database. */
const MAX_BUFFERED_BYTES = 1024 * 1024;
/** Proxies and phones drop a silent connection after 30 to 60 seconds. */
const HEARTBEAT_MS = 15_000;

const encoder = new TextEncoder();

/** Headers of a server-sent event stream that no proxy may hold back or repack. */
export const EVENT_STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
} as const;

/**
 * A body of server-sent events (`data: {json}`), kept alive by a comment every 15 s.
 * @param start called at once with the function that sends one event; returns what ends the subscription. It is
 *   ended exactly once: when the reader leaves, when `signal` aborts, when the server shuts down (the reader comes back
 *   to the next one), when events may have been lost, or when the reader is more than 1 MB behind
 */
export function eventStream(
  start: (send: (event: object) => void) => () => void,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  let stop = () => {};
  const endings = [signal, shutdownSignal()];
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let open = true;
        let unsubscribe = () => {};
        stop = () => {
          open = false;
          clearInterval(heartbeat);
          for (const ending of endings) ending.removeEventListener('abort', close);
          forgetMissed();
          unsubscribe();
          unsubscribe = () => {};
        };
        const close = () => {
          if (!open) return;
          stop();
          controller.close();
        };
        const write = (text: string) => {
          if (!open) return;
          const bytes = encoder.encode(text);
          if ((controller.desiredSize ?? 0) < bytes.length) return close();
          controller.enqueue(bytes);
        };
        const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS);
        for (const ending of endings) ending.addEventListener('abort', close);
        const forgetMissed = events().onMissed(close);
        unsubscribe = start((event) => write(`data: ${JSON.stringify(event)}\n\n`));
        if (!open) stop();
        if (endings.some(({ aborted }) => aborted)) close();
      },
      cancel: () => stop(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: MAX_BUFFERED_BYTES }),
  );
}
