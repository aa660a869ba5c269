import { describe, expect, it } from 'vitest';
import { createTrace, explainedShare, serverTiming } from './trace';

/** A clock that moves only when told to. */
function fakeClock() {
  let time = 1000;
  return { now: () => time, monotonic: () => time, pass: (ms: number) => (time += ms) };
}

describe('createTrace', () => {
  it('records steps in the order of their start, with the time before the trace in front', async () => {
    const clock = fakeClock();
    const trace = createTrace(clock, 5);
    trace.add({ name: 'middleware', startedMs: 0, durationMs: 5 });
    const endOuter = trace.begin('open-turn');
    clock.pass(2);
    await trace.operation('search', async () => clock.pass(3));
    endOuter();
    endOuter();
    expect(trace.operations()).toEqual([
      { name: 'middleware', startedMs: 0, durationMs: 5 },
      { name: 'open-turn', startedMs: 5, durationMs: 5 },
      { name: 'search', startedMs: 7, durationMs: 3 },
    ]);
    expect(trace.elapsed()).toBe(10);
    expect(serverTiming(trace.operations())).toBe('middleware;dur=5.00, open-turn;dur=5.00, search;dur=3.00');
  });

  it('times a step that throws', async () => {
    const clock = fakeClock();
    const trace = createTrace(clock);
    const broken = trace.operation('settle', async () => {
      clock.pass(4);
      throw new Error('no');
    });
    await expect(broken).rejects.toThrow('no');
    expect(trace.operations()).toEqual([{ name: 'settle', startedMs: 0, durationMs: 4 }]);
  });
});

describe('explainedShare', () => {
  it('counts overlapping steps once and gaps not at all', () => {
    const operations = [
      { name: 'a', startedMs: 0, durationMs: 40 },
      { name: 'b', startedMs: 10, durationMs: 20 },
      { name: 'c', startedMs: 50, durationMs: 100 },
    ];
    expect(explainedShare(operations, 100)).toBeCloseTo(0.9);
    expect(explainedShare([], 100)).toBe(0);
  });
});
