import { describe, expect, it } from 'vitest';
import type { Receipt } from '../lib/chat/schema.ts';
import { explained, firstTokenParts, operationTimes } from './breakdown.ts';
import type { Sample } from './load.ts';

/** A turn with its operations as [name, from, to], in milliseconds. */
function turn(
  firstTextMs: number,
  firstTokenMs: number,
  totalMs: number,
  ...steps: [string, number, number][]
): Sample {
  const operations = steps.map(([name, from, to]) => ({ name, startedMs: from, durationMs: to - from }));
  return { firstTextMs, totalMs, newSession: true, receipt: { firstTokenMs, totalMs, operations } as Receipt };
}

describe('where the time to the first token goes', () => {
  const sample = turn(
    25,
    20,
    40,
    ['middleware', 0, 2],
    ['open-turn', 3, 6],
    ['search-knowledge', 3, 8],
    ['connect-model', 8, 19],
    ['stream', 20, 40],
    ['settle', 40, 45],
  );

  it('counts what runs side by side once, and the parts add up', () => {
    const parts = firstTokenParts([sample]);
    expect(parts).toEqual({ firstText: 25, way: 5, middleware: 2, database: 5, model: 11, named: 0, unexplained: 2 });
    const { firstText, ...rest } = parts;
    expect(Object.values(rest).reduce((sum, part) => sum + part, 0)).toBe(firstText);
  });

  it('averages over turns and leaves out those without a first token', () => {
    const slower = turn(35, 30, 40, ['open-turn', 0, 15]);
    const none = turn(1, 0, 1);
    if (none.receipt) none.receipt.firstTokenMs = null;
    expect(firstTokenParts([sample, slower, none])).toMatchObject({ firstText: 30, database: 10 });
  });

  it('lists the operations in the order of their start and says how much they explain', () => {
    expect(operationTimes([sample]).map(({ name }) => name)).toEqual([
      'middleware',
      'open-turn',
      'search-knowledge',
      'connect-model',
      'stream',
      'settle',
    ]);
    expect(explained([sample])).toEqual({ turns: 1, mean: 38 / 40, least: 38 / 40 });
  });
});
