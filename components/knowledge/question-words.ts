/** Words too common to point at. */
const COMMON = new Set(
  'a about am an and any are as at be been but by can could did do does for from get had has have how i if in into is it its like me my need of on or our out should so than that the their them then there they this to us want was we were what when where which who why will with would you your'.split(
    ' ',
  ),
);

/** Endings that the search does not tell apart either. */
const ENDING = /(?:ations?|ings?|edly|ies|ied|ed|es|ly|s|e|y)$/;

const WORD = /[\p{L}\p{N}]+/gu;

/** The words of a text that the question is about, as they are written there, longest first; to be marked. */
export function wordsInCommon(question: string, text: string): string[] {
  const stems = (question.toLowerCase().match(WORD) ?? [])
    .filter((word) => word.length > 1 && !COMMON.has(word))
    .map(stemOf);
  const asked = new Set(stems.slice(0, 60));
  const shared = (text.match(WORD) ?? []).filter((word) => asked.has(stemOf(word.toLowerCase())));
  return [...new Set(shared)].sort((a, b) => b.length - a.length);
}

function stemOf(word: string): string {
  const stem = word.replace(ENDING, '');
  return stem.length >= 3 ? stem : word;
}
