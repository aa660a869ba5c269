/** The widget as its visitor finds it on somebody's website. */
import { createServer as createSite } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Page } from 'playwright-core';
import { address } from './browser.ts';

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
    answers: root.locator('.entry.assistant .bubble'),
    entries: root.locator('.entry'),
    offers: root.getByRole('group', { name: 'Suggestions' }),
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

/** A website that carries the widget, and reaches the product over a line that can be cut. */
export async function siteOnALine(widgetKey: string) {
  const open = new Set<Socket>();
  const line = createServer((visitor) => {
    const product = connect(Number(new URL(address).port), 'localhost');
    for (const socket of [visitor, product]) {
      open.add(socket);
      // What is cut ends with an error on one side or the other; that is what it is for.
      socket.on('error', () => socket.destroy()).on('close', () => open.delete(socket));
    }
    visitor.pipe(product).pipe(visitor);
  });
  const html = (port: number) => `<!doctype html><html lang="en"><head><title>A shop</title></head><body>
<script src="http://127.0.0.1:${port}/widget.js" data-key="${widgetKey}" async></script></body></html>`;
  const site = createSite((_, response) =>
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html(portOf(line))),
  );
  for (const server of [line, site]) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${portOf(site)}/`,
    /** Every connection of this moment breaks; new ones go through. */
    cut,
    close() {
      cut();
      line.close();
      site.close();
    },
  };
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;

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
