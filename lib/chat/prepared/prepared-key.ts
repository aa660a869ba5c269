import { answerKey } from '../answer-key';
import { judgePlan, type Plan } from '../plan';

/**
 * The key under which the answer to a question may be prepared.
 * @returns null for small talk, and for what each visitor gets an answer of their own to
 */
export function preparedKey(question: string, plan: Plan = judgePlan(question)): string | null {
  return plan.usesKnowledge || plan.makesSure ? answerKey(question, plan) : null;
}
