import { judgePlan } from '../plan';
import { asQuestion } from './as-question';
import { preparedKey } from './prepared-key';
import type { NextQuestion, Origin } from './schema';

/** A question that may be asked next. */
export type Candidate = NextQuestion & { origin: Origin };

/** How many visitors must have asked a thing before it is shown to others: what one or two say stays theirs. */
const ASKED_BY = 3;
/** What fits a quick reply and still says something, in characters. */
const SHORTEST = 12;
const LONGEST = 90;

/** A quick reply; null for what is no question, has personal context, is small talk, or does not fit. */
function candidate(text: string, origin: Origin): Candidate | null {
  const question = asQuestion(text);
  if (question === null || question.length < SHORTEST || question.length > LONGEST) return null;
  const key = preparedKey(question);
  return key === null ? null : { question, key, origin };
}

/** Of several ways to write the same, the one that was written with most care is shown. */
const tidiness = (text: string) => Number(/^\P{L}*\p{Lu}/u.test(text)) + Number(text.trim().endsWith('?'));

/**
 * What several visitors asked next, most asked first.
 * @param asked a message each, with who wrote it
 */
export function askedByVisitors(asked: readonly { text: string; visitorId: string }[]): Candidate[] {
  const found = new Map<string, Candidate & { visitors: Set<string>; tidiness: number }>();
  for (const { text, visitorId } of asked) {
    const one = candidate(text, 'visitors');
    if (!one || judgePlan(text).name !== 'moderate') continue;
    const known = found.get(one.key) ?? { ...one, visitors: new Set(), tidiness: tidiness(text) };
    known.visitors.add(visitorId);
    if (tidiness(text) > known.tidiness) Object.assign(known, { question: one.question, tidiness: tidiness(text) });
    found.set(one.key, known);
  }
  return [...found.values()]
    .filter(({ visitors }) => visitors.size >= ASKED_BY)
    .sort((a, b) => b.visitors.size - a.visitors.size)
    .map(({ question, key, origin }) => ({ question, key, origin }));
}

/** Headings of a Markdown text, and lines that are nothing but a question. */
const headingsIn = (text: string): string[] =>
  text.split('\n').flatMap((line) => {
    const heading = /^ {0,3}#{1,6} +(.+?) *#*$/.exec(line)?.[1];
    return heading ?? (/^[^?]{3,88}\?\s*$/.test(line) ? line : []);
  });

/**
 * What the article's own headings ask, nearest to the cited passage first. A heading that is no question names a
 * subject, and an answer to a subject is nobody's.
 * @param titlePaths title and headings of passages, joined by " › ", nearest to the cited passage first
 * @param text the article, for headings inside its passages
 */
export function askedByArticle(titlePaths: readonly string[], title: string, text: string): Candidate[] {
  const headings = [...titlePaths.map((path) => path.split(' › ').at(-1) ?? ''), ...headingsIn(text)];
  return [...new Set(headings)]
    .filter((heading) => heading !== title)
    .map((heading) => candidate(heading, 'article'))
    .filter((one) => one !== null);
}

/** What the light model thinks of. */
export const askedByModel = (questions: readonly string[]): Candidate[] =>
  questions.map((question) => candidate(question, 'model')).filter((one) => one !== null);

/** The first of each key, in order. */
export function distinct(candidates: readonly Candidate[]): Candidate[] {
  const keys = new Set<string>();
  return candidates.filter(({ key }) => !keys.has(key) && keys.add(key));
}
