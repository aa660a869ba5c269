import { setTimeout as pause } from 'node:timers/promises';
import type { FaultCase } from './case.ts';
import { ms, newQuestion } from './case.ts';
import { until } from './until.ts';

const KILLS = 50;
const STREAMS = 4;
/** A turn that nobody speaks for is closed after 45 s; sweeps come every 15 s. */
const CLOSED_WITHIN_MS = 90_000;

/** The app's process is killed while it writes answers, again and again. */
export const kill: FaultCase = {
  id: 'F12',
  happens: `kill -9 in mid-answer, ${KILLS} times`,
  async run(world) {
    world.upstream.set({ firstTokenMs: 30, gapMs: 30 });
    const accepted: { sessionId: string; messageId: string; seen: string }[] = [];
    const starts: number[] = [];
    for (let round = 0; round < KILLS; round++) {
      const asked = Array.from({ length: STREAMS }, () => world.visitor().ask(newQuestion(world)));
      // One of them is waited for; the others are wherever they are by then, some before their first word.
      await asked[0]?.firstText;
      await pause((round % 10) * 20);
      await world.kill();
      for (const one of asked) {
        const outcome = await one.done.catch(() => null);
        if (outcome?.status === 200) accepted.push({ ...one, seen: outcome.text });
      }
      starts.push(await world.start());
    }
    const ids = accepted.map(({ sessionId }) => sessionId);
    const closed = await until(
      async () => (await world.turns(ids)).every(({ outcome }) => outcome !== 'running'),
      CLOSED_WITHIN_MS,
      2_000,
    );
    const messages = await world.messages(ids);
    const turns = await world.turns(ids);
    const userMessages = new Set(messages.filter(({ role }) => role === 'user').map((message) => message.session_id));
    const lost = accepted.filter(({ sessionId }) => !userMessages.has(sessionId)).length;
    const marked = turns.filter(({ outcome }) => outcome === 'complete' || outcome === 'interrupted').length;
    const slowest = Math.max(...starts);
    // Who sends the message of an interrupted turn again gets it answered, under the same user message.
    world.upstream.set({ firstTokenMs: 0, gapMs: 0 });
    return [
      {
        what: 'user messages lost',
        found: `${lost} of ${accepted.length}`,
        holds: lost === 0 && accepted.length >= KILLS,
      },
      {
        what: 'turns complete or marked interrupted',
        found: `${marked} of ${turns.length}, ${closed === undefined ? 'not all' : `all ${ms(closed)} after the last start`}`,
        holds: closed !== undefined && marked === turns.length,
      },
      {
        what: 'ready again (5 s at most)',
        found: `slowest ${ms(slowest)}, median ${ms(starts.sort((a, b) => a - b)[KILLS >> 1] ?? 0)}`,
        holds: slowest <= 5_000,
      },
    ];
  },
};
