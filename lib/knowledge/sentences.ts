/**
 * Where sentences end, by the rules of Unicode (Intl.Segmenter): they know the full stops of every script and leave
 * decimals and versions whole, but know no abbreviation ("Ask Dr. | Smith"), so what ends in one goes on.
 */
const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** Ends of what is no sentence: a single letter ("J. R. Smith", "z. B."), a usual abbreviation, initials ("U.S."). */
const GOES_ON =
  /(?:^|[\s("'“„/])(?:\p{L}|(?:\p{Lu}\.)+\p{Lu}|mr|mrs|ms|dr|prof|st|no|nos|vs|fig|sec|ch|vol|pp|inc|ltd|co|corp|dept|approx|ext|max|min|incl|excl|cf|al|eg|ie|e\.g|i\.e|nr|str|bzw|ca|ggf|inkl|zzgl|evtl|usw|vgl|abs|mme|art|sr|sra|pág|núm|tel)\.\s*$/iu;
/** So many last characters of a piece are looked at. */
const LONGEST_TAIL = 14;

/** Sentences of one paragraph, each with its closing marks and without the space around it. Line breaks inside stay. */
export function sentencesOf(paragraph: string): string[] {
  // To Unicode a line break ends a sentence; in a text with hard-wrapped lines it does not.
  const flowing = paragraph.replace(/[\r\n]/g, ' ');
  const sentences: string[] = [];
  let start = 0;
  for (const { index, segment } of segmenter.segment(flowing)) {
    const end = index + segment.length;
    if (end < flowing.length && GOES_ON.test(segment.slice(-LONGEST_TAIL))) continue;
    const sentence = paragraph.slice(start, end).trim();
    if (sentence) sentences.push(sentence);
    start = end;
  }
  const rest = paragraph.slice(start).trim();
  if (rest) sentences.push(rest);
  return sentences;
}
