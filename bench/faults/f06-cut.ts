import type { FaultCase } from './case.ts';
import { newQuestion } from './case.ts';

/** The model's connection breaks in the middle of an answer; the visitor sends the message again. */
export const cut: FaultCase = {
  id: 'F6',
  happens: 'the connection to the model is cut in mid-answer',
  async run(world) {
    world.upstream.set({ failure: { kind: 'cut', afterTokens: 10 }, gapMs: 10 });
    const visitor = world.visitor();
    const question = newQuestion(world);
    const first = visitor.ask(question);
    const outcome = await first.done;
    const before = await world.messages([first.sessionId]);
    const stored = before.find(({ role }) => role === 'assistant');
    world.upstream.set({ failure: null, gapMs: 0 });
    const again = await visitor.ask(question, { messageId: first.messageId }).done;
    const after = await world.messages([first.sessionId]);
    const roles = after.map(({ role }) => role).join(', ');
    return [
      { what: 'the reader is told', found: outcome.error ?? 'nothing', holds: outcome.error !== null },
      {
        what: 'stored text is the sent text',
        found: `${stored?.text === outcome.text}`,
        holds: stored?.text === outcome.text && outcome.text !== '',
      },
      { what: 'sent again, the answer is whole', found: `${again.finished}`, holds: again.finished },
      {
        what: 'and stands there once',
        found: roles,
        holds: roles === 'user, assistant' && after[1]?.text === again.text,
      },
    ];
  },
};
