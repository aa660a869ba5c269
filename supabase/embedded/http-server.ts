/** The HTTP face of the local server: loopback only, keep-alive, /rest/v1 and /auth/v1 and nothing else by default. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Database } from './database.ts';
import { describeError, log } from './log.ts';
import { bodyOf, isPgError, statusOf } from './pg-errors.ts';
import { CallTimedOut } from './queue.ts';
import type { RpcLane } from './rpc-lane.ts';

/** What answers the requests. */
export interface Backend {
  database: Database;
  lane: RpcLane;
  /** @supabase/lite's own handler. */
  answer(request: Request): Promise<Response>;
  secretKey: string;
  /** How long one call may hold the database, in milliseconds. */
  callLimitMs: number;
  /** Whether POST /sql runs raw SQL for holders of the secret key: for tests and tools, never in production. */
  allowSql: boolean;
}

const LARGEST_BODY = 32 * 1024 * 1024;

/**
 * Listens on 127.0.0.1.
 *
 * @param port 0 picks a free one.
 * @returns the server and its address without a slash at the end.
 * @throws with code EADDRINUSE when the port is taken.
 */
export async function listen(backend: Backend, port: number): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    void handle(backend, request, response);
  });
  // Longer than the clients keep idle connections, so that they are the ones who close them.
  server.keepAliveTimeout = 65_000;
  server.requestTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function handle(backend: Backend, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  // Names of tables and functions are fine in a log; ids and search words are in the query string, which is left out.
  const label = `${request.method} ${path}`;
  try {
    const body = await readBody(request);
    if (path === '/health') return await health(backend, response);
    if (path === '/sql' && backend.allowSql) return await runSql(backend, request, body, response);
    if (!path.startsWith('/rest/v1/') && !path.startsWith('/auth/v1/')) {
      return send(response, 404, JSON.stringify({ message: 'not found' }));
    }
    const { method = 'GET', url = '/', headers } = request;
    const name = backend.lane.functionNameOf({ method, url, headers });
    await backend.database.turn(label, backend.callLimitMs, async () => {
      const fast = name === undefined ? undefined : await backend.lane.call(name, body.toString('utf8'));
      if (fast) return send(response, fast.status, fast.json);
      return sendResponse(response, await backend.answer(toRequest(request, body)));
    });
  } catch (error) {
    fail(response, label, error);
  }
}

function fail(response: ServerResponse, label: string, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (error instanceof TooLarge) {
    send(response, 413, problem('413', 'the body is larger than 32 MB'));
  } else if (error instanceof CallTimedOut) {
    log(error.message);
    // The code PostgREST uses when the database cannot be had in time.
    send(response, 504, problem('PGRST003', 'Timed out on the database'));
  } else {
    log(`${label} failed: ${describeError(error)}`);
    send(response, 500, problem('500', 'the local database could not answer'));
  }
}

function problem(code: string, message: string): string {
  return JSON.stringify({ code, details: null, hint: null, message });
}

async function health({ database, callLimitMs }: Backend, response: ServerResponse): Promise<void> {
  await database.turn('health', callLimitMs, () => database.query('select 1'));
  send(response, 200, '{"status":"ok"}');
}

/** Runs raw SQL: `{ sql, parameters? }` in, the rows of the last statement out. */
async function runSql(
  backend: Backend,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<void> {
  if (request.headers.apikey !== backend.secretKey) {
    send(response, 401, problem('401', 'not the secret key'));
    return;
  }
  const { sql, parameters } = JSON.parse(body.toString('utf8')) as { sql: string; parameters?: unknown[] };
  const { database } = backend;
  await database.turn('POST /sql', backend.callLimitMs, async () => {
    try {
      const rows = parameters ? await database.query(sql, parameters) : await database.script(sql);
      send(
        response,
        200,
        JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
      );
    } catch (error) {
      if (!isPgError(error)) throw error;
      send(response, statusOf(error.code, false), JSON.stringify(bodyOf(error)));
    } finally {
      // Whatever the script began and did not finish must not reach into the next call.
      if (database.kind === 'pglite') await database.script('rollback');
      if (/\b(create|alter|drop|grant|revoke)\b/i.test(sql)) {
        backend.lane.forget();
        await database.connection.clearSchemaCache();
      }
    }
  });
}

class TooLarge extends Error {}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new TooLarge();
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

function toRequest(request: IncomingMessage, body: Buffer): Request {
  const { method = 'GET', url = '/' } = request;
  const headers = new Headers();
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? '';
    headers.append(name, request.rawHeaders[index + 1] ?? '');
  }
  const hasBody = method !== 'GET' && method !== 'HEAD' && body.length > 0;
  return new Request(`http://127.0.0.1${url}`, {
    method,
    headers,
    ...(hasBody ? { body: new Uint8Array(body) } : {}),
  });
}

async function sendResponse(response: ServerResponse, answer: Response): Promise<void> {
  const body = Buffer.from(await answer.arrayBuffer());
  const headers: Record<string, string | string[]> = Object.fromEntries(answer.headers);
  const cookies = answer.headers.getSetCookie();
  if (cookies.length > 0) headers['set-cookie'] = cookies;
  headers['content-length'] = String(body.length);
  if (answer.status === 204 || answer.status === 304) delete headers['content-length'];
  response.writeHead(answer.status, headers).end(body);
}

function send(response: ServerResponse, status: number, json: string | undefined): void {
  if (json === undefined) {
    response.writeHead(status).end();
    return;
  }
  const body = Buffer.from(json);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(body.length),
  });
  response.end(body);
}
