import { LRUCache } from 'lru-cache';
import { shared } from './shared';

/** Counts the tokens of one piece of text. */
type Counter = (text: string) => number;

const state = shared('tokens', () => ({
  counter: null as Counter | null,
  loading: null as Promise<void> | null,
  counts: new LRUCache<string, number>({
    max: 5000,
    // In characters: what the texts themselves take.
    maxSize: 4_000_000,
    sizeCalculation: (_, text) => text.length + 1,
  }),
}));

/** Longer runs without a space are counted in slices: the time of byte pair encoding grows with their square. */
const LONGEST_RUN = 64;
const SLICES = new RegExp(`\\s?\\S{1,${LONGEST_RUN}}|\\s{1,${LONGEST_RUN}}`, 'g');
/** Text that merely looks like a control token ("<|endoftext|>") is text. */
const AS_TEXT = { disallowedSpecial: new Set<string>() };

/**
 * Loads the tokenizer (o200k, that of OpenAI's present models; about 0.15 s and 75 MB), once a process. Called at start,
 * so that no visitor waits for it; `countTokens` calls it too.
 */
export function loadTokenizer(): Promise<void> {
  state.loading ??= import('gpt-tokenizer/encoding/o200k_base').then(({ countTokens: count }) => {
    state.counter = (text) => count(text, AS_TEXT);
    state.counts.clear();
  });
  return state.loading;
}

/**
 * How many tokens a text takes. Counted with the tokenizer of OpenAI's present models; other models differ by some
 * tenths. Exact but for runs of more than 64 characters without a space. While the tokenizer is still loading it is
 * an estimate: a token for 4 letters of the Latin alphabet, and one for each character of others.
 */
export function countTokens(text: string): number {
  const { counter, counts } = state;
  if (!counter) {
    // A failed load must not end the process: the estimate stays, and the next count tries again.
    loadTokenizer().catch(() => {
      state.loading = null;
    });
    return estimate(text);
  }
  const known = counts.get(text);
  if (known !== undefined) return known;
  const count = hasLongRun(text)
    ? (text.match(SLICES) ?? []).reduce((sum, slice) => sum + counter(slice), 0)
    : counter(text);
  counts.set(text, count);
  return count;
}

/** By hand: a pattern would try every letter of a run anew. Spaces are all of ASCII's; others only make a run longer. */
function hasLongRun(text: string): boolean {
  let start = 0;
  let wasSpace = false;
  for (let index = 0; index < text.length; index += 1) {
    const isSpace = text.charCodeAt(index) <= 32;
    if (isSpace !== wasSpace) {
      start = index;
      wasSpace = isSpace;
    } else if (index - start >= LONGEST_RUN) return true;
  }
  return false;
}

function estimate(text: string): number {
  const wide = text.match(/[\u0250-\uffff]/g)?.length ?? 0;
  return wide + Math.ceil((text.length - wide) / 4);
}
