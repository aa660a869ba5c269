import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { foreignSite, launchBrowser, newPage, pageErrors, rest, setUpstream, upstreamCounts } from './browser.ts';
import { uniqueWord } from './company.ts';
import { ask } from './visitor.ts';
import { recordAnswer, siteOnALine, widgetOn } from './widget-page.ts';

const words = (count: number) => Array.from({ length: count }, (_, index) => `${index ? ' ' : ''}word${index}`);
const textOf = (tokens: string[]) => tokens.join('');
const LONG = words(60);
/** What a second call of the model would say: nothing of it may be seen. */
const OTHER = { tokens: ['Another ', 'answer.'] };
/** Asked by nobody else, so that no stored answer is given. */
const question = () => `How long does standard delivery of ${uniqueWord()} take?`;

let browser: Browser;
let site: Awaited<ReturnType<typeof foreignSite>>;
let line: Awaited<ReturnType<typeof siteOnALine>>;
const pages: Page[] = [];

beforeAll(async () => {
  [browser, site, line] = await Promise.all([launchBrowser(), foreignSite('wk_demo'), siteOnALine('wk_demo')]);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
  line?.close();
});
afterEach(async () => {
  const open = pages.splice(0);
  const errors = open.flatMap(pageErrors);
  for (const context of new Set(open.map((page) => page.context()))) await context.close();
  expect(errors, 'errors in the host page').toEqual([]);
});

async function visitor(url = site.url, options: Parameters<typeof newPage>[1] = {}) {
  const page = await newPage(browser, options);
  pages.push(page);
  await page.goto(url);
  const widget = widgetOn(page);
  await widget.open();
  return { page, widget };
}

/** Another tab of the same browser; the panel opens by itself where it was open before. */
async function anotherTab(page: Page) {
  const tab = await page.context().newPage();
  tab.setDefaultTimeout(30_000);
  await tab.goto(page.url());
  return widgetOn(tab);
}

describe('an answer whose connection drops', () => {
  it('goes on where it was, without gap or repeat, and is the same answer still', async () => {
    await setUpstream({ gapMs: 60, tokens: LONG });
    const { page, widget } = await visitor(line.url);
    const resumed: (string | undefined)[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/stream')) resumed.push(request.headers()['last-event-id']);
    });
    const answer = await recordAnswer(page);
    await widget.ask(question());
    await widget.answerText.getByText('word9').waitFor();
    await setUpstream(OTHER);
    line.cut();
    await widget.answered();
    expect(await widget.answerText.textContent()).toBe(textOf(LONG));
    const texts = (await answer.read()).map(({ text }) => text);
    const written = texts.slice(texts.findIndex((text) => text.startsWith('word0')));
    expect(written.length).toBeGreaterThan(10);
    for (const [index, text] of written.entries()) expect(text.startsWith(written[index - 1] ?? 'word0')).toBe(true);
    expect(Number(resumed[0]?.split('.').at(-1))).toBeGreaterThan(5);
  });

  it('goes on after a reload of the page', async () => {
    await setUpstream({ gapMs: 60, tokens: LONG });
    const { page, widget } = await visitor();
    const asked = question();
    await widget.ask(asked);
    await widget.answerText.getByText('word9').waitFor();
    await setUpstream(OTHER);
    await page.reload();
    await widget.answered();
    expect(await widget.answerText.textContent()).toBe(textOf(LONG));
    expect(await widget.questions.allTextContents()).toEqual([asked]);
  });
});

describe('in another tab of the same visitor', () => {
  it('the answer that is being written is shown from its start, and its stop ends it in both', async () => {
    await setUpstream({ gapMs: 100, tokens: words(150) });
    const { aborted } = await upstreamCounts();
    const { page, widget } = await visitor();
    await widget.ask(question());
    await widget.answerText.getByText('word3').waitFor();
    await setUpstream(OTHER);
    const other = await anotherTab(page);
    await other.answerText.getByText('word0 word1 word2 word3 word4').waitFor();
    await other.stop.click();
    await other.meta.getByText('Stopped').waitFor();
    await expect.poll(async () => (await upstreamCounts()).aborted).toBe(aborted + 1);
    await page.bringToFront();
    await widget.meta.getByText('Stopped').waitFor();
    const kept = (await widget.answerText.textContent()) ?? '';
    expect(kept.length).toBeGreaterThan('word0 word1 word2 word3'.length);
    expect(textOf(words(150)).startsWith(kept)).toBe(true);
  });

  it('an answer that starts while it is open grows there too', async () => {
    await setUpstream({ gapMs: 60, tokens: LONG });
    const { page, widget } = await visitor();
    await widget.ask(question());
    await widget.answered();
    const other = await anotherTab(page);
    await other.answerText.getByText(textOf(LONG)).waitFor();
    const asked = question();
    await page.bringToFront();
    await widget.ask(asked);
    await widget.answerText.getByText('word4').waitFor();
    await other.questions.getByText(asked).waitFor({ state: 'attached' });
    await expect.poll(async () => other.answerText.textContent()).toContain('word9');
    await widget.answered();
    expect(await widget.answerText.textContent()).toBe(textOf(LONG));
  });
});

