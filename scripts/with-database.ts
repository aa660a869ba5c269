/**
 * Runs a command with the settings of a Supabase: `node scripts/with-database.ts [--data DIR] -- command …`.
 *
 * Which one: that of SUPABASE_URL when it is set (or in .env), else the embedded server that runs on the data folder
 * now, else an embedded server of its own for as long as the command takes.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Keys } from '../supabase/embedded/keys.ts';
import { isAlive } from '../supabase/embedded/lock.ts';
import { killAll, startProgram, stop } from './launcher/children.ts';
import { type SupabaseSettings, startDatabase } from './launcher/database.ts';
import { CannotStart } from './launcher/options.ts';
import { appSecret, givenSupabase, loadDotEnv } from './launcher/settings.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

main().catch((error: unknown) => {
  console.error(error instanceof CannotStart ? error.message : error);
  killAll();
  process.exit(1);
});

async function main(): Promise<void> {
  const argv = process.argv.slice(2);
  const at = argv.indexOf('--');
  const [command, ...rest] = argv.slice(at + 1);
  if (at < 0 || command === undefined) throw new CannotStart('Say which command to run, after --.');
  const folder = resolve(root, argv[0] === '--data' ? (argv[1] ?? '') : '.halfsecond/data');
  loadDotEnv(root);
  const there = givenSupabase(process.env) ?? runningServer(folder);
  const own = there ? undefined : await startDatabase(root, folder, 'http://localhost:3000', console.error);
  const settings = there ?? own?.settings;
  const child = startProgram(command, command, rest, {
    env: { ...process.env, ...settings, HALFSECOND_SECRET: appSecret(folder, process.env) },
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(child, 5_000));
  const { code } = await child.ended;
  if (own) await stop(own.child(), 16_000);
  process.exit(code ?? 1);
}

/** The settings of the embedded server that runs on a folder; undefined when none does. */
function runningServer(folder: string): SupabaseSettings | undefined {
  try {
    const server = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as Keys & { pid: number; url: string };
    if (!isAlive(server.pid)) return undefined;
    return {
      SUPABASE_URL: server.url,
      SUPABASE_PUBLISHABLE_KEY: server.publishableKey,
      SUPABASE_SECRET_KEY: server.secretKey,
      SUPABASE_JWT_SECRET: server.jwtSecret,
    };
  } catch {
    return undefined;
  }
}
