/**
 * One process per data folder. Two PGlite instances can open the same folder without an error and then
 * overwrite each other's pages, so the second one has to be turned away before it opens anything.
 */
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Who holds a folder. `since` is an ISO time. */
export interface LockHolder {
  pid: number;
  since: string;
}

/** The folder is held by a living process. */
export class FolderHeld extends Error {
  override name = 'FolderHeld';
  constructor(folder: string, holder: LockHolder) {
    super(`The data folder ${folder} is in use by process ${holder.pid} since ${holder.since}.`);
  }
}

const NAME = 'lock.json';

/**
 * Takes the folder, or takes it over from a process that is no longer alive.
 *
 * @returns a function that gives it back; safe to call twice.
 * @throws FolderHeld when a living process holds it.
 */
export function takeLock(folder: string, now: Date = new Date()): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, NAME);
  const mine: LockHolder = { pid: process.pid, since: now.toISOString() };
  const draft = join(folder, `${NAME}.${process.pid}`);
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    // A link appears whole or not at all, so a reader never sees a half-written lock.
    for (let attempt = 0; ; attempt += 1) {
      if (tryLink(draft, path)) break;
      const holder = readHolder(folder);
      if (holder && holder.pid !== process.pid && isAlive(holder.pid)) throw new FolderHeld(folder, holder);
      if (attempt > 5) throw new Error(`The lock ${path} cannot be taken over; remove it by hand.`);
      rmSync(path, { force: true });
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return () => {
    if (readHolder(folder)?.pid === process.pid) rmSync(path, { force: true });
  };
}

/** Who holds the folder by its lock file, alive or not; undefined without a readable lock. */
export function readHolder(folder: string): LockHolder | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, NAME), 'utf8'));
    if (typeof value !== 'object' || value === null) return undefined;
    const { pid, since } = value as Partial<LockHolder>;
    return typeof pid === 'number' && typeof since === 'string' ? { pid, since } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a process with this id runs; one of another user counts as running. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
