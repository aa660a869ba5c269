/**
 * What the bench puts under load: the fake upstream, the bare app and the whole product, each in its own process,
 * both apps as production builds that ask the same upstream.
 */
import { existsSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startApp, waitUntilReady } from '../scripts/launcher/app.ts';
import { buildIfChanged } from '../scripts/launcher/build.ts';
import { type Child, startModule, startProgram, stop } from '../scripts/launcher/children.ts';
import { startDatabase } from '../scripts/launcher/database.ts';
import { seedOnce } from '../scripts/launcher/demo.ts';
import { DemoDatabase } from './demo-database.ts';
import { type PrivatePostgres, startPostgres } from './postgres.ts';
import { freePorts, startHelper } from './processes.ts';

const ROOT = join(fileURLToPath(import.meta.url), '../..');
const BARE = join(ROOT, 'bench/bare-app');
const NEXT = join(ROOT, 'node_modules/next/dist/bin/next');
const START_LIMIT_MS = 120_000;

export type DatabaseKind = 'embedded' | 'postgres';

/** Everything that runs. */
export type System = {
  /** Addresses to post to. */
  upstreamUrl: string;
  bareUrl: string;
  oursUrl: string;
  /** Sets the upstream's delays for the calls to come, in milliseconds. */
  pace(firstTokenMs: number, gapMs: number): Promise<void>;
  /** What the upstream has seen since it was last forgotten. */
  calls(): Promise<UpstreamCounts>;
  /** Forgets the upstream's calls. */
  forgetCalls(): Promise<void>;
  /** Process ids, to read their use. `database` is the local Supabase server. */
  pids: { bare: number; ours: number; database: number };
  demo: DemoDatabase;
  stop(): Promise<void>;
};

/**
 * Calls to the upstream. Answers are streamed; what the follow-up work asks is not, and comes when it comes.
 * `completedStreams` were answered in full.
 */
export type UpstreamCounts = { streams: number; completedStreams: number };

/** What to start. `profile` writes CPU profiles of our server into that folder when it ends. */
export type SystemOptions = {
  database: DatabaseKind;
  /** What the upstream says. */
  tokens: string[];
  profile: string | undefined;
  /** So many messages of other visitors are in the database. */
  otherMessages?: number;
};

/** Builds what is missing or stale, then starts everything. What it started, it ends when a later part fails. */
export async function startSystem({
  database: kind,
  tokens,
  profile,
  otherMessages = 0,
}: SystemOptions): Promise<System> {
  const endings: (() => Promise<unknown>)[] = [];
  let stopping: Promise<void> | undefined;
  const stopAll = () => {
    stopping ??= (async () => {
      for (let end = endings.pop(); end; end = endings.pop()) await end();
    })();
    return stopping;
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stopAll().then(() => process.exit(1)));
  try {
    const folder = await mkdtemp(join(tmpdir(), 'halfsecond-bench-'));
    endings.push(() => rm(folder, { recursive: true, force: true }));

    const upstream = await startHelper<{ url: string }>('./fake-upstream.ts');
    endings.push(upstream.stop);
    const { url } = upstream.ready;
    await fetch(new URL('/control', url), { method: 'POST', body: JSON.stringify({ tokens }) });
    Object.assign(process.env, { OPENAI_BASE_URL: url, OPENAI_API_KEY: 'bench' });

    await buildBareApp();
    const [barePort = 0, oursPort = 0] = await freePorts(2);
    const bare = startModule('The bare app', NEXT, ['start', BARE, '--port', String(barePort)], {
      env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
      execArgv: ['--import', join(ROOT, 'scripts/launcher/end-with-parent.ts')],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    endings.push(() => stop(bare, 5_000));

    const postgres: PrivatePostgres | undefined = kind === 'postgres' ? await startPostgres(folder) : undefined;
    if (postgres) {
      endings.push(postgres.stop);
      process.env.EMBEDDED_DATABASE_URL = postgres.url;
    }
    const address = `http://127.0.0.1:${oursPort}`;
    const data = join(folder, 'data');
    // The local server makes it only when the data itself is to live there.
    await mkdir(data);
    const lost = (sentence: string) => {
      throw new Error(sentence);
    };
    let database = await startDatabase(ROOT, data, address, lost);
    endings.push(() => stop(database.child(), 16_000));

    const env = { ...process.env, ...database.settings, HALFSECOND_SECRET: 'bench '.repeat(8), PORT: String(oursPort) };
    await buildIfChanged(ROOT, join(ROOT, '.halfsecond'), env);
    await seedOnce(ROOT, data, database.settings, env);
    if (otherMessages > 0) {
      await stop(database.child(), 16_000);
      const fill = await startHelper('./fill.ts', [postgres?.url ?? data, String(otherMessages)]);
      await fill.stop();
      database = await startDatabase(ROOT, data, address, lost);
      Object.assign(env, database.settings);
    }
    const demo = await DemoDatabase.open(database.settings);
    await demo.liftLimit();

    const ours = startApp(
      ROOT,
      { mode: 'start', port: oursPort, host: '127.0.0.1', data, fresh: false },
      profile ? { ...env, NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profile}` } : env,
    );
    endings.push(() => stop(ours, 35_000));
    await waitUntilReady(ours, address, START_LIMIT_MS);

    return {
      upstreamUrl: `${url}/chat/completions`,
      bareUrl: `http://127.0.0.1:${barePort}/api/chat`,
      oursUrl: `${address}/api/chat`,
      async pace(firstTokenMs, gapMs) {
        await fetch(new URL('/control', url), { method: 'POST', body: JSON.stringify({ firstTokenMs, gapMs }) });
      },
      calls: async () =>
        (await (await fetch(new URL('/control', url), { method: 'POST', body: '{}' })).json()) as UpstreamCounts,
      forgetCalls: async () => void (await fetch(new URL('/control/reset', url), { method: 'POST' })),
      pids: { bare: pidOf(bare), ours: pidOf(ours), database: pidOf(database.child()) },
      demo,
      stop: stopAll,
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

/** Built once, and again when its sources or the packages have changed. */
async function buildBareApp(): Promise<void> {
  const built = join(BARE, '.next/BUILD_ID');
  const sources = ['app/api/chat/route.bare.ts', 'next.config.js', '../../package-lock.json'].map((file) =>
    join(BARE, file),
  );
  if (existsSync(built) && sources.every((file) => statSync(file).mtimeMs < statSync(built).mtimeMs)) return;
  console.log('Building the bare app ...');
  const build = startProgram('The build of the bare app', process.execPath, [NEXT, 'build', BARE], {
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const { code } = await build.ended;
  if (code !== 0) throw new Error(`The build of the bare app ended with code ${code}.`);
}

function pidOf(child: Child): number {
  if (child.process.pid === undefined) throw new Error(`${child.name} did not start.`);
  return child.process.pid;
}
