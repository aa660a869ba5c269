import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { enter, signUp, stranger, widgetKeyOf } from './accounts.ts';
import { launchBrowser, newPage, pageErrors, setUpstream, signIn } from './browser.ts';
import { uniqueWord } from './company.ts';
import { ask, askWhole } from './visitor.ts';

let browser: Browser;
const pages: Page[] = [];
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());
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

/** A conversation of the demo company with a word in its answer that no other has. */
async function conversation() {
  const word = uniqueWord();
  const sessionId = randomUUID();
  const question = `Where is my parcel, please? I have waited for ${word.slice(0, 4)} days`;
  await setUpstream({ firstTokenMs: 30, tokens: ['It left ', 'our house ', `yesterday, ${word}.`] });
  await askWhole('wk_demo', question, { sessionId });
  return { word, sessionId, question };
}

describe('transcripts', () => {
  it('are found by a word of the answer, and show where the time of that answer went', async () => {
    const { word, sessionId, question } = await conversation();
    const page = await openPage();
    await signIn(page, 'admin');
    await page.goto('/transcripts');
    await page.getByLabel('Search what was said').fill(word);
    await page.getByLabel('Search what was said').press('Enter');
    await page.waitForURL(`**/transcripts?q=${word}`);
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
    await page.locator('tbody').getByRole('link', { name: question }).click();
    await page.waitForURL(`**/transcripts/${sessionId}?q=${word}`);
    await page.locator('mark').getByText(word).waitFor();

    await page.getByRole('button', { name: /^Receipt\. First token after/ }).click();
    const steps = page.getByRole('table', { name: 'Steps of this answer' }).locator('tbody tr');
    const rows = await steps.evaluateAll((all) =>
      all.map((row) => [row.querySelector('th')?.textContent, row.querySelector('td:last-child')?.textContent]),
    );
    expect(rows.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        'Store the question',
        'Search knowledge',
        'Wait for the first token',
        'Write the answer',
      ]),
    );
    for (const [name, took] of rows) expect(took, `${name}`).toMatch(/^\d+(\.\d+)? m?s$/);
  });

  it('of another company do not exist, to the eye and to the status', async () => {
    const { sessionId, question } = await conversation();
    const page = await openPage();
    await page.goto('/sign-in');
    await enter(page, 'admin@two.halfsecond.test', 'halfsecond-demo');
    await page.waitForURL('**/inbox');
    const foreign = await page.goto(`/transcripts/${sessionId}`);
    const html = (await foreign?.text()) ?? '';
    expect(foreign?.status()).toBe(404);
    expect(html).not.toContain(question);
    const unknown = await page.goto(`/transcripts/${randomUUID()}`);
    expect(unknown?.status()).toBe(404);
    await page.goto(`/inbox?session=${sessionId}`);
    await page.getByText('This conversation does not exist').waitFor();
  });
});

describe('performance', () => {
  it('names the bottleneck in a sentence above the figures', async () => {
    await conversation();
    const page = await openPage();
    await signIn(page, 'admin');
    await page.goto('/performance?range=30d');
    await page.getByText(/is the bottleneck: in the slowest .+ it takes .+ before the first token/).waitFor();
    const figures = page.locator('main dl').first();
    expect(await figures.locator('> *', { hasText: 'First token' }).first().textContent()).toMatch(/\d m?s/);
    expect(await figures.locator('> *', { hasText: 'Answers' }).first().textContent()).toMatch(/\d/);
    await page.getByRole('heading', { name: 'Slowest answers' }).waitFor();
  });

  it('and settings are closed to agents, with not a figure in what they get', async () => {
    const page = await openPage();
    await signIn(page, 'agent');
    for (const path of ['/performance', '/settings']) {
      const response = await page.goto(path);
      expect(response?.status(), path).toBe(403);
      await page.getByText('Only admins can see this page').waitFor();
      // The same address as the router asks for it in the background.
      const flight = await page.request.get(path, { headers: { rsc: '1' }, maxRedirects: 5 });
      for (const body of [(await response?.text()) ?? '', await flight.text()]) {
        expect(body, path).not.toMatch(/bottleneck|Whole answer|Slowest answers|wk_demo|Hourly|API keys/i);
      }
    }
  });
});

describe('knowledge', () => {
  it('that an admin pastes is found by a test question and quoted to a visitor, with its source', async () => {
    const who = stranger();
    const page = await openPage();
    await signUp(page, who);
    await page.goto('/knowledge');
    await page.getByRole('button', { name: 'Add text' }).click();
    await page.getByLabel('Title').fill('Renting a glacier sledge');
    await page
      .getByLabel('Text', { exact: true })
      .fill('A glacier sledge can be rented for 14 days. The deposit is 85 dollars and is paid back on return.');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.locator('tbody').getByRole('link', { name: 'Renting a glacier sledge' }).waitFor();

    const question = 'What is the deposit for a glacier sledge?';
    await page.getByRole('textbox', { name: 'Test question' }).fill(question);
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.getByRole('status').getByText('Enough for an answer', { exact: true }).waitFor();
    await page.getByRole('article').filter({ hasText: 'The deposit is 85 dollars' }).first().waitFor();

    // A refusal of this request says nothing about the provider: it is asked again by the next test.
    await setUpstream({ failure: { kind: 'status', status: 400 } });
    const answer = await askWhole(await widgetKeyOf(who), question);
    expect(answer.receipt?.model).toBe('built-in');
    expect(answer.text).toContain('85 dollars');
    expect(answer.sources.map(({ title }) => title)).toEqual(['Renting a glacier sledge']);
  });
});

describe('settings', () => {
  it('keep the name of the assistant, and the widget introduces itself by it', async () => {
    const who = stranger();
    const page = await openPage();
    await signUp(page, who);
    const form = page.locator('#assistant');
    await form.getByLabel('Name').fill('Marlow');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText('Saved.').waitFor();
    await page.reload();
    expect(await form.getByLabel('Name').inputValue()).toBe('Marlow');
    const look = await page.request.get('/api/widget/config', { headers: { 'x-widget-key': await widgetKeyOf(who) } });
    expect((await look.json()).appearance.assistantName).toBe('Marlow');
  });

  it('make a widget key that opens the chat, and closes it once revoked', async () => {
    const page = await openPage();
    await signUp(page, stranger());
    const section = page.locator('#widget');
    await section.getByRole('button', { name: 'New widget key' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Second shop');
    await dialog.getByRole('button', { name: 'Make the key' }).click();
    const row = section.getByRole('listitem').filter({ hasText: 'Second shop' });
    const key = (await row.locator('.font-mono').textContent()) ?? '';
    expect(key).toMatch(/^wk_/);
    await setUpstream({ tokens: ['Yes.'] });
    expect((await ask(key, 'Do you ship abroad?')).status).toBe(200);

    await row.getByRole('button', { name: 'Revoke Second shop' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click();
    await row.waitFor({ state: 'detached' });
    expect((await ask(key, 'And now?')).status).toBe(401);
  });
});
