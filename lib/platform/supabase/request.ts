import 'server-only';
import { type CookieOptions, createServerClient } from '@supabase/ssr';
import { env } from '../env';
import type { Database } from './database.types';
import { databaseFetch, READ_ONCE } from './fetch';
import type { MemberDb } from './server';

export type Cookie = { name: string; value: string };
export type CookieChange = Cookie & { options: CookieOptions };

/**
 * A client that acts as the member whose cookies these are, for the middleware, where a page's cookie store does not
 * exist yet.
 * @returns the client, and the list into which it writes the cookies that the browser must be sent
 */
export function requestDb(cookies: Cookie[]): { db: MemberDb; changes: CookieChange[] } {
  const changes: CookieChange[] = [];
  const db = createServerClient<Database>(env().SUPABASE_URL, env().SUPABASE_PUBLISHABLE_KEY, {
    global: { fetch: databaseFetch },
    db: READ_ONCE,
    cookieOptions: SESSION_COOKIE,
    cookies: { getAll: () => cookies, setAll: (list) => void changes.push(...list) },
  });
  return { db, changes };
}

/** No script needs the session: the browser never speaks to Supabase by itself. */
export const SESSION_COOKIE: CookieOptions = { httpOnly: true, sameSite: 'lax', path: '/' };
