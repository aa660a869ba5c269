import type { Draft } from './draft.ts';
import { PART_BYTES } from './limits.ts';

/**
 * Splits a document that is longer than one source may be: before its top headings where it has some, else between
 * paragraphs. The first part keeps id and title, so that a document which grows stays the same source.
 * @returns the document itself when it is short enough
 */
export function inParts(draft: Draft): Draft[] {
  if (Buffer.byteLength(draft.body) <= PART_BYTES) return [draft];
  return packed(piecesOf(draft.body)).map((body, index) =>
    index === 0
      ? { ...draft, body }
      : {
          ...draft,
          body,
          externalId: `${draft.externalId}#part-${index + 1}`,
          title: partTitle(draft.title, index + 1),
        },
  );
}

function partTitle(title: string, part: number): string {
  const end = ` (part ${part})`;
  return `${title.slice(0, 300 - end.length).replace(/[\ud800-\udbff]$/, '')}${end}`;
}

/** Sections under the highest heading that there are several of; what is too long of them by paragraphs, lines, characters. */
function piecesOf(text: string): string[] {
  const lines = text.split('\n');
  let fence = '';
  const levels = lines.map((line) => {
    const mark = /^(`{3,}|~{3,})/.exec(line)?.[1] ?? '';
    if (mark && (!fence || line.trim() === fence)) fence = fence ? '' : mark;
    return fence ? 0 : (/^(#{1,6}) /.exec(line)?.[1]?.length ?? 0);
  });
  const top = [1, 2, 3, 4, 5, 6].find((level) => levels.filter((found) => found === level).length > 1);
  const sections: string[][] = [[]];
  for (const [at, line] of lines.entries()) {
    if (levels[at] === top) sections.push([]);
    sections.at(-1)?.push(line);
  }
  return sections.map((section) => section.join('\n')).flatMap((section) => cut(section, ['\n\n', '\n', ' ', '']));
}

function cut(text: string, separators: string[]): string[] {
  const [separator, ...finer] = separators;
  if (separator === undefined || Buffer.byteLength(text) <= PART_BYTES) return [text];
  if (separator === '') return text.match(/[\s\S]{1,200000}(?![\udc00-\udfff])/g) ?? [text];
  const pieces = text.split(separator);
  return packed(pieces, separator).flatMap((piece) => cut(piece, finer));
}

function packed(pieces: string[], glue = '\n'): string[] {
  const parts: string[] = [];
  let part: string[] = [];
  let size = 0;
  for (const piece of pieces) {
    const bytes = Buffer.byteLength(piece) + glue.length;
    if (part.length > 0 && size + bytes > PART_BYTES) {
      parts.push(part.join(glue));
      part = [];
      size = 0;
    }
    part.push(piece);
    size += bytes;
  }
  parts.push(part.join(glue));
  return parts.filter((text) => /\S/u.test(text));
}
