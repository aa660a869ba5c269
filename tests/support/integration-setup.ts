/** Starts one embedded server for the whole integration project and tells the tests where it is. */
import type { TestProject } from 'vitest/node';
import { startEmbedded } from './embedded.ts';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, publishableKey, secretKey, jwtSecret, stop } = await startEmbedded({ callLimitMs: 30_000 });
  project.provide('embedded', { url, publishableKey, secretKey, jwtSecret });
  return async () => {
    await stop();
  };
}
