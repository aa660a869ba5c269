import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { foreignSite, launchBrowser, newPage, pageErrors, setUpstream, upstreamCounts } from './browser.ts';
import { makeCompany, uniqueWord } from './company.ts';
import { ask } from './visitor.ts';
import { recordAnswer, widgetOn } from './widget-page.ts';

/** Another one in each test: what has been answered before may come as a saved answer. */
let question: string;
const words = (count: number) => Array.from({ length: count }, (_, index) => `${index ? ' ' : ''}word${index}`);
const textOf = (tokens: string[]) => tokens.join('');

let browser: Browser;
let site: Awaited<ReturnType<typeof foreignSite>>;
let page: Page;
let pages: Page[];

beforeAll(async () => {
  [browser, site] = await Promise.all([launchBrowser(), foreignSite('wk_demo')]);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});
beforeEach(async () => {
  question = `How long does standard delivery of ${uniqueWord()} take?`;
  page = await newPage(browser);
  pages = [page];
});
afterEach(async () => {
  const errors = pages.flatMap(pageErrors);
  for (const open of pages) await open.context().close();
  expect(errors, 'errors in the host page').toEqual([]);
});

/** The same visitor with a browser that kept nothing but who they are: what it shows comes from the server. */
async function comesBack(before: Page): Promise<Page> {
  const { origins } = await before.context().storageState();
  const known = origins.map(({ origin, localStorage }) => ({
    origin,
    localStorage: localStorage.filter(({ name }) => /:(identity|open)$/.test(name)),
  }));
  const again = await newPage(browser, { storageState: { cookies: [], origins: known } });
  pages.push(again);
  await again.goto(site.url);
  return again;
}

