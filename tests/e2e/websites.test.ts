import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { signUp, stranger } from './accounts.ts';
import { launchBrowser, newPage, pageErrors } from './browser.ts';

let browser: Browser;
let site: Server;
let page: Page;

const html = (title: string, text: string, links: string[]) =>
  `<!doctype html><html lang="en"><title>${title}</title><body><main><h1>${title}</h1><p>${text}</p>
  ${links.map((link) => `<a href="${link}">${link}</a>`).join(' ')}</main></body></html>`;
const PLACES: Record<string, string> = {
  '/': html('Help', 'Our workshop is open from Monday to Friday, and on Saturday until noon. '.repeat(4), [
    '/returns',
    '/warranty',
    '/nowhere',
  ]),
  '/returns': html('Returns', 'A bicycle may be returned within 45 days.', ['/']),
  '/warranty': html('Warranty', 'The frame is under warranty for eleven years.', ['/']),
};

beforeAll(async () => {
  site = createServer((request, response) => {
    const place = PLACES[request.url ?? ''];
    if (!place) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'text/html' }).end(place);
  });
  await new Promise<void>((resolve) => site.listen(inject('product').sitePort, '127.0.0.1', resolve));
  browser = await launchBrowser();
  page = await newPage(browser);
});
afterAll(async () => {
  await browser?.close();
  site?.closeAllConnections();
  site?.close();
});

it('a website that is added is read to its end, and its pages are sources', async () => {
  const { port } = site.address() as AddressInfo;
  await signUp(page, stranger());
  await page.goto('/knowledge/websites');
  await page.getByRole('button', { name: 'Add website' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Address', { exact: true }).fill('http://127.0.0.2/');
  await dialog.getByRole('button', { name: 'Add and read' }).click();
  await dialog.getByText('is in a private network').waitFor();
  await dialog.getByLabel('Address', { exact: true }).fill(`http://127.0.0.1:${port}`);
  await dialog.getByRole('button', { name: 'Add and read' }).click();
  await dialog.waitFor({ state: 'detached' });

  const row = page.getByRole('row', { name: `127.0.0.1:${port}` });
  await row.getByText('1 error').filter({ visible: true }).waitFor();
  await row.getByRole('link').click();
  await page.getByText('Whole site, 3 pages in use.').waitFor();
  await page.getByRole('link', { name: 'Failed 1' }).click();
  await page.waitForURL('**?show=failed');
  await page.getByText('There is nothing at this address (404).').waitFor();
  await page.getByRole('link', { name: 'In use 3' }).click();
  await page.getByRole('link', { name: 'Warranty', exact: true }).click();
  await page.getByRole('heading', { name: 'Warranty', level: 1 }).waitFor();
  await page.getByText('The frame is under warranty for eleven years.').first().waitFor();

  await page.goto('/knowledge/websites');
  await page.getByRole('link', { name: `127.0.0.1:${port}` }).click();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByText('the 3 pages that came from it').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('No website yet').waitFor();
  expect(pageErrors(page)).toEqual([]);
});
