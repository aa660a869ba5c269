import { describe, expect, it } from 'vitest';
import { wordsInCommon } from './question-words';

describe('wordsInCommon', () => {
  it('finds the question in other forms of its words, and leaves out what every text holds', () => {
    expect(wordsInCommon('What does it cost to return?', 'Returning costs nothing. Returns are free.')).toEqual([
      'Returning',
      'Returns',
      'costs',
    ]);
  });

  it('takes whole words only', () => {
    expect(wordsInCommon('age', 'The package of an aged man')).toEqual([]);
  });

  it('copes with other scripts, marks of the pattern language, and nothing', () => {
    expect(wordsInCommon('Größe? (.*)', 'Die Größe [x]')).toEqual(['Größe']);
    expect(wordsInCommon('', 'text')).toEqual([]);
  });
});
