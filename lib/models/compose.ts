import { firstOf } from '@/lib/platform/text';
import { asSpoken, spokenLanguage } from './language';
import { PHRASES, type Phrases } from './phrases';
import type { BuiltInOptions, CitablePassage, LeftContact } from './schema';

/** What an answer quotes at most; a sentence must score this share of the best one's to be among them. */
type Limits = { sentences: number; passages: number; share: number };
const LIMITS: Record<NonNullable<BuiltInOptions['depth']>, Limits> = {
  concise: { sentences: 2, passages: 2, share: 0.6 },
  balanced: { sentences: 5, passages: 3, share: 0.5 },
  detailed: { sentences: 8, passages: 4, share: 0.35 },
};
/** Who wants more details has read the best sentences already: what is left scores lower. */
const CONTINUED: Limits = { sentences: 8, passages: 4, share: 0.2 };
/** A step of the best passage's article that scores this share of the best sentence belongs to the answer. */
const STEP_SHARE = 0.25;
/** Rows of one table belong together when they score this share of the best one; more than so many are a catalogue. */
const SAME_SHARE = 0.8;
const MOST_ROWS = 6;
/** Longest piece that counts as one sentence, in characters. */
const MAX_SENTENCE = 420;

/** Knows where sentences end: not after "e.g.", nor within "1.5 kg". */
const SENTENCES = new Intl.Segmenter(undefined, { granularity: 'sentence' });

const STOP_WORDS = new Set(
  (
    'a an and are as at be been but by can could did do does for from had has have how i if in is it its me my no not of ' +
    'on or our please should so than that the their them then there these they this to us was we were what when where ' +
    'which who why will with would you your get got need want know tell about any there hi hello long much many take now'
  ).split(' '),
);

/** A list's items are quoted together; a table's rows speak each for itself. Both stand on lines of their own. */
type Kind = 'sentence' | 'item' | 'row';
/**
 * `heading` is what stands over it: without it, a list of what cannot be returned reads like its opposite. A `step` is
 * an item with a number before it.
 */
type Piece = { text: string; kind: Kind; heading: string | null; step?: true };
type Sentence = Piece & { passage: CitablePassage; order: number; score: number };

/** Questions that a number answers. */
const ASKS_FOR_A_NUMBER =
  /\bhow (?:long|much|many|often|old|big|heavy|late|soon|far)\b|\bwhen\b|\b(?:price|cost|costs|fee|hours?|deadline|size|weight)\b/i;
const NUMBER_BONUS = 0.9;
/** Questions that a list of steps answers. */
const ASKS_FOR_STEPS = /\bhow (?:do|can|to|should|would)\b|\bsteps?\b/i;

/** Headings and titles over steps, and over lists of what is not to be done. */
const OVER_STEPS = /\bhow to\b|\bstep by step\b/i;
const NEGATES = /\b(?:not|cannot|never|no)\b|n['’]t\b/i;

/** A word without its most common English endings, so that "returns" meets "returned". */
function stem(word: string): string {
  if (word.length <= 4) return word.replace(/s$/, '');
  return word.replace(/(?:ies|ied)$/, 'y').replace(/(?:ing|edly|ed|es|s|ly)$/, '');
}

function words(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  )
    .filter((word) => !STOP_WORDS.has(word))
    .map(stem);
}

