import 'server-only';
import { createServerClient } from '@supabase/ssr';
import type { SupabaseClient } from '@supabase/supabase-js';
import { cookies, headers } from 'next/headers';
import { env } from '../env';
import type { Database } from './database.types';
import { databaseFetch, READ_ONCE } from './fetch';
import { SESSION_COOKIE } from './request';

/** A client that acts as a signed-in member; row-level security decides what it sees. */
export type MemberDb = SupabaseClient<Database>;

/** The client of the current request, with the session from its cookies. For pages, actions and routes. */
export async function memberDb(): Promise<MemberDb> {
  const store = await cookies();
  const secure = (await headers()).get('x-forwarded-proto') === 'https';
  return createServerClient<Database>(env().SUPABASE_URL, env().SUPABASE_PUBLISHABLE_KEY, {
    global: { fetch: databaseFetch },
    db: READ_ONCE,
    cookieOptions: { ...SESSION_COOKIE, secure },
    cookies: {
      getAll: () => store.getAll(),
      setAll(list) {
        try {
          for (const { name, value, options } of list) store.set(name, value, options);
        } catch {
          // Server components may not write cookies; the middleware has refreshed the session already.
        }
      },
    },
  });
}
