import type { Entry } from './conversation';
import type { Appearance, Chunk, Identity, Rating, Snapshot, VisitorEvent } from './protocol';
import { sseParser } from './sse';

/** The server sends something at least every 15 s; a connection silent for this long is dead. */
const SILENCE_LIMIT_MS = 40_000;

/** An answer that is under way is there at once; a connection that brings nothing is tried anew. */
const RESUME_LIMIT_MS = 8_000;

/** Why a call did not succeed. Without a status no answer came, or it broke off; 204: there is nothing to read. */
export type Failure = Error & {
  status?: number;
  /** Milliseconds that the server asks to wait. */
  waitMs?: number;
};

async function refusal(response: Response): Promise<Failure> {
  const body: { detail?: string } | null = await response.json().catch(() => null);
  const waitMs = Number(response.headers.get('retry-after')) * 1000 || 0;
  return Object.assign(new Error(body?.detail), { status: response.status, waitMs });
}

type Call = {
  sessionId?: string;
  token?: string | null;
  signal?: AbortSignal;
  body?: object;
  lastEventId?: string;
};

/** What the widget asks of the server. What fails rejects with a `Failure`. */
export type Api = ReturnType<typeof createApi>;

export function createApi(origin: string, key: string) {
  /** @param what a path of the API, or with a session what is asked of it */
  const call = async (what: string, { sessionId, token, signal, body, lastEventId }: Call): Promise<Response> => {
    const headers: Record<string, string> = { 'x-widget-key': key };
    if (token) headers.authorization = `Bearer ${token}`;
    if (body) headers['content-type'] = 'application/json';
    if (lastEventId) headers['last-event-id'] = lastEventId;
    const response = await fetch(`${origin}/api/${sessionId ? `chat/${sessionId}/` : ''}${what}`, {
      method: body ? 'POST' : 'GET',
      headers,
      body: body && JSON.stringify(body),
      credentials: 'omit',
      signal,
    });
    if (!response.ok) throw await refusal(response);
    return response;
  };

  /** Reads a stream of JSON events, each with its id, to its end. */
  const stream = async <T>(
    what: string,
    options: Call & { signal: AbortSignal },
    onEvent: (event: T, id: string) => void,
    onResponse?: (response: Response) => void,
  ): Promise<void> => {
    const abort = new AbortController();
    const leave = () => abort.abort();
    let watchdog = setTimeout(leave, options.lastEventId === undefined ? SILENCE_LIMIT_MS : RESUME_LIMIT_MS);
    options.signal.addEventListener('abort', leave);
    try {
      const response = await call(what, { ...options, signal: abort.signal });
      // Chromium gives also a response without a body a (then empty) stream.
      if (response.status === 204) throw await refusal(response);
      onResponse?.(response);
      const push = sseParser(({ data, id }) => {
        if (data !== '[DONE]') onEvent(JSON.parse(data), id);
      });
      const reader = (response.body as ReadableStream<Uint8Array>).getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        clearTimeout(watchdog);
        watchdog = setTimeout(leave, SILENCE_LIMIT_MS);
        push(part.value);
      }
    } finally {
      clearTimeout(watchdog);
      leave();
    }
  };

  return {
    appearance: async (): Promise<Appearance> => {
      const { appearance, questions } = await (await call('widget/config', {})).json();
      return { questions, ...appearance };
    },

    read: async (identity: Identity): Promise<Snapshot> => (await call('messages', identity)).json(),

    watch: (identity: Identity, signal: AbortSignal, onEvent: (event: VisitorEvent) => void) =>
      stream('events', { ...identity, signal }, onEvent),

    /**
     * Sends a message and reads its answer.
     * @param accepted runs once the server has taken the message, with the visitor's token if it gave a new one
     */
    send: (
      { key: id, text, continues, fresh }: Entry,
      { sessionId, token }: { sessionId: string; token: string | null },
      signal: AbortSignal,
      accepted: (token: string | null) => void,
      onChunk: (chunk: Chunk, eventId: string) => void,
    ) => {
      const body = {
        id: sessionId,
        message: { id, role: 'user', parts: [{ type: 'text', text }] },
        resumable: true,
        continues,
        trigger: fresh ? 'regenerate-message' : undefined,
        // The query and the fragment of a page may hold secrets of the host.
        pageUrl: (location.origin + location.pathname).slice(0, 2000),
        locale: navigator.language,
      };
      return stream('chat', { token, signal, body }, onChunk, ({ headers }) =>
        accepted(headers.get('x-visitor-token')),
      );
    },

    /**
     * Reads the answer that is under way.
     * @param lastEventId what was read last; empty reads it from its start
     */
    resume: (
      identity: Identity,
      lastEventId: string,
      signal: AbortSignal,
      onChunk: (chunk: Chunk, eventId: string) => void,
    ) => stream('stream', { ...identity, signal, lastEventId }, onChunk),

    /** Ends the answer that is under way, in whichever tab. */
    stop: (identity: Identity) => call('stop', { ...identity, body: {} }),

    /** What the visitor says of an answer; null takes it back. */
    rate: (identity: Identity, body: { turnId?: string; rating: Rating }) => call('rating', { ...identity, body }),
  };
}