it('a newer message ends the older answer, keeps what was written, and has its own', async () => {
  await setUpstream({ gapMs: 100, tokens: words(100) });
  const { aborted } = await upstreamCounts();
  const { widget } = await visitor();
  const [first, second] = [question(), question()];
  await widget.ask(first);
  await widget.answerText.getByText('word3').waitFor();
  await setUpstream({ tokens: ['Both ', 'answered.'] });
  await widget.ask(second);
  await widget.answerText.getByText('Both answered.').waitFor();
  await widget.answered();
  await expect.poll(async () => (await upstreamCounts()).aborted).toBe(aborted + 1);
  const said = await widget.entries.allInnerTexts();
  expect(said.slice(1).map((text) => text.split('\n')[0])).toEqual([
    first,
    expect.any(String),
    second,
    expect.any(String),
  ]);
  expect(said[2]).toMatch(/word0 word1 word2 word3.*\n\nOvertaken by a newer message/s);
});

it('a saved answer says so, and a fresh one takes its place', async () => {
  const asked = `Which parcels go to ${uniqueWord()}: how long does delivery take?`;
  await setUpstream({ tokens: ['It takes ', 'three days ', '[1].'] });
  const first = await visitor();
  await first.widget.ask(asked);
  await first.widget.answered();

  await setUpstream({ tokens: ['Two days ', 'by now ', '[1].'] });
  const { widget } = await visitor();
  await widget.ask(asked);
  await widget.answered();
  expect(await widget.answerText.textContent()).toMatch(/^It takes three days/);
  expect(await widget.meta.textContent()).toContain('Saved answer');

  await widget.answer.getByRole('button', { name: 'Fresh answer' }).click();
  await widget.answerText.getByText('Two days by now').waitFor();
  await widget.answered();
  expect(await widget.meta.textContent()).not.toContain('Saved answer');
  expect(await widget.questions.allTextContents()).toEqual([asked]);
  expect(await widget.answers.count()).toBe(2);
});

describe('what is offered after an answer', () => {
  it('a short one can be had at length, with one click', async () => {
    await setUpstream({ tokens: ['Three days ', '[1].'] });
    const sessionId = randomUUID();
    const before = await ask('wk_demo', 'Hello', { sessionId, depth: 'concise' });
    await before.text();
    const identity = JSON.stringify({ sessionId, token: before.headers.get('x-visitor-token') });
    const localStorage = [{ name: 'halfsecond:wk_demo:identity', value: identity }];
    const origins = [{ origin: new URL(site.url).origin, localStorage }];
    const { widget } = await visitor(site.url, { storageState: { cookies: [], origins } });
    await widget.questions.getByText('Hello').waitFor();
    await widget.ask(question());
    await widget.answered();
    await setUpstream({ tokens: ['At length: ', 'three business days ', '[1].'] });
    await widget.offers.getByRole('button', { name: 'More details' }).click();
    await widget.answerText.getByText('At length').waitFor();
    await widget.answered();
    expect(await widget.questions.last().textContent()).toBe('More details');
    expect(await widget.offers.getByRole('button', { name: 'More details' }).count()).toBe(0);
  });

  it('an address can be left where the assistant is not sure: checked first, then said, stored and a lead', async () => {
    await setUpstream({ tokens: ['I am not sure about that.'] });
    const { widget } = await visitor();
    await widget.ask(question());
    await widget.answered();
    const email = `${uniqueWord()}@example.com`;
    const field = widget.offers.getByLabel('Your e-mail address');
    await field.fill('nonsense');
    await field.press('Enter');
    expect(await widget.questions.count()).toBe(1);
    await field.fill(email);
    await widget.offers.getByLabel('Your name (optional)').fill('Ada Marlow');
    await widget.offers.getByRole('button', { name: 'Send' }).click();
    await widget.questions.getByText(`My e-mail address: ${email}`).waitFor();
    await widget.answered();
    await expect
      .poll(() => rest('GET', `leads?select=email,name&email=eq.${email}`), { timeout: 30_000 })
      .toEqual([{ email, name: 'Ada Marlow' }]);
  });

  it('before the first message, the questions that the company has chosen', async () => {
    await setUpstream({ tokens: words(5) });
    const page = await newPage(browser);
    pages.push(page);
    const pinned = question();
    await page.route('**/api/widget/config', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), questions: [pinned, 'Another one?'] } });
    });
    await page.goto(site.url);
    const widget = widgetOn(page);
    await widget.open();
    await widget.offers.getByText('Another one?').waitFor();
    expect(await widget.offers.getByRole('button').allTextContents()).toEqual([pinned, 'Another one?']);
    await widget.offers.getByRole('button', { name: pinned }).press('Enter');
    await widget.answered();
    expect(await widget.questions.allTextContents()).toEqual([pinned]);
    expect(await widget.answerText.textContent()).toBe(textOf(words(5)));
  });
});
