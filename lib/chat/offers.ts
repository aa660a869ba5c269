import type { OpenedTurn } from './opened-turn';
import { wantsPerson } from './plan';
import type { AnswerSource, Offers } from './schema';
import type { AnswerResult } from './stream-answer';

/** A longer answer has said what there is to say, in UTF-16 units. */
const SHORT_ANSWER = 900;

/**
 * What the visitor is offered after an answer: more details of a short one, contact data to be left when the assistant
 * could not help or a person was asked for, and likely next questions.
 */
export function offersAfter(
  { text, opened }: { text: string; opened: OpenedTurn },
  result: AnswerResult,
  sources: AnswerSource[],
): Offers {
  const { plan, outcome } = result;
  const sure = !plan.usesKnowledge || sources.length > 0;
  const short = plan.depth !== 'detailed' && result.text.length <= SHORT_ANSWER;
  return {
    moreDetails: outcome === 'complete' && plan.usesKnowledge && sources.length > 0 && short && !result.continued,
    questions: [],
    contactForm:
      outcome !== 'interrupted' && opened.lead === null && (!sure || outcome === 'failed' || wantsPerson(text)),
  };
}
