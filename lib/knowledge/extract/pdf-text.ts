import { apartFromAddresses, escapeText } from './markdown.ts';
import type { Line } from './pdf-lines.ts';

/** Letters this much larger than the text's make a heading. */
const LARGER = 1.12;
const LONGEST_HEADING = 160;
const BULLET = /^[•◦▪●○■□‣∙·\u2043\uf0b7\u2013*-]\s+(?=\S)/u;
const NUMBERED = /^(?:\d{1,2}|[a-z])[.)]\s+(?=\S)/;

type Block = { kind: 'heading'; level: number; text: string } | { kind: 'text' | 'item' | 'row'; text: string };

/**
 * Makes Markdown of lines: what is larger than the text is a heading (the largest size level 1), so is a line that the
 * outline names; lines under one another at the usual distance are a paragraph.
 * @param outline titles in small letters, with their level
 * @returns as title the first of the largest lines of the first pages
 */
export function layOut(pages: Line[][], outline: Map<string, number>): { title: string | null; body: string } {
  const lines = pages.flat();
  const usual = usualSize(lines);
  const levels = levelsOf(lines, usual);
  const levelOf = (line: Line): number | undefined => {
    const named = outline.get(line.text.toLowerCase());
    if (named !== undefined) return named;
    return line.text.length <= LONGEST_HEADING && /\p{L}{2}/u.test(line.text)
      ? levels.get(rounded(line.size))
      : undefined;
  };
  const blocks: Block[] = [];
  let before: Line | null = null;
  for (const page of pages) {
    const step = usualStep(page);
    const right = Math.max(0, ...page.map((line) => line.right));
    for (const [at, line] of page.entries()) {
      const level = levelOf(line);
      const last = blocks.at(-1);
      const follows = before !== null && isNear(before, line, at === 0 ? null : step);
      if (level !== undefined) {
        const goesOn =
          last?.kind === 'heading' && last.level === level && follows && at > 0 && last.text.length < LONGEST_HEADING;
        if (last && goesOn) last.text = joined(last.text, line.text);
        else blocks.push({ kind: 'heading', level, text: line.text });
      } else if (line.text.includes(' | ')) blocks.push({ kind: 'row', text: line.text });
      else if (BULLET.test(line.text)) blocks.push({ kind: 'item', text: `- ${line.text.replace(BULLET, '')}` });
      else if (NUMBERED.test(line.text)) blocks.push({ kind: 'item', text: line.text });
      else if (
        last &&
        before &&
        (last.kind === 'text' || last.kind === 'item') &&
        follows &&
        !endsParagraph(before, line, right)
      ) {
        last.text = joined(last.text, line.text);
      } else blocks.push({ kind: 'text', text: line.text });
      before = line;
    }
  }
  const head = blocks.slice(0, 12).filter((block) => block.kind === 'heading');
  const highest = Math.min(...head.map((block) => block.level));
  return { title: head.find((block) => block.level === highest)?.text ?? null, body: written(blocks) };
}

const rounded = (size: number): number => Math.round(size * 2) / 2;

/** The size that most letters have. */
function usualSize(lines: Line[]): number {
  const letters = new Map<number, number>();
  for (const { size, text } of lines) letters.set(rounded(size), (letters.get(rounded(size)) ?? 0) + text.length);
  return [...letters].sort((one, other) => other[1] - one[1])[0]?.[0] ?? 10;
}

/** Sizes of headings with their levels: the largest 1, at most four. */
function levelsOf(lines: Line[], usual: number): Map<number, number> {
  const sizes = new Set(lines.map(({ size }) => rounded(size)).filter((size) => size > usual * LARGER));
  return new Map([...sizes].sort((one, other) => other - one).map((size, at) => [size, Math.min(4, at + 1)]));
}

/** The distance between lines that is most common on a page, in points. */
function usualStep(page: Line[]): number {
  const steps = new Map<number, number>();
  for (const [at, line] of page.entries()) {
    const step = Math.round((page[at - 1]?.y ?? 0) - line.y);
    if (at > 0 && step > 2) steps.set(step, (steps.get(step) ?? 0) + 1);
  }
  return [...steps].sort((one, other) => other[1] - one[1])[0]?.[0] ?? 0;
}

/** Of one paragraph by distance and size; across pages (no step) and columns only the size tells. */
function isNear(before: Line, line: Line, step: number | null): boolean {
  if (Math.abs(before.size - line.size) > before.size * 0.1) return false;
  const distance = before.y - line.y;
  if (step === null || distance < 0) return true;
  return distance <= Math.max(step * 1.3, line.size * 1.5);
}

/** A sentence that ends well before the edge ends its paragraph; so does a line after which the next is indented. */
function endsParagraph(before: Line, line: Line, right: number): boolean {
  const isShort = before.right < right - (right - before.x) * 0.15;
  const goesUp = line.y > before.y;
  if (/[.!?:。！？]["”’)]?$/u.test(before.text)) return isShort || (!goesUp && line.x > before.x + line.size * 0.8);
  return goesUp && !/^[\p{Ll}\p{N}(]/u.test(line.text) && isShort;
}

/** Two lines as one text; a hyphen at the end of a line between small letters was put there by the line's end. */
function joined(text: string, next: string): string {
  if (/\p{Ll}[-\u2010]$/u.test(text) && /^\p{Ll}/u.test(next)) return `${text.slice(0, -1)}${next}`;
  if (/[\u3040-\u30ff\u3400-\u9fff]$/u.test(text) && /^[\u3040-\u30ff\u3400-\u9fff]/u.test(next)) return text + next;
  return /[-/\u2013]$/.test(text) && /\S[-/\u2013]$/.test(text) ? `${text}${next}` : `${text} ${next}`;
}

function written(blocks: Block[]): string {
  const texts: string[] = [];
  for (const [at, block] of blocks.entries()) {
    const isRun = block.kind !== 'text' && block.kind !== 'heading' && blocks[at - 1]?.kind === block.kind;
    const rule = block.kind === 'row' && !isRun && blocks[at + 1]?.kind === 'row';
    texts.push(isRun ? '\n' : at === 0 ? '' : '\n\n', textOfBlock(block));
    if (rule) texts.push(`\n|${' --- |'.repeat(block.text.split(' | ').length)}`);
  }
  return apartFromAddresses(texts.join(''));
}

function textOfBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${escapeText(block.text)}`;
    case 'row':
      return `| ${escapeText(block.text)} |`;
    case 'item':
      return itemText(block.text);
    default:
      return escapeText(block.text);
  }
}

/** The mark of an item stays; behind it all is text. */
function itemText(text: string): string {
  const mark = /^- /.exec(text)?.[0] ?? NUMBERED.exec(text)?.[0] ?? '';
  return `${mark}${escapeText(text.slice(mark.length))}`;
}
