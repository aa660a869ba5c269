/**
 * Three projects. `unit` needs nothing but the source; `integration` runs on one embedded Supabase server that is
 * started before it; `e2e` brings up the whole product and drives it, one file after the other.
 */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));
const alias = {
  '@': root.replace(/\/$/, ''),
  // The marker package throws outside a server build; tests are the server.
  'server-only': fileURLToPath(new URL('tests/support/server-only.ts', import.meta.url)),
};

/** Its default export is a proxy that throws when it is looked at without settings; outside the bundler Vitest looks. */
const server = { deps: { inline: ['@vercel/kv'] } };

export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          server,
          environment: 'node',
          include: [
            '{lib,widget,components,app,supabase,scripts,bench}/**/*.test.{ts,tsx}',
            'tests/architecture.test.ts',
            'middleware.test.ts',
          ],
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'integration',
          server,
          environment: 'node',
          include: ['tests/integration/**/*.test.ts'],
          globalSetup: ['tests/support/integration-setup.ts'],
          // Real processes on shared machines: the limits are for what hangs, not for what is slow.
          testTimeout: 60_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['tests/e2e/**/*.test.ts'],
          globalSetup: ['tests/e2e/setup.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
