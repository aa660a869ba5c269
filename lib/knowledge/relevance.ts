import type { PassageHit } from './schema';

/**
 * A best passage that covers less of the question than this is not an answer to it, and the assistant should say
 * that it does not know. Chosen on one half of doc2dial's first questions against CLINC's out-of-scope questions; on the
 * other half it keeps 91 % of the former and refuses 95 % of the latter (`npm run eval:retrieval`). Questions about the
 * same subject that the knowledge happens not to answer are told apart far less well: their words are the same.
 */
export const MIN_COVERAGE = 0.33;

/** Whether the best passage (the first) holds enough of the question to answer from it. */
export function isRelevant(passages: readonly Pick<PassageHit, 'coverage'>[]): boolean {
  return passages.some(({ coverage }) => coverage >= MIN_COVERAGE);
}

/**
 * A best passage that covers less than this has only common words with the question; from here to `MIN_COVERAGE` it
 * may be shown as "the closest I found", never as the answer.
 */
export const MIN_HINT_COVERAGE = 0.24;

/** What the passages are good for: an answer, a hint that owns up to being one, or nothing. */
export type Relevance = 'answer' | 'hint' | 'nothing';

/** Judges the passages of one search, in any order. */
export function judgeRelevance(passages: readonly Pick<PassageHit, 'coverage'>[]): Relevance {
  if (isRelevant(passages)) return 'answer';
  return passages.some(({ coverage }) => coverage >= MIN_HINT_COVERAGE) ? 'hint' : 'nothing';
}
