import type { CitablePassage } from '../schema';
import { addressesAssistant } from './addressed';
import { NEGATES, type Question } from './question';
import { type Piece, sentencesOf } from './sentences';
import { termsOf } from './words';

/** A piece of a passage, and how well it answers: the more the better, comparable within one question. */
export type Sentence = Piece & {
  passage: CitablePassage;
  /** Place in its passage, from 0. */
  order: number;
  terms: ReadonlySet<string>;
  score: number;
};

/**
 * What a sentence is judged by, and how much each counts. Shares are of the question's information (rare terms hold
 * more of it) and lie between 0 and 1. Fitted (log-linear, over all sentences of a question's passages) to the gold
 * spans of doc2dial's tuning half and rounded: `npm run eval:answers` measures the other half. The last three
 * are our own judgement: those pages hold hardly a table, a list or a price.
 */
const WEIGHTS = {
  /** Share that the sentence and the heading over it hold. */
  asked: 3.2,
  /** Share of the heading's terms that are asked for: a heading that says more is about something else. */
  headingFit: 2,
  /** Pairs of neighbouring terms that it shares with the question. */
  pairs: 2,
  /** Share that the sentence before it holds. */
  previous: 1.2,
  /** Shares of what was said before that its title, its heading and its passage hold. */
  earlierInTitle: 1.8,
  earlierInHeading: 0.8,
  earlierInPassage: 1,
  /** One over its passage's rank, its place under its heading and its place in the passage. */
  rank: 1.8,
  underHeading: 0.8,
  inPassage: 0.7,
  /** It begins with the yes or the no that was asked for. */
  decides: 1.2,
  /** It only introduces what comes next. */
  introduces: -1.9,
  /** It is hardly a sentence. */
  short: -1.2,
  /** It holds a number, and the question asks for one. */
  number: 1.2,
  /** A row whose table's title holds what is asked: a table's figures seldom say what they are about. */
  row: 1.5,
  /** It stands under what is not to be done, and holds nothing that is asked. */
  forbids: -2,
} as const;

const SHORT_WORDS = 5;
const DECIDES = /^(?:yes|no|ja|nein|nee|oui|non|sí|si|sì|sim|não)\b/iu;

/** Terms with the information that each holds, and the share of it (0 to 1) that others hold of them. */
type Weighed = { heldBy(...held: ReadonlySet<string>[]): number };

function weighed(weights: ReadonlyMap<string, number>): Weighed {
  const all = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  return {
    heldBy(...held) {
      let sum = 0;
      for (const [term, weight] of weights) if (held.some((terms) => terms.has(term))) sum += weight;
      return all === 0 ? 0 : sum / all;
    },
  };
}

const pairsOf = (terms: readonly string[]) => terms.slice(1).map((term, index) => `${terms[index]} ${term}`);

const shareOf = (terms: Iterable<string>, holds: (term: string) => boolean): number => {
  const all = [...terms];
  return all.length === 0 ? 0 : all.filter(holds).length / all.length;
};

/** "See also" leads elsewhere and answers nothing. */
const leadsElsewhere = ({ text }: Piece) => /^See also\b/.test(text);

/** More paragraphs, or more sentences, than this that speak to an assistant spoil their whole passage. */
const MOST_ADDRESSED = { paragraphs: 1, sentences: 2 };

/**
 * Whether a piece may be quoted: not where its paragraph, one before it under the same heading, or that heading speaks to
 * an assistant instead of to readers. What else its article says stays quotable.
 */
function quotable(pieces: readonly Piece[]): (piece: Piece) => boolean {
  const speaks = ({ text, heading }: Piece) => addressesAssistant(text) || addressesAssistant(heading ?? '');
  const addressed = pieces.filter(speaks);
  const paragraphs = new Set(addressed.map(({ block }) => block));
  const spoiled = ({ heading, block }: Piece) =>
    addressed.some((order) => order.heading === heading && order.block <= block);
  const whole = paragraphs.size > MOST_ADDRESSED.paragraphs || addressed.length > MOST_ADDRESSED.sentences;
  return (piece) => !whole && !spoiled(piece) && !leadsElsewhere(piece);
}

type CutPassage = {
  passage: CitablePassage;
  title: ReadonlySet<string>;
  pieces: (Piece & { list: readonly string[]; terms: ReadonlySet<string>; over: ReadonlySet<string> })[];
};

