import type { BuiltInOptions, CitablePassage } from '../schema';
import { isStep, listAround, rowsBeside, stepsFor } from './lists';
import type { Question } from './question';
import type { Sentence } from './score';

/**
 * What an answer quotes at most. A sentence may score so much less than the best one (`margin`; 1 less is 2.7 times
 * less likely to be the answer).
 */
type Limits = { words: number; sentences: number; passages: number; margin: number };
const LIMITS: Record<NonNullable<BuiltInOptions['depth']>, Limits> = {
  concise: { words: 45, sentences: 2, passages: 2, margin: 2 },
  balanced: { words: 130, sentences: 8, passages: 3, margin: 4 },
  detailed: { words: 240, sentences: 14, passages: 4, margin: 4 },
};
/** Who wants more details has read the best sentences already: what is left scores lower. */
const CONTINUED: Limits = { words: 240, sentences: 14, passages: 4, margin: 6 };

/** Sentences are added until it is this likely that the answer is among them; where one stands out, it stands alone. */
const LIKELY_ENOUGH = 0.95;
/** A passage that holds less than this share of what the best one holds of the question is about something else. */
const NEAR = 0.6;
/** A long sentence takes the room of others: it must score higher by so much of the logarithm of its length. */
const PRICE_OF_LENGTH = 0.5;
const LEAST_WORDS = 6;
/** Sentences that share this much of the shorter one's terms say the same. */
const SAME = 0.8;

const lengthOf = ({ text }: Sentence) => text.split(/\s+/).length;
const wordsOf = (sentences: readonly Sentence[]) => sentences.reduce((sum, sentence) => sum + lengthOf(sentence), 0);
const worthOf = (sentence: Sentence) =>
  sentence.score - PRICE_OF_LENGTH * Math.log(Math.max(LEAST_WORDS, lengthOf(sentence)));

/** Whether two sentences say the same: what differs in a number does not. */
function isSame(one: Sentence, other: Sentence): boolean {
  if (one.text === other.text) return true;
  const [short, long] = one.terms.size < other.terms.size ? [one.terms, other.terms] : [other.terms, one.terms];
  const apart = [...short].filter((term) => !long.has(term));
  return short.size > 2 && apart.length <= short.size * (1 - SAME) && !apart.some((term) => /\d/.test(term));
}

/**
 * Picks the sentences to quote, as many as the depth allows, and puts them into the order in which they were written.
 * @param ranked best first
 * @param passages in the order in which they were found
 */
export function chooseSentences(
  question: Question,
  ranked: readonly Sentence[],
  { passages: all, continues, depth }: Pick<BuiltInOptions, 'passages' | 'continues' | 'depth'>,
): Sentence[] {
  const limits = continues ? CONTINUED : LIMITS[depth ?? 'balanced'];
  const fresh = ranked.filter(({ text }) => !continues?.includes(text));
  const [topmost] = ranked;
  const [best] = fresh;
  if (!best || !topmost) return [];
  // What stands beside a sentence that was quoted already is what more details are.
  const begun = new Set([...(continues ?? '').matchAll(/\[(\d+)\]/g)].map((match) => Number(match[1])));
  const most = Math.max(...all.map(({ coverage }) => coverage ?? 0));
  const isNear = ({ passage }: Sentence) => (passage.coverage ?? most) >= most * NEAR;
  const chosen: Sentence[] = [];
  const passages = new Set<CitablePassage>();
  const likelihood = ({ score }: Sentence) => Math.exp(score - topmost.score);
  let missing = fresh.reduce((sum, sentence) => sum + likelihood(sentence), 0);
  const enough = continues ? 0 : missing * (1 - LIKELY_ENOUGH);
  let words = 0;
  for (const sentence of fresh.toSorted((a, b) => worthOf(b) - worthOf(a))) {
    if (chosen.length >= limits.sentences || missing <= enough) break;
    const related = sentence.score >= topmost.score - limits.margin || begun.has(sentence.passage.number);
    if (!related || !isNear(sentence)) continue;
    if (chosen.length > 0 && words + lengthOf(sentence) > limits.words) continue;
    if (!passages.has(sentence.passage) && passages.size >= limits.passages) continue;
    if (chosen.some((other) => isSame(sentence, other))) continue;
    passages.add(sentence.passage);
    chosen.push(sentence);
    words += lengthOf(sentence);
    missing -= likelihood(sentence);
  }
  const add = (sentences: readonly Sentence[]) =>
    chosen.push(...sentences.filter((sentence) => fresh.includes(sentence) && !chosen.includes(sentence)));
  add(rowsBeside(best, fresh));
  // One step of a list helps nobody who asked how to do something; an introduction promises its list.
  const steps = continues ? undefined : stepsFor(question, fresh, best, topmost.score);
  const anchor = steps ?? (question.wantsSteps ? chosen.find(isStep) : undefined);
  if (steps && !chosen.includes(steps)) {
    // For the point alone, the steps are it.
    if (depth === 'concise') chosen.splice(1);
    chosen.push(steps);
  }
  const whole = anchor || best.kind === 'sentence' ? listAround(anchor ?? best, ranked) : [];
  add(whole);
  if (continues) return inOrder(chosen, all);
  // Half of the conditions mislead, where there is room for all of them.
  const room = depth === 'concise' ? 0 : limits.words / 2;
  for (const item of chosen.filter(({ kind }) => kind === 'item')) {
    const rest = whole.includes(item) ? [] : listAround(item, ranked);
    if (rest.length > 0 && wordsOf([...whole, ...rest]) <= room) whole.push(...rest);
  }
  add(whole);
  return inOrder(withWholeSteps(chosen, whole, best), all);
}

/** Steps stand in their list or not at all, unless one of them is what answers best. */
const withWholeSteps = (chosen: readonly Sentence[], list: readonly Sentence[], best: Sentence) =>
  chosen.filter((sentence) => !sentence.step || sentence === best || list.includes(sentence));

/** Passages of one article share its number and stand together, in the order in which they were found. */
function inOrder(chosen: readonly Sentence[], passages: readonly CitablePassage[]): Sentence[] {
  const placeOf = ({ passage }: Sentence) =>
    [passages.findIndex(({ number }) => number === passage.number), passages.indexOf(passage)] as const;
  return chosen.toSorted((a, b) => {
    const [sourceA, passageA] = placeOf(a);
    const [sourceB, passageB] = placeOf(b);
    return sourceA - sourceB || passageA - passageB || a.order - b.order;
  });
}
