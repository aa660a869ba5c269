import { describe, expect, it } from 'vitest';
import { endingOf } from './ending';
import type { ReceiptTurn } from './segments';

const turn = (outcome: ReceiptTurn['outcome'], errorCode: string | null = null): ReceiptTurn => ({
  outcome,
  errorCode,
  plan: 'moderate',
  planReason: null,
  provider: null,
  model: null,
  depth: null,
  cache: 'none',
  modelCalls: 1,
  fallback: false,
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  costMicros: 0,
  firstTokenMs: null,
  totalMs: null,
  operations: [],
});
const said = (outcome: ReceiptTurn['outcome'], reason: string | null, hasText = true) =>
  endingOf(turn(outcome, reason), hasText)?.sentence;

describe('how an answer ended', () => {
  it('is not worth a word when it is whole or still being written', () => {
    expect(said('complete', null)).toBeUndefined();
    expect(said('running', null, false)).toBeUndefined();
  });

  it('tells who or what ended it', () => {
    expect(said('interrupted', 'stopped')).toBe('Stopped by the visitor');
    expect(said('interrupted', 'superseded')).toBe('Overtaken by a newer message');
    expect(said('interrupted', 'taken-over')).toBe('Ended because a person took over');
    expect(said('interrupted', 'reader-gone')).toBe('Ended because the visitor left');
  });

  it('is a fault when nobody wanted it to end', () => {
    for (const [outcome, reason] of [
      ['interrupted', null],
      ['interrupted', 'a-reason-of-another-version'],
      ['failed', 'model-failed'],
    ] as const) {
      expect(endingOf(turn(outcome, reason), true)).toMatchObject({ sentence: 'Broke off', bad: true });
    }
    expect(endingOf(turn('failed', 'model-failed'), false)).toMatchObject({ short: 'Failed', bad: true });
  });
});
