/** Making accounts and signing in as somebody other than the demo's agent and admin. */
import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { rest } from './browser.ts';

export type Account = { companyName: string; name: string; email: string; password: string };

/** Somebody who has no account yet. */
export function stranger(): Account {
  const mark = randomBytes(5).toString('hex');
  return {
    companyName: `Case ${mark}`,
    name: 'Case Admin',
    email: `case-${mark}@example.test`,
    password: `pass-${mark}`,
  };
}

/** Signs up, which makes the company, and waits for the dashboard. */
export async function signUp(page: Page, who: Account): Promise<void> {
  await page.goto('/sign-up');
  await page.getByLabel('Company').fill(who.companyName);
  await page.getByLabel('Your name').fill(who.name);
  await page.getByLabel('E-mail').fill(who.email);
  await page.getByLabel('Password').fill(who.password);
  await page.getByRole('button', { name: 'Make the company' }).click();
  await page.waitForURL('**/settings');
}

/** Fills the sign-in form and sends it. Where that leads is the caller's to see. */
export async function enter(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** The widget key that a sign-up made. */
export async function widgetKeyOf({ companyName }: Account): Promise<string> {
  const [row] = (await rest(
    'GET',
    `widget_keys?select=key,companies!inner(name)&companies.name=eq.${encodeURIComponent(companyName)}`,
  )) as { key: string }[];
  if (!row) throw new Error('The company has no widget key.');
  return row.key;
}
