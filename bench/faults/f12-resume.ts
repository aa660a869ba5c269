import type { FaultCase } from './case.ts';
import { answerCalls, newQuestion, openAnswers } from './case.ts';
import { until } from './until.ts';

const READERS = 50;

/** The visitor's connection breaks in mid-answer and comes back; another tab reads along. */
export const resume: FaultCase = {
  id: 'F12',
  happens: `${READERS} readers lose their connection in mid-answer and come back`,
  async run(world) {
    // Long enough that nobody comes back to an answer that has ended.
    world.upstream.set({ firstTokenMs: 30, gapMs: 60 });
    const results = await Promise.all(
      Array.from({ length: READERS }, async () => {
        const visitor = world.visitor();
        const asked = visitor.ask(newQuestion(world), { body: { resumable: true } });
        await asked.firstText;
        const tab = visitor.resume().done;
        asked.leave();
        const before = await asked.done;
        const rest = await visitor.resume(before.lastEvent ?? undefined).done;
        const whole = await tab;
        return { sessionId: asked.sessionId, before, rest, whole };
      }),
    );
    await until(() => openAnswers(world) === 0, 2_000);
    const stored = await world.messages(results.map(({ sessionId }) => sessionId));
    const textOf = (sessionId: string) =>
      stored.find((message) => message.session_id === sessionId && message.role === 'assistant')?.text;
    const seamless = results.filter(
      ({ sessionId, before, rest }) => before.text !== '' && before.text + rest.text === textOf(sessionId),
    ).length;
    const late = results.filter(({ rest, whole }) => rest.status === 204 || whole.status === 204).length;
    const tabs = results.filter(({ sessionId, whole }) => whole.text === textOf(sessionId)).length;
    const calls = answerCalls(world).length;
    return [
      {
        what: 'resumed without gap or repeat',
        found: `${seamless} of ${READERS}${late > 0 ? ` (${late} came after its end)` : ''}`,
        holds: seamless === READERS,
      },
      { what: 'second tabs that read the same', found: `${tabs} of ${READERS}`, holds: tabs === READERS },
      { what: 'model calls', found: `${calls}`, holds: calls === READERS },
    ];
  },
};
