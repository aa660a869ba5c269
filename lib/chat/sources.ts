import type { PassageHit } from '@/lib/knowledge/schema';
import type { CitablePassage } from '@/lib/models/schema';
import { firstOf } from '@/lib/platform/text';
import type { AnswerSource } from './schema';

type Found = readonly PassageHit[];

const EXCERPT_LENGTH = 240;

/** Passages with the numbers under which the model may cite them. */
export function numbered(found: Found): CitablePassage[] {
  return found.map((passage, index) => ({
    number: index + 1,
    title: passage.titlePath || passage.title,
    body: passage.body,
  }));
}

/**
 * The sources to show under an answer: those it cites, in the order of their numbers. An answer without any citation
 * shows none, because what it rests on is not known.
 */
export function citedSources(text: string, found: Found): AnswerSource[] {
  const cited = new Set([...text.matchAll(/\[(\d{1,2})\]/g)].map((match) => Number(match[1])));
  return found.flatMap((passage, index) =>
    cited.has(index + 1)
      ? [
          {
            number: index + 1,
            sourceId: passage.sourceId,
            passageId: passage.passageId,
            title: passage.title,
            url: passage.url,
            excerpt: firstOf(passage.body.replace(/\s+/g, ' '), EXCERPT_LENGTH),
          },
        ]
      : [],
  );
}