/** Markdown to running text that can stand in a sentence: links become their words, marks and images go. */
function plain(markdown: string): string {
  return markdown
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/<[^>]{1,200}>/g, '')
    .replace(/[*_`~]{1,3}/g, '')
    .trim();
}

/** A row of a table as a sentence: "Canada: 5–8 (business days), $12.50 (price)". The head gives the cells their names. */
function rowAsSentence(cells: string[], head: string[]): string {
  const [first = '', ...rest] = cells;
  const named = rest.map((cell, index) => {
    const name = head[index + 1];
    return name && cell ? `${name.toLowerCase()} ${cell}` : cell;
  });
  return named.some(Boolean) ? `${first}: ${named.filter(Boolean).join(', ')}` : first;
}

const cellsOf = (line: string): string[] | null => {
  const inner = /^\s*\|(.+)\|\s*$/.exec(line)?.[1];
  return inner === undefined ? null : inner.split('|').map((cell) => plain(cell));
};

/** A line that stands alone and does not end like a sentence is a heading: it names what follows and says nothing itself. */
const isHeading = (paragraph: string) => paragraph.length <= 90 && !/[.!?:。！？…]["”')]*$/.test(paragraph);

/** The heading over a passage's start: the end of its path, unless that names a part further down. */
function firstHeading({ title, body }: CitablePassage): string | null {
  const heading = title.split(' › ').slice(1).at(-1);
  if (heading === undefined || heading.includes(' · ')) return null;
  return body.split('\n').some((line) => line.trim() === heading) ? null : heading;
}

/**
 * Cuts a passage into sentences; items of a list and rows of a table count as sentences of their own, and headings
 * as none.
 */
export function sentencesOf(passage: CitablePassage): Piece[] {
  const found: Piece[] = [];
  let paragraph: string[] = [];
  let head: string[] | null = null;
  let heading = firstHeading(passage);
  const close = () => {
    const text = plain(paragraph.join(' '));
    const alone = paragraph.length === 1 && isHeading(text);
    paragraph = [];
    if (alone && text !== '') heading = text;
    if (text === '' || alone) return;
    for (const { segment } of SENTENCES.segment(text)) {
      const sentence = segment.replace(/\s+/g, ' ').trim();
      if (sentence.length > 1) found.push({ text: firstOf(sentence, MAX_SENTENCE), kind: 'sentence', heading });
    }
  };
  for (const line of passage.body.split('\n')) {
    const item = /^\s*(?:[-*+•]|\d{1,2}[.)])\s+(.*)$/.exec(line);
    const cells = cellsOf(line);
    if (cells === null) head = null;
    const marked = /^\s*#{1,6}\s(.*)$/.exec(line);
    if (marked) {
      close();
      heading = plain(marked[1] ?? '') || heading;
    } else if (/^\s*(?:```|~~~|[-*_]{3,}\s*$)/.test(line)) close();
    else if (item) {
      close();
      const step = /^\s*\d/.test(line) ? { step: true as const } : {};
      found.push({ text: firstOf(plain(item[1] ?? ''), MAX_SENTENCE), kind: 'item', heading, ...step });
    } else if (cells) {
      close();
      if (head === null) head = cells;
      else if (!cells.every((cell) => /^[:\s-]*$/.test(cell)))
        found.push({ text: rowAsSentence(cells, head), kind: 'row', heading });
    } else if (line.trim() === '') close();
    else paragraph.push(line.trim());
  }
  close();
  return found.filter((sentence) => sentence.text.length > 1);
}

/** Scores every sentence by the question's words it holds, rare ones counting more, earlier passages a little more. */
function rank(question: string, passages: CitablePassage[]): Sentence[] {
  const asked = new Set(words(question));
  const wantsNumber = ASKS_FOR_A_NUMBER.test(question);
  const all: (Sentence & { terms: Set<string> })[] = [];
  passages.forEach((passage, rankOfPassage) => {
    const titleTerms = new Set(words(passage.title));
    sentencesOf(passage).forEach(({ text, kind, heading, step }, order) => {
      // "See also" leads elsewhere and answers nothing.
      if (/^See also\b/.test(text)) return;
      // What a table's figures are about stands in its title, seldom in its rows.
      const terms = new Set([...words(text), ...(kind === 'row' && wantsNumber ? titleTerms : [])]);
      const fromTitle = [...asked].filter((word) => titleTerms.has(word)).length;
      all.push({
        text,
        kind,
        heading,
        ...(step && { step }),
        passage,
        order,
        terms,
        score: 0.35 * fromTitle - 0.6 * rankOfPassage - 0.05 * order,
      });
    });
  });
  const frequency = new Map<string, number>();
  for (const { terms } of all) for (const term of terms) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  for (const sentence of all) {
    for (const word of asked) {
      if (sentence.terms.has(word)) sentence.score += Math.log(1 + all.length / (frequency.get(word) ?? 1));
    }
    if (wantsNumber && /\d/.test(sentence.text)) sentence.score += NUMBER_BONUS;
    // A heading-like scrap says little even when it matches.
    if (sentence.terms.size < 3) sentence.score -= 1;
  }
  return all.sort((a, b) => b.score - a.score);
}

