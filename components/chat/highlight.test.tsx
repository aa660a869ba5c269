import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Highlight, searchWords } from './highlight';

const shown = (text: string, words: string[]) =>
  renderToStaticMarkup(<Highlight text={text} words={words} />).replaceAll(/<mark[^>]*>/g, '<mark>');

describe('search words', () => {
  it('keep phrases, and leave out operators, exclusions and single letters', () => {
    expect(searchWords('refund "order number" or -spam -"no thanks" a')).toEqual(['refund', 'order number']);
    expect(searchWords(null)).toEqual([]);
  });

  it('are marked whatever their case, and other text stays as it is', () => {
    expect(shown('Refunds: a REFUND.', ['refund'])).toBe('<mark>Refund</mark>s: a <mark>REFUND</mark>.');
    expect(shown('<b>x</b>', [])).toBe('&lt;b&gt;x&lt;/b&gt;');
  });

  it('may hold characters that mean something in patterns', () => {
    expect(shown('costs $5 (net)', ['$5', '(net)'])).toBe('costs <mark>$5</mark> <mark>(net)</mark>');
  });
});
