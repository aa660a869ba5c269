/** Starts one embedded server for the whole integration project, and prepares an empty data folder to copy. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbedded } from './embedded.ts';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const place = mkdtempSync(join(tmpdir(), 'halfsecond-template-'));
  const [server] = await Promise.all([startEmbedded({ callLimitMs: 30_000 }), prepareEmptyFolder(place)]);
  const { url, publishableKey, secretKey, jwtSecret } = server;
  project.provide('embedded', { url, publishableKey, secretKey, jwtSecret });
  project.provide('emptyFolder', join(place, 'data'));
  return async () => {
    rmSync(place, { recursive: true });
    await server.stop();
  };
}

/** A database without migrations and without keys: each test's server makes its own. */
async function prepareEmptyFolder(place: string): Promise<void> {
  const migrations = join(place, 'no-migrations');
  mkdirSync(migrations);
  const server = await startEmbedded({ folder: join(place, 'data'), migrations });
  await server.stop();
  rmSync(join(place, 'data/keys.json'));
}