/** Picks the sentences to quote and puts them back into the order in which they were written. */
function choose(ranked: Sentence[], { passages: all, question, continues, depth }: BuiltInOptions): Sentence[] {
  const limits = continues ? CONTINUED : LIMITS[depth ?? 'balanced'];
  const isNew = ({ text }: Sentence) => !continues?.includes(text);
  // What stands beside a sentence that was quoted already is what more details are.
  const begun = new Set([...(continues ?? '').matchAll(/\[(\d+)\]/g)].map((match) => Number(match[1])));
  const [topmost] = ranked;
  const fresh = ranked.filter(isNew);
  const best = fresh[0];
  if (!best || !topmost) return [];
  const chosen: Sentence[] = [];
  const passages = new Set<number>();
  for (const sentence of fresh) {
    if (chosen.length >= limits.sentences) break;
    const related = sentence.score >= topmost.score * limits.share || begun.has(sentence.passage.number);
    if (!related && (chosen.length > 0 || continues)) continue;
    if (!passages.has(sentence.passage.number) && passages.size >= limits.passages) continue;
    if (chosen.some((other) => other.text === sentence.text)) continue;
    passages.add(sentence.passage.number);
    chosen.push(sentence);
  }
  // Half a table's rows that answer equally well are half an answer.
  const rows = fresh.filter(
    (row) => best.kind === 'row' && isBeside(row, best) && row.kind === 'row' && row.score >= best.score * SAME_SHARE,
  );
  if (rows.length <= MOST_ROWS) chosen.push(...rows.filter((row) => !chosen.includes(row)));
  // One step of a list helps nobody who asked how to do something; an introduction promises its list.
  const steps = continues ? undefined : stepsFor(question, fresh, best, topmost.score);
  const anchor = steps ?? (ASKS_FOR_STEPS.test(question) ? chosen.find(isStep) : undefined);
  if (steps && !chosen.includes(steps)) {
    // For the point alone, the steps are it.
    if (depth === 'concise') chosen.splice(1);
    chosen.push(steps);
    passages.add(steps.passage.number);
  }
  if (anchor || best.kind === 'sentence') completeList(chosen, anchor ?? best);
  // Passages of one article share its number and stand together, in the order in which they were found.
  const rankOf = new Map([...passages].map((number, index) => [number, index]));
  const place = ({ passage }: Sentence) => [rankOf.get(passage.number) ?? 0, all.indexOf(passage)] as const;
  return chosen.filter(isNew).sort((a, b) => {
    const [sourceA, passageA] = place(a);
    const [sourceB, passageB] = place(b);
    return sourceA - sourceB || passageA - passageB || a.order - b.order;
  });
}

const isBeside = (one: Sentence, other: Sentence) => one.passage === other.passage && one.heading === other.heading;

/**
 * The step to quote with its list for who asked how to do something. Steps share few words with the question, so those
 * of the best passage's article need few, and an article that is called "How to" needs to be about it.
 */
function stepsFor(question: string, ranked: Sentence[], best: Sentence, top: number): Sentence | undefined {
  if (!ASKS_FOR_STEPS.test(question)) return undefined;
  const asked = new Set(words(question));
  const speaksOf = (text: string | null) => words(text ?? '').some((word) => asked.has(word));
  const steps = ranked.filter(({ step, heading }) => step && !NEGATES.test(heading ?? ''));
  const beside = steps.filter(({ passage }) => passage.number === best.passage.number);
  return (
    beside.find(({ heading }) => speaksOf(heading)) ??
    beside.find(({ score }) => score >= top * STEP_SHARE) ??
    steps.find(({ passage }) => OVER_STEPS.test(passage.title) && speaksOf(passage.title))
  );
}

const isStep = ({ kind, heading }: Sentence) => kind === 'item' && !NEGATES.test(heading ?? '');

