/** The command line of `npm run up` and `npm run dev`. */
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** A reason not to start, in one sentence for the person at the terminal. */
export class CannotStart extends Error {
  override name = 'CannotStart';
}

/** What was asked for. */
export interface Options {
  mode: 'start' | 'dev';
  port: number;
  /** The address to listen on; undefined leaves it to Next (all of them). */
  host: string | undefined;
  /** Where the data lives: absolute. */
  data: string;
  /** Begin with an empty data folder; the old one is put aside. */
  fresh: boolean;
}

/**
 * Reads the arguments after the script's name.
 * @throws CannotStart when they make no sense.
 */
export function readOptions(root: string, argv: readonly string[]): Options {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        port: { type: 'string', default: process.env.PORT || '3000' },
        host: { type: 'string' },
        data: { type: 'string', default: '.halfsecond/data' },
        fresh: { type: 'boolean', default: false },
      },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new CannotStart(`--port must be a number from 1 to 65535, not "${values.port}".`);
    }
    return {
      mode: positionals[0] === 'dev' ? 'dev' : 'start',
      port,
      host: values.host,
      data: resolve(root, values.data),
      fresh: values.fresh,
    };
  } catch (error) {
    if (error instanceof CannotStart) throw error;
    const [what] = (error as Error).message.split('. ');
    throw new CannotStart(`${what?.replace(/\.$/, '')}. Known options: --port N, --host ADDRESS, --data DIR, --fresh.`);
  }
}

/**
 * Makes sure that the port can be had.
 * @throws CannotStart when another program listens there.
 */
export async function requireFreePort(port: number, host: string | undefined): Promise<void> {
  await new Promise<void>((done, fail) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') {
        fail(new CannotStart(`Port ${port} is taken by another program; choose another one with --port.`));
      } else if (error.code === 'EACCES') {
        fail(new CannotStart(`This user may not listen on port ${port}; choose one above 1023 with --port.`));
      } else fail(new CannotStart(`Cannot listen on port ${port}: ${error.message}.`));
    });
    probe.listen(port, host, () => probe.close(() => done()));
  });
}
