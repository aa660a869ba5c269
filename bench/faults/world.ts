/**
 * What the fault cases break: the production build in front of a fake model and of a database that a gate can slow
 * down or shut. Each case gets an app of its own, so that no breaker that another case opened is still open.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { Agent, request as ask, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { startApp } from '../../scripts/launcher/app.ts';
import { buildIfChanged } from '../../scripts/launcher/build.ts';
import { type Child, stop } from '../../scripts/launcher/children.ts';
import { startDatabase } from '../../scripts/launcher/database.ts';
import { seedOnce } from '../../scripts/launcher/demo.ts';
import { DemoDatabase } from '../demo-database.ts';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream.ts';
import { freePorts, useOf } from '../processes.ts';
import { DEFAULT_BEHAVIOUR } from '../upstream-answer.ts';
import { Visitor } from '../visitor.ts';
import { until } from './until.ts';

const ROOT = join(fileURLToPath(import.meta.url), '../../..');
const START_LIMIT_MS = 120_000;

/** Holds calls to one function of the database back, or answers them with an error. */
export type Gate = { path: string; delayMs: number } | { path: string; status: number } | null;

export type StoredMessage = { id: string; session_id: string; role: string; text: string; complete: boolean };
export type StoredTurn = { id: string; session_id: string; outcome: string; provider: string | null };

export type World = {
  chatUrl: string;
  upstream: FakeUpstream;
  questions: string[];
  gate(what: Gate): void;
  visitor(): Visitor;
  /** Starts the app, when it does not run. @returns how long it took until it was ready, in milliseconds */
  start(): Promise<number>;
  /** Ends the app as a power cut would. */
  kill(): Promise<void>;
  /** Ends the app as an operator does. */
  restart(): Promise<void>;
  /** Resident memory of the app in megabytes; undefined where it cannot be read. */
  memoryMb(): number | undefined;
  messages(sessionIds: string[]): Promise<StoredMessage[]>;
  turns(sessionIds: string[]): Promise<StoredTurn[]>;
  stop(): Promise<void>;
};

/** Builds what is stale and starts everything but the app. */
export async function openWorld(): Promise<World> {
  const endings: (() => Promise<unknown>)[] = [];
  const stopAll = async () => {
    for (let end = endings.pop(); end; end = endings.pop()) await end();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stopAll().then(() => process.exit(1)));
  try {
    const folder = await mkdtemp(join(tmpdir(), 'halfsecond-faults-'));
    endings.push(() => rm(folder, { recursive: true, force: true }));
    const upstream = await startFakeUpstream();
    endings.push(() => upstream.close());
    Object.assign(process.env, { OPENAI_BASE_URL: upstream.url, OPENAI_API_KEY: 'faults' });

    const data = join(folder, 'data');
    await mkdir(data);
    const [port = 0] = await freePorts(1);
    const address = `http://127.0.0.1:${port}`;
    const database = await startDatabase(ROOT, data, address, (sentence) => {
      throw new Error(sentence);
    });
    endings.push(() => stop(database.child(), 16_000));
    const settings = { ...process.env, ...database.settings, HALFSECOND_SECRET: 'faults '.repeat(8) };
    await buildIfChanged(ROOT, join(ROOT, '.halfsecond'), settings);
    await seedOnce(ROOT, data, database.settings, settings);
    const demo = await DemoDatabase.open(database.settings);
    await demo.liftLimit();
    const gate = await openGate(database.settings.SUPABASE_URL);
    endings.push(gate.close);

    const env = { ...settings, SUPABASE_URL: gate.url, PORT: String(port) };
    const rows = createClient(database.settings.SUPABASE_URL, database.settings.SUPABASE_SECRET_KEY, {
      auth: { persistSession: false },
    });
    let app: Child | undefined;
    endings.push(async () => app && stop(app, 35_000));
    const world: World = {
      chatUrl: `${address}/api/chat`,
      upstream,
      questions: await demo.questions(),
      gate: gate.set,
      visitor: () => new Visitor(`${address}/api/chat`),
      async start() {
        const began = performance.now();
        app ??= startApp(ROOT, { mode: 'start', port, host: '127.0.0.1', data, fresh: false }, env);
        const ready = await until(() => isReady(address), START_LIMIT_MS);
        if (ready === undefined) throw new Error('The app did not get ready.');
        return performance.now() - began;
      },
      async kill() {
        if (!app) return;
        app.stopping = true;
        app.process.kill('SIGKILL');
        await app.ended;
        app = undefined;
      },
      async restart() {
        if (app) await stop(app, 35_000);
        app = undefined;
        gate.set(null);
        upstream.set({ ...DEFAULT_BEHAVIOUR, models: {} });
        await world.start();
        // A visitor of before, so that what is only loaded at first use is there.
        await world.visitor().ask('Hello').done;
        upstream.reset();
      },
      memoryMb: () => (app?.process.pid === undefined ? undefined : useOf(app.process.pid)?.rssMb),
      messages: (ids) => read(rows, 'chat_messages', 'id, session_id, role, text, complete', ids),
      turns: (ids) => read(rows, 'chat_turns', 'id, session_id, outcome, provider', ids),
      stop: stopAll,
    };
    return world;
  } catch (error) {
    await stopAll();
    throw error;
  }
}

const isReady = (address: string) =>
  fetch(`${address}/api/health`, { signal: AbortSignal.timeout(5_000) }).then(
    ({ status }) => status === 200,
    () => false,
  );

async function read<Row>(client: SupabaseClient, table: string, columns: string, sessionIds: string[]): Promise<Row[]> {
  const found: Row[] = [];
  // Few at a time: the ids travel in the address, and an answer holds 1,000 rows at most.
  for (let from = 0; from < sessionIds.length; from += 40) {
    const { data, error } = await client
      .from(table)
      .select(columns)
      .in('session_id', sessionIds.slice(from, from + 40))
      .order('created_at')
      .order('id');
    if (error) throw new Error(`${table} could not be read: ${error.message}`);
    found.push(...(data as Row[]));
  }
  return found;
}

/** A proxy in front of the database's address. */
async function openGate(target: string): Promise<{ url: string; set(what: Gate): void; close(): Promise<void> }> {
  let gate: Gate = null;
  const agent = new Agent({ keepAlive: true });
  const server = createServer((request, response) => {
    const held = gate && request.url?.includes(gate.path) ? gate : null;
    if (held && 'status' in held) {
      response.writeHead(held.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ code: 'XX000', message: 'the gate is shut', details: null, hint: null }));
      request.resume();
      return;
    }
    const forward = () => {
      const outgoing = ask(
        `${target}${request.url}`,
        { method: request.method ?? 'GET', headers: request.headers, agent },
        (incoming) => {
          response.writeHead(incoming.statusCode ?? 502, incoming.headers);
          incoming.pipe(response);
        },
      );
      outgoing.on('error', () => response.destroy());
      response.on('close', () => outgoing.destroy());
      request.pipe(outgoing);
    };
    if (held) {
      const timer = setTimeout(forward, held.delayMs);
      response.on('close', () => clearTimeout(timer));
    } else forward();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    set(what) {
      gate = what;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        agent.destroy();
      }),
  };
}
