import { expect, it } from 'vitest';
import { costOf } from './cost';

const paid = { provider: 'openai', inputTokens: 900, outputTokens: 60, costMicros: 2100 };
const unpriced = { provider: 'ollama', inputTokens: 900, outputTokens: 60, costMicros: 0 };
const builtIn = { provider: 'halfsecond', inputTokens: 0, outputTokens: 0, costMicros: 0 };
const stored = { provider: 'openai', inputTokens: 0, outputTokens: 0, costMicros: 0 };

it('is money where the price is known, and nothing where nothing was used', () => {
  expect(costOf(paid)).toBe('$0.0021');
  expect(costOf(builtIn)).toBe('$0');
  expect(costOf(stored)).toBe('$0');
  expect(costOf()).toBe('$0');
});

it('is not called free where a model was used that has no rate', () => {
  expect(costOf(unpriced)).toBe('price unknown');
  expect(costOf(unpriced, builtIn)).toBe('price unknown');
  expect(costOf(unpriced, paid)).toBe('at least $0.0021');
});
