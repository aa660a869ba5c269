/** Answers that are shared, overtaken or many at once: what is paid for them, and what an open stream takes. */
import { setTimeout as pause } from 'node:timers/promises';
import { useOf } from './processes.ts';
import { markdownTable } from './report.ts';
import { percentile } from './statistics.ts';
import type { System } from './system.ts';
import { Visitor } from './visitor.ts';

const IDENTICAL = 50;
const BURST = { messages: 4, overMs: 3_000 };
const OPEN = 256;
const ROUNDS = 3;

/** `complete`: how many whole answers the database must hold from it. */
export type EngineResult = { table: string; figures: Record<string, number | null>; complete: number };

/** @param questions of the demo; what is asked here is made new */
export async function measureEngine(system: System, questions: string[]): Promise<EngineResult> {
  let asked = 0;
  const WORDS = ['amber', 'birch', 'cedar', 'dune', 'ember', 'fjord', 'grove', 'heath', 'inlet', 'juniper'];
  const question = () => {
    asked += 1;
    return `${questions[asked % questions.length]} This is about the ${[...String(asked)].map((d) => WORDS[Number(d)]).join(' ')} line.`;
  };
  const ask = (text: string) => new Visitor(system.oursUrl).ask(text);

  // First: the heap has not yet grown for anything else.
  const memory = await openStreams(system, question, ask);
  const sharing = await coalescing(system, question, ask);
  const burst = await overtaking(system, question);
  const rows = [
    [`${IDENTICAL} identical first questions at once: model calls (aim 1)`, sharing.calls.join(', ')],
    ['of these streams, whole', `${sharing.whole} of ${IDENTICAL * ROUNDS}`],
    ['their first text, p50 / p95 ms over the call of one', `${sharing.p50.toFixed(1)} / ${sharing.p95.toFixed(1)}`],
    [
      `${BURST.messages} messages of one session in ${BURST.overMs / 1000} s: whole completions paid (aim 1 at most)`,
      burst.paid.join(', '),
    ],
    ['whole answers to the last message', `${burst.answered} of ${ROUNDS}`],
    [
      `memory of the app for each of ${OPEN} open streams, MB (aim 0.5 at most)`,
      memory === null ? 'not known' : memory.toFixed(2),
    ],
  ];
  return {
    table: markdownTable(['what', 'found'], rows),
    figures: { sharedCalls: Math.max(...sharing.calls), burstPaid: Math.max(...burst.paid), memoryMb: memory },
    complete: sharing.whole + burst.answered + OPEN * 2,
  };
}

type Question = () => string;
type AskNew = (text: string) => ReturnType<Visitor['ask']>;

/** Many visitors ask the same at once. */
async function coalescing(system: System, question: Question, ask: AskNew) {
  await system.pace(200, 10);
  const calls: number[] = [];
  const firsts: number[] = [];
  let whole = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const text = question();
    await system.forgetCalls();
    const outcomes = await Promise.all(Array.from({ length: IDENTICAL }, () => ask(text).done));
    calls.push((await system.calls()).streams);
    whole += outcomes.filter(({ finished }) => finished).length;
    firsts.push(...outcomes.map(({ firstTextMs }) => (firstTextMs ?? Number.NaN) - 200));
  }
  return { calls, whole, p50: percentile(firsts, 50), p95: percentile(firsts, 95) };
}

/** A visitor writes on while the assistant is answering. */
async function overtaking(system: System, question: Question) {
  await system.pace(800, 30);
  const paid: number[] = [];
  let answered = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const visitor = new Visitor(system.oursUrl);
    await system.forgetCalls();
    const sent = [visitor.ask(question())];
    // The token comes with the first answer; without it the next message would be another visitor's.
    while (visitor.token === undefined) await pause(5);
    for (let index = 1; index < BURST.messages; index++) {
      await pause(BURST.overMs / (BURST.messages - 1));
      sent.push(visitor.ask(question()));
    }
    const outcomes = await Promise.all(sent.map(({ done }) => done));
    if (outcomes.at(-1)?.finished) answered += 1;
    paid.push((await system.calls()).completedStreams);
  }
  return { paid, answered };
}

/** Resident memory with many streams open, over that with none; the larger of two times. */
async function openStreams(system: System, question: Question, ask: AskNew): Promise<number | null> {
  const memory = () => useOf(system.pids.ours)?.rssMb;
  let each: number | null = null;
  for (let round = 0; round < 2; round++) {
    await system.pace(500, 60);
    const before = memory();
    const open = Array.from({ length: OPEN }, () => ask(question()));
    await Promise.all(open.map(({ firstText }) => firstText));
    await pause(500);
    const meanwhile = memory();
    await Promise.all(open.map(({ done }) => done));
    if (before !== undefined && meanwhile !== undefined) each = Math.max(each ?? 0, (meanwhile - before) / OPEN);
  }
  return each;
}

/** What the app says of its connections to the provider: the share of its calls, 0 to 1, that found one open. */
export async function connectionReuse(system: System): Promise<number | null> {
  const health = (await (await fetch(new URL('/api/health', system.oursUrl))).json()) as {
    parts?: { model?: { connections?: { reused?: number | null } } };
  };
  return health.parts?.model?.connections?.reused ?? null;
}
