/**
 * What the built-in model reads in a text, in any language: its words, words that stand side by side, and pieces of four
 * letters, so that a slip of the finger or another ending of a word does not make it a stranger. Each is told by a hash
 * of 32 bits; the words themselves are not kept.
 */

/** Hashes of what was read, without repetitions. */
export type Features = { words: number[]; neighbours: number[]; pieces: number[] };

const PIECE = 4;
/** Longer texts say nothing that their beginning does not. */
const MOST_WORDS = 200;
/** Scripts without spaces: each character counts as a word, and two of them side by side as neighbours. */
const TOKEN =
  /[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|(?:(?![\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])[\p{L}\p{M}\p{N}])+/gu;

export function featuresOf(text: string): Features {
  const words = (text.toLowerCase().match(TOKEN) ?? []).slice(0, MOST_WORDS);
  const pieces: string[] = [];
  for (const word of words) {
    const edged = `<${word}>`;
    for (let at = 0; at + PIECE <= edged.length; at += 1) pieces.push(edged.slice(at, at + PIECE));
  }
  return {
    words: hashes(words, 'w'),
    neighbours: hashes(
      words.slice(1).map((word, index) => `${words[index]} ${word}`),
      'n',
    ),
    pieces: hashes(pieces, 'p'),
  };
}

function hashes(texts: string[], kind: string): number[] {
  return [...new Set(texts.map((text) => fnv1a(`${kind}${text}`)))];
}

/** FNV-1a over UTF-16 code units (Fowler, Noll, Vo). */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
