import { judgeRelevance } from '@/lib/knowledge/relevance';
import type { SearchEnd } from '@/lib/knowledge/schema';
import { contactLeft } from './contact-left';
import { isHint } from './hint';
import { wantsPerson } from './plan';
import type { AnswerSource } from './schema';
import type { AnswerResult } from './stream-answer';

/**
 * How the search of a turn ended, for the team to see what its articles lack. What was asked of nobody's articles ends
 * as `none`: small talk, a wish for a person, contact data without a question, and more details of an answer.
 * @param question the visitor's message
 * @param sources what the answer cites
 */
export function searchEnd(
  question: string,
  result: Pick<AnswerResult, 'plan' | 'search' | 'passages' | 'rung' | 'text' | 'continued' | 'cache'>,
  sources: readonly AnswerSource[],
): SearchEnd {
  const { plan, search, passages, continued, cache } = result;
  if (!plan.usesKnowledge || continued) return 'none';
  if (sources.length > 0 && !isHint(result)) return 'answered';
  if (wantsPerson(question) || contactLeft(question)?.rest === '') return 'none';
  if (sources.length > 0) return 'unsure';
  if (search === null) return cache === 'answer' ? 'unsure' : 'none';
  if (search === 'late' || search === 'failed') return search;
  return judgeRelevance(passages) === 'nothing' ? 'nothing' : 'unsure';
}
