/**
 * Brings up the product: `node scripts/launch.ts start|dev [--port N] [--host ADDRESS] [--data DIR] [--fresh]`.
 * scripts/up.sh and scripts/dev.sh install what is missing and then hand over to this file.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startApp, waitUntilReady } from './launcher/app.ts';
import { buildIfChanged, buildWidget } from './launcher/build.ts';
import { type Child, describeEnding, killAll, runningChildren, stop } from './launcher/children.ts';
import { putAside, type RunningDatabase, startDatabase } from './launcher/database.ts';
import { DEMO, seedOnce } from './launcher/demo.ts';
import { CannotStart, readOptions, requireFreePort } from './launcher/options.ts';
import { appSecret, givenSupabase, loadDotEnv } from './launcher/settings.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const DRAIN_MS = 35_000;
const CLOSE_MS = 16_000;

let app: Child | undefined;
let database: RunningDatabase | undefined;
let ending: Promise<void> | undefined;

process.chdir(root);
process.on('SIGINT', () => onSignal());
process.on('SIGTERM', () => onSignal());
process.on('SIGHUP', () => onSignal());
endWhenParentDies();

up().catch((error: unknown) => {
  // What a stop interrupts is no failure.
  if (ending) return;
  console.error(error instanceof CannotStart ? error.message : error);
  void end(1);
});

async function up(): Promise<void> {
  loadDotEnv(root);
  const options = readOptions(root, process.argv.slice(2));
  const address = `http://localhost:${options.port}`;
  const given = givenSupabase(process.env);
  await requireFreePort(options.port, options.host);
  if (options.fresh) {
    const aside = putAside(options.data);
    if (aside) console.log(`Starting with an empty data folder; the old one is kept as ${aside}.`);
  }
  const secret = appSecret(options.data, process.env);
  if (!given) database = await startDatabase(root, options.data, address, (sentence) => fail(sentence));
  const settings = given ?? database?.settings;
  if (!settings) return;

  const env = { ...process.env, ...settings, HALFSECOND_SECRET: secret, PORT: String(options.port) };
  await Promise.all([
    options.mode === 'dev' ? buildWidget(root, env) : buildIfChanged(root, join(root, '.halfsecond'), env),
    // A Supabase project that somebody brought is theirs; the demo goes into the embedded one only.
    given ? undefined : seedOnce(root, options.data, settings, env),
  ]);
  if (ending) return;

  app = startApp(root, options, env);
  await waitUntilReady(app, address, 120_000);
  void app.ended.then((how) => fail(`The app ended unexpectedly (${describeEnding(how)}).`));
  sayReady(address, given === undefined);
}

function sayReady(address: string, demo: boolean): void {
  const lines = ['', `  Halfsecond is ready at ${address}`, ''];
  if (demo) {
    lines.push(
      `  Sign in as agent   ${DEMO.agent}   ${DEMO.password}`,
      `  Sign in as admin   ${DEMO.admin}   ${DEMO.password}`,
      `  The widget         ${address}/demo`,
      '',
    );
  }
  lines.push(`  Ready in ${(performance.now() / 1000).toFixed(1)} s. Ctrl-C ends everything.`, '');
  console.log(lines.join('\n'));
}

function onSignal(): void {
  // Who asks twice does not want to wait.
  if (ending) killAll();
  else void end(0);
}

function fail(sentence: string): void {
  if (ending) return;
  console.error(`${sentence} Ending everything.`);
  void end(1);
}

/** Ends the app, which answers what it has begun, then the database, then what else runs. */
function end(code: number): Promise<void> {
  process.exitCode = code;
  ending ??= (async () => {
    if (app) await stop(app, DRAIN_MS);
    const last = database?.child();
    await Promise.all(runningChildren().map((child) => stop(child, child === last ? CLOSE_MS : 2_000)));
    process.exit();
  })();
  return ending;
}

/** npm and the shell in between may die of a signal without passing it on. */
function endWhenParentDies(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent && !ending) void end(0);
  }, 500).unref();
}
