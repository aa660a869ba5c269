/** How much of a gold span an answer quotes. */

/** Words that must stand next to each other, in order, before they count as quoted; shorter spans count whole. */
const RUN = 4;
/** The share of the span's words that makes an answer hold it. */
const HALF = 0.5;

const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];

/** The words of an answer without its citations. */
export const answerWords = (answer: string): string[] => wordsOf(answer.replace(/\[\d{1,2}\]/g, ' '));

/** Share (0 to 1) of the span's words that stand in the answer as parts of runs of four or more, in the span's order. */
export function quotedShare(span: string, answer: string): number {
  const gold = wordsOf(span);
  const length = Math.min(RUN, gold.length);
  if (length === 0) return 0;
  const quoted = ` ${answerWords(answer).join(' ')} `;
  const covered = new Set<number>();
  for (let from = 0; from + length <= gold.length; from += 1) {
    if (!quoted.includes(` ${gold.slice(from, from + length).join(' ')} `)) continue;
    for (let at = from; at < from + length; at += 1) covered.add(at);
  }
  return covered.size / gold.length;
}

/** Whether at least half of the span stands in the answer. */
export const holdsSpan = (span: string, answer: string): boolean => quotedShare(span, answer) >= HALF;

/** Whether the answer holds one whole sentence (of four words or more) of the span, or all of a shorter span. */
export function holdsSentence(span: string, answer: string): boolean {
  const quoted = ` ${answerWords(answer).join(' ')} `;
  const sentences = span.split(/(?<=[.!?:])\s+/).map(wordsOf);
  const long = sentences.filter(({ length }) => length >= RUN);
  return (long.length > 0 ? long : [wordsOf(span)]).some(
    (sentence) => sentence.length > 0 && quoted.includes(` ${sentence.join(' ')} `),
  );
}
