import { describe, expect, it } from 'vitest';
import { sentencesOf } from './sentences';

describe('sentencesOf', () => {
  const cases: [string, string[]][] = [
    [
      'Orders over 3.5 kg cost more. Ask us! Why? Because.',
      ['Orders over 3.5 kg cost more.', 'Ask us!', 'Why?', 'Because.'],
    ],
    ['Ask Dr. Roth or Ms. Lind. They know.', ['Ask Dr. Roth or Ms. Lind.', 'They know.']],
    ['We ship e.g. to France, i.e. Europe. It is free.', ['We ship e.g. to France, i.e. Europe.', 'It is free.']],
    [
      'See No. 5 vs. No. 6 of the U.S. Postal Service. Yes.',
      ['See No. 5 vs. No. 6 of the U.S. Postal Service.', 'Yes.'],
    ],
    ['Das kostet z. B. 5,50 Euro bzw. ca. 6 Euro. Gern.', ['Das kostet z. B. 5,50 Euro bzw. ca. 6 Euro.', 'Gern.']],
    ['He said "Stop." Then he left. (Really.)', ['He said "Stop."', 'Then he left.', '(Really.)']],
    ['退货政策很简单。您可以退货！可以吗？是的。', ['退货政策很简单。', '您可以退货！', '可以吗？', '是的。']],
    ['हम भेजते हैं। आप वापस कर सकते हैं।', ['हम भेजते हैं।', 'आप वापस कर सकते हैं।']],
    ['هل يمكنني؟ نعم.', ['هل يمكنني؟', 'نعم.']],
    ['a hard-wrapped\nline. And the\nnext one', ['a hard-wrapped\nline.', 'And the\nnext one']],
    ['no end', ['no end']],
    ['', []],
  ];
  for (const [text, sentences] of cases) {
    it(`of "${text.replace(/\n/g, ' ')}"`, () => expect(sentencesOf(text)).toEqual(sentences));
  }
});