describe('the widget on a foreign website', () => {
  it('says at once that it thinks, shows the answer token by token, and how long it took', async () => {
    const tokens = words(30);
    await setUpstream({ firstTokenMs: 400, gapMs: 60, tokens });
    await page.goto(site.url);
    const widget = widgetOn(page);
    await widget.open();
    const answer = await recordAnswer(page);
    await widget.ask(question);
    await widget.answered();

    const moments = await answer.read();
    const firstText = moments.findIndex(({ text }) => text.startsWith('word0'));
    expect(moments.slice(0, firstText).map(({ doing }) => doing)).toContain('Thinking');
    const texts = [...new Set(moments.slice(firstText).map(({ text }) => text))];
    expect(texts.length).toBeGreaterThanOrEqual(5);
    for (const [index, text] of texts.entries()) expect(text.startsWith(texts[index - 1] ?? '')).toBe(true);
    expect(texts.at(-1)).toBe(textOf(tokens));
    expect(await widget.meta.textContent()).toMatch(/answered in \d+(\.\d)? m?s$/);
    expect(await widget.bar.locator('i').count()).toBeGreaterThanOrEqual(4);
  });

  it('names the sources that the answer cites', async () => {
    await setUpstream({ tokens: ['It takes ', 'three to five ', 'business days ', '[1].'] });
    await page.goto(site.url);
    const widget = widgetOn(page);
    await widget.open();
    await widget.ask(question);
    await widget.answered();
    expect(await widget.sources.count()).toBe(1);
    expect(await widget.sources.first().textContent()).toMatch(/shipping|delivery/i);
    expect(await widget.answerText.locator('sup').textContent()).toBe('1');
  });

  it('has the conversation again after a reload, also on another page of the website', async () => {
    await setUpstream({ tokens: words(8) });
    await page.goto(site.url);
    const widget = widgetOn(page);
    await widget.open();
    await widget.ask(question);
    await widget.answered();
    const asBefore = async (shown: ReturnType<typeof widgetOn>) => {
      await shown.answerText.getByText(textOf(words(8))).waitFor();
      expect(await shown.questions.allTextContents()).toEqual([question]);
    };
    await page.reload();
    await asBefore(widget);
    await page.goto(`${site.url}another-page`);
    await asBefore(widget);
    await asBefore(widgetOn(await comesBack(page)));
  });

  it('stops the model when the visitor stops, and keeps what was written', async () => {
    const tokens = words(100);
    await setUpstream({ gapMs: 100, tokens });
    const { aborted } = await upstreamCounts();
    await page.goto(site.url);
    const widget = widgetOn(page);
    await widget.open();
    await widget.ask(question);
    await widget.answerText.getByText('word2').waitFor();
    await widget.stop.click();
    await widget.meta.getByText('Stopped').waitFor();
    await expect.poll(async () => (await upstreamCounts()).aborted).toBe(aborted + 1);
    const kept = (await widget.answerText.textContent()) ?? '';
    expect(kept).toMatch(/^word0 word1 word2/);
    expect(textOf(tokens).startsWith(kept)).toBe(true);
    expect(kept.length).toBeLessThan(textOf(tokens).length);

    const later = widgetOn(await comesBack(page));
    await later.answerText.getByText('word0 word1').waitFor();
    const stored = (await later.answerText.textContent()) ?? '';
    expect(textOf(tokens).startsWith(stored)).toBe(true);
    expect(stored.length).toBeLessThan(textOf(tokens).length);
  });

  it('answers from the knowledge when the model fails, and shows no raw error', async () => {
    await setUpstream({ failure: { kind: 'status', status: 400 } });
    await page.goto(site.url);
    const widget = widgetOn(page);
    await widget.open();
    await widget.ask(question);
    await widget.answered();
    const text = (await widget.answerText.textContent()) ?? '';
    expect(text).toMatch(/business days/i);
    expect(text).not.toMatch(/error|400|upstream/i);
    expect(await widget.sources.count()).toBeGreaterThan(0);
  });

  it('says in a sentence that the company is at its limit and when it tries again', async () => {
    const { widgetKey } = await makeCompany(1);
    const own = await foreignSite(widgetKey);
    await setUpstream({ tokens: words(3) });
    expect((await ask(widgetKey, 'The one request of this hour')).status).toBe(200);
    await page.goto(own.url);
    const widget = widgetOn(page);
    await widget.open();
    await widget.ask(question);
    await widget.trouble.getByText(/^Too many messages at the moment\. Trying again in \d+ (s|min)\.$/).waitFor();
    expect(await widget.questions.allTextContents()).toEqual([question]);
    await own.close();
  });

  it('says that the server is away, and answers by itself once it is back', async () => {
    await setUpstream({ tokens: words(5) });
    await page.goto(site.url);
    const widget = widgetOn(page);
    await widget.open();
    await page.route('**/api/**', (route) => route.abort());
    await widget.ask(question);
    await widget.trouble.getByText(/^Connection lost\. Trying again (in \d+ s|now)\.$/).waitFor();
    await page.unroute('**/api/**');
    await widget.answered();
    expect(await widget.answerText.textContent()).toBe(textOf(words(5)));
    expect(await widget.questions.allTextContents()).toEqual([question]);
    expect(await widget.trouble.isVisible()).toBe(false);
  });

  it('stands on the demo page as on any website', async () => {
    await setUpstream({ tokens: words(5) });
    await page.goto('/demo');
    const widget = widgetOn(page);
    await widget.open();
    await widget.ask(question);
    await widget.answered();
    expect(await widget.answerText.textContent()).toBe(textOf(words(5)));
  });

  it('is used by keyboard alone', async () => {
    await setUpstream({ tokens: words(5) });
    await page.goto(site.url);
    const widget = widgetOn(page);
    await widget.launcher.waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await widget.field.waitFor();
    await page.keyboard.type(question);
    await page.keyboard.press('Enter');
    await widget.answered();
    await page.keyboard.press('Escape');
    await widget.field.waitFor({ state: 'hidden' });
    const focused = await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.className);
    expect(focused).toBe('launcher');
  });

  it('adds to the page one element and one name', async () => {
    await setUpstream({ tokens: words(3) });
    const look = () =>
      page.evaluate(() => ({
        names: Object.getOwnPropertyNames(window),
        elements: [...document.body.children].map(({ tagName }) => tagName),
      }));
    await page.route('**/widget.js', (route) => route.abort());
    await page.goto(site.url);
    const before = await look();
    await page.unroute('**/widget.js');
    await page.goto(`${site.url}again`);
    const widget = widgetOn(page);
    await widget.open();
    await widget.ask(question);
    await widget.answered();
    const after = await look();
    expect(after.names.filter((name) => !before.names.includes(name))).toEqual(['Halfsecond']);
    expect(after.elements).toEqual([...before.elements, 'HALFSECOND-WIDGET']);
  });
});
