import type { FaultCase } from './case.ts';
import { answerCalls, inParallel, ms, newQuestion } from './case.ts';

const TURNS = 20;

/** Every call to the model fails: the ladder's last rung, the built-in model, answers from the knowledge. */
export const always500: FaultCase = {
  id: 'F1',
  happens: 'the model answers 500, always',
  async run(world) {
    world.upstream.set({ failure: { kind: 'status', status: 500 } });
    const asked = await inParallel(TURNS, 4, async () => {
      const one = world.visitor().ask(newQuestion(world));
      return { ...one, outcome: await one.done };
    });
    const slowest = Math.max(...asked.map(({ outcome }) => outcome.totalMs));
    const answered = asked.filter(({ outcome }) => outcome.finished && outcome.text !== '');
    const messages = await world.messages(asked.map(({ sessionId }) => sessionId));
    const kept = messages.filter(({ role }) => role === 'user').length;
    const calls = answerCalls(world).length;
    return [
      { what: 'turns with an answer', found: `${answered.length} of ${TURNS}`, holds: answered.length === TURNS },
      { what: 'slowest turn (10 s at most)', found: ms(slowest), holds: slowest <= 10_000 },
      { what: 'user messages stored', found: `${kept} of ${TURNS}`, holds: kept === TURNS },
      { what: 'calls a turn (3 at most for each model)', found: (calls / TURNS).toFixed(2), holds: calls <= 6 * TURNS },
    ];
  },
};
