/**
 * A fake OpenAI-compatible upstream with a behaviour that is known to the millisecond. In a test or as a process:
 *
 *   tsx bench/fake-upstream.ts [--port N] [--first-token MS] [--gap MS] [--tokens N] [--header MS]
 *
 * As a process it is steered over HTTP: `POST /control` takes what `set` takes, `GET /control` tells the counts,
 * `POST /control/reset` forgets the calls.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  type Behaviour,
  DEFAULT_BEHAVIOUR,
  type EncodedStream,
  embeddingOf,
  encodeStream,
  encodeWhole,
  type Failure,
  intrusionOf,
  splitAtCrlf,
  tokensOf,
} from './upstream-answer.ts';

/** One chat call as the upstream saw it. Times are `performance.now()` of this process. */
export type UpstreamCall = {
  model: string;
  streamed: boolean;
  /** The parsed request; undefined when `keepBodies` is off. */
  body: ChatBody | undefined;
  headers: IncomingMessage['headers'];
  receivedAt: number;
  firstTokenAt: number | null;
  endedAt: number | null;
  tokensSent: number;
  outcome: 'running' | 'complete' | 'failed' | 'aborted';
};

/** One call to embed texts. */
export type EmbeddingCall = { model: string; texts: string[] };

/** The part of a chat request that the upstream reads. */
export type ChatBody = { model: string; stream?: boolean; messages?: { role: string; content: unknown }[] };

/** Changes to the behaviour: of every call, or of the calls for one model. */
export type UpstreamSettings = Partial<Behaviour> & { models?: Record<string, Partial<Behaviour>> };

export type UpstreamOptions = UpstreamSettings & {
  /** 0, the default, takes a free one. */
  port?: number;
  /** Whether calls remember their request; on unless told otherwise. */
  keepBodies?: boolean;
};

export type FakeUpstream = {
  /** What goes into OPENAI_BASE_URL: `http://127.0.0.1:<port>/v1`. */
  readonly url: string;
  /** Every chat call since the start or the last reset, oldest first. */
  readonly calls: UpstreamCall[];
  /** How many texts were embedded. */
  readonly embedded: number;
  /** Every call to embed texts since the start or the last reset, failed ones too, oldest first. */
  readonly embeddingCalls: EmbeddingCall[];
  /** Chat calls that are neither answered nor given up. */
  readonly openStreams: number;
  readonly openSockets: number;
  /** The calls whose client went away before the end, with the moment in `endedAt`. */
  readonly aborted: UpstreamCall[];
  /** Changes the behaviour of later calls; running ones keep theirs. `models` replaces the earlier `models`. */
  set(settings: UpstreamSettings): void;
  reset(): void;
  close(): Promise<void>;
};

