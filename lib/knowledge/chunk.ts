import { type Block, readBlocks } from './blocks';

/** A piece of a source: where it stands among the headings, and its text. */
export type Chunk = {
  /** Title of the source and the headings above the text, joined by " › ". At most 600 characters. */
  titlePath: string;
  /** 1 to 20,000 characters; never blank. */
  body: string;
  /** Estimate of the tokens a language model counts. */
  tokenCount: number;
};

/** Size (words, or what takes as much room in scripts without spaces) that a passage grows to. */
const TARGET = 170;
/** No passage is larger. */
const LARGEST = 180;
/** A section smaller than this is not worth a passage of its own and joins its neighbour. */
const SMALL = 70;
/** Characters that one passage may have however few its words are. */
const MAX_CHARACTERS = 4_000;
const MAX_TITLE_PATH = 600;

const CJK = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]/gu;

/** How much room a text takes: its words, at least one per 8 characters, one per 2 characters of CJK and Thai. */
export function sizeOf(text: string): number {
  const words = text.match(/\S+/g)?.length ?? 0;
  const dense = text.match(CJK)?.length ?? 0;
  return Math.max(words, Math.ceil((text.length - dense) / 8) + Math.ceil(dense / 2));
}

/** Estimate of tokens: about four characters each, one per CJK character. */
export function estimateTokens(text: string): number {
  const dense = text.match(CJK)?.length ?? 0;
  return Math.max(1, Math.ceil((text.length - dense) / 4) + dense);
}

/** A run of text under one list of headings. */
type Section = { headings: string[]; blocks: Block[] };

/**
 * Cuts Markdown or plain text into passages of about 120 to 180 words, in order, losing nothing: sections stay
 * together, lists are cut between items, tables between rows (with their head repeated), code between lines,
 * paragraphs between sentences.
 * @returns an empty list only for text without any visible character
 */
export function chunk(title: string, text: string, kind: 'markdown' | 'text'): Chunk[] {
  const chunks: Chunk[] = [];
  for (const group of groupSmall(sectionsOf(readBlocks(text, kind)))) {
    const [first] = group;
    if (!first) continue;
    const shared = group.reduce((path, { headings }) => commonStart(path, headings), first.headings);
    // Where sections were joined, or a heading stands alone, its words move into the body.
    const blocks = group.flatMap(({ headings, blocks }): Block[] => {
      const own = headings.slice(shared.length);
      return own.length > 0 ? [{ kind: 'text', text: own.join(' › ') }, ...blocks] : blocks;
    });
    const joined = group.flatMap(({ headings }) => headings.slice(shared.length).slice(0, 1));
    const path = titlePath(title, joined.length > 0 ? [...shared, [...new Set(joined)].join(' · ')] : shared);
    for (const body of pack(blocks))
      chunks.push({ titlePath: path, body, tokenCount: estimateTokens(`${path} ${body}`) });
  }
  return chunks;
}

function titlePath(title: string, headings: string[]): string {
  const path = headings[0]?.trim().toLowerCase() === title.trim().toLowerCase() ? headings.slice(1) : headings;
  return cutText([title, ...path].join(' › '), MAX_TITLE_PATH)[0] ?? '';
}

function commonStart(a: string[], b: string[]): string[] {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return a.slice(0, length);
}

function sectionsOf(blocks: Block[]): Section[] {
  const sections: Section[] = [];
  let open: { level: number; text: string }[] = [];
  let current: Section = { headings: [], blocks: [] };
  const close = () => {
    // A heading right above a deeper one says itself through the deeper one's path; otherwise it is kept as text.
    if (current.blocks.length > 0) sections.push(current);
  };
  for (const [index, block] of blocks.entries()) {
    if (block.kind !== 'heading') {
      current.blocks.push(block);
      continue;
    }
    close();
    open = [...open.filter(({ level }) => level < block.level), { level: block.level, text: block.text }];
    current = { headings: open.map(({ text }) => text), blocks: [] };
    const next = blocks[index + 1];
    if (!next || (next.kind === 'heading' && next.level <= block.level)) {
      sections.push({
        headings: open.slice(0, -1).map(({ text }) => text),
        blocks: [{ kind: 'text', text: block.text }],
      });
    }
  }
  close();
  return sections;
}

const sectionSize = ({ blocks }: Section) => blocks.reduce((sum, { text }) => sum + sizeOf(text), 0);

