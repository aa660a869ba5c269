import { beforeAll, describe, expect, it } from 'vitest';
import { countTokens, loadTokenizer } from './tokens';

describe('countTokens', () => {
  beforeAll(loadTokenizer);

  it.each([
    ['', 0],
    ['hello world', 2],
    ['You can return unused items within 60 days of delivery.', 12],
    ['Größere Zelte', 6],
    ['<|endoftext|>', 7],
  ])('counts %j as OpenAI does', (text, tokens) => {
    expect(countTokens(text)).toBe(tokens);
    expect(countTokens(text)).toBe(tokens);
  });

  it('counts a run without spaces in slices, about right', () => {
    const text = '返品は配達から60日以内に受け付けます。'.repeat(40);
    const once = countTokens('返品は配達から60日以内に受け付けます。');
    expect(countTokens(text)).toBeGreaterThan(once * 40 * 0.9);
    expect(countTokens(text)).toBeLessThan(once * 40 * 1.2);
  });
});
