import type { PassageSize } from './chunk';
import { MAX_UNIT_CHARACTERS, type Unit } from './units';

/** The text of a passage. */
export type Body = { body: string; tokens: number };

/** Passages may be so many tokens larger than their equal share, so that one sentence more needs no further passage. */
const SLACK = 16;

/**
 * Fills passages with units, in order, of much the same size each: that reads better than full ones and a rest of ten
 * words. No passage ends with what only leads to the next unit.
 */
export function pack(units: readonly Unit[], { target, largest }: PassageSize): Body[] {
  const total = units.reduce((sum, unit) => sum + roomOf(unit), 0);
  const share = Math.ceil(total / Math.ceil(total / target));
  const goal = total <= largest ? largest : Math.min(largest, share + SLACK);
  const passages: Unit[][] = [];
  let tokens = 0;
  let characters = 0;
  for (const [index, unit] of units.entries()) {
    const passage = passages.at(-1);
    const needed = unit.leads ? unit.tokens + (units[index + 1]?.tokens ?? 0) : unit.tokens;
    const isFull = tokens + needed > goal || characters + unit.text.length > 2 * MAX_UNIT_CHARACTERS;
    if (passage && !(isFull && (!passage.at(-1)?.leads || tokens > largest))) {
      passage.push(unit);
    } else {
      passages.push([unit]);
      tokens = unit.head?.tokens ?? 0;
      characters = 0;
    }
    tokens += roomOf(unit);
    characters += unit.text.length;
  }
  evenTheEnd(passages);
  return passages.map(bodyOf);
}

/** A line break is a token, a space is part of the word after it. */
const roomOf = ({ tokens, glue }: Unit): number => tokens + (glue.startsWith('\n') ? 1 : 0);

/** The last passage holds what was left over: it takes from the one before until both are much the same size. */
function evenTheEnd(passages: Unit[][]): void {
  const [before, last] = passages.slice(-2);
  if (!before || !last) return;
  if (last.every(({ leads }) => leads)) {
    // Nothing follows a heading at the very end: it belongs to what is before.
    passages.splice(-2, 2, [...before, ...last]);
    return;
  }
  let more = sizeOf(before) - sizeOf(last);
  for (let unit = before.at(-1); unit && before.length > 1; unit = before.at(-1)) {
    if (more < 2 * roomOf(unit) && !unit.leads) break;
    last.unshift(unit);
    before.pop();
    more -= 2 * roomOf(unit);
  }
}

const sizeOf = (units: readonly Unit[]): number =>
  units.reduce((sum, unit) => sum + roomOf(unit), units[0]?.head?.tokens ?? 0);

function bodyOf(units: readonly Unit[]): Body {
  let body = '';
  let fence: Unit['fence'];
  for (const [index, unit] of units.entries()) {
    if (fence && unit.fence !== fence) body += `\n${fence.close}`;
    if (index > 0) body += unit.fence === fence ? unit.glue : '\n\n';
    else if (unit.head) body += `${unit.head.text}\n`;
    if (unit.fence && unit.fence !== fence) body += `${unit.fence.open}\n`;
    body += unit.text;
    fence = unit.fence;
  }
  return { body: fence ? `${body}\n${fence.close}` : body, tokens: sizeOf(units) };
}
