import { withoutHtml } from './blocks-html';

/** A part of a text with one structure. The text of a heading is without its marks; other texts are as written. */
export type Block =
  | { kind: 'heading'; level: number; text: string }
  | { kind: 'text' | 'list' | 'table' | 'code'; text: string };

const ATX = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
const UNDERLINE = /^ {0,3}(=+|-{2,})\s*$/;
/** Code below a list's item is set in as far as the item's text. */
const FENCE = /^\s*(`{3,}|~{3,})(?!.*`)/;
const ITEM = /^\s*([-*+•–]|\d{1,3}[.)])\s+\S/;
/** What a term means, in the line below it. */
export const DEFINITION = /^ {0,3}[:~]\s+\S/;
const TABLE_RULE_MARKS = /^[\s:|-]+$/;
const RULE = /^ {0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$/;
/** Longer lines are text, whatever they begin with. */
const LONGEST_HEADING = 500;

/**
 * Reads a text as a row of blocks, in order. Blank lines and horizontal rules are dropped, nothing else.
 * In plain text a short first line of a paragraph without a full stop counts as a heading, which is how help pages
 * copied from a website look.
 */
export function readBlocks(text: string, kind: 'markdown' | 'text'): Block[] {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n|\u2028|\u2029|\f/);
  if (kind === 'text') return readPlain(lines);
  return readMarkdown(withoutMarkup(withoutFrontMatter(lines)));
}

function withoutFrontMatter(lines: string[]): string[] {
  if (lines[0]?.trim() !== '---') return lines;
  const end = lines.findIndex((line, index) => index > 0 && index < 60 && line.trim() === '---');
  const isMeta = end > 0 && lines.slice(1, end).every((line) => /^\s*$|^\s*#|^[\w-]+\s*:|^\s+\S|^\s*-\s/.test(line));
  return isMeta ? lines.slice(end + 1) : lines;
}

/** Lines without the HTML between them; fenced code keeps what is in it. */
function withoutMarkup(lines: string[]): string[] {
  const plain: string[] = [];
  let run: string[] = [];
  const flush = () => {
    if (run.length > 0) for (const line of withoutHtml(run.join('\n')).split('\n')) plain.push(line);
    run = [];
  };
  for (let index = 0; index < lines.length; index += 1) {
    const fence = FENCE.exec(lines[index] ?? '')?.[1];
    if (fence === undefined) {
      run.push(lines[index] ?? '');
      continue;
    }
    flush();
    const end = closingFence(lines, index, fence);
    const stop = end < 0 ? lines.length - 1 : end;
    for (; index < stop; index += 1) plain.push(lines[index] ?? '');
    plain.push(lines[stop] ?? '');
  }
  flush();
  return plain;
}

function readMarkdown(lines: string[]): Block[] {
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  const flush = () => {
    pushBody(blocks, paragraph);
    paragraph = [];
  };
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const fence = FENCE.exec(line)?.[1];
    if (fence !== undefined) {
      flush();
      const end = closingFence(lines, index, fence);
      const stop = end < 0 ? lines.length - 1 : end;
      const code = lines.slice(index, stop + 1);
      if (code.some((inner) => inner.trim())) blocks.push({ kind: 'code', text: code.join('\n') });
      index = stop;
      continue;
    }
    const heading = line.length <= LONGEST_HEADING ? ATX.exec(line) : null;
    if (heading) {
      flush();
      if (heading[2]) blocks.push({ kind: 'heading', level: heading[1]?.length ?? 1, text: plainHeading(heading[2]) });
    } else if (
      paragraph.length === 1 &&
      UNDERLINE.test(line) &&
      (paragraph[0]?.length ?? 0) <= LONGEST_HEADING &&
      !ITEM.test(paragraph[0] ?? '') &&
      !(paragraph[0] ?? '').includes('|')
    ) {
      const [title = ''] = paragraph;
      paragraph = [];
      blocks.push({ kind: 'heading', level: line.trim().startsWith('=') ? 1 : 2, text: plainHeading(title) });
    } else if (!line.trim()) {
      // A list goes on after a blank line with its next item, or with what is set in below one; a term with its meaning.
      const next = lines.slice(index + 1, index + 4).find((other) => other.trim()) ?? '';
      const goesOn =
        (ITEM.test(paragraph[0] ?? '') && (ITEM.test(next) || /^\s{2,}\S/.test(next)) && !FENCE.test(next)) ||
        (paragraph.length > 0 && DEFINITION.test(next));
      if (!goesOn) flush();
    } else if (RULE.test(line) && !isTableRule(line)) {
      flush();
    } else {
      paragraph.push(line.trimEnd());
    }
  }
  flush();
  return blocks;
}

function closingFence(lines: string[], opening: number, fence: string): number {
  for (let at = opening + 1; at < lines.length; at += 1) {
    const line = lines[at]?.trim() ?? '';
    if (line.startsWith(fence) && !line.slice(fence.length).trim()) return at;
  }
  return -1;
}

/** The line under a table's head. */
function isTableRule(line: string): boolean {
  return line.includes('-') && line.includes('|') && TABLE_RULE_MARKS.test(line);
}

/** A heading's words: without emphasis, anchors and link targets. */
function plainHeading(text: string): string {
  const plain = text
    .replace(/\s*\{#[^}]*\}\s*$/, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_`]{1,3}(\S(?:.*?\S)?)[*_`]{1,3}/g, '$1')
    .trim();
  return plain || text.trim();
}

function readPlain(lines: string[]): Block[] {
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  const flush = () => {
    const [first = '', ...rest] = paragraph;
    if (rest.length > 0 && looksLikeHeading(first)) {
      blocks.push({ kind: 'heading', level: 1, text: first.trim() });
      pushBody(blocks, rest);
    } else {
      pushBody(blocks, paragraph);
    }
    paragraph = [];
  };
  for (const line of lines) {
    if (line.trim()) paragraph.push(line.trimEnd());
    else flush();
  }
  flush();
  return blocks;
}

function looksLikeHeading(line: string): boolean {
  const text = line.trim();
  return text.length <= 100 && !/[.,;:!]$/.test(text) && !/^[-*+•|]/.test(text) && /\p{L}/u.test(text);
}

/** Splits the lines between two blank lines into text, lists and tables. */
function pushBody(blocks: Block[], lines: string[]): void {
  let run: string[] = [];
  let kind = 'text' as Exclude<Block['kind'], 'heading' | 'code'>;
  const flush = () => {
    const text = run.join('\n');
    if (text.trim()) blocks.push({ kind, text: kind === 'text' ? text.trim() : text });
    run = [];
  };
  for (const [index, line] of lines.entries()) {
    const next: typeof kind =
      (isTableRule(lines[index + 1] ?? '') && line.includes('|')) ||
      (kind === 'table' && run.length > 0 && line.includes('|'))
        ? 'table'
        : ITEM.test(line) || DEFINITION.test(lines[index + 1] ?? '') || (kind === 'list' && run.length > 0)
          ? 'list'
          : 'text';
    if (next !== kind) flush();
    kind = next;
    run.push(line);
  }
  flush();
}
