/** A real PostgreSQL of the bench's own: Debian's programs, a temporary folder, a free port on loopback. */
import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePorts } from './processes.ts';

const run = promisify(execFile);
const PROGRAMS = '/usr/lib/postgresql';
const START_LIMIT_MS = 15_000;

export type PrivatePostgres = { url: string; stop(): Promise<void> };

/**
 * Makes and starts a cluster below `folder`. PostgreSQL refuses to run as root; then it runs as `postgres`.
 * @throws Error when PostgreSQL is not installed
 */
export async function startPostgres(folder: string): Promise<PrivatePostgres> {
  const versions = existsSync(PROGRAMS) ? readdirSync(PROGRAMS).sort((a, b) => Number(b) - Number(a)) : [];
  if (!versions[0]) throw new Error('--database postgres needs PostgreSQL (apt-get install postgresql).');
  const programs = join(PROGRAMS, versions[0], 'bin');
  const isRoot = process.getuid?.() === 0;
  const asUser = (command: string, argv: string[]): [string, string[]] =>
    isRoot ? ['runuser', ['-u', 'postgres', '--', command, ...argv]] : [command, argv];

  const home = join(folder, 'postgres');
  await mkdir(home);
  if (isRoot) {
    await chmod(folder, 0o755);
    await run('chown', ['postgres', home]);
  }
  const cluster = join(home, 'data');
  await run(
    ...asUser(join(programs, 'initdb'), [
      '-D',
      cluster,
      '-U',
      'bench',
      '--auth=trust',
      '--encoding=UTF8',
      '--locale=C',
    ]),
    {
      cwd: home,
    },
  );
  const [port = 0] = await freePorts(1);
  const server = spawn(
    ...asUser(join(programs, 'postgres'), ['-D', cluster, '-p', String(port), '-h', '127.0.0.1', '-k', home]),
    { cwd: home, stdio: ['ignore', 'ignore', 'ignore'] },
  );
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const url = `postgres://bench@127.0.0.1:${port}/postgres`;
  const giveUp = Date.now() + START_LIMIT_MS;
  for (;;) {
    const ready = await run(join(programs, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port)]).then(
      () => true,
      () => false,
    );
    if (ready) break;
    if (Date.now() > giveUp || server.exitCode !== null) throw new Error('PostgreSQL did not get ready.');
    await pause(100);
  }
  return {
    url,
    async stop() {
      await run(...asUser(join(programs, 'pg_ctl'), ['-D', cluster, '-m', 'fast', 'stop']), { cwd: home });
      await ended;
    },
  };
}
