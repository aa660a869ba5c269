/** Chromium, people in it, and the knobs behind the product. */
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { inject } from 'vitest';
import type { UpstreamSettings } from '../../bench/fake-upstream.ts';

export const { address, upstream, database } = inject('product');

const DEBIAN_CHROMIUM = '/usr/bin/chromium';

/** Debian's Chromium where it is, else Playwright's own. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(existsSync(DEBIAN_CHROMIUM) ? { executablePath: DEBIAN_CHROMIUM } : {}),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A page of somebody new: no cookies, no storage. Errors of the page itself are kept for `pageErrors`. */
export async function newPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, baseURL: address, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const seen: string[] = [];
  errors.set(page, seen);
  page.on('pageerror', (error) => seen.push(error.message));
  return page;
}

const errors = new WeakMap<Page, string[]>();

/** What scripts threw on a page so far. */
export const pageErrors = (page: Page): string[] => errors.get(page) ?? [];

/** Signs a demo member in and waits for the dashboard. */
export async function signIn(page: Page, who: 'agent' | 'admin'): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(`${who}@demo.halfsecond.test`);
  await page.getByLabel('Password').fill('halfsecond-demo');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/inbox**');
}

/** Sets the fake model's pace and faults for the calls to come. */
export async function setUpstream(settings: UpstreamSettings): Promise<void> {
  const calm: UpstreamSettings = { failure: null, headerMs: 0, firstTokenMs: 0, gapMs: 0, models: {} };
  await fetch(new URL('/control', upstream), { method: 'POST', body: JSON.stringify({ ...calm, ...settings }) });
}

/** What the fake model counted. */
export async function upstreamCounts(): Promise<{ calls: number; aborted: number; openStreams: number }> {
  return (await (await fetch(new URL('/control', upstream))).json()) as {
    calls: number;
    aborted: number;
    openStreams: number;
  };
}

/** Speaks to the database past all rules, to prepare a case. */
export async function rest(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${database.url}/rest/v1/${path}`, {
    method,
    headers: { apikey: database.secretKey, 'content-type': 'application/json', prefer: 'return=representation' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === '' ? null : JSON.parse(text);
}

/** A foreign website on its own origin that carries the widget. */
export async function foreignSite(widgetKey: string): Promise<{ url: string; close(): Promise<void> }> {
  const html = `<!doctype html><html lang="en"><head><title>A shop</title></head><body><h1>A shop</h1>
<script src="${address}/widget.js" data-key="${widgetKey}" async></script></body></html>`;
  const server: Server = createServer((_, response) =>
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
