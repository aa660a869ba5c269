import type { FaultCase } from './case.ts';
import { ms, newQuestion } from './case.ts';

/** The model falls silent in the middle of an answer. */
export const stall: FaultCase = {
  id: 'F5',
  happens: 'the model stalls in mid-answer',
  async run(world) {
    world.upstream.set({ failure: { kind: 'stall', afterTokens: 10 }, gapMs: 10 });
    const asked = world.visitor().ask(newQuestion(world));
    const outcome = await asked.done;
    const stored = (await world.messages([asked.sessionId])).find(({ role }) => role === 'assistant');
    return [
      {
        what: 'the turn ends after the gap limit (15 s)',
        found: ms(outcome.totalMs),
        holds: outcome.totalMs > 14_000 && outcome.totalMs < 18_000,
      },
      { what: 'heartbeats meanwhile', found: `${outcome.heartbeats}`, holds: outcome.heartbeats >= 1 },
      { what: 'the reader is told', found: outcome.error ?? 'nothing', holds: outcome.error !== null },
      {
        what: 'what was sent is stored, marked incomplete',
        found: stored ? `${stored.text === outcome.text}, ${!stored.complete}` : 'not stored',
        holds: stored?.text === outcome.text && stored?.complete === false,
      },
    ];
  },
};
