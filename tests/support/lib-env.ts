import type { Coordinates } from './embedded.ts';

/**
 * Points the product's own modules at a test's database. Call it before anything imports `lib/`: settings are read
 * once per process, and each test file is a process of its own.
 */
export function useDatabase(
  { url, publishableKey, secretKey, jwtSecret }: Coordinates,
  more: Record<string, string> = {},
): void {
  Object.assign(process.env, {
    SUPABASE_URL: url,
    SUPABASE_PUBLISHABLE_KEY: publishableKey,
    SUPABASE_SECRET_KEY: secretKey,
    SUPABASE_JWT_SECRET: jwtSecret,
    HALFSECOND_SECRET: 'a-secret-that-only-tests-know-0123456789',
    ...more,
  });
}

/** Lets the process forget a value that its bundles share: what one test did to it must not reach the next. */
export function forgetShared(name: string): void {
  delete (globalThis as Record<symbol, unknown>)[Symbol.for(`halfsecond.${name}`)];
}
