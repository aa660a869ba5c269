import 'server-only';
import { headers } from 'next/headers';
import { forbidden, redirect } from 'next/navigation';
import { AppError } from '@/lib/platform/errors';
import { PAGE_PATH_HEADER } from '@/lib/platform/security/page-headers';
import { memberDb } from '@/lib/platform/supabase/server';
import { contextFromSession, type MemberCtx } from './context';
import { listApiKeys, listMembers, listWidgetKeys, readHourUsage, readSettings } from './data';
import { DEMO_ACCOUNTS, DEMO_WIDGET_KEY } from './demo';
import { findWidgetKey } from './keys';
import type { DemoAccount, Role } from './schema';
import { findMembership } from './session';

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

/** Whether this browser has a session of a member. */
export async function isSignedIn(): Promise<boolean> {
  return (await findMembership(await memberDb())) !== null;
}

/** The demo's accounts, when this installation has the demo company; else none. */
export async function loadDemoAccounts(): Promise<DemoAccount[]> {
  return (await findWidgetKey(DEMO_WIDGET_KEY)) ? DEMO_ACCOUNTS : [];
}

/** Everything the settings page shows. Admins only. */
export async function loadSettings() {
  const ctx = await pageContext('admin');
  const [settings, widgetKeys, apiKeys, members, usage] = await Promise.all([
    readSettings(ctx),
    listWidgetKeys(ctx),
    listApiKeys(ctx),
    listMembers(ctx),
    readHourUsage(ctx),
  ]);
  return { settings, widgetKeys, apiKeys, members, usage };
}
