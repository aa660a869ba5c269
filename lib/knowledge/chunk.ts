import { firstOf } from '@/lib/platform/text';
import { countTokens } from '@/lib/platform/tokens';
import { type Block, readBlocks } from './blocks';
import { pack } from './pack';
import { announces, type Unit, unitsOf } from './units';

/** A piece of a source: where it stands among the headings, and its text. */
export type Chunk = {
  /** Title of the source and the headings above the text, joined by " › ". At most 600 characters. */
  titlePath: string;
  /** 1 to some 4,000 characters; never blank. */
  body: string;
  /** Tokens of title path and body, as `countTokens` counts them: what the passage takes in a prompt. */
  tokenCount: number;
};

/** Sizes of a passage's text, in tokens of OpenAI's present models. */
export type PassageSize = {
  /** What a passage grows to. */
  target: number;
  /** What none is larger than, but for a heading or a table's head that is said again. */
  largest: number;
  /** A section smaller than this is not worth a passage of its own and joins its neighbour. */
  small: number;
};

/**
 * Chosen on one half of doc2dial among targets of 120 to 300 tokens, with neighbours joined by the search: the answer
 * stands in the first five hits as often as with any, and these are about 1,000 tokens in all. A sentence said again at
 * the start of the next passage gained nothing.
 */
export const PASSAGE_SIZE: PassageSize = { target: 180, largest: 198, small: 72 };

const MAX_TITLE_PATH = 600;
/** The tokens of a heading that moves into the text where sections are joined. */
const A_HEADING = 8;

/** A run of text under one list of headings. A bare one is a heading without text. */
type Section = { headings: string[]; units: Unit[]; tokens: number; isBare: boolean };

/**
 * Cuts Markdown or plain text into passages, in order, losing nothing: sections stay together; lists are cut between
 * items, tables between rows (their head said again), code between lines (its fence closed and opened again), paragraphs
 * between sentences. No passage ends with a heading or with what announces a list. Pure, once the tokenizer is loaded
 * (`loadTokenizer`): before that sizes are estimates.
 * @returns an empty list only for text without any visible character
 */
export function chunk(title: string, text: string, kind: 'markdown' | 'text', size = PASSAGE_SIZE): Chunk[] {
  const steps = chunking(title, text, kind, size);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** `chunk`, stopping wherever others may have their turn. */
export function* chunking(
  title: string,
  text: string,
  kind: 'markdown' | 'text',
  size = PASSAGE_SIZE,
): Generator<void, Chunk[]> {
  const chunks: Chunk[] = [];
  for (const group of groupSmall(yield* sectionsOf(readBlocks(text, kind), size), size)) {
    yield;
    const [first] = group;
    if (!first) continue;
    const shared = group.reduce((path, { headings }) => commonStart(path, headings), first.headings);
    // Where sections were joined, their own headings move into the text.
    const units = group.flatMap(({ headings, units }): Unit[] => {
      const own = headings.slice(shared.length);
      return own.length > 0
        ? [...unitsOf({ kind: 'heading', level: 1, text: own.join(' › ') }, size.largest), ...units]
        : units;
    });
    const joined = group.flatMap(({ headings }) => headings.slice(shared.length).slice(0, 1));
    const path = titlePath(title, joined.length > 0 ? [...shared, [...new Set(joined)].join(' · ')] : shared);
    const pathTokens = countTokens(path);
    for (const { body, tokens } of pack(units, size)) {
      chunks.push({ titlePath: path, body, tokenCount: pathTokens + tokens });
    }
  }
  return chunks;
}

function titlePath(title: string, headings: string[]): string {
  const path = headings[0]?.trim().toLowerCase() === title.trim().toLowerCase() ? headings.slice(1) : headings;
  return firstOf([title, ...path].join(' › '), MAX_TITLE_PATH);
}

function commonStart(a: string[], b: string[]): string[] {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return a.slice(0, length);
}

function* sectionsOf(blocks: Block[], { largest }: PassageSize): Generator<void, Section[]> {
  const sections: Section[] = [];
  let open: { level: number; text: string }[] = [];
  function* add(headings: string[], part: Block[], isBare: boolean): Generator<void, void> {
    const units: Unit[] = [];
    for (const [index, block] of part.entries()) {
      yield;
      const own = unitsOf(block, largest);
      const last = own.at(-1);
      const next = part[index + 1];
      if (last && block.kind === 'text' && next && next.kind !== 'text' && announces(last))
        own.splice(-1, 1, { ...last, leads: true });
      for (const unit of own) units.push(unit);
    }
    sections.push({ headings, units, tokens: units.reduce((sum, { tokens }) => sum + tokens, 0), isBare });
  }
  let current: Block[] = [];
  function* close(): Generator<void, void> {
    if (current.length > 0)
      yield* add(
        open.map(({ text }) => text),
        current,
        false,
      );
    current = [];
  }
  for (const [index, block] of blocks.entries()) {
    if (block.kind !== 'heading') {
      current.push(block);
      continue;
    }
    yield* close();
    open = [...open.filter(({ level }) => level < block.level), { level: block.level, text: block.text }];
    const next = blocks[index + 1];
    // A heading right above a deeper one says itself through the deeper one's path; otherwise it is kept as text.
    if (!next || (next.kind === 'heading' && next.level <= block.level)) {
      yield* add(
        open.slice(0, -1).map(({ text }) => text),
        [block],
        true,
      );
    }
  }
  yield* close();
  return sections;
}

/** Joins neighbouring small sections as long as the whole fits one passage, and bare headings with what is next to them. */
function groupSmall(sections: Section[], { target, small }: PassageSize): Section[][] {
  const groups: Section[][] = [];
  let total = 0;
  for (const section of sections) {
    const size = section.tokens + A_HEADING;
    const group = groups.at(-1);
    const last = group?.at(-1);
    const isSmall = last && (last.tokens < small || size < small) && total + size <= target;
    if (group && (isSmall || last?.isBare)) {
      group.push(section);
      total += size;
    } else {
      groups.push([section]);
      total = size;
    }
  }
  // At the end of a source nothing comes that a bare heading could lead to.
  const [before, end] = groups.slice(-2);
  if (before && end?.every(({ isBare }) => isBare)) groups.splice(-2, 2, [...before, ...end]);
  return groups;
}
