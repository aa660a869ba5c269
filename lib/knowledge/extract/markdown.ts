import { highlightedCodeBlock, strikethrough, taskListItems } from '@truto/turndown-plugin-gfm';
import TurndownService from 'turndown';
import { addressOf } from './dom.ts';
import { CELL_END, prepareTables, ROW_END, tableText } from './tables.ts';

/** The attribute that keeps a heading's level where Readability makes another element of it. */
export const LEVEL = 'data-level';

/** The attribute that tells an item of an ordered list its number. */
const NUMBER = 'data-number';

const KEPT_PROTOCOLS = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/**
 * What an element shows, as Markdown: headings, lists, tables (GFM), code, links as absolute addresses (http, https,
 * mailto and tel; others keep their words), of images the alternative text. No HTML is left in it: text that looks like
 * a tag is escaped.
 * @param base address that relative links count from
 */
export function toMarkdown(element: Element, base: string): string {
  prepareTables(element);
  for (const list of element.querySelectorAll('ol')) numberItems(list);
  const text = serviceFor(base).turndown(element as HTMLElement);
  return apartFromAddresses(text)
    .replaceAll(CELL_END, ' ')
    .replaceAll(ROW_END, ' ')
    .replace(/[^\S\n]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function serviceFor(base: string): TurndownService {
  const service = new TurndownService({
    headingStyle: 'atx',
    bulletListMarker: '-',
    codeBlockStyle: 'fenced',
    emDelimiter: '*',
    hr: '---',
    blankReplacement: (_, node) =>
      (node as HTMLElement).nodeName === 'TD' || node.nodeName === 'TH' ? CELL_END : isBlock(node) ? '\n\n' : '',
  });
  // The plugin's own tables need `table.rows`, which linkedom lacks, and lose captions and bars.
  service.use([highlightedCodeBlock, strikethrough, taskListItems]);
  service.escape = escapeText;
  service.addRule('heading', {
    filter: (node) => /^H[1-6]$/.test(node.nodeName),
    replacement: (content, node) => {
      const level = Number((node as HTMLElement).getAttribute(LEVEL) ?? node.nodeName[1]);
      const text = content.replace(/\s*\n\s*/g, ' ').trim();
      if (!text) return '';
      return insideTable(node) ? `**${text}**` : `\n\n${'#'.repeat(level)} ${text}\n\n`;
    },
  });
  service.addRule('link', {
    filter: (node) => node.nodeName === 'A',
    replacement: (content, node) => {
      const text = content.replace(/\s*\n\s*/g, ' ');
      const url = addressOf((node as HTMLElement).getAttribute('href'), base);
      if (!text.trim() || !url || !KEPT_PROTOCOLS.has(url.protocol) || isAnchorMark(text))
        return isAnchorMark(text) ? '' : text;
      if (/^https?:/.test(url.protocol) && url.hash && url.href.split('#')[0] === base.split('#')[0]) return text;
      return `[${text.trim()}](${url.href.replace(/[()\s<>]/g, (character) => encodeURIComponent(character).replace('(', '%28').replace(')', '%29'))})`;
    },
  });
  service.addRule('item', { filter: 'li', replacement: (content, node) => listItem(content, node as HTMLElement) });
  service.addRule('image', { filter: 'img', replacement: (_, node) => altOf(node as HTMLElement) });
  service.addRule('preformatted', {
    filter: (node) => node.nodeName === 'PRE',
    replacement: (_, node) => fenced(node as HTMLElement),
  });
  service.addRule('cell', { filter: ['td', 'th'], replacement: (content) => `${content}${CELL_END}` });
  service.addRule('row', { filter: 'tr', replacement: (content) => `${content}${ROW_END}` });
  service.addRule('rows', { filter: ['thead', 'tbody', 'tfoot'], replacement: (content) => content });
  service.addRule('table', { filter: 'table', replacement: tableText });
  return service;
}

const isBlock = (node: Node): boolean => 'isBlock' in node && node.isBlock === true;
const insideTable = (node: Node): boolean => (node as Element).closest('table') !== null;
/** The signs that documentation puts beside headings to link to them. */
const isAnchorMark = (text: string): boolean => /^\s*(?:#|¶|§|🔗|\u200b|\\#)?\s*$/u.test(text);

/** What an image says; the name of its file says nothing. */
function altOf(image: HTMLElement): string {
  const alt = (image.getAttribute('alt') ?? '').replace(/\s+/g, ' ').trim();
  return /^\S+\.(?:png|jpe?g|gif|svg|webp|avif)$/i.test(alt) ? '' : escapeText(alt);
}

function numberItems(list: Element): void {
  let next = Number(list.getAttribute('start')) || 1;
  for (const item of list.children) {
    if (item.nodeName === 'LI') item.setAttribute(NUMBER, String(next++));
  }
}

/** A list item with the least indent that Markdown takes: passages are counted by what they hold. */
function listItem(content: string, item: HTMLElement): string {
  const mark = item.hasAttribute(NUMBER) ? `${item.getAttribute(NUMBER)}. ` : '- ';
  const text = content.trim().replace(/\n/g, `\n${' '.repeat(mark.length)}`);
  return text ? `${mark}${text}${item.nextSibling ? '\n' : ''}` : '';
}

function fenced(element: HTMLElement): string {
  const code = element.querySelector('code') ?? element;
  for (const br of element.querySelectorAll('br')) br.replaceWith(element.ownerDocument.createTextNode('\n'));
  const text = (element.textContent ?? '').replace(/^\n+|\s+$/g, '');
  if (!text) return '';
  if (insideTable(element)) return `\`${text.replace(/\s+/g, ' ')}\``;
  const language = /(?:language|lang|brush:)[-: ]?([\w+#-]+)/.exec(`${code.className} ${element.className}`)?.[1] ?? '';
  const longest = Math.max(2, ...(text.match(/`{3,}/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `\n\n${fence}${language}\n${text}\n${fence}\n\n`;
}

/**
 * Escapes what Markdown would read as structure or as HTML, and no more: people and models read these texts too, and
 * `snake_case` or `2 * 3` need no backslash.
 */
export function escapeText(text: string): string {
  return text
    .replaceAll(CELL_END, ' ')
    .replaceAll(ROW_END, ' ')
    .replace(/\\(?=[!-/:-@[-`{-~])/g, '\\\\')
    .replace(/<(?![\s\d=])/g, '\\<')
    .replace(/`/g, '\\`')
    .replace(/\*(?=\S)|(?<=\S)\*/g, '\\*')
    .replace(/(?<![\p{L}\p{N}])_(?=\S)|(?<=\S)_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/\[(?=[^\]]*\]\s*[(:[])/g, '\\[')
    .replace(/~~/g, '\\~\\~')
    .replace(/^(\s*)([-+]|#{1,6}|=+|>)(?=\s|$)/gm, '$1\\$2')
    .replace(/^(\s*\d{1,9})([.)])(?=\s|$)/gm, '$1\\$2');
}

/**
 * Puts a space before an escaped `<` that follows an address: GFM would take the backslash for a part of the address,
 * and the tag would be one again.
 */
export function apartFromAddresses(text: string): string {
  return text.replace(/\S+/g, (run) =>
    run.includes('\\<') && /\/\/|www\.|@/i.test(run) ? run.replaceAll('\\<', ' \\<') : run,
  );
}
