import { contactLeft } from './contact-left';
import { isHint } from './hint';
import type { OpenedTurn } from './opened-turn';
import { wantsPerson } from './plan';
import { preparedKey } from './prepared/prepared-key';
import type { NextQuestion } from './prepared/schema';
import type { AnswerSource, Offers } from './schema';
import type { AnswerResult } from './stream-answer';

/** A longer answer has said what there is to say, in UTF-16 units. */
const SHORT_ANSWER = 900;
/** More next questions than this are no help to choose. */
const MOST_QUESTIONS = 3;

/**
 * What the visitor is offered after an answer: more details of a short one, contact data to be left when the assistant
 * could not help or a person was asked for (unless the message brought it), and likely next questions.
 * @param next questions whose answers are ready; what this visitor has asked already is left out
 */
export function offersAfter(
  { text, opened }: { text: string; opened: OpenedTurn },
  result: AnswerResult,
  sources: AnswerSource[],
  next: readonly NextQuestion[],
): Offers {
  const { plan, outcome } = result;
  const sure = !plan.usesKnowledge || (sources.length > 0 && !isHint(result));
  const short = plan.depth !== 'detailed' && result.text.length <= SHORT_ANSWER;
  return {
    moreDetails: outcome === 'complete' && plan.usesKnowledge && sources.length > 0 && short && !result.continued,
    questions: outcome === 'complete' ? notAskedYet(next, text, opened) : [],
    contactForm:
      outcome !== 'interrupted' &&
      opened.lead === null &&
      contactLeft(text) === null &&
      (!sure || outcome === 'failed' || wantsPerson(text)),
  };
}

function notAskedYet(next: readonly NextQuestion[], text: string, { history }: OpenedTurn): string[] {
  if (next.length === 0) return [];
  const own = history.filter(({ role }) => role === 'user').map((message) => message.text);
  const asked = new Set([text, ...own].map((said) => preparedKey(said)));
  const left = next.filter(({ key }, index) => !asked.has(key) && next.findIndex((one) => one.key === key) === index);
  return left.slice(0, MOST_QUESTIONS).map(({ question }) => question);
}
