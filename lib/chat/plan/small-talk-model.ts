import { BIAS, BITS, SCALE, THRESHOLD, WEIGHTS } from './small-talk-weights';

/** Longer messages say more than small talk does. */
const MOST_WORDS = 20;

const weights = new Int8Array(Buffer.from(WEIGHTS, 'base64'));

/** A text's place in the table of weights (FNV-1a with its bits mixed once more). */
function bucket(feature: string, bits: number): number {
  let hash = 2166136261;
  for (let index = 0; index < feature.length; index += 1) {
    hash = Math.imul(hash ^ feature.charCodeAt(index), 16777619);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 12)) >>> (32 - bits);
}

/**
 * What the model sees of a text: its words, their neighbours, four letters in a row (which hold when a word is
 * mistyped) and how many words there are; each as a place in a table of 2^bits weights.
 */
export function featuresOf(folded: string, bits = BITS): number[] {
  const words = folded.split(' ').filter(Boolean);
  const found = new Set<number>([bucket(`n${Math.min(words.length, MOST_WORDS)}`, bits)]);
  let before = '^';
  for (const word of [...words, '$']) {
    found.add(bucket(`b${before} ${word}`, bits));
    before = word;
    if (word === '$') break;
    found.add(bucket(`w${word}`, bits));
    const framed = `<${word}>`;
    for (let start = 0; start + 4 <= framed.length; start += 1) {
      found.add(bucket(`c${framed.slice(start, start + 4)}`, bits));
    }
  }
  return [...found];
}

/**
 * Whether an English message is small talk in words that no list holds ("what do they call you"). A linear model with
 * hashed features, trained by `bench/plan/train-small-talk.ts` to rather miss small talk than to take a question for it.
 * @param folded see `fold` in small-talk.ts
 */
export function soundsLikeSmallTalk(folded: string): boolean {
  if (folded.split(' ').length > MOST_WORDS) return false;
  const features = featuresOf(folded);
  const sum = features.reduce((total, place) => total + (weights[place] ?? 0), 0);
  return BIAS + (sum * SCALE) / Math.sqrt(features.length) > THRESHOLD;
}
