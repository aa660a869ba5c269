import { describe, expect, test } from 'vitest';
import type { Limits } from './limits';

/**
 * What every adapter of the limits promises.
 * @param fresh makes an adapter; `sibling` is another one on the same count (for memory: the same one)
 */
export function limitsContract(fresh: () => Promise<{ limits: Limits; sibling: Limits }>): void {
  const subject = () => `subject-${crypto.randomUUID()}`;

  describe('limits contract', () => {
    test('lets exactly the limit pass, counts down to zero, then says when to come back', async () => {
      const { limits } = await fresh();
      const who = subject();
      const remaining: number[] = [];
      for (let n = 0; n < 3; n++) {
        const decision = await limits.take('company', who, 3);
        expect(decision).toMatchObject({ allowed: true, limit: 3, retryAfterSeconds: 0 });
        remaining.push(decision.remaining);
      }
      expect(remaining).toEqual([2, 1, 0]);
      const refused = await limits.take('company', who, 3);
      expect(refused).toMatchObject({ allowed: false, limit: 3, remaining: 0 });
      expect(refused.retryAfterSeconds).toBeGreaterThanOrEqual(1);
      expect(refused.retryAfterSeconds).toBeLessThanOrEqual(3601);
      expect(refused.resetSeconds).toBeLessThanOrEqual(3600);
    });

    test('a refused request takes no place: a raised limit frees exactly the difference', async () => {
      const { limits } = await fresh();
      const who = subject();
      for (let n = 0; n < 6; n++) await limits.take('company', who, 2);
      const after = await Promise.all(Array.from({ length: 5 }, () => limits.take('company', who, 4)));
      expect(after.filter((decision) => decision.allowed)).toHaveLength(2);
    });

    test('subjects and policies do not touch each other', async () => {
      const { limits } = await fresh();
      const [one, other] = [subject(), subject()];
      await limits.take('company', one, 1);
      expect((await limits.take('company', one, 1)).allowed).toBe(false);
      expect((await limits.take('company', other, 1)).allowed).toBe(true);
      expect((await limits.take('signIn', one, 1)).allowed).toBe(true);
    });

    test('500 parallel requests at the last place: exactly one passes, and nothing is negative', async () => {
      const { limits, sibling } = await fresh();
      const who = subject();
      for (let n = 0; n < 9; n++) await limits.take('company', who, 10);
      const decisions = await Promise.all(
        Array.from({ length: 500 }, (_, n) => (n % 2 ? limits : sibling).take('company', who, 10)),
      );
      expect(decisions.filter((decision) => decision.allowed)).toHaveLength(1);
      expect(Math.min(...decisions.map((decision) => decision.remaining))).toBe(0);
    });
  });
}
