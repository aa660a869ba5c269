import { firstOf } from '@/lib/platform/text';
import type { CitablePassage } from '../schema';

/** A question is answered by what follows it, as by what stands under a heading. */
const ASKS = /^.{4,200}\?$/;

/** Longest piece that counts as one sentence, in characters. */
const MAX_SENTENCE = 420;

/** Knows where sentences end: not after "e.g.", nor within "1.5 kg". */
const SENTENCES = new Intl.Segmenter(undefined, { granularity: 'sentence' });

/** A list's items are quoted together; a table's rows speak each for itself. Both stand on lines of their own. */
export type Kind = 'sentence' | 'item' | 'row';
/**
 * `heading` is what stands over it: without it, a list of what cannot be returned reads like its opposite. A `step` is
 * an item with a number before it.
 */
export type Piece = {
  text: string;
  kind: Kind;
  heading: string | null;
  /** Number of the paragraph, the item or the row that it stands in, from 0. */
  block: number;
  step?: true;
};

/** Markdown to running text that can stand in a sentence: links become their words, marks and images go. */
function plain(markdown: string): string {
  return markdown
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/<[^>]{1,200}>/g, '')
    .replace(/[*_`~]{1,3}/g, '')
    .trim();
}

/** A row of a table as a sentence: "Canada: 5–8 (business days), $12.50 (price)". The head gives the cells their names. */
function rowAsSentence(cells: string[], head: string[]): string {
  const [first = '', ...rest] = cells;
  const named = rest.map((cell, index) => {
    const name = head[index + 1];
    return name && cell ? `${name.toLowerCase()} ${cell}` : cell;
  });
  return named.some(Boolean) ? `${first}: ${named.filter(Boolean).join(', ')}` : first;
}

const cellsOf = (line: string): string[] | null => {
  const inner = /^\s*\|(.+)\|\s*$/.exec(line)?.[1];
  return inner === undefined ? null : inner.split('|').map((cell) => plain(cell));
};

/**
 * A line that stands alone and does not end like a sentence, or asks a question, is a heading: it names what follows
 * and says nothing itself.
 */
const isHeading = (paragraph: string) =>
  paragraph.length <= 90
    ? !/[.!:。！…]["”')]*$/.test(paragraph)
    : paragraph.length <= 200 && /^[^.!?]*\?$/.test(paragraph);

/** What names something in so few words is a heading even where nothing follows it. */
const FEWEST_WORDS_SAID = 4;

/** A text in pieces of one sentence's length at most: cut behind a mark or a space, nowhere else where there is one. */
function bounded(text: string): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > MAX_SENTENCE) {
    const head = firstOf(rest, MAX_SENTENCE);
    const mark = Math.max(...[': ', '; ', ', '].map((end) => head.lastIndexOf(end) + 1));
    const at = mark > MAX_SENTENCE / 2 ? mark : head.lastIndexOf(' ') > 0 ? head.lastIndexOf(' ') : head.length;
    pieces.push(rest.slice(0, at).trim());
    rest = rest.slice(at).trim();
  }
  return rest === '' ? pieces : [...pieces, rest];
}

/** The heading over a passage's start: the end of its path, unless that names a part further down. */
function firstHeading({ title, body }: CitablePassage): string | null {
  const heading = title.split(' › ').slice(1).at(-1);
  if (heading === undefined || heading.includes(' · ')) return null;
  return body.split('\n').some((line) => line.trim() === heading) ? null : heading;
}

/**
 * Cuts a passage into sentences; items of a list and rows of a table count as sentences of their own, and headings
 * as none.
 */
export function sentencesOf(passage: CitablePassage): Piece[] {
  const found: Piece[] = [];
  let paragraph: string[] = [];
  let head: string[] | null = null;
  let heading = firstHeading(passage);
  let block = 0;
  /** A line that looked like a heading, and what stood over it: over nothing, it was a sentence without its full stop. */
  let unused: { text: string; over: string | null } | null = null;
  const add = (piece: Omit<Piece, 'block' | 'heading'>) => {
    unused = null;
    found.push({ ...piece, heading, block });
  };
  const settle = () => {
    if (unused && !unused.text.endsWith('?') && unused.text.split(/\s+/).length >= FEWEST_WORDS_SAID) {
      found.push({ text: unused.text, kind: 'sentence', heading: unused.over, block });
      heading = unused.over;
    }
    unused = null;
  };
  const close = () => {
    const text = plain(paragraph.join(' '));
    const alone = paragraph.length === 1 && isHeading(text);
    paragraph = [];
    if (text === '') return;
    block += 1;
    if (alone) {
      settle();
      unused = { text, over: heading };
      heading = text;
      return;
    }
    for (const { segment } of SENTENCES.segment(text)) {
      const sentence = segment.replace(/\s+/g, ' ').trim();
      if (ASKS.test(sentence)) heading = sentence;
      else for (const text of bounded(sentence)) add({ text, kind: 'sentence' });
    }
  };
  for (const line of passage.body.split('\n')) {
    const item = /^\s*(?:[-*+•]|\d{1,2}[.)])\s+(.*)$/.exec(line);
    const cells = cellsOf(line);
    if (cells === null) head = null;
    const marked = /^\s*#{1,6}\s(.*)$/.exec(line);
    if (marked) {
      close();
      settle();
      heading = plain(marked[1] ?? '') || heading;
    } else if (/^\s*(?:```|~~~|[-*_]{3,}\s*$)/.test(line)) close();
    else if (item) {
      close();
      const step = /^\s*\d/.test(line) ? { step: true as const } : {};
      block += 1;
      add({ text: firstOf(plain(item[1] ?? ''), MAX_SENTENCE), kind: 'item', ...step });
    } else if (cells) {
      close();
      block += 1;
      if (head === null) head = cells;
      else if (!cells.every((cell) => /^[:\s-]*$/.test(cell))) add({ text: rowAsSentence(cells, head), kind: 'row' });
    } else if (line.trim() === '') close();
    else paragraph.push(line.trim());
  }
  close();
  settle();
  return found.filter((sentence) => sentence.text.length > 1);
}
