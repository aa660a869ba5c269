import type { FaultCase } from './case.ts';
import { answerCalls, inParallel, newQuestion } from './case.ts';

const TURNS = 200;
/** After so many turns the budget for retries is spent, and what is left is one call a turn. */
const SPENT_AFTER = 50;

/** Three calls in ten fail. */
export const some500: FaultCase = {
  id: 'F2',
  happens: 'the model answers 500 to 30 % of the calls',
  async run(world) {
    world.upstream.set({ failure: { kind: 'status', status: 500, share: 0.3 }, firstTokenMs: 20 });
    const outcomes = await inParallel(TURNS, 8, async (index) => {
      if (index === SPENT_AFTER) world.upstream.reset();
      return await world.visitor().ask(newQuestion(world)).done;
    });
    const good = outcomes.filter(({ finished, text }) => finished && text !== '').length;
    const lower = outcomes.filter(({ receipt }) => receipt?.fallback).length;
    const calls = answerCalls(world).length / (TURNS - SPENT_AFTER);
    return [
      {
        what: 'turns that succeed (97 % at least)',
        found: `${((good / TURNS) * 100).toFixed(1)} %`,
        holds: good >= 0.97 * TURNS,
      },
      { what: 'of them by a lower model', found: `${lower}`, holds: true },
      {
        what: `calls a turn after the first ${SPENT_AFTER} (1.1 at most)`,
        found: calls.toFixed(2),
        holds: calls <= 1.1,
      },
    ];
  },
};
