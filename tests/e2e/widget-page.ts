/** The widget as its visitor finds it on somebody's website. */
import type { Page } from 'playwright-core';

/** The parts of the widget on a page. Playwright sees into the shadow root. */
export function widgetOn(page: Page) {
  const root = page.locator('halfsecond-widget');
  const answer = root.locator('.entry.assistant').last();
  return {
    launcher: root.locator('.launcher'),
    field: root.getByLabel('Your message'),
    stop: root.getByRole('button', { name: 'Stop answering' }),
    companion: root.locator('.with'),
    trouble: root.locator('.trouble'),
    questions: root.locator('.entry.user .bubble'),
    replies: root.locator('.entry.agent .bubble'),
    answer,
    answerText: answer.locator('.bubble'),
    meta: answer.locator('.meta'),
    sources: answer.locator('.sources li'),
    bar: answer.locator('.receipt'),
    async open() {
      await root.getByRole('button', { name: 'Open chat' }).click();
    },
    async ask(text: string) {
      const field = root.getByLabel('Your message');
      await field.fill(text);
      await field.press('Enter');
    },
    /** Waits until the newest answer is there as a whole. */
    async answered() {
      await answer.getByText('answered in').waitFor();
    },
  };
}

/** One moment of the newest answer: what it says it is doing, and its text. */
export type Moment = { doing: string; text: string };

/** Writes down each state of the newest answer as it is drawn, from now on. `read` returns those so far. */
export async function recordAnswer(page: Page): Promise<{ read(): Promise<Moment[]> }> {
  const moments = await page.evaluateHandle(() => {
    const shadow = document.querySelector('halfsecond-widget')?.shadowRoot;
    if (!shadow) throw new Error('The widget is not on this page.');
    const seen: Moment[] = [];
    new MutationObserver(() => {
      const entry = [...shadow.querySelectorAll('.entry.assistant')].at(-1);
      const doing = entry?.querySelector<HTMLElement>('.doing');
      const moment = {
        doing: doing && !doing.hidden ? (doing.textContent ?? '') : '',
        text: entry?.querySelector('.bubble')?.textContent ?? '',
      };
      const last = seen.at(-1);
      if (moment.doing !== last?.doing || moment.text !== last?.text) seen.push(moment);
    }).observe(shadow, { subtree: true, childList: true, characterData: true, attributes: true });
    return seen;
  });
  return { read: () => moments.jsonValue() };
}
