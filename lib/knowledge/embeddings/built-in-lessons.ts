import { sentencesOf } from '../sentences';

/** A sentence, an item of a list, a row of a table or a heading, and the source (its place in a list) that it is from. */
export type Lesson = { text: string; source: number };

const MARK = /^\s*(?:[-*+•]|\d{1,3}[.)])\s+/;
const SOME_LETTER = /[\p{L}\p{N}]/u;

/** What can be learned from the passages of one source; each heading counts once. */
export function lessonsOf(passages: readonly { titlePath: string; body: string }[], source: number): Lesson[] {
  const headings = [...new Set(passages.map(({ titlePath }) => titlePath))];
  const lines = passages.flatMap(({ body }) => body.split(/\r?\n/));
  const texts = lines.flatMap((line) => (MARK.test(line) ? [line.replace(MARK, '')] : sentencesOf(line)));
  return [...headings, ...texts].filter((text) => SOME_LETTER.test(text)).map((text) => ({ text, source }));
}
