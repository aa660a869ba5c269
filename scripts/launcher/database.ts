/** The embedded Supabase as a child of the launcher: started, started again when a call blocked it, and ended. */
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, readHolder } from '../../supabase/embedded/lock.ts';
import { BLOCKED_SIGNAL } from '../../supabase/embedded/watchdog.ts';
import { type Child, describeEnding, startModule } from './children.ts';
import { CannotStart } from './options.ts';

/** The settings by which everything finds Supabase. */
export interface SupabaseSettings {
  SUPABASE_URL: string;
  SUPABASE_PUBLISHABLE_KEY: string;
  SUPABASE_SECRET_KEY: string;
  SUPABASE_JWT_SECRET?: string;
}

/** An embedded server that runs. */
export interface RunningDatabase {
  settings: SupabaseSettings;
  /** The process of the moment; another one after a restart. */
  child(): Child;
}

interface Ready {
  type: 'ready';
  url: string;
  publishableKey: string;
  secretKey: string;
  jwtSecret: string;
  applied: string[];
}

/** More restarts than this within a minute mean that something is wrong for good. */
const RESTARTS = 3;

/**
 * Starts the embedded server on a data folder and keeps it running.
 *
 * @param siteUrl where browsers reach the app.
 * @param onLost called when it ended for good without being asked to; gets a sentence.
 * @throws CannotStart with the server's own sentence (a held folder, a failed migration).
 */
export async function startDatabase(
  root: string,
  folder: string,
  siteUrl: string,
  onLost: (sentence: string) => void,
): Promise<RunningDatabase> {
  const module = join(root, 'supabase/embedded/main.ts');
  const argv = ['--data', folder, '--site-url', siteUrl];
  let { child, ready } = await start(module, argv);
  if (ready.applied.length > 0) console.log(`Applied ${ready.applied.length} database migrations.`);
  const restarts: number[] = [];
  const watch = async (): Promise<void> => {
    for (;;) {
      const ending = await child.ended;
      if (child.stopping) return;
      const now = Date.now();
      const recent = restarts.filter((at) => now - at < 60_000).length;
      if (ending.signal !== BLOCKED_SIGNAL || recent >= RESTARTS) {
        return onLost(`The local database ended unexpectedly (${describeEnding(ending)}).`);
      }
      restarts.push(now);
      try {
        // The same address: the app has it in its settings.
        ({ child, ready } = await start(module, [...argv, '--port', new URL(ready.url).port]));
        console.error('The local database was started again after a call had blocked it.');
      } catch (error) {
        return onLost(`The local database could not be started again. ${(error as Error).message}`);
      }
    }
  };
  void watch();
  return {
    settings: {
      SUPABASE_URL: ready.url,
      SUPABASE_PUBLISHABLE_KEY: ready.publishableKey,
      SUPABASE_SECRET_KEY: ready.secretKey,
      SUPABASE_JWT_SECRET: ready.jwtSecret,
    },
    child: () => child,
  };
}

/**
 * Puts a data folder aside, so that the next start begins with an empty one. Nothing is deleted.
 *
 * @returns where the old data is now; undefined when there was none.
 * @throws CannotStart when a running server holds the folder.
 */
export function putAside(folder: string, now: Date = new Date()): string | undefined {
  const holder = readHolder(folder);
  if (holder && isAlive(holder.pid)) {
    throw new CannotStart(`The data folder ${folder} is in use by process ${holder.pid} since ${holder.since}.`);
  }
  if (!existsSync(folder)) return undefined;
  const aside = `${folder}.${now.toISOString().slice(0, 19).replaceAll(':', '-')}`;
  renameSync(folder, aside);
  return aside;
}

async function start(module: string, argv: readonly string[]): Promise<{ child: Child; ready: Ready }> {
  const child = startModule('The local database', module, argv, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ready = await new Promise<Ready>((resolve, reject) => {
    child.process.on('message', (message: Ready | { type: 'failed'; message: string }) => {
      if (message.type === 'ready') resolve(message);
      else reject(new CannotStart(message.message));
    });
    void child.ended.then((ending) =>
      reject(new CannotStart(`The local database did not start (${describeEnding(ending)}).`)),
    );
  });
  return { child, ready };
}
