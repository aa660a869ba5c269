import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  foreignSite,
  launchBrowser,
  newPage,
  pageErrors,
  rest,
  setUpstream,
  signIn,
  upstreamCounts,
} from './browser.ts';
import { uniqueWord } from './company.ts';
import { widgetOn } from './widget-page.ts';

const TOKENS = Array.from({ length: 100 }, (_, index) => `${index ? ' ' : ''}word${index}`);
const WHOLE = TOKENS.join('');

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

/** An agent in the inbox and a visitor with the widget open, each in a browser of their own. */
async function people() {
  const [agent, visitor] = await Promise.all([newPage(browser), newPage(browser)]);
  pages.push(agent, visitor);
  await signIn(agent, 'agent');
  // The inbox is on screen before the visitor writes: what appears from here on came live.
  await agent.getByRole('heading', { name: 'Inbox' }).waitFor();
  await visitor.goto(site.url);
  const widget = widgetOn(visitor);
  await widget.open();
  const rows = agent.getByRole('region', { name: 'Conversations' }).getByRole('listitem');
  const pane = agent.getByRole('region', { name: 'Conversation', exact: true });
  return { agent, visitor, widget, rows, pane, answers: pane.getByRole('article', { name: 'Assistant said' }) };
}

/** How often one of the pages went to another document since. */
function countNavigations(...watched: Page[]): () => number {
  let count = 0;
  for (const page of watched) page.on('domcontentloaded', () => count++);
  return () => count;
}

/** The assistant's texts in the session that began with this question, oldest first. */
async function storedAnswers(title: string): Promise<string[]> {
  const [session] = (await rest('GET', `chat_sessions?select=id&title=eq.${encodeURIComponent(title)}`)) as {
    id: string;
  }[];
  const rows = await rest(
    'GET',
    `chat_messages?select=text&role=eq.assistant&order=created_at&session_id=eq.${session?.id}`,
  );
  return (rows as { text: string }[]).map(({ text }) => text);
}

describe('an agent beside a visitor', () => {
  it('sees the conversation rise, its answer grow, takes over, talks, and hands back', async () => {
    const { agent, visitor, widget, rows, pane, answers } = await people();
    const question = `Where is my parcel ${uniqueWord()}`;
    await setUpstream({ gapMs: 100, tokens: TOKENS });
    const before = await upstreamCounts();
    const navigations = countNavigations(agent, visitor);

    await widget.ask(question);
    await rows.first().getByText(question).waitFor();
    await rows.first().getByRole('link').click();
    await answers.last().getByText('word3').waitFor();
    const early = (await answers.last().textContent()) ?? '';
    await expect.poll(async () => ((await answers.last().textContent()) ?? '').length).toBeGreaterThan(early.length);

    await pane.getByRole('button', { name: 'Take over' }).click();
    await widget.companion.getByText('You are talking with').waitFor();
    await expect.poll(async () => (await upstreamCounts()).aborted).toBe(before.aborted + 1);
    const cut = (await widget.answerText.textContent()) ?? '';
    expect(WHOLE.startsWith(cut)).toBe(true);
    expect(cut.length).toBeGreaterThan(0);
    expect(cut.length).toBeLessThan(WHOLE.length);

    await pane.getByLabel('Reply').fill('I looked it up: it left Reno this morning.');
    await pane.getByRole('button', { name: 'Send' }).click();
    await widget.replies.getByText('it left Reno this morning').waitFor();
    await widget.companion.getByText('You are talking with Maya Lindqvist').waitFor();
    expect(await widget.answerText.textContent(), 'not one more token after the take-over').toBe(cut);
    expect(await storedAnswers(question)).toEqual([cut]);

    await widget.ask('Thank you, that is good to know.');
    await pane.getByText('that is good to know').waitFor();
    await pane.getByLabel('Reply').fill('You are welcome.');
    await pane.getByRole('button', { name: 'Send' }).click();
    await widget.replies.getByText('You are welcome.').waitFor();
    expect((await upstreamCounts()).calls, 'model calls while a person answers').toBe(before.calls + 1);

    await pane.getByRole('button', { name: 'Hand back' }).click();
    await widget.companion.getByText('AI assistant').waitFor();
    await setUpstream({ tokens: ['The assistant ', 'is back.'] });
    await widget.ask('How long does standard delivery take?');
    await widget.answerText.getByText('The assistant is back.').waitFor();
    await answers.last().getByText('The assistant is back.').waitFor();
    expect((await upstreamCounts()).calls).toBe(before.calls + 2);
    expect(navigations(), 'nobody reloaded a page').toBe(0);
  });

  it('finds a newer conversation on top, and an older one back on top when its visitor writes again', async () => {
    const { widget, rows } = await people();
    const other = await newPage(browser);
    pages.push(other);
    await other.goto(site.url);
    const otherWidget = widgetOn(other);
    await otherWidget.open();
    await setUpstream({ tokens: ['Yes.'] });
    const [first, second] = [`Is there a shop near ${uniqueWord()}`, `Do you repair ${uniqueWord()}`];

    await widget.ask(first);
    await rows.first().getByText(first).waitFor();
    await widget.answered();
    await otherWidget.ask(second);
    await rows.first().getByText(second).waitFor();
    await rows.nth(1).getByText(first).waitFor();
    await otherWidget.answered();
    await widget.ask('And one more thing');
    await rows.first().getByText(first).waitFor();
    await rows.nth(1).getByText(second).waitFor();
  });
});