/** Joins neighbouring small sections, as long as the whole fits one passage. */
function groupSmall(sections: Section[]): Section[][] {
  const groups: Section[][] = [];
  let total = 0;
  for (const section of sections) {
    const size = sectionSize(section) + 8;
    const group = groups.at(-1);
    const last = group?.at(-1);
    const joins = last && (sectionSize(last) < SMALL || size < SMALL) && total + size <= TARGET;
    if (group && joins) {
      group.push(section);
      total += size;
    } else {
      groups.push([section]);
      total = size;
    }
  }
  return groups;
}

/** A unit that is not cut unless it is too large alone, and what joins it to the one before. */
type Unit = { text: string; glue: string; head?: string };

function pack(blocks: Block[]): string[] {
  const units = blocks.flatMap(unitsOf);
  const total = units.reduce((sum, { text }) => sum + sizeOf(text), 0);
  // Equal parts read better than a full passage and a rest of ten words.
  const parts = Math.max(1, Math.ceil(total / TARGET));
  const goal = total <= LARGEST ? LARGEST : Math.min(LARGEST, Math.ceil(total / parts) + 12);
  const bodies: string[] = [];
  let body = '';
  let size = 0;
  for (const unit of units) {
    const unitSize = sizeOf(unit.text);
    if (body && (size + unitSize > goal || body.length + unit.text.length > MAX_CHARACTERS)) {
      bodies.push(body);
      body = '';
      size = 0;
    }
    body = body ? `${body}${unit.glue}${unit.text}` : unit.head ? `${unit.head}\n${unit.text}` : unit.text;
    size += unitSize;
  }
  if (body) bodies.push(body);
  return bodies;
}

function unitsOf(block: Block): Unit[] {
  const pieces = (texts: string[], glue: string, head?: string): Unit[] =>
    texts.flatMap((text, index) =>
      cutText(text, MAX_CHARACTERS / 2, LARGEST).map((piece, part) => ({
        text: piece,
        glue: part > 0 ? ' ' : index === 0 ? '\n\n' : glue,
        ...(head !== undefined && index > 0 ? { head } : {}),
      })),
    );
  switch (block.kind) {
    case 'table': {
      // The padding that lines up a table's columns is only tokens to a model.
      const lines = block.text.split('\n').map((line) => line.replace(/[ \t]{2,}/g, ' ').replace(/-{4,}/g, '---'));
      const head = lines.slice(0, 2).join('\n');
      if (sizeOf(head) > SMALL) return pieces(lines, '\n');
      const [first, ...rows] = lines.slice(2);
      return pieces(first === undefined ? [head] : [`${head}\n${first}`, ...rows], '\n', head);
    }
    case 'code':
    case 'list':
      return pieces(
        block.kind === 'code' ? block.text.split('\n').filter((line) => line.trim()) : itemsOf(block.text),
        '\n',
      );
    default:
      return pieces(sentencesOf(block.text), ' ');
  }
}

/** Items of a list, continuation lines kept with their item. */
function itemsOf(text: string): string[] {
  const items: string[] = [];
  for (const line of text.split('\n')) {
    if (/^\s*([-*+•]|\d+[.)])\s/.test(line) || items.length === 0) items.push(line);
    else items[items.length - 1] += `\n${line}`;
  }
  return items;
}

/** Sentences, each with its closing marks. Single line breaks inside a paragraph stay as they are. */
function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=[.!?…]["'”’)\]]{0,4})\s+(?=\S)|(?<=[。！？])/u)
    .map((sentence) => sentence.trim())
    .filter(Boolean);
}

/** Cuts what is too long: at white space where there is some, else between code points. */
function cutText(text: string, maxCharacters: number, maxSize = Number.POSITIVE_INFINITY): string[] {
  if (text.length <= maxCharacters && sizeOf(text) <= maxSize) return [text];
  const pieces: string[] = [];
  let piece = '';
  let size = 0;
  for (const token of text.match(/\S+\s*/g) ?? []) {
    for (const part of token.length > 500 ? codePointRuns(token, 400) : [token]) {
      const partSize = sizeOf(part);
      if (piece && (piece.length + part.length > maxCharacters || size + partSize > maxSize)) {
        pieces.push(piece.trimEnd());
        piece = '';
        size = 0;
      }
      piece += part;
      size += partSize;
    }
  }
  if (piece.trim()) pieces.push(piece.trimEnd());
  return pieces;
}

function codePointRuns(text: string, length: number): string[] {
  const runs: string[] = [];
  let run = '';
  for (const point of text) {
    if (run.length >= length) {
      runs.push(run);
      run = '';
    }
    run += point;
  }
  return run ? [...runs, run] : runs;
}
