import { expect, test } from 'vitest';
import type { Clock } from '../clock';
import { limitsContract } from './limits.contract';
import { createMemoryLimits } from './memory';

limitsContract(async () => {
  const limits = createMemoryLimits();
  return { limits, sibling: limits };
});

const MINUTE = 60_000;

/** A clock at a whole hour that tests move by hand. */
function handClock() {
  let monotonic = 5_000;
  let wall = Date.UTC(2026, 0, 1, 12);
  const clock: Clock = { now: () => wall, monotonic: () => monotonic };
  return {
    clock,
    pass(ms: number) {
      monotonic += ms;
      wall += ms;
    },
    setWall(ms: number) {
      wall = ms;
    },
  };
}

test('the previous hour fades: half-way through the next one, half of the limit is free', () => {
  const { clock, pass } = handClock();
  const limits = createMemoryLimits(clock);
  for (let n = 0; n < 100; n++) limits.takeNow('company', 'a', 100);
  expect(limits.takeNow('company', 'a', 100).allowed).toBe(false);
  pass(90 * MINUTE);
  let passed = 0;
  while (limits.takeNow('company', 'a', 100).allowed) passed++;
  expect(passed).toBe(50);
});

test('waiting as long as it says is enough, and one second less is not', () => {
  const { clock, pass } = handClock();
  const limits = createMemoryLimits(clock);
  pass(17 * MINUTE);
  for (let n = 0; n < 10; n++) limits.takeNow('company', 'a', 10);
  const full = limits.takeNow('company', 'a', 10);
  expect(full.retryAfterSeconds).toBe(43 * 60 + 1);
  pass((full.retryAfterSeconds - 2) * 1000);
  expect(limits.takeNow('company', 'a', 10).allowed).toBe(false);
  pass(2000);
  expect(limits.takeNow('company', 'a', 10).allowed).toBe(true);

  // Now the previous hour is what stands in the way.
  const fading = limits.takeNow('company', 'a', 10);
  expect(fading.allowed).toBe(false);
  pass((fading.retryAfterSeconds - 1) * 1000);
  expect(limits.takeNow('company', 'a', 10).allowed).toBe(false);
  pass(1000);
  expect(limits.takeNow('company', 'a', 10).allowed).toBe(true);
});

test('a lowered limit is never answered with a negative number', () => {
  const { clock } = handClock();
  const limits = createMemoryLimits(clock);
  for (let n = 0; n < 50; n++) limits.takeNow('company', 'a', 50);
  const decision = limits.takeNow('company', 'a', 10);
  expect(decision).toMatchObject({ allowed: false, remaining: 0 });
  // The full hour counts 50; 10 are free again when less than a fifth of it weighs in.
  expect(decision.retryAfterSeconds).toBe((60 + 48) * 60 + 1);
});

test('setting the machine clock back an hour, or forward, changes nothing', () => {
  const { clock, setWall, pass } = handClock();
  const limits = createMemoryLimits(clock);
  pass(10 * MINUTE);
  for (let n = 0; n < 4; n++) limits.takeNow('company', 'a', 5);
  for (const jump of [-60, 10, -10]) {
    setWall(clock.now() + jump * MINUTE);
    const decision = limits.takeNow('company', `probe${jump}`, 5);
    expect(decision.remaining).toBe(4);
    expect(decision.resetSeconds).toBe(50 * 60);
  }
  expect(limits.takeNow('company', 'a', 5)).toMatchObject({ allowed: true, remaining: 0 });
  expect(limits.takeNow('company', 'a', 5)).toMatchObject({ allowed: false, remaining: 0 });
});

test('two empty hours later everything is free', () => {
  const { clock, pass } = handClock();
  const limits = createMemoryLimits(clock);
  for (let n = 0; n < 5; n++) limits.takeNow('company', 'a', 5);
  pass(120 * MINUTE);
  expect(limits.takeNow('company', 'a', 5)).toMatchObject({ allowed: true, remaining: 4 });
});
