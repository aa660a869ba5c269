/** The Next.js server as a child of the launcher, and the waiting until it answers. */
import { join } from 'node:path';
import { type Child, describeEnding, startModule } from './children.ts';
import { CannotStart, type Options } from './options.ts';

/** Starts `next start` or `next dev`. In production its first lines (a banner) are shown only if it fails. */
export function startApp(root: string, { mode, port, host }: Options, env: NodeJS.ProcessEnv): Child {
  const argv = [mode, '--port', String(port), ...(host === undefined ? [] : ['--hostname', host])];
  return startModule('The app', join(root, 'node_modules/next/dist/bin/next'), argv, {
    env: {
      ...env,
      NODE_ENV: mode === 'dev' ? 'development' : 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      HALFSECOND_LAUNCHER_PID: String(process.pid),
    },
    // Next does not know our channel; this makes it end when the launcher dies.
    execArgv: ['--import', join(root, 'scripts/launcher/end-with-parent.ts')],
    stdio: mode === 'dev' ? ['inherit', 'inherit', 'inherit', 'ipc'] : ['ignore', 'pipe', 'inherit', 'ipc'],
  });
}

/**
 * Waits until the app is ready, then asks once for the pages that people open first, so that nobody waits for them.
 *
 * @param address without a slash at the end.
 * @param patienceMs how long to wait, in milliseconds.
 * @throws CannotStart when the app ends, or does not get ready.
 */
export async function waitUntilReady(app: Child, address: string, patienceMs: number): Promise<void> {
  let banner = '';
  const collect = (chunk: Buffer): void => {
    banner += chunk.toString();
  };
  app.process.stdout?.on('data', collect);
  const giveUp = Date.now() + patienceMs;
  let last = 'no answer';
  for (;;) {
    const ending = await Promise.race([app.ended, probe(`${address}/api/health`)]);
    if (typeof ending === 'object') {
      process.stdout.write(banner);
      throw new CannotStart(`The app ended before it was ready (${describeEnding(ending)}).`);
    }
    if (ending === 200) break;
    if (ending !== undefined) last = `status ${ending} from /api/health`;
    if (Date.now() > giveUp) throw new CannotStart(`The app did not get ready: ${last}.`);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  app.process.stdout?.off('data', collect);
  app.process.stdout?.pipe(process.stdout);
  await Promise.all(['/sign-in', '/demo'].map((path) => probe(`${address}${path}`)));
}

/** The status of a page, read to its end; undefined without an answer. */
async function probe(url: string): Promise<number | undefined> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(60_000) });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return undefined;
  }
}
