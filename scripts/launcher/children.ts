/** Starting programs and ending them: every child is told to stop, waited for, and only then forced. */
import { type ChildProcess, fork, type StdioOptions, spawn } from 'node:child_process';

/** How a program ended. */
export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A program that the launcher started. */
export interface Child {
  readonly name: string;
  readonly process: ChildProcess;
  readonly ended: Promise<Ending>;
  /** Set before the launcher ends it: its end is then expected. */
  stopping: boolean;
}

const running = new Set<Child>();
let forced = false;

/** What to start a child with. */
export interface ChildOptions {
  env?: NodeJS.ProcessEnv;
  stdio: StdioOptions;
  execArgv?: string[];
}

/** Starts a Node module on this Node, with a message channel through which it notices when the launcher is gone. */
export function startModule(name: string, module: string, argv: readonly string[], options: ChildOptions): Child {
  return keep(name, fork(module, [...argv], { execArgv: [], ...options, detached: ownGroup }));
}

/** Starts a program. */
export function startProgram(name: string, command: string, argv: readonly string[], options: ChildOptions): Child {
  return keep(name, spawn(command, [...argv], { ...options, detached: ownGroup }));
}

/**
 * Each child leads a process group of its own. Ctrl-C at a terminal goes to the launcher's group only, so the
 * launcher decides the order in which things end: first the app, which drains, then the database.
 */
const ownGroup = process.platform !== 'win32';

function keep(name: string, child: ChildProcess): Child {
  const kept: Child = {
    name,
    process: child,
    stopping: false,
    ended: new Promise((resolve) => {
      child.once('error', () => resolve({ code: 127, signal: null }));
      child.once('exit', (code, signal) => resolve({ code, signal }));
    }),
  };
  running.add(kept);
  void kept.ended.then(() => running.delete(kept));
  if (forced) kill(kept);
  return kept;
}

/**
 * Asks a child to end and waits for it.
 * @param graceMs after this many milliseconds it is killed with everything it started.
 */
export async function stop(child: Child, graceMs: number): Promise<Ending> {
  child.stopping = true;
  child.process.kill('SIGTERM');
  const timer = setTimeout(() => kill(child), graceMs);
  const ending = await child.ended;
  clearTimeout(timer);
  return ending;
}

/** Kills everything that still runs, at once, and whatever would be started from now on. */
export function killAll(): void {
  forced = true;
  for (const child of running) kill(child);
}

/** The children that run now. */
export function runningChildren(): readonly Child[] {
  return [...running];
}

function kill(child: Child): void {
  child.stopping = true;
  const { pid } = child.process;
  if (pid === undefined) return;
  try {
    process.kill(ownGroup ? -pid : pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

/** An ending in words. */
export function describeEnding({ code, signal }: Ending): string {
  return signal === null ? `exit code ${code}` : `signal ${signal}`;
}
