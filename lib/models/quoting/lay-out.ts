import type { Sentence } from './score';

const cite = (sentence: Sentence) => `${sentence.text} [${sentence.passage.number}]`;

/**
 * Lays the quoted sentences out: one paragraph or list a passage, its number behind the last sentence of each. A list
 * stands under its heading, unless a sentence introduces it.
 */
export function layOut(chosen: readonly Sentence[]): string {
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
