import { countTokens } from '@/lib/platform/tokens';
import type { Unit } from './units';

/** Where a text without an end of sentence is best cut, best first: lines, clauses, words. */
const PLACES = [/(?<=\n)/u, /(?<=[;:,،—–]\s)|(?<=[、，；：])/u, /(?<=\s)/u] as const;
const LONGEST_WORD = 200;
const words = new Intl.Segmenter('en', { granularity: 'word' });
const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Cuts a text that is too large for a passage: between lines, else clauses, else words, and in scripts without spaces
 * between the words of a dictionary. Nothing is lost but the white space at the cuts.
 * @param largest tokens, and `maxCharacters` of one piece
 */
export function cutLong(text: string, largest: number, maxCharacters: number): Unit[] {
  return join(fitting(text, largest, maxCharacters, 0), largest, maxCharacters);
}

type Part = { text: string; tokens: number };

/** Parts that each fit, in order, with the white space that they had. */
function fitting(text: string, largest: number, maxCharacters: number, place: number): Part[] {
  const tokens = countTokens(text);
  if (tokens <= largest && text.length <= maxCharacters) return [{ text, tokens }];
  const at = PLACES[place];
  const parts = at ? text.split(at) : unspaced(text);
  return parts.flatMap((part) =>
    at ? fitting(part, largest, maxCharacters, place + 1) : [{ text: part, tokens: countTokens(part) }],
  );
}

/** Words of scripts that do not part them by spaces; of what is no word at all (a key, a picture as text), characters. */
function unspaced(text: string): string[] {
  return Array.from(words.segment(text), ({ segment }) => segment).flatMap((word) => {
    if (word.length <= LONGEST_WORD) return [word];
    const runs: string[] = [];
    let run = '';
    for (const { segment } of characters.segment(word)) {
      if (run.length + segment.length > LONGEST_WORD) {
        runs.push(run);
        run = '';
      }
      run += segment;
    }
    return run ? [...runs, run] : runs;
  });
}

/** As few pieces as hold all parts. */
function join(parts: readonly Part[], largest: number, maxCharacters: number): Unit[] {
  const units: Unit[] = [];
  let glue: Unit['glue'] = ' ';
  let text = '';
  let tokens = 0;
  const close = () => {
    const trimmed = text.trim();
    if (trimmed) {
      units.push({ text: trimmed, tokens: countTokens(trimmed), glue });
      glue = /\n\s*$/.test(text) ? '\n' : /\s$/.test(text) ? ' ' : '';
    }
    text = '';
    tokens = 0;
  };
  for (const part of parts) {
    if (text && (tokens + part.tokens > largest || text.length + part.text.length > maxCharacters)) close();
    text += part.text;
    tokens += part.tokens;
  }
  close();
  return units;
}
