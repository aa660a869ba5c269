/** Knowledge as an admin keeps it: files that come in, one that does not, and what is changed afterwards. */
import { strToU8, zipSync } from 'fflate';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { signUp, stranger } from './accounts.ts';
import { launchBrowser, newPage, pageErrors } from './browser.ts';

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

/** The knowledge of a company of its own, with nothing in it yet. */
async function emptyKnowledge(): Promise<Page> {
  const page = await newPage(browser);
  pages.push(page);
  await signUp(page, stranger());
  await page.goto('/knowledge');
  await page.getByText('The assistant knows nothing yet').waitFor();
  return page;
}

/** What a page comes to show; the limit is for what hangs. */
const until = <T>(look: () => T) => expect.poll(look, { timeout: 30_000 });

const file = (name: string, text: string | Buffer) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(text),
});
const article = (title: string, fact: string) => `# ${title}\n\n${fact}\n`;
const choose = (page: Page) => page.getByLabel('Choose files');
const rows = (page: Page) => page.getByRole('list', { name: 'Files' }).getByRole('listitem');
const titles = (page: Page) => page.locator('tbody tr td a').allTextContents();

/** Sends files and waits until each has ended. */
async function upload(page: Page, files: ReturnType<typeof file>[], said: string): Promise<void> {
  await page.getByRole('button', { name: 'Upload files' }).first().click();
  await choose(page).setInputFiles(files);
  await page.getByRole('status').getByText(said, { exact: true }).waitFor();
}

/** Pastes a text and opens its page. */
async function writeAndOpen(page: Page, title: string, body: string): Promise<void> {
  await page.goto(`/knowledge?${new URLSearchParams({ write: title })}`);
  expect(await page.getByLabel('Title').inputValue()).toBe(title);
  await page.getByLabel('Text', { exact: true }).fill(body);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.locator('tbody').getByRole('link', { name: title }).click();
  await page.getByRole('heading', { name: title, level: 1 }).waitFor();
}

/** What a test question finds, or that it finds nothing. */
async function verdict(page: Page, question: string): Promise<string> {
  await page.goto(`/knowledge?${new URLSearchParams({ ask: question })}`);
  const said = page.getByRole('status').filter({ hasText: 'Searched in' });
  return (await said.textContent()) ?? '';
}

describe('uploading', () => {
  it('takes the files that can be read, says what is wrong with the others, and has both in the list', async () => {
    const page = await emptyKnowledge();
    await upload(
      page,
      [
        file('sledges.md', article('Glacier sledges', 'A glacier sledge can be rented for 14 days.')),
        file('broken.jsonl', '{"question": "What is a crevasse?", "answer": "A crack."}\nnot json'),
        file('questions.jsonl', '{"question": "Who rents a husky?", "answer": "The kennel rents a husky."}'),
        file('picture.psd', 'x'),
      ],
      '4 of 4 files, 2 not taken',
    );
    await rows(page).filter({ hasText: 'broken.jsonl' }).getByText('Line 2').waitFor();
    await rows(page).filter({ hasText: 'picture.psd' }).getByText('Save it as one of these').waitFor();
    await page.keyboard.press('Escape');
    await until(async () => (await titles(page)).sort()).toEqual(['Glacier sledges', 'Who rents a husky?']);
    expect(await verdict(page, 'What is a crevasse?')).not.toContain('Enough for an answer');
    expect(await verdict(page, 'For how many days can a glacier sledge be rented?')).toContain('Enough for an answer');
  });

  it('unpacks an archive, leaves out what the computer put in, and takes its files one by one', async () => {
    const page = await emptyKnowledge();
    const archive = zipSync({
      'help/ice/axes.md': strToU8(article('Ice axes', 'An ice axe costs 9 dollars a day.')),
      'help/ropes.txt': strToU8('A rope of 60 metres is enough for most glaciers.'),
      'help/empty.md': strToU8(''),
      '__MACOSX/help/ropes.txt': strToU8('litter'),
      'help/.DS_Store': strToU8('litter'),
    });
    await upload(page, [file('handbook.zip', Buffer.from(archive))], '3 of 3 files, 1 not taken');
    await rows(page).filter({ hasText: 'handbook.zip/help/empty.md' }).getByText('It is empty.').waitFor();
    await page.keyboard.press('Escape');
    await until(async () => (await titles(page)).sort()).toEqual(['Ice axes', 'Ropes']);
    await page.locator('tbody').getByText('handbook.zip/help/ice/axes.md').waitFor();
  });

  it('says when an archive is none', async () => {
    const page = await emptyKnowledge();
    await page.getByRole('button', { name: 'Upload files' }).click();
    await choose(page).setInputFiles([file('torn.zip', 'PK but nothing else')]);
    await page.getByRole('alert').getByText('"torn.zip" is not a zip archive that can be read').waitFor();
  });

  it('stops after the file under way when it is cancelled, and goes on when it shall', async () => {
    const page = await emptyKnowledge();
    const files = ['one', 'two', 'three'].map((name) =>
      file(`${name}.md`, article(`Chapter ${name}`, `About ${name}.`)),
    );
    // The first file waits at the door until it was cancelled.
    let letIn: () => void = () => {};
    const cancelled = new Promise<void>((resolve) => {
      letIn = resolve;
    });
    let asked = 0;
    await page.route('**/api/knowledge/files?**', async (route) => {
      asked += 1;
      await cancelled;
      await route.continue();
    });
    await page.getByRole('button', { name: 'Upload files' }).click();
    await choose(page).setInputFiles(files);
    await rows(page).filter({ hasText: 'one.md' }).getByText('Reading').waitFor();
    await page.getByRole('button', { name: 'Cancel the rest' }).click();
    letIn();
    await page.getByRole('status').getByText('3 of 3 files, 2 not taken', { exact: true }).waitFor();
    expect(asked).toBe(1);
    await until(() => titles(page)).toEqual(['Chapter one']);

    await page.getByRole('button', { name: 'Try the failed ones again' }).click();
    await page.getByRole('status').getByText('3 of 3 files', { exact: true }).waitFor();
    await until(async () => (await titles(page)).length).toBe(3);
  });
});

