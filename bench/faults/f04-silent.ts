import type { FaultCase } from './case.ts';
import { answerCalls, ms, newQuestion, openAnswers } from './case.ts';
import { until } from './until.ts';

/** The model takes the request and never says a word. */
export const silent: FaultCase = {
  id: 'F4',
  happens: 'the model accepts the request and sends nothing',
  async run(world) {
    world.upstream.set({ failure: { kind: 'silent' } });
    const outcome = await world.visitor().ask(newQuestion(world)).done;
    await until(() => openAnswers(world) === 0, 2_000);
    const [first] = answerCalls(world);
    const gaveUp = first?.endedAt ? first.endedAt - first.receivedAt : Number.POSITIVE_INFINITY;
    return [
      { what: 'the first model is given up after (10 s)', found: ms(gaveUp), holds: gaveUp > 9_000 && gaveUp < 11_000 },
      {
        what: 'connections left open at the provider',
        found: `${openAnswers(world)}`,
        holds: openAnswers(world) === 0,
      },
      {
        what: 'then the next of the ladder answers',
        found: outcome.finished ? `yes, after ${ms(outcome.firstTextMs ?? 0)}` : 'no',
        holds: outcome.finished,
      },
    ];
  },
};
