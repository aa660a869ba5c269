import { NEGATES, type Question } from './question';
import type { Sentence } from './score';
import type { Kind } from './sentences';
import { termsOf } from './words';

/** A step of the best passage's article that scores this much less than the best sentence still belongs to the answer. */
const STEP_MARGIN = 4;
/** Longer lists are catalogues: only the items that answer are quoted. */
const LONGEST_LIST = 8;
/** Rows of one table belong together when they score this much less than the best one; more than so many are a catalogue. */
const ROW_MARGIN = 1;
const MOST_ROWS = 6;

/** Headings and titles over steps. */
const OVER_STEPS = /\bhow to\b|\bstep by step\b/i;

export const isBeside = (one: Sentence, other: Sentence) =>
  one.passage === other.passage && one.heading === other.heading;

/** An item of a list of what is to be done. */
export const isStep = ({ kind, heading }: Sentence) => kind === 'item' && !NEGATES.test(heading ?? '');

/**
 * The step to quote with its list for who asked how to do something. Steps share few words with the question, so those
 * of the best passage's article need few, and an article that is called "How to" needs to be about it.
 */
export function stepsFor(question: Question, ranked: readonly Sentence[], best: Sentence, top: number) {
  if (!question.wantsSteps) return undefined;
  const asked = new Set(question.terms);
  const speaksOf = (text: string | null) => termsOf(text ?? '').some((word) => asked.has(word));
  const steps = ranked.filter(({ step, heading }) => step && !NEGATES.test(heading ?? ''));
  const beside = steps.filter(({ passage }) => passage.number === best.passage.number);
  return (
    beside.find(({ heading }) => speaksOf(heading)) ??
    beside.find(({ score }) => score >= top - STEP_MARGIN) ??
    steps.find(({ passage }) => OVER_STEPS.test(passage.title) && speaksOf(passage.title))
  );
}

/** The other rows of a table that answer as well as the best one: half of them would be half an answer. */
export function rowsBeside(best: Sentence, ranked: readonly Sentence[]): Sentence[] {
  if (best.kind !== 'row') return [];
  const rows = ranked.filter(
    (row) => isBeside(row, best) && row.kind === 'row' && row.score >= best.score - ROW_MARGIN,
  );
  return rows.length <= MOST_ROWS ? rows : [];
}

/** A short list whole, in order, with the sentence that introduces it: of an item or of its introduction. */
export function listAround(anchor: Sentence, ranked: readonly Sentence[]): Sentence[] {
  const introduces = anchor.text.endsWith(':');
  if (anchor.kind !== 'item' && !introduces) return [];
  const inPassage = ranked.filter(({ passage }) => passage === anchor.passage);
  const at = new Map(inPassage.map((sentence) => [sentence.order, sentence]));
  const isOf = (order: number, kind: Kind) => at.get(order)?.kind === kind && at.get(order)?.heading === anchor.heading;
  let first = introduces ? anchor.order + 1 : anchor.order;
  while (!introduces && isOf(first - 1, 'item')) first -= 1;
  const kind = at.get(first)?.kind ?? 'sentence';
  let last = first;
  while (isOf(last + 1, kind)) last += 1;
  if (kind === 'sentence' || last - first >= LONGEST_LIST) return [];
  if (at.get(first - 1)?.text.endsWith(':')) first -= 1;
  return inPassage.filter(({ order }) => order >= first && order <= last).sort((a, b) => a.order - b.order);
}
