import { APICallError } from '@ai-sdk/provider';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { laneClock, laneName, laneOf, lastFaultOf } from './lane';
import { createPatience, NotAskedError } from './patience';
import type { ModelRung } from './rung';

let time = 0;
let lanes = 0;
/** A provider and key that nobody called yet. */
const newLane = () => laneName('test', 'https://x', String(lanes++));
const rungOn = (lane: string | null) => ({ lane }) as ModelRung;
const fault = (statusCode: number, responseHeaders = {}) =>
  new APICallError({ message: `${statusCode}`, url: 'https://x', requestBodyValues: {}, statusCode, responseHeaders });
const never = new AbortController().signal;
const newPatience = (retries = 2) => createPatience({ retries, random: () => 0.5, now: () => time });

/** Answers with each fault in turn, then with text. */
function provider(...faults: unknown[]) {
  const asked: number[] = [];
  return {
    asked,
    attempt: async () => {
      asked.push(time);
      const next = faults[asked.length - 1];
      if (next !== undefined) throw next;
      return 'text';
    },
  };
}

describe('createPatience', () => {
  beforeEach(() => {
    time = 1_000;
    laneClock().current = { now: () => 0, monotonic: () => time };
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  /** Lets both clocks run until the work has an end. */
  async function settle<T>(work: Promise<T>): Promise<T | { error: unknown }> {
    let over = false;
    const watched = work.then(
      (value) => value,
      (error: unknown) => ({ error }),
    );
    void watched.then(() => {
      over = true;
    });
    for (let step = 0; !over && step < 5_000; step++) {
      time += 1;
      await vi.advanceTimersByTimeAsync(1);
    }
    return watched;
  }

  it('asks again after faults that pass, three times at most, with growing waits', async () => {
    const { asked, attempt } = provider(fault(500), fault(503), fault(500), fault(500));
    const patience = newPatience();
    const end = await settle(patience.ask(rungOn(newLane()), attempt, never));
    expect(end).toMatchObject({ error: { statusCode: 500 } });
    expect(asked.map((at, index) => at - (asked[index - 1] ?? at))).toEqual([0, 100, 200]);
    expect(patience.calls).toBe(3);
  });

  it('asks once only after faults that stay', async () => {
    const { asked, attempt } = provider(fault(400));
    await settle(newPatience().ask(rungOn(newLane()), attempt, never));
    expect(asked).toHaveLength(1);
  });

  it('leaves behind what a lane’s newest call came to, until one goes well', async () => {
    const lane = newLane();
    expect(lastFaultOf(lane)).toBeNull();
    await settle(newPatience().ask(rungOn(lane), provider(fault(401)).attempt, never));
    expect(lastFaultOf(lane)).toEqual({ name: 'refused', status: 401, at: new Date(0) });
    await settle(newPatience().ask(rungOn(lane), provider().attempt, never));
    expect(lastFaultOf(lane)).toBeNull();
  });

  it('begins no retry when two seconds have passed', async () => {
    const { asked, attempt } = provider(fault(500));
    const patience = newPatience();
    time += 1_950;
    await settle(patience.ask(rungOn(newLane()), attempt, never));
    expect(asked).toHaveLength(1);
  });

  it('spends no more retries than a tenth of the calls, once what was saved is gone', async () => {
    const lane = newLane();
    let calls = 0;
    const spend = async (turns: number) => {
      const before = calls;
      for (let turn = 0; turn < turns; turn++) {
        // One call of six fails once: a share that does not open the breaker.
        const { asked, attempt } = turn % 6 === 5 ? provider(fault(500)) : provider();
        await settle(newPatience().ask(rungOn(lane), attempt, never));
        calls += asked.length;
      }
      return (calls - before) / turns;
    };
    await spend(240);
    expect(laneOf(lane).breaker.state).toBe('closed');
    expect(await spend(240)).toBeLessThanOrEqual(1.1 + 1e-9);
  });

  it('does not call before the time that the provider named, and at once goes on when that is long', async () => {
    const lane = newLane();
    const first = provider(fault(429, { 'retry-after': '7' }));
    await settle(newPatience().ask(rungOn(lane), first.attempt, never));
    expect(first.asked).toHaveLength(1);
    const limitedAt = time;

    const second = provider();
    time = limitedAt + 5_500;
    const refused = await settle(newPatience().ask(rungOn(lane), second.attempt, never));
    expect(refused).toMatchObject({ error: expect.any(NotAskedError) });
    expect(second.asked).toEqual([]);

    time = limitedAt + 6_500;
    expect(await settle(newPatience().ask(rungOn(lane), second.attempt, never))).toBe('text');
    expect((second.asked[0] ?? 0) - (first.asked[0] ?? 0)).toBeGreaterThanOrEqual(7_000);
  });

  it('waits for a second that the provider asked for, and holds a limit against nobody else', async () => {
    const lane = newLane();
    const { asked, attempt } = provider(fault(429, { 'retry-after': '1' }));
    const other = provider();
    const waiting = newPatience().ask(rungOn(lane), attempt, never);
    expect(await settle(newPatience().ask(rungOn(newLane()), other.attempt, never))).toBe('text');
    expect(await settle(waiting)).toBe('text');
    expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBeGreaterThanOrEqual(1_000);
  });

  it('gives a provider up that cannot be reached, for all its models', async () => {
    const lane = newLane();
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    const patience = newPatience();
    await settle(patience.ask(rungOn(lane), provider(refused, refused, refused).attempt, never));
    expect([patience.hopeless(rungOn(lane)), patience.hopeless(rungOn(newLane()))]).toEqual([true, false]);
    expect(newPatience().hopeless(rungOn(lane))).toBe(false);
  });

  it('holds nothing against a provider whose reader left, also in the middle of a wait', async () => {
    const lane = newLane();
    for (let i = 0; i < 30; i++) {
      const stop = new AbortController();
      const asking = newPatience().ask(
        rungOn(lane),
        () => {
          stop.abort('gone');
          return Promise.reject(new Error('aborted'));
        },
        stop.signal,
      );
      expect(await settle(asking)).toEqual({ error: 'gone' });
    }
    expect(laneOf(lane).breaker.state).toBe('closed');

    const stop = new AbortController();
    const waiting = newPatience().ask(rungOn(lane), provider(fault(500)).attempt, stop.signal);
    await vi.advanceTimersByTimeAsync(50);
    stop.abort('gone');
    await expect(waiting).rejects.toBe('gone');
  });

  it('calls a model without a lane and counts nothing', async () => {
    const patience = newPatience();
    expect(await patience.ask(rungOn(null), provider().attempt, never)).toBe('text');
    expect(patience.calls).toBe(0);
  });
});
