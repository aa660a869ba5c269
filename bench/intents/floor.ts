/** The floor: plain BM25 over the known questions, words as they are written; the most alike vote for their intent. */
import { bm25 } from '../retrieval/floor.ts';

const NEIGHBOURS = 10;

/** @returns a function from a question to intents, best first: each of the ten nearest questions votes with 1 / rank */
export function nearestQuestions(known: { text: string; intent: string }[]): (question: string) => string[] {
  const ranked = bm25(known.map(({ text }, index) => ({ id: String(index), title: '', text })));
  return (question) => {
    const votes = new Map<string, number>();
    for (const [rank, id] of ranked(question).slice(0, NEIGHBOURS).entries()) {
      const intent = known[Number(id)]?.intent ?? '';
      votes.set(intent, (votes.get(intent) ?? 0) + 1 / (rank + 1));
    }
    return [...votes].sort(([, a], [, b]) => b - a).map(([intent]) => intent);
  };
}
