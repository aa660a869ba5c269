import { termsOf } from './words';

/** Questions that a number answers. */
const ASKS_FOR_A_NUMBER =
  /\bhow (?:long|much|many|often|old|big|heavy|late|soon|far)\b|\bwhen\b|\b(?:price|cost|costs|fee|hours?|deadline|size|weight)\b|\b(?:wie (?:viel|lange|oft|hoch|groß|schwer|weit)|wann|kostet|kosten|combien|cuánt[oa]s?|cuesta|quant[oai]s?|custa|hoeveel|hoe lang|wanneer)\b/iu;
/** Questions that a list of steps answers. */
const ASKS_FOR_STEPS = /\bhow (?:do|can|to|should|would)\b|\bsteps?\b|\bwie (?:kann|mache|geht|funktioniert)\b/i;
/** Questions that a yes or a no answers. */
const YES_OR_NO = /^\s*(?:is|are|am|was|do|does|did|can|could|will|would|should|may|must|has|have)\b/i;

/** What is said of what is not so, or not to be done. */
export const NEGATES = /\b(?:not|cannot|never|no|without|nicht|kein\w*|nie|pas|jamais|nunca|mai|niet|geen)\b|n['’]t\b/i;

/** What a question asks for. */
export type Question = {
  terms: readonly string[];
  /** Terms of what was said shortly before; they tell what a short question is about. */
  earlier: readonly string[];
  wantsNumber: boolean;
  wantsSteps: boolean;
  yesOrNo: boolean;
  negates: boolean;
};

/** How many messages before the question count. */
const EARLIER = 2;

/** @param earlier the visitor's messages before, oldest first */
export function readQuestion(text: string, earlier: readonly string[] = []): Question {
  return {
    terms: termsOf(text),
    earlier: termsOf(earlier.slice(-EARLIER).join('\n')),
    wantsNumber: ASKS_FOR_A_NUMBER.test(text),
    wantsSteps: ASKS_FOR_STEPS.test(text),
    yesOrNo: YES_OR_NO.test(text),
    negates: NEGATES.test(text),
  };
}
