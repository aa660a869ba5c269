/** The keys of the local server: taken from the environment, else made at the first run and kept beside the data. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What clients need to speak to the server. The JWT secret signs the users' access tokens (HS256). */
export interface Keys {
  publishableKey: string;
  secretKey: string;
  jwtSecret: string;
}

const NAME = 'keys.json';

/**
 * Reads the keys of a data folder, or makes them. A value given in `env` (SUPABASE_PUBLISHABLE_KEY,
 * SUPABASE_SECRET_KEY, SUPABASE_JWT_SECRET) wins and is not written down.
 *
 * @param folder the data folder; undefined keeps the keys in memory only.
 * @throws when a given key has the wrong shape, or the file cannot be read as keys.
 */
export function loadKeys(folder: string | undefined, env: Readonly<Record<string, string | undefined>>): Keys {
  const kept = folder === undefined ? makeKeys() : readOrMake(folder);
  const keys: Keys = {
    publishableKey: env.SUPABASE_PUBLISHABLE_KEY || kept.publishableKey,
    secretKey: env.SUPABASE_SECRET_KEY || kept.secretKey,
    jwtSecret: env.SUPABASE_JWT_SECRET || kept.jwtSecret,
  };
  if (!keys.publishableKey.startsWith('sb_publishable_')) {
    throw new Error('SUPABASE_PUBLISHABLE_KEY must begin with sb_publishable_');
  }
  if (!keys.secretKey.startsWith('sb_secret_')) throw new Error('SUPABASE_SECRET_KEY must begin with sb_secret_');
  if (keys.jwtSecret.length < 32) throw new Error('SUPABASE_JWT_SECRET must have at least 32 characters');
  return keys;
}

function readOrMake(folder: string): Keys {
  const path = join(folder, NAME);
  if (existsSync(path)) {
    const value = JSON.parse(readFileSync(path, 'utf8')) as Partial<Keys>;
    if (value.publishableKey && value.secretKey && value.jwtSecret) return value as Keys;
    throw new Error(`${path} does not hold the keys; remove it to make new ones`);
  }
  const keys = makeKeys();
  mkdirSync(folder, { recursive: true });
  // Written aside and renamed, so that a crash never leaves half a file.
  writeFileSync(`${path}.new`, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return keys;
}

function makeKeys(): Keys {
  return {
    publishableKey: `sb_publishable_${randomBytes(24).toString('base64url')}`,
    secretKey: `sb_secret_${randomBytes(24).toString('base64url')}`,
    jwtSecret: randomBytes(48).toString('base64url'),
  };
}