/** Starts an upstream on 127.0.0.1. */
export async function startFakeUpstream(options: UpstreamOptions = {}): Promise<FakeUpstream> {
  const { port = 0, keepBodies = true, ...settings } = options;
  let behaviour: Behaviour = { ...DEFAULT_BEHAVIOUR };
  let perModel: Record<string, Partial<Behaviour>> = {};
  let encoded = new Map<string, EncodedStream>();
  let owed = new Map<string, number>();
  const calls: UpstreamCall[] = [];
  const embeddingCalls: EmbeddingCall[] = [];
  const counts = { embedded: 0, sockets: 0, open: 0 };

  function set({ models, ...changes }: UpstreamSettings): void {
    behaviour = { ...behaviour, ...changes };
    if (models) perModel = models;
    encoded = new Map();
    owed = new Map();
  }

  /** Which calls fail is spread evenly, so that a share is exact over few calls too. */
  function failureOf(model: string, failure: Failure | null): Failure | null {
    if (!failure || failure.share === undefined) return failure;
    const debt = (owed.get(model) ?? 0) + failure.share;
    // Sums of shares like 0.3 come out a hair below the whole number.
    const due = debt > 1 - 1e-9;
    owed.set(model, due ? debt - 1 : debt);
    return due ? failure : null;
  }

  function chat(body: ChatBody, request: IncomingMessage, response: ServerResponse): void {
    const { model } = body;
    const how = { ...behaviour, ...perModel[model] };
    const call: UpstreamCall = {
      model,
      streamed: body.stream === true,
      body: keepBodies ? body : undefined,
      headers: request.headers,
      receivedAt: performance.now(),
      firstTokenAt: null,
      endedAt: null,
      tokensSent: 0,
      outcome: 'running',
    };
    calls.push(call);
    counts.open++;
    response.once('close', () => {
      counts.open--;
      call.endedAt = performance.now();
      if (call.outcome === 'running') call.outcome = 'aborted';
    });
    const failure = failureOf(model, how.failure);
    if (failure?.kind === 'silent') return;
    if (failure?.kind === 'status' || failure?.kind === 'rate-limited') {
      at(call, response, how.headerMs, () => refuse(call, response, failure));
    } else if (call.streamed) {
      const bytes = encoded.get(model) ?? encodeStream(model, how);
      encoded.set(model, bytes);
      stream(call, response, how, bytes, failure);
    } else {
      const tokens = tokensOf(how).length;
      at(call, response, Math.max(how.headerMs, how.firstTokenMs) + tokens * how.gapMs, () => {
        call.tokensSent = tokens;
        finish(call, 'complete');
        json(response, 200, encodeWhole(model, how));
      });
    }
  }

  /** Fails as chat does, before anything is sent; there is no middle of an answer to fail in. */
  function embed({ model, input, dimensions = 1536 }: EmbeddingBody, response: ServerResponse): void {
    const texts = [input].flat();
    embeddingCalls.push({ model, texts });
    const how = { ...behaviour, ...perModel[model] };
    const failure = failureOf(model, how.failure);
    if (failure?.kind === 'silent') return;
    if (failure?.kind === 'rate-limited') response.setHeader('retry-after', String(failure.retryAfterSeconds));
    if (failure?.kind === 'status' || failure?.kind === 'rate-limited') {
      const status = failure.kind === 'status' ? failure.status : 429;
      json(response, status, problem(`The fake upstream was told to answer ${status}.`));
      return;
    }
    if (texts.some((text) => text.length > how.embeddingUnits)) {
      json(response, 400, problem('A text is longer than this model reads.'));
      return;
    }
    counts.embedded += texts.length;
    json(response, 200, embeddings(texts, dimensions));
  }

  set(settings);
  const server = createServer(async (request, response) => {
    const path = (request.url ?? '').replace(/\?.*/, '');
    try {
      const body = request.method === 'POST' ? await bodyOf(request) : {};
      if (path === '/v1/chat/completions') return chat(body as ChatBody, request, response);
      if (path === '/v1/embeddings') {
        return embed(body as EmbeddingBody, response);
      }
      if (path === '/v1/models') return json(response, 200, MODELS);
      if (path === '/control') {
        set(body as UpstreamSettings);
        return json(response, 200, JSON.stringify(summary()));
      }
      if (path === '/control/reset') {
        reset();
        return json(response, 200, '{}');
      }
      json(response, 404, problem(`There is nothing at ${path}.`));
    } catch (error) {
      json(response, 400, problem(error instanceof Error ? error.message : String(error)));
    }
  });
  server.keepAliveTimeout = 120_000;
  server.on('connection', (socket) => {
    counts.sockets++;
    socket.setNoDelay(true);
    socket.once('close', () => counts.sockets--);
  });

  const reset = () => {
    calls.length = 0;
    embeddingCalls.length = 0;
    counts.embedded = 0;
  };
  const aborted = () => calls.filter((call) => call.outcome === 'aborted');
  const summary = () => ({
    calls: calls.length,
    streams: calls.filter((call) => call.streamed).length,
    completedStreams: calls.filter((call) => call.streamed && call.outcome === 'complete').length,
    completed: calls.filter((call) => call.outcome === 'complete').length,
    aborted: aborted().length,
    embedded: counts.embedded,
    openStreams: counts.open,
    openSockets: counts.sockets,
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    calls,
    embeddingCalls,
    get embedded() {
      return counts.embedded;
    },
    get openStreams() {
      return counts.open;
    },
    get openSockets() {
      return counts.sockets;
    },
    get aborted() {
      return aborted();
    },
    set,
    reset,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Runs `work` so many milliseconds after the call came in, unless the client is gone by then. */
function at(call: UpstreamCall, response: ServerResponse, afterMs: number, work: () => void): void {
  const wait = call.receivedAt + afterMs - performance.now();
  if (wait <= 0) {
    work();
    return;
  }
  const timer = setTimeout(work, wait);
  response.once('close', () => clearTimeout(timer));
}

function finish(call: UpstreamCall, outcome: 'complete' | 'failed'): void {
  call.outcome = outcome;
}

function refuse(call: UpstreamCall, response: ServerResponse, failure: Failure): void {
  finish(call, 'failed');
  if (failure.kind === 'rate-limited') response.setHeader('retry-after', String(failure.retryAfterSeconds));
  const status = failure.kind === 'status' ? failure.status : 429;
  json(response, status, problem(`The fake upstream was told to answer ${status}.`));
}

/** Sends the tokens at their times, counted from the request so that delays do not add up. */
function stream(
  call: UpstreamCall,
  response: ServerResponse,
  how: Behaviour,
  bytes: EncodedStream,
  failure: Failure | null,
): void {
  let timer: NodeJS.Timeout | undefined;
  response.once('close', () => clearTimeout(timer));
  const stopAfter = failure && 'afterTokens' in failure ? failure.afterTokens : Number.POSITIVE_INFINITY;
  let broken = false;

  function next(): void {
    const now = performance.now() - call.receivedAt;
    while (call.tokensSent < bytes.tokens.length) {
      if (call.tokensSent >= stopAfter && !broken) {
        if (failure?.kind === 'stall') return;
        if (failure?.kind === 'cut') {
          finish(call, 'failed');
          // What was written before has to leave first, or the client would miss tokens that count as sent.
          response.write('', () => response.destroy());
          return;
        }
        broken = true;
        const intrusion = failure && intrusionOf(failure);
        if (intrusion) response.write(intrusion);
      }
      const due = Math.max(how.headerMs, how.firstTokenMs) + call.tokensSent * how.gapMs;
      if (due > now) {
        timer = setTimeout(next, due - now);
        return;
      }
      call.firstTokenAt ??= performance.now();
      if (failure?.kind === 'split-crlf') {
        drip(splitAtCrlf(Buffer.concat([...bytes.tokens, bytes.end])));
        return;
      }
      if (how.gapMs === 0 && call.tokensSent === 0 && !failure) {
        call.tokensSent = bytes.tokens.length;
        finish(call, 'complete');
        response.end(bytes.whole);
        return;
      }
      response.write(bytes.tokens[call.tokensSent++]);
    }
    finish(call, 'complete');
    response.end(bytes.end);
  }

  /** One part after the other, each in a packet of its own. */
  function drip(parts: Buffer[]): void {
    const [part, ...rest] = parts;
    if (part === undefined) {
      call.tokensSent = bytes.tokens.length;
      finish(call, 'complete');
      response.end();
      return;
    }
    response.write(part, () => {
      timer = setTimeout(drip, 1, rest);
    });
  }

  at(call, response, how.headerMs, () => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
    response.flushHeaders();
    next();
  });
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString('utf8') || '{}');
}

function json(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body);
}

