import { Fragment, type ReactNode } from 'react';

/** Words too common to point at. */
const COMMON = new Set(
  'a about am an and any are as at be been but by can could did do does for from get had has have how i if in into is it its like me my need of on or our out should so than that the their them then there they this to us want was we were what when where which who why will with would you your'.split(
    ' ',
  ),
);

/** Endings that the search does not tell apart either. */
const ENDING = /(?:ations?|ings?|edly|ies|ied|ed|es|ly|s|e|y)$/;

/** Beginnings of the words that the question is about. */
export function questionStems(question: string): string[] {
  const words = question.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const stems = words
    .filter((word) => word.length > 1 && !COMMON.has(word))
    .map((word) => (word.length > 4 ? word.replace(ENDING, '') : word))
    .map((stem, index) => (stem.length >= 3 ? stem : (words[index] ?? stem)));
  return [...new Set(stems)].slice(0, 40);
}

/** Text in which the question's words are marked, in whatever form they stand there. */
export function MarkedWords({ text, stems }: { text: string; stems: string[] }): ReactNode {
  if (stems.length === 0) return text;
  const parts = text.split(
    new RegExp(`(?<![\\p{L}\\p{N}])((?:${stems.join('|')})[\\p{L}\\p{N}]{0,6})(?![\\p{L}\\p{N}])`, 'giu'),
  );
  let offset = 0;
  return parts.map((part, index) => {
    const key = offset;
    offset += part.length;
    // A capturing split puts the matches at the odd places.
    return index % 2 === 1 ? (
      <mark key={key} className="rounded-[3px] bg-warn-soft text-inherit">
        {part}
      </mark>
    ) : (
      <Fragment key={key}>{part}</Fragment>
    );
  });
}
