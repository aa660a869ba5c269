import { countTokens } from '@/lib/platform/tokens';
import { type Block, DEFINITION } from './blocks';
import { cutLong } from './cut-long';
import { sentencesOf } from './sentences';

/** A piece of a block that is not cut any further, counted once: a sentence, a list's item, a table's row, a line of code. */
export type Unit = {
  text: string;
  tokens: number;
  /** What joins it to the unit before, where both are in one passage. */
  glue: '\n\n' | '\n' | ' ' | '';
  /** Said again where a passage begins with this unit: the head of its table, the item that it is below. */
  head?: { text: string; tokens: number };
  /** Its code block: opened again where a passage begins with it, closed where one ends. */
  fence?: { open: string; close: string };
  /** A heading or what announces a list: of no use without what follows, so no passage ends with it. */
  leads?: true;
};

/** Characters that one unit may have however few its tokens are. */
export const MAX_UNIT_CHARACTERS = 2_000;
/** A table's head or a list's parent that is longer than this share of a passage is not said again. */
const REPEATED_SHARE = 0.3;
/** A sentence that announces what follows it is short. */
const LONGEST_LEAD = 40;
/** What begins code names its language, and may say a little more. */
const LONGEST_FENCE = 200;
/** Lists within lists that are told apart; deeper ones are read as one. */
const DEEPEST = 4;

/**
 * Cuts a block into units of at most `largest` tokens each.
 * @param largest what a passage may hold
 */
export function unitsOf(block: Block, largest: number): Unit[] {
  const [first, ...rest] = rawUnitsOf(block, largest);
  return first ? [{ ...first, glue: '\n\n' }, ...rest] : [];
}

function rawUnitsOf(block: Block, largest: number): Unit[] {
  switch (block.kind) {
    case 'heading':
      return pieces(block.text, '\n\n', largest).map((unit) => ({ ...unit, leads: true }));
    case 'table':
      return tableUnits(block.text, largest);
    case 'code':
      return codeUnits(block.text, largest);
    case 'list':
      return listUnits(block.text, largest);
    case 'text':
      return sentencesOf(block.text).flatMap((sentence) => pieces(sentence, ' ', largest));
  }
}

function unit(text: string, glue: Unit['glue']): Unit {
  return { text, tokens: countTokens(text), glue };
}

/** One unit, or several where the text is too large for a passage. */
function pieces(text: string, glue: Unit['glue'], largest: number): Unit[] {
  const whole = unit(text, glue);
  if (whole.tokens <= largest && text.length <= MAX_UNIT_CHARACTERS) return [whole];
  return cutLong(text, largest, MAX_UNIT_CHARACTERS).map((piece, index) => ({
    ...piece,
    glue: index === 0 ? glue : piece.glue,
  }));
}

/** Whether the last unit of a text announces what comes after it ("You need:"). */
export function announces({ text, tokens }: Unit): boolean {
  return tokens <= LONGEST_LEAD && /[:：]["'”’)*_\]]{0,3}$/u.test(text);
}

function tableUnits(text: string, largest: number): Unit[] {
  // The padding that lines up a table's columns is only tokens to a model.
  const lines = text.split('\n').map((line) => line.replace(/[ \t]{2,}/g, ' ').replace(/-{4,}/g, '---'));
  const [names = '', rule = '', ...rows] = lines;
  const head = unit(`${names}\n${rule}`, '\n');
  if (rows.length === 0 || head.tokens > largest * REPEATED_SHARE) {
    return lines.flatMap((line) => pieces(line, '\n', largest));
  }
  const columns = cellsOf(names);
  const room = largest - head.tokens;
  const units: Unit[] = [];
  for (const row of rows) {
    const whole = unit(row, '\n');
    if (whole.tokens <= room && row.length <= MAX_UNIT_CHARACTERS) {
      // The head comes before the first row, in the same unit, and before each row that a passage begins with.
      units.push(units.length === 0 ? unit(`${head.text}\n${row}`, '\n') : { ...whole, head });
    } else {
      if (units.length === 0) units.push({ ...unit(names, '\n'), leads: true });
      // A cell of a wide row is told by its column's name rather than by its place.
      for (const [index, cell] of cellsOf(row).entries()) {
        if (cell) units.push(...pieces(columns[index] ? `${columns[index]}: ${cell}` : cell, '\n', largest));
      }
    }
  }
  return units;
}

/** The cells of a row; an escaped bar is part of its cell. */
function cellsOf(row: string): string[] {
  const inner = row
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim());
}

function codeUnits(text: string, largest: number): Unit[] {
  const [open = '', ...body] = text.split('\n');
  if (open.length > LONGEST_FENCE) return pieces(text, '\n\n', largest);
  const marks = /^\s*([`~]{3,})/.exec(open)?.[1] ?? '```';
  const isClosed = body.length > 0 && body.at(-1)?.trim().startsWith(marks) === true;
  const lines = isClosed ? body.slice(0, -1) : body;
  const fence = { open, close: isClosed ? (body.at(-1) ?? marks) : marks };
  const units: Unit[] = [];
  let isAfterBlank = false;
  for (const line of lines) {
    if (line.trim()) {
      for (const piece of pieces(line, isAfterBlank ? '\n\n' : '\n', largest)) units.push({ ...piece, fence });
    }
    isAfterBlank = !line.trim();
  }
  return units.length > 0 ? units : pieces(text, '\n\n', largest);
}

const ITEM = /^(\s*)([-*+•–]|\d{1,3}[.)])\s/;

type Item = { text: string; indent: number };

/** Items with all that is below them, as long as that fits a passage; else each of its own, below the item above. */
function listUnits(text: string, largest: number): Unit[] {
  const items: Item[] = [];
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    const isTerm = DEFINITION.test(lines[index + 1] ?? '') && !DEFINITION.test(line);
    const indent = ITEM.exec(line)?.[1]?.length ?? (isTerm ? 0 : undefined);
    const last = items.at(-1);
    if (indent !== undefined || !last) items.push({ text: line, indent: indent ?? 0 });
    else last.text += `\n${line}`;
  }
  return nested(items, largest, []);
}

function nested(items: readonly Item[], largest: number, above: readonly Unit[]): Unit[] {
  const units: Unit[] = [];
  const top = above.length >= DEEPEST ? Number.POSITIVE_INFINITY : (items[0]?.indent ?? 0);
  let index = 0;
  while (index < items.length) {
    let end = index + 1;
    while (end < items.length && (items[end]?.indent ?? 0) > top) end += 1;
    const group = items.slice(index, end);
    const whole = unit(group.map((item) => item.text).join('\n'), '\n');
    const head = headOf(above, largest);
    if (whole.tokens <= largest / 2 && whole.text.length <= MAX_UNIT_CHARACTERS) {
      units.push({ ...whole, ...head });
    } else {
      const [parent, ...below] = group;
      const own = pieces(parent?.text ?? '', '\n', largest).map((piece) => ({ ...piece, ...head }));
      units.push(...own.slice(0, -1));
      const last = own.at(-1);
      if (last) units.push(below.length > 0 ? { ...last, leads: true } : last);
      if (below.length > 0) units.push(...nested(below, largest, [...above, ...own.slice(-1)]));
    }
    index = end;
  }
  return units;
}

function headOf(above: readonly Unit[], largest: number): Pick<Unit, 'head'> {
  const tokens = above.reduce((sum, one) => sum + one.tokens, 0);
  if (above.length === 0 || tokens > largest * REPEATED_SHARE) return {};
  return { head: { text: above.map(({ text }) => text).join('\n'), tokens } };
}
