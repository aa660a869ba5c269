import type { FaultCase } from './case.ts';
import { ms, newQuestion, openAnswers } from './case.ts';
import { until } from './until.ts';

const BATCHES = 25;
const BATCH = 20;

/** Visitors leave as soon as the first word is there. */
export const leave: FaultCase = {
  id: 'F15',
  happens: `${BATCHES * BATCH} clients leave after the first token`,
  async run(world) {
    world.upstream.set({ firstTokenMs: 50, gapMs: 500 });
    const closing: number[] = [];
    const sessions: string[] = [];
    for (let batch = 0; batch < BATCHES; batch++) {
      const left = await Promise.all(
        Array.from({ length: BATCH }, async () => {
          const asked = world.visitor().ask(newQuestion(world));
          sessions.push(asked.sessionId);
          await asked.firstText;
          asked.leave();
        }),
      );
      const took = await until(() => openAnswers(world) === 0, 5_000, 5);
      closing.push(took ?? Number.POSITIVE_INFINITY);
      if (left.length !== BATCH) throw new Error('a client did not get its first token');
    }
    const settled = await until(
      async () => (await world.turns(sessions)).every(({ outcome }) => outcome === 'interrupted'),
      10_000,
      200,
    );
    const slowest = Math.max(...closing);
    return [
      {
        what: 'all calls at the provider are over, after the last of a batch left (1 s at most)',
        found: ms(slowest),
        holds: slowest <= 1_000,
      },
      {
        what: 'calls left open at the end',
        found: `${openAnswers(world)}`,
        holds: openAnswers(world) === 0,
      },
      {
        what: 'turns marked interrupted',
        found: settled === undefined ? 'not all' : `all ${sessions.length}`,
        holds: settled !== undefined,
      },
    ];
  },
};
