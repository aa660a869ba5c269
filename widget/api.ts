import type { Appearance, Chunk, Identity, Snapshot, VisitorEvent } from './protocol';
import { sseParser } from './sse';

/** The server sends something at least every 15 s; a connection silent for this long is dead. */
const SILENCE_LIMIT_MS = 40_000;

/** Why a call did not succeed. Without a status no answer came, or it broke off. */
export type Failure = Error & {
  status?: number;
  /** Milliseconds that the server asks to wait. */
  waitMs?: number;
};

async function refusal(response: Response): Promise<Failure> {
  const body: { detail?: string } | null = await response.json().catch(() => null);
  const waitMs = Number(response.headers.get('retry-after')) * 1000 || 0;
  return Object.assign(new Error(body?.detail ?? ''), { status: response.status, waitMs });
}

/** What the widget asks of the server. What fails rejects with a `Failure`. */
export type Api = ReturnType<typeof createApi>;

export function createApi(origin: string, key: string) {
  const call = async (path: string, token?: string | null, signal?: AbortSignal, body?: object): Promise<Response> => {
    const headers: Record<string, string> = { 'x-widget-key': key };
    if (token) headers.authorization = `Bearer ${token}`;
    if (body) headers['content-type'] = 'application/json';
    const response = await fetch(origin + path, {
      method: body ? 'POST' : 'GET',
      headers,
      body: body && JSON.stringify(body),
      credentials: 'omit',
      signal,
    });
    if (!response.ok) throw await refusal(response);
    return response;
  };

  /** Reads a stream of JSON events to its end. */
  const stream = async <T>(
    request: (signal: AbortSignal) => Promise<Response>,
    signal: AbortSignal,
    onEvent: (event: T) => void,
  ): Promise<void> => {
    const abort = new AbortController();
    const leave = () => abort.abort();
    let watchdog = setTimeout(leave, SILENCE_LIMIT_MS);
    signal.addEventListener('abort', leave);
    try {
      const response = await request(abort.signal);
      const push = sseParser(({ data }) => {
        if (data !== '[DONE]') onEvent(JSON.parse(data));
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
    appearance: async (): Promise<Appearance> => (await (await call('/api/widget/config')).json()).appearance,

    read: async ({ sessionId, token }: Identity): Promise<Snapshot> =>
      (await call(`/api/chat/${sessionId}/messages`, token)).json(),

    watch: ({ sessionId, token }: Identity, signal: AbortSignal, onEvent: (event: VisitorEvent) => void) =>
      stream((inner) => call(`/api/chat/${sessionId}/events`, token, inner), signal, onEvent),

    /**
     * Sends a message and reads its answer.
     * @param accepted runs once the server has taken the message, with the visitor's token if it gave a new one
     */
    send: (
      message: { id: string; text: string; sessionId: string; token: string | null },
      signal: AbortSignal,
      accepted: (token: string | null) => void,
      onChunk: (chunk: Chunk) => void,
    ) =>
      stream(
        async (inner) => {
          const response = await call('/api/chat', message.token, inner, {
            id: message.sessionId,
            message: { id: message.id, role: 'user', parts: [{ type: 'text', text: message.text }] },
            // The query and the fragment of a page may hold secrets of the host.
            pageUrl: (location.origin + location.pathname).slice(0, 2000),
            locale: navigator.language,
          });
          accepted(response.headers.get('x-visitor-token'));
          return response;
        },
        signal,
        onChunk,
      ),
  };
}
