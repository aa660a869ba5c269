/** Child processes of a bench: each is started with a message channel, tells when it is ready, and is ended by pid. */
import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

/** A bench file that runs as its own process. */
export type Helper<Ready> = { process: ChildProcess; ready: Ready; stop(): Promise<void> };

/**
 * Runs a file of this folder with the Node of the moment and waits for its `{ type: 'ready' }` message.
 * @throws Error when the process ends before
 */
export async function startHelper<Ready>(file: string, argv: string[] = []): Promise<Helper<Ready>> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), argv, {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const ready = await new Promise<Ready>((resolve, reject) => {
    child.once('message', (message) => resolve(message as Ready));
    void ended.then((code) => reject(new Error(`${file} ended with code ${code} before it was ready.`)));
  });
  return {
    process: child,
    ready,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** What a process has used so far: CPU in milliseconds, resident memory in megabytes. */
export type ProcessUse = { cpuMs: number; rssMb: number };

/** Reads a process's use from /proc; undefined where there is none (macOS, Windows) or the process is gone. */
export function useOf(pid: number): ProcessUse | undefined {
  try {
    // The second field is the program's name in brackets and may hold spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    const ticks = Number(fields[11]) + Number(fields[12]);
    const rssKb = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
    // USER_HZ is 100 on every Linux that Node supports.
    return { cpuMs: ticks * 10, rssMb: rssKb / 1024 };
  } catch {
    return undefined;
  }
}

/** Ports on loopback that are free now; all are held until all are known, or two might be the same. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) =>
          server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
        ),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
