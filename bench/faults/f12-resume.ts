import type { FaultCase } from './case.ts';
import { newQuestion, until } from './case.ts';

const READERS = 50;

/** The visitor's connection breaks in mid-answer and comes back; another tab reads along. */
export const resume: FaultCase = {
  id: 'F12',
  happens: `${READERS} readers lose their connection in mid-answer and come back`,
  async run(world) {
    world.upstream.set({ firstTokenMs: 30, gapMs: 20 });
    const results = await Promise.all(
      Array.from({ length: READERS }, async () => {
        const visitor = world.visitor();
        const asked = visitor.ask(newQuestion(world), { body: { resumable: true } });
        await asked.firstText;
        const tab = visitor.resume().done;
        asked.leave();
        const before = await asked.done;
        const rest = await visitor.resume(before.lastEvent ?? 0).done;
        const whole = await tab;
        return { sessionId: asked.sessionId, before, rest, whole };
      }),
    );
    await until(() => world.upstream.openStreams === 0, 2_000);
    const stored = await world.messages(results.map(({ sessionId }) => sessionId));
    const textOf = (sessionId: string) =>
      stored.find((message) => message.session_id === sessionId && message.role === 'assistant')?.text;
    const seamless = results.filter(
      ({ sessionId, before, rest }) => before.text !== '' && before.text + rest.text === textOf(sessionId),
    ).length;
    const tabs = results.filter(({ sessionId, whole }) => whole.text === textOf(sessionId)).length;
    const calls = world.upstream.calls.length;
    return [
      { what: 'resumed without gap or repeat', found: `${seamless} of ${READERS}`, holds: seamless === READERS },
      { what: 'second tabs that read the same', found: `${tabs} of ${READERS}`, holds: tabs === READERS },
      { what: 'model calls', found: `${calls}`, holds: calls === READERS },
    ];
  },
};
