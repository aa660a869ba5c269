/**
 * The process of the local Supabase server.
 *
 *   node supabase/embedded/main.ts [--data DIR | --memory] [--port N] [--migrations DIR] [--database-url URL]
 *     [--site-url URL] [--call-limit MS] [--blocked-limit MS] [--allow-sql]
 *
 * Ready is told by an IPC message `{ type: 'ready', url, publishableKey, secretKey, jwtSecret, applied }` when the
 * parent opened a channel, else by lines on standard output. A failed start is `{ type: 'failed', message }` or a
 * line on standard error, and exit code 1. SIGTERM and SIGINT end it cleanly with code 0; so does the parent's death.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { boot, type RunningServer } from './boot.ts';
import { type Keys, loadKeys } from './keys.ts';
import { takeLock } from './lock.ts';
import { log, silenceLibraries } from './log.ts';

const here = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({
  options: {
    data: { type: 'string', default: join(here, '../../.halfsecond/data') },
    memory: { type: 'boolean', default: false },
    port: { type: 'string', default: '0' },
    migrations: { type: 'string', default: join(here, '../migrations') },
    'database-url': { type: 'string' },
    'site-url': { type: 'string', default: 'http://localhost:3000' },
    'call-limit': { type: 'string', default: '10000' },
    'blocked-limit': { type: 'string', default: '30000' },
    'allow-sql': { type: 'boolean', default: false },
  },
});

silenceLibraries();
let giveBack: (() => void) | undefined;
let running: RunningServer | undefined;
let ending = false;

process.on('SIGTERM', () => void end());
process.on('SIGINT', () => void end());
// A terminal that closes, and a parent that dies: nobody is left to stop this process later.
process.on('SIGHUP', () => void end());
process.on('disconnect', () => void end());
process.on('exit', () => giveBack?.());

void start();

async function start(): Promise<void> {
  try {
    const databaseUrl = values['database-url'] ?? process.env.EMBEDDED_DATABASE_URL;
    const folder = values.memory || databaseUrl ? undefined : resolve(values.data);
    if (folder !== undefined) giveBack = takeLock(folder);
    const keys = loadKeys(folder, process.env);
    running = await boot({
      folder,
      databaseUrl,
      migrations: resolve(values.migrations),
      port: whole('port'),
      keys,
      siteUrl: values['site-url'],
      callLimitMs: whole('call-limit'),
      blockedLimitMs: whole('blocked-limit'),
      allowSql: values['allow-sql'],
    });
    if (ending) return;
    if (folder !== undefined) tellWhere(folder, { url: running.url, ...keys });
    if (process.send) process.send({ type: 'ready', url: running.url, applied: running.applied, ...keys });
    else sayReady(running.url, folder);
  } catch (error) {
    const message = explain(error);
    if (process.send) process.send({ type: 'failed', message });
    else log(message);
    process.exitCode = 1;
    await running?.close().catch(() => undefined);
    process.exit();
  }
}

async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  // Whatever hangs now, this process does not stay behind.
  setTimeout(() => process.exit(1), 15_000).unref();
  await running?.close().catch(() => undefined);
  process.exit(0);
}

function whole(name: 'port' | 'call-limit' | 'blocked-limit'): number {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} must be a whole number`);
  return value;
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
    return `Port ${values.port} is taken by another program; choose another with --port.`;
  }
  return error.message;
}

/** Other programs of this user find the running server by this file; it goes with the process. */
function tellWhere(folder: string, server: Keys & { url: string }): void {
  const path = join(folder, 'server.json');
  writeFileSync(path, JSON.stringify({ pid: process.pid, ...server }), { mode: 0o600 });
  process.on('exit', () => rmSync(path, { force: true }));
}

function sayReady(url: string, folder: string | undefined): void {
  const lines = [`Supabase API   ${url}`];
  if (folder !== undefined) lines.push(`keys           ${join(folder, 'keys.json')}`);
  process.stdout.write(`${lines.join('\n')}\n`);
}
