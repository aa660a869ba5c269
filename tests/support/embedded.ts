/**
 * An embedded Supabase server for tests: its own process, a free port, all migrations applied, raw SQL allowed.
 *
 * Most integration tests share the one that the project's global setup starts (`shared()`); a test that stops, kills
 * or floods a server starts its own with `startEmbedded`.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { inject } from 'vitest';

/** Where a server is and how to speak to it; plain data, so it can travel between processes. */
export interface Coordinates {
  url: string;
  publishableKey: string;
  secretKey: string;
  jwtSecret: string;
}

/** A server that a test started. */
export interface Embedded extends Coordinates {
  process: ChildProcess;
  /** Files of the migrations that this start applied. */
  applied: string[];
  /** What the server wrote to its log so far. */
  log(): string;
  /** Runs raw SQL as the owner; the rows of the last statement. @throws with the database's message and code. */
  admin: Admin;
  /** Ends the server with SIGTERM and resolves to its exit code. */
  stop(): Promise<number | null>;
}

export type Admin = <Row = Record<string, unknown>>(sql: string, parameters?: readonly unknown[]) => Promise<Row[]>;

/** What to start; without a folder the data lives in memory. Times are in milliseconds. */
export interface StartOptions {
  folder?: string;
  migrations?: string;
  port?: number;
  databaseUrl?: string;
  callLimitMs?: number;
  blockedLimitMs?: number;
  allowSql?: boolean;
  env?: Record<string, string>;
}

declare module 'vitest' {
  export interface ProvidedContext {
    embedded: Coordinates;
    /** A data folder with an empty database, to be copied. */
    emptyFolder: string;
  }
}

const MAIN = fileURLToPath(new URL('../../supabase/embedded/main.ts', import.meta.url));

/**
 * Starts a server and waits until it is ready.
 * @throws with the server's own sentence when it does not start.
 */
export async function startEmbedded(options: StartOptions = {}): Promise<Embedded> {
  const parameters = [
    ...(options.folder === undefined ? ['--memory'] : ['--data', options.folder]),
    ...(options.migrations === undefined ? [] : ['--migrations', options.migrations]),
    ...(options.databaseUrl === undefined ? [] : ['--database-url', options.databaseUrl]),
    ...(options.port === undefined ? [] : ['--port', String(options.port)]),
    ...(options.callLimitMs === undefined ? [] : ['--call-limit', String(options.callLimitMs)]),
    ...(options.blockedLimitMs === undefined ? [] : ['--blocked-limit', String(options.blockedLimitMs)]),
    ...(options.allowSql === false ? [] : ['--allow-sql']),
  ];
  const { SUPABASE_PUBLISHABLE_KEY, SUPABASE_SECRET_KEY, SUPABASE_JWT_SECRET, EMBEDDED_DATABASE_URL, ...env } =
    process.env;
  const child = fork(MAIN, parameters, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...env, ...options.env },
    execArgv: [],
  });
  let log = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const ready = await new Promise<Coordinates & { applied: string[] }>((resolve, reject) => {
    child.on('message', (message: { type: string; message?: string } & Coordinates & { applied: string[] }) => {
      if (message.type === 'ready') resolve(message);
      else reject(new Error(message.message));
    });
    void exited.then((code) => reject(new Error(`the server ended with code ${code}: ${log}`)));
  });
  const { url, publishableKey, secretKey, jwtSecret, applied } = ready;
  return {
    url,
    publishableKey,
    secretKey,
    jwtSecret,
    applied,
    process: child,
    log: () => log,
    admin: adminOf(ready),
    stop: () => {
      child.kill('SIGTERM');
      return exited;
    },
  };
}

/** Raw SQL against a server that allows it. */
export function adminOf({ url, secretKey }: Coordinates): Admin {
  return async <Row>(sql: string, parameters?: readonly unknown[]) => {
    const response = await fetch(`${url}/sql`, {
      method: 'POST',
      headers: { apikey: secretKey },
      body: JSON.stringify({ sql, parameters }),
    });
    const answer = (await response.json()) as { message: string; code: string };
    if (!response.ok) throw Object.assign(new Error(answer.message), answer);
    return answer as unknown as Row[];
  };
}

/**
 * A data folder of a test's own, with an empty database in it. Copying one is several times quicker than making one.
 * Whoever asks for it removes `place`, the temporary folder around it.
 */
export function newFolder(): { place: string; folder: string } {
  const place = mkdtempSync(join(tmpdir(), 'halfsecond-test-'));
  const folder = join(place, 'data');
  cpSync(inject('emptyFolder'), folder, { recursive: true });
  return { place, folder };
}

/** The server that the integration project shares, with raw SQL. Tests leave other tests' rows alone. */
export function shared(): Coordinates & { admin: Admin } {
  const coordinates = inject('embedded');
  return { ...coordinates, admin: adminOf(coordinates) };
}

/** A client without an identity. */
export function anonymousClient({ url, publishableKey }: Coordinates): SupabaseClient {
  return createClient(url, publishableKey, { auth: { persistSession: false, autoRefreshToken: false } });
}

/** A client with the secret key. Never sign in or up on it: it would become that user. */
export function serviceClient({ url, secretKey }: Coordinates): SupabaseClient {
  return createClient(url, secretKey, { auth: { persistSession: false, autoRefreshToken: false } });
}

/** A signed-in user of a test. */
export interface TestUser {
  id: string;
  email: string;
  password: string;
  accessToken: string;
  client: SupabaseClient;
}

/**
 * Signs up a new user and returns a client that is signed in as them.
 * @param email left out, a fresh address is made up.
 */
export async function signUpUser(
  coordinates: Coordinates,
  email = `${randomUUID()}@users.test`,
  password = 'halfsecond-test',
): Promise<TestUser> {
  const client = anonymousClient(coordinates);
  const { data, error } = await client.auth.signUp({ email, password });
  if (error || !data.user || !data.session) throw error ?? new Error('sign-up gave no session');
  return { id: data.user.id, email, password, accessToken: data.session.access_token, client };
}

/** Signs an existing user in on a client of their own. */
export async function signInUser(coordinates: Coordinates, email: string, password: string): Promise<TestUser> {
  const client = anonymousClient(coordinates);
  const { data, error } = await client.auth.signInWithPassword({ email, password });
  if (error) throw error;
  return { id: data.user.id, email, password, accessToken: data.session.access_token, client };
}
