import type { FaultCase } from './case.ts';
import { answerCalls, newQuestion } from './case.ts';
import { until } from './until.ts';

/** The same message id comes again: while it is being answered, when it is, and with another text. */
export const again: FaultCase = {
  id: 'F17',
  happens: 'the same message id comes again',
  async run(world) {
    world.upstream.set({ firstTokenMs: 200, gapMs: 10 });
    const visitor = world.visitor();
    const question = newQuestion(world);
    const first = visitor.ask(question);
    await until(() => world.upstream.calls.length > 0, 5_000);
    // The token of the first answer is what tells this visitor from another.
    await first.firstText;
    const inFlight = await visitor.ask(question, { messageId: first.messageId }).done;
    const outcome = await first.done;
    const replayed = await visitor.ask(question, { messageId: first.messageId }).done;
    const other = await visitor.ask(`${question} Really?`, { messageId: first.messageId }).done;
    const messages = await world.messages([first.sessionId]);
    const calls = answerCalls(world).length;
    return [
      { what: 'in flight', found: `${inFlight.status}`, holds: inFlight.status === 409 },
      {
        what: 'done: the same text again',
        found: `${replayed.status}, ${replayed.text === outcome.text}`,
        holds: replayed.finished && replayed.text === outcome.text,
      },
      { what: 'another text', found: `${other.status}`, holds: other.status === 422 },
      {
        what: 'rows and model calls',
        found: `${messages.length} messages, ${calls} call`,
        holds: messages.length === 2 && calls === 1,
      },
    ];
  },
};
