/** The demo's agents and admins: accounts as anybody makes them, by sign-up. */
import { createClient } from '@supabase/supabase-js';

/** Known to everybody; the demo is for one's own machine. */
const PASSWORD = 'halfsecond-demo';

/**
 * Signs up an account, or signs in where it exists.
 * @returns the user's id
 * @throws when neither works, among others because sign-ups must be confirmed by mail
 */
export async function accountOf(url: string, publishableKey: string, email: string): Promise<string> {
  // Signing up makes the client that user: each account gets a client of its own.
  const client = createClient(url, publishableKey, { auth: { persistSession: false, autoRefreshToken: false } });
  const made = await client.auth.signUp({ email, password: PASSWORD });
  if (made.data.user && made.data.session) return made.data.user.id;
  const known = await client.auth.signInWithPassword({ email, password: PASSWORD });
  if (known.data.user) return known.data.user.id;
  const reason = made.error?.message ?? known.error?.message ?? 'no session';
  throw new Error(
    `The demo account ${email} could not be made (${reason}). Switch e-mail confirmations off while the demo is seeded.`,
  );
}
