import { expect, it } from 'vitest';
import { costMicros } from './price';

const rate = { input: 400_000, cachedInput: 100_000, output: 1_600_000 };

it('charges fresh input, cached input and output at their own rates', () => {
  // 800 × 0.4 + 200 × 0.1 + 100 × 1.6 = 500 micro-dollars
  expect(costMicros({ inputTokens: 1000, cachedInputTokens: 200, outputTokens: 100 }, rate)).toBe(500);
});

it('rounds up, so that an answer that cost something is never free', () => {
  expect(costMicros({ inputTokens: 1, cachedInputTokens: 0, outputTokens: 0 }, rate)).toBe(1);
});

it('charges nothing for nothing, and never a negative amount when a provider counts oddly', () => {
  expect(costMicros({ inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 }, rate)).toBe(0);
  expect(costMicros({ inputTokens: 10, cachedInputTokens: 50, outputTokens: 0 }, rate)).toBe(5);
});
