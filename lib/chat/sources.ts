import type { PassageHit } from '@/lib/knowledge/schema';
import type { CitablePassage } from '@/lib/models/schema';
import { firstOf } from '@/lib/platform/text';
import type { AnswerSource } from './schema';
import { linkToPassage } from './text-fragment';

type Found = readonly PassageHit[];

const EXCERPT_LENGTH = 240;

/** The number of each passage's source, counted in the order in which the sources were found. */
function sourceNumbers(found: Found): number[] {
  const order = [...new Set(found.map(({ sourceId }) => sourceId))];
  return found.map(({ sourceId }) => order.indexOf(sourceId) + 1);
}

/** Passages with the numbers under which the model may cite them: those of one article share a number. */
export function numbered(found: Found): CitablePassage[] {
  const numbers = sourceNumbers(found);
  return found.map((passage, index) => ({
    number: numbers[index] ?? 0,
    title: passage.titlePath || passage.title,
    body: passage.body,
    coverage: passage.coverage,
  }));
}

/**
 * The sources to show under an answer: those it cites, each once, in the order of their numbers. An answer without
 * any citation shows none, because what it rests on is not known.
 */
export function citedSources(text: string, found: Found): AnswerSource[] {
  const cited = new Set([...text.matchAll(/\[(\d{1,2})\]/g)].map((match) => Number(match[1])));
  const numbers = sourceNumbers(found);
  return found.flatMap((passage, index) => {
    const number = numbers[index] ?? 0;
    if (!cited.has(number) || numbers.indexOf(number) !== index) return [];
    return [
      {
        number,
        sourceId: passage.sourceId,
        passageId: passage.passageId,
        position: passage.position,
        title: passage.title,
        url: passage.url && linkToPassage(passage.url, passage.body),
        excerpt: firstOf(passage.body.replace(/\s+/g, ' '), EXCERPT_LENGTH),
      },
    ];
  });
}
