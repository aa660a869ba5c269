import 'server-only';
import { jwtVerify } from 'jose';
import { z } from 'zod';
import { namedCache } from '@/lib/platform/cache/named-cache';
import { env } from '@/lib/platform/env';
import { log } from '@/lib/platform/log';
import { currentSession } from '@/lib/platform/supabase/current-session';
import { fromPgError } from '@/lib/platform/supabase/pg-error';
import { type Cookie, type CookieChange, requestDb } from '@/lib/platform/supabase/request';
import type { MemberDb } from '@/lib/platform/supabase/server';
import { type Role, roleSchema } from './schema';

/** Who is signed in, and at which company. */
export type Membership = {
  userId: string;
  companyId: string;
  companyName: string;
  companySlug: string;
  hourlyLimit: number;
  role: Role;
  name: string;
  email: string;
};

const rowSchema = z.object({
  company_id: z.string(),
  role: roleSchema,
  display_name: z.string(),
  email: z.string(),
  companies: z.object({ name: z.string(), slug: z.string(), hourly_limit: z.number() }),
});

const memberships = namedCache<{ member: Membership | null }>('memberships', {
  companyOf: ({ member }) => member?.companyId,
});

/**
 * The user id that the session cookie proves, or null. Checked locally where the signing secret is known.
 * @throws AppError `unavailable` when the session has to be renewed and cannot be
 */
export async function verifiedUserId(db: MemberDb): Promise<string | null> {
  const session = await currentSession(db);
  if (!session) return null;
  const jwtSecret = env().SUPABASE_JWT_SECRET;
  if (!jwtSecret) {
    const { data } = await db.auth.getClaims(session.access_token);
    return data?.claims.sub ?? null;
  }
  try {
    const { payload } = await jwtVerify(session.access_token, new TextEncoder().encode(jwtSecret), {
      algorithms: ['HS256'],
    });
    return payload.sub ?? null;
  } catch {
    // An expired or foreign token is simply no session; the sign-in page is the answer to it.
    return null;
  }
}

/** The membership of the signed-in user, or null. Cached for 5 minutes by user. */
export async function findMembership(db: MemberDb): Promise<Membership | null> {
  const userId = await verifiedUserId(db);
  if (!userId) return null;
  const held = await memberships.get(userId, async () => {
    const { data, error } = await db
      .from('members')
      .select('company_id, role, display_name, email, companies(name, slug, hourly_limit)')
      .eq('user_id', userId)
      .order('created_at')
      .limit(1);
    if (error) throw fromPgError(error);
    const row = data[0] ? rowSchema.parse(data[0]) : null;
    return {
      member: row && {
        userId,
        companyId: row.company_id,
        companyName: row.companies.name,
        companySlug: row.companies.slug,
        hourlyLimit: row.companies.hourly_limit,
        role: row.role,
        name: row.display_name,
        email: row.email,
      },
    };
  });
  return held.member;
}

/** Call after a user's role or name changed, and at sign-up. */
export const forgetMembership = (userId: string): void => memberships.invalidate(userId);

/** Call after a company's name or limit changed. */
export const forgetMembershipsOf = (companyId: string): void => memberships.invalidateCompany(companyId);

/** Long enough that requests which left the browser together share one refresh; a refresh token works only once. */
const refreshes = namedCache<CookieChange[]>('session-refreshes');

/**
 * Renews the session in these cookies when it is about to expire.
 * @returns the cookies that changed; usually none
 */
export async function refreshSession(cookies: Cookie[]): Promise<CookieChange[]> {
  const session = cookies.filter(isSessionCookie);
  if (session.length === 0) return [];
  return refreshes.get(JSON.stringify(session), async () => {
    const { db, changes } = requestDb(session);
    try {
      await currentSession(db);
    } catch (cause) {
      // The request goes on with the session as it is: what needs it says itself that it cannot be renewed.
      log.warn('a session could not be renewed', { cause });
    }
    return changes;
  });
}

/** Whether a cookie belongs to the Supabase session. */
export const isSessionCookie = ({ name }: Cookie): boolean => name.startsWith('sb-');
