import { unwrap } from './dom.ts';
import { rename } from './folds.ts';

/** Cells that one cell may be repeated into; pages claim spans of thousands. */
const WIDEST_SPAN = 30;

/** Between the cells and rows of a table while its text is being made; of Unicode's private use, and dropped from texts. */
export const CELL_END = '\ue01f';
export const ROW_END = '\ue01e';

/**
 * Prepares the tables below an element for Markdown, which knows no spans, captions, or tables in tables: tables that only
 * lay out are unwrapped, a caption becomes a paragraph before its table, and a cell that spans stands in each place it
 * covers, so that every row can be read alone.
 */
export function prepareTables(root: Element): void {
  const document = root.ownerDocument;
  for (const table of [...root.querySelectorAll('table')].reverse()) {
    if (laysOut(table)) {
      for (const part of table.querySelectorAll('caption, thead, tbody, tfoot, tr, td, th')) {
        if (part.closest('table') === table) rename(part, 'div', document);
      }
      unwrap(table);
      continue;
    }
    const caption = table.querySelector('caption');
    if (caption) {
      const paragraph = document.createElement('p');
      paragraph.append(...caption.childNodes);
      caption.remove();
      table.before(paragraph);
    }
    spread(table, document);
  }
}

function laysOut(table: Element): boolean {
  const role = table.getAttribute('role');
  if (role === 'presentation' || role === 'none') return true;
  if (table.querySelector('table')) return true;
  const rows = [...table.querySelectorAll('tr')];
  if (rows.length === 0 || rows.every((row) => row.children.length <= 1)) return true;
  return (
    table.querySelector('th, caption, thead') === null &&
    table.querySelector('h1, h2, h3, h4, pre, ul ul, p + p + p') !== null
  );
}

function spread(table: Element, document: Document): void {
  const waiting: { left: number; cell: Element }[] = [];
  for (const row of table.querySelectorAll('tr')) {
    const cells = [...row.children].filter((cell) => /^T[DH]$/.test(cell.nodeName));
    const placed: Element[] = [];
    const fill = () => {
      for (let above = waiting[placed.length]; above && above.left > 0; above = waiting[placed.length]) {
        above.left -= 1;
        placed.push(above.cell.cloneNode(true) as Element);
      }
    };
    for (const cell of cells) {
      fill();
      const span = (name: string) => Math.min(WIDEST_SPAN, Math.max(1, Number(cell.getAttribute(name)) || 1));
      const [across, down] = [span('colspan'), span('rowspan')];
      cell.removeAttribute('colspan');
      cell.removeAttribute('rowspan');
      for (let at = 0; at < across; at += 1) {
        if (down > 1) waiting[placed.length] = { left: down - 1, cell };
        placed.push(
          at === 0 ? cell : isTitleRow(cells) ? document.createElement('td') : (cell.cloneNode(true) as Element),
        );
      }
    }
    fill();
    row.replaceChildren(...placed);
  }
}

/** One cell over all columns names the rows below it; said once it is enough. */
const isTitleRow = (cells: Element[]): boolean => cells.length === 1;

/** The text of a table, from the marks that its cells and rows left, as a GFM table. */
export function tableText(marked: string): string {
  const rows = marked
    .split(ROW_END)
    .map((row) => row.split(CELL_END).slice(0, -1).map(cellText))
    .filter((row) => row.some(Boolean));
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (width === 0) return '';
  const line = (row: string[]) => `| ${[...row, ...Array<string>(width - row.length).fill('')].join(' | ')} |`;
  const [head = [], ...rest] = rows;
  return ['', '', line(head), `|${' --- |'.repeat(width)}`, ...rest.map(line), '', ''].join('\n');
}

/** One line; a bar would end the cell. */
function cellText(text: string): string {
  return text
    .replace(/\s*\n\s*(?:[-*+]|\d+\.)\s+/g, '; ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(?:[-*+]|\d+\.)\s+/, '')
    .replace(/(?<!\\)\|/g, '\\|');
}
