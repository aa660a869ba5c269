import { expect, it } from 'vitest';
import { linkToPassage } from './text-fragment';

const PAGE = 'https://help.example/refunds';

it.each([
  [
    'the first words of a line, without the marks of Markdown',
    '## Refunds\n\n- Your **refund** reaches [your bank](/bank) within 5 working days, mostly.',
    `${PAGE}#:~:text=Your%20refund%20reaches%20your%20bank%20within%205%20working`,
  ],
  [
    'what a text fragment gives a meaning to, encoded',
    'Drop-off, pick-up & post: three ways to send things back.',
    `${PAGE}#:~:text=Drop%2Doff%2C%20pick%2Dup%20%26%20post%3A%20three%20ways%20to%20send`,
  ],
  ['a shorter line where there is no longer one', 'Paid in euros', `${PAGE}#:~:text=Paid%20in%20euros`],
  ['nothing where there are no words', '| a | b |\n|---|---|\n| 1 | 2 |', PAGE],
])('leads to %s', (_, body, link) => {
  expect(linkToPassage(PAGE, body)).toBe(link);
});

it('keeps the fragment that an address has, and leaves alone what is no page', () => {
  expect(linkToPassage(`${PAGE}#times`, 'Paid in euros')).toBe(`${PAGE}#times:~:text=Paid%20in%20euros`);
  for (const url of ['mailto:help@example.com', `${PAGE}#:~:text=here`])
    expect(linkToPassage(url, 'Paid in euros')).toBe(url);
});

it('is an address whatever the words are', () => {
  const link = linkToPassage(PAGE, 'Größe “XL” 🎒 <b>100 %</b> \ud800 of #1? yes');
  expect(new URL(link).href).toBe(link);
});
