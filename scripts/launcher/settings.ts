/** Settings: what the environment and .env say, and what is made at the first run. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SupabaseSettings } from './database.ts';
import { CannotStart } from './options.ts';

/** Variables by name, as in `process.env`. */
export type Settings = Readonly<Record<string, string | undefined>>;

/** Adds what .env says to the environment; what is already set there wins. */
export function loadDotEnv(root: string): void {
  const path = join(root, '.env');
  if (existsSync(path)) process.loadEnvFile(path);
}

/**
 * The Supabase project named by the environment; undefined when none is, and the embedded one is to be used.
 * @throws CannotStart when it is named without its keys.
 */
export function givenSupabase(env: Settings): SupabaseSettings | undefined {
  const { SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY, SUPABASE_SECRET_KEY, SUPABASE_JWT_SECRET } = env;
  if (!SUPABASE_URL) return undefined;
  if (!SUPABASE_PUBLISHABLE_KEY || !SUPABASE_SECRET_KEY) {
    const missing = SUPABASE_PUBLISHABLE_KEY ? 'SUPABASE_SECRET_KEY' : 'SUPABASE_PUBLISHABLE_KEY';
    throw new CannotStart(
      `SUPABASE_URL is set but ${missing} is not; set it too, or unset SUPABASE_URL to run locally.`,
    );
  }
  return {
    SUPABASE_URL,
    SUPABASE_PUBLISHABLE_KEY,
    SUPABASE_SECRET_KEY,
    ...(SUPABASE_JWT_SECRET ? { SUPABASE_JWT_SECRET } : {}),
  };
}

/**
 * The app's own secret, which signs visitor tokens: HALFSECOND_SECRET, else one made at the first run and kept in
 * the data folder, so that tokens stay valid over restarts.
 * @throws CannotStart when the given one is too short.
 */
export function appSecret(folder: string, env: Settings): string {
  const given = env.HALFSECOND_SECRET;
  if (given) {
    if (given.length < 32) throw new CannotStart('HALFSECOND_SECRET must have at least 32 characters.');
    return given;
  }
  const path = join(folder, 'app-secret');
  if (existsSync(path)) return readFileSync(path, 'utf8').trim();
  const secret = randomBytes(48).toString('base64url');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(path, `${secret}\n`, { mode: 0o600 });
  return secret;
}
