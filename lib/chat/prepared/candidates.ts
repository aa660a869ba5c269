import { judgePlan } from '../plan';
import { preparedKey } from './prepared-key';
import type { NextQuestion, Origin } from './schema';

/** A question that may be asked next. */
export type Candidate = NextQuestion & { origin: Origin };

/** How many visitors must have asked a thing before it is shown to others: what one or two say stays theirs. */
const ASKED_BY = 3;
/** What fits a quick reply, in characters. */
const LONGEST = 90;

/** A question as a quick reply, or null when it has personal context, is small talk, or does not fit. */
function candidate(text: string, origin: Origin): Candidate | null {
  const question = text.replace(/\s+/g, ' ').trim();
  if (question.length < 3 || question.length > LONGEST) return null;
  const key = preparedKey(question);
  return key === null ? null : { question, key, origin };
}

/** Of several ways to write the same, the one that looks most like a question is shown. */
const tidiness = (text: string) => Number(/^\p{Lu}/u.test(text)) + Number(text.endsWith('?'));

/**
 * What several visitors asked next, most asked first.
 * @param asked a message each, with who wrote it
 */
export function askedByVisitors(asked: readonly { text: string; visitorId: string }[]): Candidate[] {
  const found = new Map<string, Candidate & { visitors: Set<string> }>();
  for (const { text, visitorId } of asked) {
    const one = candidate(text, 'visitors');
    if (!one || judgePlan(text).name !== 'moderate') continue;
    const known = found.get(one.key) ?? { ...one, visitors: new Set() };
    known.visitors.add(visitorId);
    if (tidiness(one.question) > tidiness(known.question)) known.question = one.question;
    found.set(one.key, known);
  }
  return [...found.values()]
    .filter(({ visitors }) => visitors.size >= ASKED_BY)
    .sort((a, b) => b.visitors.size - a.visitors.size)
    .map(({ visitors: _, ...one }) => one);
}

/** Headings of a Markdown text, and lines that are nothing but a question. */
const headingsIn = (text: string): string[] =>
  text.split('\n').flatMap((line) => {
    const heading = /^ {0,3}#{1,6} +(.+?) *#*$/.exec(line)?.[1];
    return heading ?? (/^[^?]{3,88}\?\s*$/.test(line) ? line : []);
  });

/**
 * What the article's own headings ask, those that are questions first; each group begins near the cited passage.
 * @param titlePaths title and headings of passages, joined by " › ", nearest to the cited passage first
 * @param text the article, for headings inside its passages
 */
export function askedByArticle(titlePaths: readonly string[], title: string, text: string): Candidate[] {
  const headings = [...titlePaths.map((path) => path.split(' › ').at(-1) ?? ''), ...headingsIn(text)];
  const found = [...new Set(headings)]
    .filter((heading) => heading !== title)
    .map((heading) => candidate(heading, 'article'))
    .filter((one) => one !== null);
  const isQuestion = ({ question }: Candidate) => question.endsWith('?');
  return [...found.filter(isQuestion), ...found.filter((one) => !isQuestion(one))];
}

/** What the light model thinks of. */
export const askedByModel = (questions: readonly string[]): Candidate[] =>
  questions.map((question) => candidate(question, 'model')).filter((one) => one !== null);

/** The first of each key, in order. */
export function distinct(candidates: readonly Candidate[]): Candidate[] {
  const keys = new Set<string>();
  return candidates.filter(({ key }) => !keys.has(key) && keys.add(key));
}