/** Quotes a short list whole when a sentence is one of its items or introduces it. */
function completeList(chosen: Sentence[], anchor: Sentence): void {
  const { passage } = anchor;
  const sentences = sentencesOf(passage);
  const introduces = /:$/.test(anchor.text);
  if (anchor.kind !== 'item' && !introduces) return;
  let first = introduces ? anchor.order + 1 : anchor.order;
  const sameList = (order: number, kind: Kind) =>
    sentences[order]?.kind === kind && sentences[order]?.heading === anchor.heading;
  while (!introduces && first > 0 && sameList(first - 1, 'item')) first -= 1;
  const kind = sentences[first]?.kind ?? 'sentence';
  let last = first;
  while (sameList(last + 1, kind)) last += 1;
  if (kind === 'sentence' || last - first >= 8) return;
  if (first > 0 && /:$/.test(sentences[first - 1]?.text ?? '')) first -= 1;
  for (let order = first; order <= last; order += 1) {
    const sentence = sentences[order];
    if (!sentence || chosen.some((other) => other.passage === passage && other.order === order)) continue;
    chosen.push({ ...sentence, passage, order, score: 0 });
  }
}

const cite = (sentence: Sentence) => `${sentence.text} [${sentence.passage.number}]`;

/**
 * Lays the quoted sentences out: one paragraph or list a passage, its number behind the last sentence of each. A list
 * stands under its heading, unless a sentence introduces it.
 */
function layOut(chosen: Sentence[]): string {
  const blocks: string[] = [];
  chosen.forEach((sentence, index) => {
    const next = chosen[index + 1];
    const previous = chosen[index - 1];
    const lastOfPassage = next?.passage.number !== sentence.passage.number;
    const text = lastOfPassage ? cite(sentence) : sentence.text;
    const isLine = sentence.kind !== 'sentence';
    const line = isLine ? `- ${text}` : text;
    const before = previous?.passage.number === sentence.passage.number ? previous : undefined;
    const continues =
      before && isLine === (before.kind !== 'sentence') && (!isLine || before.heading === sentence.heading);
    if (continues) {
      blocks[blocks.length - 1] += isLine ? `\n${line}` : ` ${line}`;
      return;
    }
    const { heading } = sentence;
    if (isLine && heading && !before?.text.endsWith(':'))
      blocks.push(/[.:?!]$/.test(heading) ? heading : `${heading}:`);
    blocks.push(line);
  });
  return blocks.join('\n\n');
}

/** Passages found by what was said before share no word with the question itself: such an answer is a guess. */
function answersTo(question: string, chosen: Sentence[]): boolean {
  const quoted = new Set(chosen.flatMap(({ text, passage }) => words(`${passage.title} ${text}`)));
  return words(question).some((word) => quoted.has(word));
}

/** The thanks to who left contact data, naming it. */
function thankFor({ email, phone }: LeftContact, { contact }: Phrases): string {
  const said = email && phone ? contact.both : email ? contact.email : contact.phone;
  return said.replaceAll('{email}', () => email ?? '').replaceAll('{phone}', () => phone ?? '');
}

/** The whole answer of the built-in model. Never says anything about the company that is not in a passage. */
export function composeAnswer(options: BuiltInOptions): string {
  const { passages, tone, assistantName, companyName, contact, language, continues } = options;
  const own = () =>
    PHRASES[language ? asSpoken(language) : spokenLanguage(options.message ?? options.question, options.earlier)];
  if (options.smallTalk) {
    const phrases = own();
    if (options.acknowledges) return phrases.acknowledged;
    const said = (tone === 'formal' && phrases.formal[options.smallTalk]) || phrases[options.smallTalk];
    return said.replaceAll('{assistant}', () => assistantName).replaceAll('{company}', () => companyName);
  }
  const question = contact ? contact.rest : options.question;
  const chosen = choose(rank(question, passages), { ...options, question });
  const sure = options.sure && (Boolean(continues) || answersTo(question, chosen));
  // A person will answer whatever the passages do not: there is nothing to own up to, and nothing more to leave.
  if (contact) return [...(sure ? [layOut(chosen)] : []), thankFor(contact, own())].join('\n\n');
  if (options.wantsPerson && !sure) return own().person;
  if (!options.lookedUp) return own().notLookedUp;
  if (chosen.length === 0) return continues ? own().nothingMore : own().nothingFound;
  const quoted = layOut(chosen);
  return sure || continues ? quoted : `${own().unsure}\n\n${quoted}`;
}
