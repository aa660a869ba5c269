/** The floor: plain BM25 over whole documents, words as they are written. */
import type { Doc } from './data.ts';

const K1 = 1.2;
const B = 0.75;

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[a-z0-9]+/g) ?? [];

/** @returns a function from a query to document ids, best first */
export function bm25(docs: Doc[]): (query: string) => string[] {
  const counted = docs.map(({ id, title, text }) => {
    const words = wordsOf(`${title} ${text}`);
    const counts = new Map<string, number>();
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    return { id, counts, length: words.length };
  });
  const usual = counted.reduce((sum, { length }) => sum + length, 0) / counted.length;
  const holders = new Map<string, number>();
  for (const { counts } of counted) for (const word of counts.keys()) holders.set(word, (holders.get(word) ?? 0) + 1);
  const rarity = (word: string) => {
    const n = holders.get(word) ?? 0;
    return Math.log(1 + (counted.length - n + 0.5) / (n + 0.5));
  };
  return (query) => {
    const words = wordsOf(query);
    return counted
      .map(({ id, counts, length }) => {
        let score = 0;
        for (const word of words) {
          const count = counts.get(word) ?? 0;
          if (count > 0) score += (rarity(word) * count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / usual));
        }
        return { id, score };
      })
      .sort((a, b) => b.score - a.score)
      .map(({ id }) => id);
  };
}
