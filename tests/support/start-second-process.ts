import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Calls } from './second-process.ts';

const FILE = fileURLToPath(new URL('second-process.ts', import.meta.url));

export interface SecondProcess {
  call<C extends keyof Calls>(call: C, ...args: Parameters<Calls[C]>): ReturnType<Calls[C]>;
  /** Leaves it alone: it ends by itself when nothing is left to do. @returns its exit code */
  leave(): Promise<number | null>;
  stop(): Promise<void>;
}

/** Starts a process with the settings of this one, and more. */
export function startSecondProcess(more: Record<string, string> = {}): SecondProcess {
  const child = fork(FILE, {
    execArgv: ['--import', 'tsx', '--conditions=react-server'],
    env: { ...process.env, ...more },
  });
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let calls = 0;
  child.on('message', ({ id, result }: { id: number; result: unknown }) => {
    waiting.get(id)?.resolve(result);
    waiting.delete(id);
  });
  child.once('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`the second process ended with code ${code}`));
  });
  return {
    call(call, ...args) {
      const id = ++calls;
      const answer = new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
      child.send({ id, call, args });
      return answer as ReturnType<Calls[typeof call]>;
    },
    async leave() {
      const exited = once(child, 'exit');
      child.disconnect();
      const [code] = (await exited) as [number | null];
      return code;
    },
    async stop() {
      if (child.exitCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}
