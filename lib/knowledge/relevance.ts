import type { PassageHit } from './schema';

/**
 * A best passage that covers less of the question than this is not an answer to it, and the assistant should say
 * that it does not know.
 */
export const MIN_COVERAGE = 0.43;

/** Whether the best passage (the first) holds enough of the question to answer from it. */
export function isRelevant(passages: readonly Pick<PassageHit, 'coverage'>[]): boolean {
  return passages.some(({ coverage }) => coverage >= MIN_COVERAGE);
}
