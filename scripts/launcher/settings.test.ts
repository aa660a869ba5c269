import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { putAside } from './database.ts';
import { appSecret, givenSupabase } from './settings.ts';

let place: string;

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'halfsecond-settings-'));
});
afterEach(() => {
  rmSync(place, { recursive: true });
});

describe('givenSupabase', () => {
  it('is undefined without an address, an empty one included', () => {
    expect(givenSupabase({ SUPABASE_URL: '', SUPABASE_SECRET_KEY: 'sb_secret_x' })).toBeUndefined();
  });

  it('names the key that is missing', () => {
    expect(() => givenSupabase({ SUPABASE_URL: 'https://x.test' })).toThrow('SUPABASE_PUBLISHABLE_KEY is not');
    expect(() => givenSupabase({ SUPABASE_URL: 'https://x.test', SUPABASE_PUBLISHABLE_KEY: 'a' })).toThrow(
      'SUPABASE_URL is set but SUPABASE_SECRET_KEY is not; set it too, or unset SUPABASE_URL to run locally.',
    );
  });

  it('passes on what is there', () => {
    const given = { SUPABASE_URL: 'https://x.test', SUPABASE_PUBLISHABLE_KEY: 'a', SUPABASE_SECRET_KEY: 'b' };
    expect(givenSupabase({ ...given, OTHER: 'c' })).toEqual(given);
  });
});

describe('appSecret', () => {
  it('is made once, kept from others, and stays', () => {
    const secret = appSecret(join(place, 'data'), {});
    expect(secret.length).toBeGreaterThanOrEqual(32);
    expect(statSync(join(place, 'data/app-secret')).mode & 0o777).toBe(0o600);
    expect(appSecret(join(place, 'data'), {})).toBe(secret);
  });

  it('is the given one when it is long enough, and that one is not written down', () => {
    const given = 'a-secret-of-more-than-thirty-two-characters';
    expect(appSecret(place, { HALFSECOND_SECRET: given })).toBe(given);
    expect(existsSync(join(place, 'app-secret'))).toBe(false);
    expect(() => appSecret(place, { HALFSECOND_SECRET: 'short' })).toThrow('at least 32 characters');
  });
});

describe('putAside', () => {
  it('renames the folder and deletes nothing', () => {
    const folder = join(place, 'data');
    expect(putAside(folder)).toBeUndefined();
    appSecret(folder, {});
    const secret = readFileSync(join(folder, 'app-secret'), 'utf8');
    const aside = putAside(folder, new Date('2026-11-20T08:09:10.123Z'));
    expect(aside).toBe(`${folder}.2026-11-20T08-09-10`);
    expect(existsSync(folder)).toBe(false);
    expect(readFileSync(join(aside ?? '', 'app-secret'), 'utf8')).toBe(secret);
  });

  it('does not touch a folder that a running server holds', () => {
    const folder = join(place, 'data');
    appSecret(folder, {});
    const since = '2026-11-20T08:00:00.000Z';
    writeFileSync(join(folder, 'lock.json'), JSON.stringify({ pid: process.pid, since }));
    expect(() => putAside(folder)).toThrow(`is in use by process ${process.pid} since ${since}.`);
    expect(existsSync(folder)).toBe(true);
  });
});