const problem = (message: string) =>
  JSON.stringify({ error: { message, type: 'fake_upstream_error', param: null, code: null } });

const MODELS = JSON.stringify({
  object: 'list',
  data: ['fake-main', 'fake-light'].map((id) => ({ id, object: 'model', created: 0, owned_by: 'fake' })),
});

type EmbeddingBody = { model: string; input: string | string[]; dimensions?: number };

const embeddings = (texts: string[], dimensions: number) =>
  JSON.stringify({
    object: 'list',
    model: 'fake-embedding',
    data: texts.map((text, index) => ({ object: 'embedding', index, embedding: embeddingOf(text, dimensions) })),
    usage: { prompt_tokens: texts.length, total_tokens: texts.length },
  });

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      header: { type: 'string', default: '0' },
      'first-token': { type: 'string', default: '0' },
      gap: { type: 'string', default: '0' },
      tokens: { type: 'string', default: '60' },
    },
  });
  const upstream = await startFakeUpstream({
    port: Number(values.port),
    headerMs: Number(values.header),
    firstTokenMs: Number(values['first-token']),
    gapMs: Number(values.gap),
    tokens: Number(values.tokens),
    keepBodies: false,
  });
  process.stdout.write(`${upstream.url}\n`);
  process.send?.({ type: 'ready', url: upstream.url });
  process.on('disconnect', () => process.exit(0));
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void upstream.close().then(() => process.exit(0)));
}
