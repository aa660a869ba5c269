import { describe, expect, it } from 'vitest';
import { holdsSentence, holdsSpan, quotedShare } from './overlap';

const SPAN = 'You must mail us the form within ten days. Late forms are sent back to you unread.';

describe('how much of a span an answer quotes', () => {
  it('counts words in runs of four, in their order', () => {
    expect(quotedShare(SPAN, 'Please mail us the form within a week')).toBeCloseTo(5 / 17);
    expect(quotedShare(SPAN, 'form the us mail must you')).toBe(0);
    expect(quotedShare(SPAN, SPAN.toUpperCase())).toBe(1);
  });

  it('wants half of the span, or one whole sentence of it', () => {
    const half = 'You must mail us the form within ten days. [1]';
    expect([holdsSpan(SPAN, half), holdsSentence(SPAN, half)]).toEqual([true, true]);
    const part = 'You must mail us the form. Late forms are sent';
    expect([holdsSpan(SPAN, part), holdsSentence(SPAN, part)]).toEqual([true, false]);
    expect([holdsSpan(SPAN, 'You must mail us'), holdsSentence(SPAN, 'unread')]).toEqual([false, false]);
  });

  it('takes a span of few words whole or not at all, and citations for no words', () => {
    expect(holdsSpan('in person only', 'You can do it in person [2] only.')).toBe(true);
    expect(holdsSpan('in person only', 'You can do it in person.')).toBe(false);
    expect(holdsSpan('', 'Anything.')).toBe(false);
  });
});
