import { describe, expect, it } from 'vitest';
import { createBreaker } from './breaker';

function setUp(random = 0) {
  let time = 5_000;
  const clock = { now: () => 0, monotonic: () => time };
  const breaker = createBreaker(clock, () => random);
  const call = (failed: boolean) => {
    const permit = breaker.admit();
    if (!permit) return 'refused';
    if (failed) permit.failed();
    else permit.succeeded();
    return 'called';
  };
  return {
    breaker,
    pass: (ms: number) => {
      time += ms;
    },
    fail: (times: number) => Array.from({ length: times }, () => call(true)),
    succeed: (times: number) => Array.from({ length: times }, () => call(false)),
  };
}

describe('a breaker', () => {
  it('opens at a fifth of failures, but not among fewer than ten calls', () => {
    const { breaker, fail, succeed } = setUp();
    fail(9);
    expect(breaker.state).toBe('closed');
    succeed(1);
    const other = setUp();
    other.succeed(8);
    other.fail(1);
    expect(other.breaker.state).toBe('closed');
    other.fail(1);
    expect(other.breaker.state).toBe('open');
  });

  it('stays closed below a fifth', () => {
    const { breaker, fail, succeed } = setUp();
    succeed(41);
    fail(10);
    expect(breaker.state).toBe('closed');
  });

  it('judges by the last minute alone', () => {
    const { breaker, fail, succeed, pass } = setUp();
    fail(9);
    pass(60_000);
    succeed(8);
    fail(1);
    expect(breaker.state).toBe('closed');
    fail(1);
    expect(breaker.state).toBe('open');
  });

  it.each([0, 0.999])('stays open between 30 and 60 seconds, then one call probes and closes it (%d)', (random) => {
    const { breaker, fail, succeed, pass } = setUp(random);
    fail(10);
    pass(29_999);
    expect(breaker.admit()).toBeNull();
    pass(30_001);
    const probe = breaker.admit();
    expect(probe).not.toBeNull();
    expect([breaker.admit(), breaker.state]).toEqual([null, 'half-open']);
    probe?.succeeded();
    expect(breaker.state).toBe('closed');
    // What came before is forgotten.
    succeed(1);
    expect(fail(9).at(-1)).toBe('called');
  });

  it('opens again when the probe fails, and is closed within 90 seconds of a recovery', () => {
    const { breaker, fail, succeed, pass } = setUp(0.999);
    fail(10);
    pass(60_000);
    fail(1);
    expect(breaker.state).toBe('open');
    pass(60_000);
    expect(succeed(1)).toEqual(['called']);
    expect(breaker.state).toBe('closed');
  });

  it('lets the next call probe when the reader of the probe leaves', () => {
    const { breaker, fail, pass } = setUp();
    fail(10);
    pass(30_000);
    breaker.admit()?.abandoned();
    expect(breaker.state).toBe('open');
    breaker.admit()?.succeeded();
    expect(breaker.state).toBe('closed');
  });

  it('takes each call’s word once, and not for a time that is over', () => {
    const { breaker, fail, pass } = setUp();
    const late = breaker.admit();
    fail(10);
    pass(30_000);
    const probe = breaker.admit();
    late?.failed();
    expect(breaker.state).toBe('half-open');
    probe?.succeeded();
    probe?.failed();
    late?.failed();
    expect(breaker.state).toBe('closed');
  });

  it('counts answers that broke off, and nothing for readers who left', () => {
    const { breaker, succeed } = setUp();
    for (let i = 0; i < 20; i++) breaker.admit()?.abandoned();
    succeed(8);
    breaker.brokeOff();
    expect(breaker.state).toBe('closed');
    breaker.brokeOff();
    expect(breaker.state).toBe('open');
  });
});
