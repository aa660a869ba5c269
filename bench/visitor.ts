/** One visitor of the widget, as their browser speaks to the app: for cases where single answers matter. */
import { randomUUID } from 'node:crypto';
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { Receipt } from '../lib/chat/schema.ts';

/** What came of a message. Times in milliseconds from the moment the request was made. */
export type Outcome = {
  status: number;
  headers: IncomingMessage['headers'];
  text: string;
  /** The stream came to its own end: `finish` or `abort`; an error event may stand before it. */
  ended: boolean;
  /** The stream ended as a good answer does. */
  finished: boolean;
  error: string | null;
  receipt: Receipt | null;
  /** Comments that keep the connection awake. */
  heartbeats: number;
  /** Id of the last event, for `Last-Event-ID`. */
  lastEvent: string | null;
  firstTextMs: number | null;
  totalMs: number;
  received: string;
};

/** A message that is being answered. */
export type Asked = {
  messageId: string;
  sessionId: string;
  /** Resolves with the first byte of text; rejects when none comes. */
  firstText: Promise<number>;
  /** Resolves when the connection is over, whoever ended it. */
  done: Promise<Outcome>;
  leave(): void;
};

export type AskOptions = {
  messageId?: string;
  body?: Record<string, unknown>;
  /** Bytes of the answer that are read, and then one a second: somebody with a very slow connection. */
  slowAfterBytes?: number;
};

const GIVE_UP_MS = 60_000;

export class Visitor {
  readonly #url: string;
  readonly #agent: Agent;
  token: string | undefined;
  sessionId: string = randomUUID();

  /** @param url of POST /api/chat */
  constructor(url: string, agent: Agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })) {
    this.#url = url;
    this.#agent = agent;
  }

  newSession(): void {
    this.sessionId = randomUUID();
  }

  /** Sends a message; the answer goes on by itself. */
  ask(text: string, { messageId = randomUUID(), body = {}, slowAfterBytes }: AskOptions = {}): Asked {
    const content = JSON.stringify({
      id: this.sessionId,
      message: { id: messageId, role: 'user', parts: [{ type: 'text', text }] },
      ...body,
    });
    const asked = this.#send('POST', this.#url, content, {}, slowAfterBytes);
    return { ...asked, messageId, sessionId: this.sessionId };
  }

  /** Reads on in the answer that is being written. */
  resume(lastEvent?: string): Omit<Asked, 'messageId' | 'sessionId'> {
    const header: Record<string, string> = lastEvent === undefined ? {} : { 'last-event-id': lastEvent };
    return this.#send('GET', `${this.#url}/${this.sessionId}/stream`, null, header, undefined);
  }

  #send(
    method: string,
    url: string,
    content: string | null,
    headers: Record<string, string>,
    slowAfterBytes: number | undefined,
  ): Omit<Asked, 'messageId' | 'sessionId'> {
    const began = performance.now();
    const first = Promise.withResolvers<number>();
    const done = Promise.withResolvers<Outcome>();
    let outgoing: ClientRequest | undefined;
    let received = '';
    let firstTextMs: number | null = null;
    let response: IncomingMessage | undefined;
    const end = (cause?: Error) => {
      first.reject(cause ?? new Error(`no text came: status ${response?.statusCode} ${received.slice(0, 300)}`));
      if (!response) return done.reject(cause ?? new Error('the connection closed without an answer'));
      done.resolve(outcomeOf(response, received, firstTextMs, performance.now() - began));
    };
    // Whoever waits for the end need not have asked for the first text, and the other way round.
    first.promise.catch(() => undefined);
    done.promise.catch(() => undefined);
    outgoing = request(
      url,
      {
        method,
        agent: this.#agent,
        headers: {
          'x-widget-key': 'wk_demo',
          ...(content === null
            ? {}
            : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(content)) }),
          ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
          ...headers,
        },
      },
      (incoming) => {
        response = incoming;
        const token = incoming.headers['x-visitor-token'];
        if (typeof token === 'string') this.token = token;
        incoming.setEncoding('utf8');
        const take = (piece: string) => {
          received += piece;
          if (firstTextMs === null && HAS_TEXT.test(received)) {
            firstTextMs = performance.now() - began;
            first.resolve(firstTextMs);
          }
        };
        if (slowAfterBytes === undefined) incoming.on('data', take);
        else readSlowly(incoming, slowAfterBytes, take);
        incoming.on('error', () => undefined);
        incoming.on('close', () => end());
      },
    );
    outgoing.setTimeout(GIVE_UP_MS, () => outgoing?.destroy(new Error(`nothing came for ${GIVE_UP_MS / 1000} s`)));
    outgoing.on('error', (cause) => end(cause));
    outgoing.end(content ?? undefined);
    return { firstText: first.promise, done: done.promise, leave: () => outgoing?.destroy() };
  }
}

const HAS_TEXT = /"type":"text-delta",[^\n]*"delta":"[^"]/;

/** Takes so many bytes, then one a second. */
function readSlowly(incoming: IncomingMessage, bytes: number, take: (piece: string) => void): void {
  let taken = 0;
  const timer = setInterval(() => {
    const piece: unknown = incoming.read(1);
    if (typeof piece === 'string') take(piece);
  }, 1000);
  incoming.on('close', () => clearInterval(timer));
  incoming.on('readable', () => {
    while (taken < bytes) {
      const piece: unknown = incoming.read(1);
      if (typeof piece !== 'string') return;
      taken += 1;
      take(piece);
    }
  });
}

type Part = { type: string; delta?: string; data?: unknown; errorText?: string; finishReason?: string };

function outcomeOf(response: IncomingMessage, received: string, firstTextMs: number | null, totalMs: number): Outcome {
  const outcome: Outcome = {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text: '',
    ended: false,
    finished: false,
    error: null,
    receipt: null,
    heartbeats: received.match(/^: /gm)?.length ?? 0,
    lastEvent: null,
    firstTextMs,
    totalMs,
    received,
  };
  if (!String(response.headers['content-type']).startsWith('text/event-stream')) return outcome;
  // What follows the last empty line is half an event: the connection broke there.
  for (const event of received.split('\n\n').slice(0, -1)) {
    const id = /^id: (\S+)$/m.exec(event)?.[1];
    if (id !== undefined) outcome.lastEvent = id;
    const data = /^data: (.*)$/m.exec(event)?.[1];
    if (data === undefined || data === '[DONE]') continue;
    const part = JSON.parse(data) as Part;
    if (part.type === 'text-delta') outcome.text += part.delta ?? '';
    else if (part.type === 'error') outcome.error = part.errorText ?? '';
    else if (part.type === 'data-receipt') outcome.receipt = part.data as Receipt;
    else if (part.type === 'finish' || part.type === 'abort') {
      outcome.ended = true;
      outcome.finished = part.type === 'finish' && part.finishReason !== 'error';
    }
  }
  return outcome;
}