describe('a source', () => {
  it('is edited, pinned and switched off passage by passage, with the keyboard alone', async () => {
    const page = await emptyKnowledge();
    await writeAndOpen(page, 'Crampons', 'Crampons cost 7 dollars a day.');

    await page.getByRole('button', { name: 'Edit' }).focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('Text', { exact: true }).focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('Crampons cost 8 dollars a day, boots included.');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Crampons cost 8 dollars a day, boots included.').waitFor();

    await page.getByRole('switch', { name: 'Pin "Crampons"' }).focus();
    await page.keyboard.press('Space');
    await page.getByText('Pinned', { exact: true }).waitFor();

    const address = page.url();
    expect(await verdict(page, 'What do crampons cost a day?')).toContain('Enough for an answer');
    await page.goto(address);
    await page.getByRole('switch', { name: 'Use passage 1 in answers' }).focus();
    await page.keyboard.press('Space');
    await until(() => page.getByRole('switch', { name: 'Use passage 1' }).getAttribute('aria-checked')).toBe('false');
    await until(() => verdict(page, 'What do crampons cost a day?')).toContain('No passage holds any of these words');
  });

  it('that was uploaded stays as it was edited, until it shall follow its file again', async () => {
    const page = await emptyKnowledge();
    const original = [file('tents.md', article('Tents', 'A tent sleeps two people.'))];
    await upload(page, original, '1 of 1 file');
    await page.keyboard.press('Escape');
    await page.locator('tbody').getByRole('link', { name: 'Tents' }).click();
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Text', { exact: true }).fill('A tent sleeps three people.');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('it no longer changes with its original').waitFor();
    const address = page.url();

    await page.goto('/knowledge');
    await upload(page, original, '1 of 1 file');
    await rows(page).getByText('No change since the last upload').waitFor();
    await page.goto(address);
    await page.getByText('A tent sleeps three people.').waitFor();

    await page.getByRole('button', { name: 'Follow the original again' }).click();
    await page.getByText('it no longer changes with its original').waitFor({ state: 'detached' });
    await page.goto('/knowledge');
    await upload(page, original, '1 of 1 file');
    await page.goto(address);
    await page.getByText('A tent sleeps two people.').waitFor();
  });

  it('shows the passage that an answer cites, also far down', async () => {
    const page = await emptyKnowledge();
    const chapters = Array.from({ length: 130 }, (_, index) => {
      const facts = Array.from({ length: 30 }, (_, word) => `Rule ${index} says thing ${word} of number ${index}.`);
      return `## Chapter ${index}\n\n${facts.join(' ')}`;
    });
    await writeAndOpen(page, 'Rules', chapters.join('\n\n'));
    await page.goto(`${page.url()}#passage-120`);
    await page.waitForURL('**?page=2#passage-120');
    await page.locator('#passage-120[data-cited]').waitFor();
  });

  it('is one of several that are turned off and deleted together', async () => {
    const page = await emptyKnowledge();
    const names = ['one', 'two', 'three'];
    await upload(
      page,
      names.map((name) => file(`${name}.md`, article(`Chapter ${name}`, `About ${name}.`))),
      '3 of 3 files',
    );
    await page.keyboard.press('Escape');
    for (const name of ['one', 'two']) await page.getByLabel(`Choose "Chapter ${name}"`).check();
    await page.getByRole('button', { name: 'Turn off' }).click();
    const on = page.getByRole('switch', { checked: true });
    await until(() => on.count()).toBe(1);
    for (const name of ['one', 'two']) await page.getByLabel(`Choose "Chapter ${name}"`).check();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog', { name: 'Delete these 2 sources?' }).getByRole('button', { name: 'Delete' }).click();
    await until(() => titles(page)).toEqual(['Chapter three']);
  });
});
