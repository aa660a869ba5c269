import 'server-only';
import { headers } from 'next/headers';
import { forbidden, redirect } from 'next/navigation';
import { AppError } from '@/lib/platform/errors';
import { PAGE_PATH_HEADER } from '@/lib/platform/security/page-headers';
import { contextFromSession, type MemberCtx } from './context';
import type { Role } from './schema';

/**
 * The gate of every dashboard page and of the loaders behind them: whoever is not signed in goes to the sign-in page
 * and comes back after it; a member without the role gets the 403 page.
 * @param needs the role that the page is for; admins may see what agents may
 */
export async function pageContext(needs: Role = 'agent'): Promise<MemberCtx> {
  const incoming = await headers();
  try {
    return await contextFromSession(needs, incoming);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'forbidden') forbidden();
    if (error.code !== 'unauthenticated') throw error;
  }
  const path = incoming.get(PAGE_PATH_HEADER);
  redirect(path && path !== '/inbox' ? `/sign-in?next=${encodeURIComponent(path)}` : '/sign-in');
}
