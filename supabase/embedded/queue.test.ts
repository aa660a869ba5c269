import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CallQueue, CallTimedOut, NotOnTurn } from './queue.ts';

/** A promise and the way to settle it. */
function later<T = void>() {
  return Promise.withResolvers<T>();
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('CallQueue', () => {
  it('runs calls one after the other, in the order they came', async () => {
    const queue = new CallQueue(async () => undefined);
    const story: string[] = [];
    const gate = later();
    const first = queue.run('first', 1000, async () => {
      story.push('first begins');
      await gate.promise;
      story.push('first ends');
    });
    const second = queue.run('second', 1000, async () => {
      story.push('second');
    });
    expect(queue.depth).toBe(2);
    gate.resolve();
    await Promise.all([first, second]);
    expect(story).toEqual(['first begins', 'first ends', 'second']);
    expect(queue.depth).toBe(0);
  });

  it('goes on after a call that failed, without a rollback of its own', async () => {
    const rollback = vi.fn(async () => undefined);
    const queue = new CallQueue(rollback);
    await expect(queue.run('bad', 1000, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await queue.run('good', 1000, async () => 'yes')).toBe('yes');
    expect(rollback).not.toHaveBeenCalled();
  });

  it('gives up a call at its limit, rolls back, and only then begins the next', async () => {
    const story: string[] = [];
    const queue = new CallQueue(async () => {
      queue.assertOnTurn();
      story.push('rollback');
    });
    const hung = queue.run('hung', 1000, () => new Promise(() => undefined));
    const refused = expect(hung).rejects.toThrow(CallTimedOut);
    const next = queue.run('next', 1000, async () => {
      story.push('next');
    });
    await vi.advanceTimersByTimeAsync(999);
    expect(story).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    await refused;
    await next;
    expect(story).toEqual(['rollback', 'next']);
  });

  it('does not count the time a call waits for its turn', async () => {
    const queue = new CallQueue(async () => undefined);
    const gate = later();
    const slow = queue.run('slow', 10_000, () => gate.promise);
    const short = queue.run('short', 10, async () => 'done');
    await vi.advanceTimersByTimeAsync(5000);
    gate.resolve();
    await slow;
    expect(await short).toBe('done');
  });

  it('refuses the statements of a call that was given up, also while another holds the turn', async () => {
    const queue = new CallQueue(async () => undefined);
    const wake = later();
    const outcome = later<unknown>();
    const hung = queue.run('hung', 1000, async () => {
      await wake.promise;
      try {
        queue.assertOnTurn();
        outcome.resolve('went through');
      } catch (error) {
        outcome.resolve(error);
      }
    });
    const refused = expect(hung).rejects.toThrow('hung took longer than 1000 ms');
    await vi.advanceTimersByTimeAsync(1000);
    await refused;
    await queue.run('another', 1000, async () => {
      queue.assertOnTurn();
      wake.resolve();
      expect(await outcome.promise).toBeInstanceOf(NotOnTurn);
    });
  });

  it('refuses statements from outside, and those a call left behind', async () => {
    const queue = new CallQueue(async () => undefined);
    expect(() => queue.assertOnTurn()).toThrow(NotOnTurn);
    const wake = later();
    const behind = await queue.run('call', 1000, async () => ({
      left: wake.promise.then(() => queue.assertOnTurn()),
    }));
    wake.resolve();
    await expect(behind.left).rejects.toThrow(NotOnTurn);
  });

  it('drains: what was accepted is done, what comes later is refused', async () => {
    const queue = new CallQueue(async () => undefined);
    const gate = later();
    const accepted = queue.run('accepted', 1000, () => gate.promise.then(() => 'done'));
    const drained = queue.drain();
    await expect(queue.run('late', 1000, async () => 'late')).rejects.toThrow(NotOnTurn);
    gate.resolve();
    await drained;
    expect(await accepted).toBe('done');
  });

  it('tells when a turn begins and ends', async () => {
    const story: string[] = [];
    const queue = new CallQueue(async () => undefined, {
      begins: () => story.push('begins'),
      ends: () => story.push('ends'),
    });
    await queue.run('call', 1000, async () => story.push('works'));
    expect(story).toEqual(['begins', 'works', 'ends']);
  });
});
