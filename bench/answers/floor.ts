/** What an answer would be without choosing: the beginning of the best passage, or all of it. */
import type { PassageHit } from '../../lib/knowledge/schema.ts';
import { sentencesOf } from '../../lib/models/quoting/sentences.ts';

export function firstSentences([best]: readonly PassageHit[]): string {
  if (!best) return '';
  const pieces = sentencesOf({ number: 1, title: best.titlePath, body: best.body });
  return pieces
    .slice(0, 3)
    .map(({ text }) => text)
    .join(' ');
}

export const wholePassage = ([best]: readonly PassageHit[]): string => best?.body ?? '';
