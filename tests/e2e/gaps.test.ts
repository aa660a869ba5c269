/** From a visitor who finds no answer to the admin who writes the article. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { foreignSite, launchBrowser, newPage, pageErrors, setUpstream, signIn } from './browser.ts';
import { uniqueWord } from './company.ts';
import { widgetOn } from './widget-page.ts';

let browser: Browser;
let site: Awaited<ReturnType<typeof foreignSite>>;
const pages: Page[] = [];
beforeAll(async () => {
  [browser, site] = await Promise.all([launchBrowser(), foreignSite('wk_demo')]);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});
afterEach(async () => {
  const open = pages.splice(0);
  const errors = open.flatMap(pageErrors);
  for (const page of open) await page.context().close();
  expect(errors, 'errors in the pages').toEqual([]);
});

async function openPage(): Promise<Page> {
  const page = await newPage(browser);
  pages.push(page);
  return page;
}

it('a question without an answer is rated badly, found by the admin, and written about', async () => {
  await setUpstream({ tokens: ['I do ', 'not know ', 'that.'] });
  const question = `Do you mend ${uniqueWord()} accordions?`;
  const visitor = await openPage();
  await visitor.goto(site.url);
  const widget = widgetOn(visitor);
  await widget.open();
  await widget.ask(question);
  await widget.answered();
  const bad = () => widget.answer.getByRole('button', { name: 'bad answer' });
  const pressed = () => expect.poll(() => bad().getAttribute('aria-pressed'));
  await pressed().toBe('false');
  await bad().focus();
  await visitor.keyboard.press('Enter');
  await pressed().toBe('true');
  await visitor.reload();
  await pressed().toBe('true');

  const admin = await openPage();
  await signIn(admin, 'admin');
  await admin.goto('/knowledge/gaps');
  const rated = admin.getByRole('region', { name: 'Rated badly' });
  await rated.getByText(question).waitFor();
  const topics = admin.getByRole('region', { name: 'Topics without an answer' });
  await topics.getByText(question).first().click();
  const write = topics.getByRole('link', { name: 'Write an article' }).and(admin.locator(':visible'));
  expect(await write.getAttribute('href')).toBe(`/knowledge?write=${encodeURIComponent(question)}`);
  await write.click();
  await expect.poll(() => admin.getByRole('dialog').getByLabel('Title').inputValue()).toBe(question);
});
