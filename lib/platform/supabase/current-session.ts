import 'server-only';
import { isAuthRetryableFetchError, type Session, type SupabaseClient } from '@supabase/supabase-js';
import { orAbort } from '../abort';
import { AppError } from '../errors';

/** Renewing a session takes milliseconds; whoever waits for longer waits for an auth server that is away. */
const RENEWAL_LIMIT_MS = 1_500;

/**
 * The session that a client's cookies hold, renewed first when it is about to expire. The library itself repeats a
 * renewal that gets no answer for half a minute, and then says that there is no session.
 * @throws AppError `unavailable` when the session cannot be renewed in time: its owner is still signed in
 */
export async function currentSession(db: Pick<SupabaseClient, 'auth'>): Promise<Session | null> {
  const { data, error } = await orAbort(db.auth.getSession(), AbortSignal.timeout(RENEWAL_LIMIT_MS)).catch(away);
  if (isAuthRetryableFetchError(error)) away(error);
  return data.session;
}

function away(cause: unknown): never {
  throw new AppError('unavailable', 'Signing in does not work right now. Try again in a moment.', {
    cause,
    retryAfterSeconds: 2,
  });
}
