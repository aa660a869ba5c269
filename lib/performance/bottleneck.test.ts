import { describe, expect, it } from 'vitest';
import { findBottleneck } from './bottleneck';
import type { OperationShare, Report } from './schema';

const share = (name: string, waitMs: number, turns: number): OperationShare => ({
  name,
  turns,
  waitMs,
  averageMs: waitMs,
  p95Ms: waitMs,
  totalMs: waitMs * turns,
});

function measured(turns: number, slowWaitMs: number | null, slow: OperationShare[], all: OperationShare[] = slow) {
  const totals = { turns } as Report['totals'];
  const slow20th = slowWaitMs === null ? 0 : Math.max(Math.round(turns / 20), 1);
  const slowTurns = { turns: slow20th, firstTokenMs: slowWaitMs, measuredTurns: slow20th };
  return { totals, slowTurns, slowOperations: slow, operations: all, measuredTurns: turns };
}

const nothing = measured(0, null, []);

describe('the bottleneck', () => {
  it('is what the slowest answers wait for, not what takes long afterwards', () => {
    const now = measured(
      100,
      940,
      [share('first-token', 812, 5), share('search-knowledge', 96, 5), share('stream', 0, 5)],
      [share('first-token', 210, 100), share('stream', 0, 100), share('search-knowledge', 20, 80)],
    );
    expect(findBottleneck(now, nothing)).toEqual({
      operation: 'first-token',
      slowMs: 812,
      slowWaitMs: 940,
      share: 812 / 940,
      slowTurns: 5,
      typicalMs: 210,
      previousSlowMs: null,
    });
  });

  it('counts an operation that few of the slow answers had by its share of them', () => {
    const now = measured(200, 500, [share('search-knowledge', 400, 2), share('first-token', 300, 10)]);
    const found = findBottleneck(now, nothing);
    expect(found?.operation).toBe('first-token');
    expect(found?.slowMs).toBe(300);
  });

  it('compares with the period before when that one holds enough', () => {
    const now = measured(40, 900, [share('first-token', 800, 2)]);
    expect(findBottleneck(now, measured(40, 700, [share('first-token', 640, 2)]))?.previousSlowMs).toBe(640);
    expect(findBottleneck(now, measured(19, 700, [share('first-token', 640, 1)]))?.previousSlowMs).toBeNull();
    expect(findBottleneck(now, measured(40, 700, [share('plan', 640, 2)]))?.previousSlowMs).toBeNull();
  });

  it('reckons with the turns that were looked at when those are a sample', () => {
    const now = measured(100_000, 940, [share('first-token', 800, 2500)], [share('first-token', 200, 5000)]);
    const sampled = { ...now, measuredTurns: 5000, slowTurns: { ...now.slowTurns, measuredTurns: 2500 } };
    expect(findBottleneck(sampled, nothing)).toMatchObject({ slowMs: 800, typicalMs: 200, slowTurns: 5000 });
  });

  it('never claims more than the whole wait when operations ran side by side', () => {
    expect(findBottleneck(measured(1, 100, [share('open-turn', 120, 1)]), nothing)?.share).toBe(1);
  });

  it('says nothing when there is nothing to say', () => {
    expect(findBottleneck(nothing, nothing)).toBeNull();
    expect(findBottleneck(measured(3, 50, []), nothing)).toBeNull();
    expect(findBottleneck(measured(3, 50, [share('stream', 0, 3)]), nothing)).toBeNull();
  });
});
