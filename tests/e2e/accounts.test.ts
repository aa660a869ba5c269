import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { enter, signUp, stranger } from './accounts.ts';
import { launchBrowser, newPage, pageErrors, rest } from './browser.ts';

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  page = await newPage(browser);
});
afterEach(async () => {
  const errors = pageErrors(page);
  await page.context().close();
  expect(errors, 'errors in the page').toEqual([]);
});

const DEMO_AGENT = 'agent@demo.halfsecond.test';
const DEMO_PASSWORD = 'halfsecond-demo';

describe('accounts', () => {
  it('sign-up makes a company and its admin, whose empty pages say what to do', async () => {
    const who = stranger();
    await signUp(page, who);
    const [member] = (await rest(
      'GET',
      `members?select=role,display_name,companies(name)&email=eq.${encodeURIComponent(who.email)}`,
    )) as unknown[];
    expect(member).toEqual({ role: 'admin', display_name: who.name, companies: { name: who.companyName } });
    await page.getByText('<script src=').waitFor();

    for (const [path, sentence] of [
      ['/inbox', 'No open conversations'],
      ['/transcripts', 'No conversations yet'],
      ['/knowledge', 'The assistant knows nothing yet'],
      ['/performance', 'No answers in this time'],
    ] as const) {
      const response = await page.goto(path);
      expect(response?.status(), path).toBe(200);
      await page.getByText(sentence).first().waitFor();
      expect(await page.getByText('could not be shown').count(), path).toBe(0);
    }
  });

  it('sign-out ends the session: the pages are closed again', async () => {
    await page.goto('/sign-in');
    await enter(page, DEMO_AGENT, DEMO_PASSWORD);
    await page.waitForURL('**/inbox');
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in');
    await page.goto('/inbox');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect((await page.context().cookies()).filter(({ name }) => name.startsWith('sb-'))).toEqual([]);
  });

  it('a wrong password is said in a sentence, and the e-mail stays typed', async () => {
    await page.goto('/sign-in');
    await enter(page, DEMO_AGENT, 'not the password');
    await page.getByText('The e-mail or the password is wrong.').waitFor();
    expect(await page.getByLabel('E-mail').inputValue()).toBe(DEMO_AGENT);
    expect(new URL(page.url()).pathname).toBe('/sign-in');
  });

  it('an unknown e-mail is told nothing else than a wrong password', async () => {
    await page.goto('/sign-in');
    await enter(page, stranger().email, 'not the password');
    await page.getByText('The e-mail or the password is wrong.').waitFor();
  });

  it('who comes signed out is asked to sign in, and lands where they wanted to go', async () => {
    await page.goto('/transcripts?status=closed');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await enter(page, DEMO_AGENT, DEMO_PASSWORD);
    await page.waitForURL('**/transcripts?status=closed');
    await page.getByRole('heading', { name: 'Transcripts' }).waitFor();
  });

  it('an e-mail that has an account cannot make a second one', async () => {
    const who = stranger();
    await signUp(page, who);
    await page.context().clearCookies();
    await page.goto('/sign-up');
    await page.getByLabel('Company').fill('Another');
    await page.getByLabel('Your name').fill('Another');
    await page.getByLabel('E-mail').fill(who.email);
    await page.getByLabel('Password').fill('long enough');
    await page.getByRole('button', { name: 'Make the company' }).click();
    await page.getByText('An account with this e-mail exists. Sign in instead.').waitFor();
    expect(await page.getByLabel('Company').inputValue()).toBe('Another');
  });
});