/** A passage in pieces with their terms, and the terms of what stands over each: its heading, and what introduces its list. */
function cutUp(passage: CitablePassage): CutPassage {
  // What stands under no heading stands under the title.
  const title = passage.title.split(' › ')[0] ?? '';
  let introduction: Piece | undefined;
  let above = '';
  let over: ReadonlySet<string> = new Set();
  const pieces = sentencesOf(passage).map((piece) => {
    if (piece.kind === 'sentence' || piece.heading !== introduction?.heading) introduction = undefined;
    const text = `${piece.heading ?? title}\n${introduction?.text ?? ''}`;
    if (text !== above) over = new Set(termsOf(text));
    above = text;
    if (piece.kind === 'sentence' && piece.text.endsWith(':')) introduction = piece;
    const list = termsOf(piece.text);
    return { ...piece, list, terms: new Set(list), over };
  });
  return { passage, title: new Set(termsOf(passage.title)), pieces };
}

/** How much each term of a passage's language tells: the more sentences it stands in, the less. Null for what stands nowhere. */
function rarities(cut: readonly CutPassage[]): (term: string) => number | null {
  const frequency = new Map<string, number>();
  const count = (terms: ReadonlySet<string>, by: number) => {
    for (const term of terms) frequency.set(term, (frequency.get(term) ?? 0) + by);
  };
  let sentences = 0;
  for (const { title, pieces } of cut) {
    count(title, 0);
    for (const { terms, over } of pieces) {
      count(terms, 1);
      count(over, 0);
      sentences += 1;
    }
  }
  return (term) => {
    const held = frequency.get(term);
    return held === undefined ? null : Math.log(1 + (sentences + 1) / (held + 0.5));
  };
}

/** Scores every sentence of the passages by how well it answers; best first. */
export function rankSentences(question: Question, passages: readonly CitablePassage[]): Sentence[] {
  const cut = passages.map(cutUp);
  const rarity = rarities(cut);
  const weigh = (terms: readonly string[]) =>
    weighed(
      new Map(
        terms.flatMap((term) => {
          const weight = rarity(term);
          return weight === null ? [] : [[term, weight] as const];
        }),
      ),
    );
  const asked = weigh(question.terms);
  const earlier = weigh(question.earlier);
  const askedTerms = new Set(question.terms);
  const askedPairs = new Set(pairsOf(question.terms));
  const is = (holds: boolean) => (holds ? 1 : 0);
  const ranked: Sentence[] = [];
  cut.forEach(({ passage, title, pieces }, rank) => {
    const titleHolds = asked.heldBy(title);
    const ofPassage =
      WEIGHTS.earlierInTitle * earlier.heldBy(title) +
      WEIGHTS.earlierInPassage * earlier.heldBy(...pieces.map(({ terms }) => terms)) +
      WEIGHTS.rank / (1 + rank);
    const mayQuote = quotable(pieces);
    let underHeading = 0;
    pieces.forEach(({ list, over, ...piece }, order) => {
      const { text, kind, terms } = piece;
      const before = pieces[order - 1];
      underHeading = before?.heading === piece.heading ? underHeading + 1 : 0;
      const pairs = new Set(pairsOf(list));
      const introduces = text.endsWith(':') && pieces[order + 1]?.kind !== 'item';
      const score =
        ofPassage +
        WEIGHTS.headingFit * shareOf(over, (term) => askedTerms.has(term)) +
        WEIGHTS.earlierInHeading * earlier.heldBy(over) +
        WEIGHTS.asked * asked.heldBy(terms, over) +
        WEIGHTS.pairs * shareOf(askedPairs, (pair) => pairs.has(pair)) +
        WEIGHTS.previous * (before ? asked.heldBy(before.terms) : 0) +
        WEIGHTS.underHeading / (1 + underHeading) +
        WEIGHTS.inPassage / (1 + order) +
        WEIGHTS.decides * is(question.yesOrNo && DECIDES.test(text)) +
        WEIGHTS.introduces * is(introduces) +
        WEIGHTS.short * is(kind === 'sentence' && text.split(/\s+/).length < SHORT_WORDS) +
        WEIGHTS.number * is(question.wantsNumber && /\d/.test(text)) +
        WEIGHTS.row * (kind === 'row' ? titleHolds : 0) +
        WEIGHTS.forbids * is(!question.negates && asked.heldBy(terms) === 0 && NEGATES.test(piece.heading ?? ''));
      if (mayQuote(piece)) ranked.push({ ...piece, passage, order, score });
    });
  });
  return ranked.sort((a, b) => b.score - a.score);
}
