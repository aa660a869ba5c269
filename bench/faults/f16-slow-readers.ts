import { percentile } from '../statistics.ts';
import type { FaultCase } from './case.ts';
import { inParallel, newQuestion } from './case.ts';
import type { World } from './world.ts';

const SLOW = 100;
/** About 180 KB of text, near the longest that is stored. */
const TOKENS = Array.from({ length: 600 }, (_, index) => `${index} ${'word '.repeat(60)}`);
const OTHERS = { turns: 160, atOnce: 8 };

/** The least p95 of three rounds: what else the machine does in between is not the slow readers' doing. */
async function p95(world: World): Promise<number> {
  const rounds = [await p95OfOne(world), await p95OfOne(world), await p95OfOne(world)];
  return Math.min(...rounds);
}

/** How long those who read at their normal pace wait for the first text. */
async function p95OfOne(world: World): Promise<number> {
  const times = await inParallel(OTHERS.turns, OTHERS.atOnce, async () => {
    const { firstTextMs } = await world.visitor().ask(newQuestion(world)).done;
    return firstTextMs ?? Number.POSITIVE_INFINITY;
  });
  return percentile(times, 95);
}

/** Readers who take one byte a second of a long answer, while others ask. */
export const slowReaders: FaultCase = {
  id: 'F16',
  happens: `${SLOW} readers take one byte a second`,
  async run(world) {
    const ordinary = { firstTokenMs: 100, gapMs: 2, tokens: 60 };
    world.upstream.set(ordinary);
    const before = await p95(world);
    world.upstream.set({ ...ordinary, gapMs: 0, tokens: TOKENS });
    // As many long answers, read at once: what they need while they are made is not what slow readers hold.
    await inParallel(SLOW, 10, () => world.visitor().ask(newQuestion(world)).done);
    const memory = world.memoryMb();
    const slow = await inParallel(SLOW, 10, async () => {
      const asked = world.visitor().ask(newQuestion(world), { slowAfterBytes: 2_000 });
      await asked.firstText;
      return asked;
    });
    // Before others ask: what their turns leave to the garbage collector is not held by slow readers.
    const grown = world.memoryMb();
    world.upstream.set(ordinary);
    const during = await p95(world);
    const each = memory !== undefined && grown !== undefined ? (grown - memory) / SLOW : undefined;
    for (const one of slow) one.leave();
    const change = during / before - 1;
    return [
      {
        what: 'memory for each slow reader (1 MB at most)',
        found: each === undefined ? 'not known' : `${each.toFixed(2)} MB`,
        holds: each === undefined || each <= 1,
      },
      {
        what: "others' p95 to the first token (10 % more at most)",
        found: `${before.toFixed(0)} ms before, ${during.toFixed(0)} ms meanwhile (${change >= 0 ? '+' : ''}${(change * 100).toFixed(0)} %)`,
        holds: change <= 0.1,
      },
    ];
  },
};
