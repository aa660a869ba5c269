'use server';
import { redirect } from 'next/navigation';
import { memberDb } from '@/lib/platform/supabase/server';

/** Ends this browser's session and goes to the sign-in page. */
export async function signOut(): Promise<void> {
  const db = await memberDb();
  await db.auth.signOut({ scope: 'local' });
  redirect('/sign-in');
}
