import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createDeltaBatch, type Delta, joined } from './delta-batch';
import { sessionChannel } from './events';

const delta = (from: number, text: string, turnId = 't'): Delta => ({
  type: 'answer.delta',
  sessionId: 's',
  turnId,
  from,
  text,
});

describe('two pieces of an answer', () => {
  test.each([
    ['the next piece', delta(3, 'abc'), delta(6, 'de'), delta(3, 'abcde')],
    ['the whole text for who came late', delta(3, 'abc'), delta(0, 'xyzabcd'), delta(0, 'xyzabcd')],
    ['a piece that writes over the end', delta(3, 'abc'), delta(5, 'CD'), delta(3, 'abCD')],
    ['a piece after a gap', delta(3, 'abc'), delta(7, 'e'), null],
    ['a piece of another answer', delta(3, 'abc'), delta(6, 'd', 'u'), null],
  ])('%s', (_, earlier, later, expected) => {
    expect(joined(earlier, later)).toEqual(expected);
  });
});

describe('gathering', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const [one, two] = [sessionChannel('c', '1'), sessionChannel('c', '2')];

  test('what comes within the time goes together, by channel; the end of an answer does not wait for it', () => {
    const sent = vi.fn();
    const batch = createDeltaBatch(100, sent);
    batch.add(one, delta(0, 'a'));
    batch.add(two, delta(0, 'x'));
    batch.add(one, delta(1, 'b'));
    expect(sent).not.toHaveBeenCalled();
    batch.flush(two);
    expect(sent.mock.calls).toEqual([[two, delta(0, 'x')]]);
    vi.advanceTimersByTime(100);
    expect(sent.mock.calls.slice(1)).toEqual([[one, delta(0, 'ab')]]);
    vi.advanceTimersByTime(1_000);
    batch.add(one, delta(2, 'c'));
    vi.advanceTimersByTime(100);
    expect(sent.mock.calls.slice(2)).toEqual([[one, delta(2, 'c')]]);
  });

  test('a piece that does not continue what waits pushes it out first', () => {
    const sent = vi.fn();
    const batch = createDeltaBatch(100, sent);
    batch.add(one, delta(0, 'a'));
    batch.add(one, delta(0, 'b', 'u'));
    vi.advanceTimersByTime(100);
    expect(sent.mock.calls).toEqual([
      [one, delta(0, 'a')],
      [one, delta(0, 'b', 'u')],
    ]);
  });
});
