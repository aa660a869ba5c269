/** What a fault case is, and the few words its files share. */
import type { World } from './world.ts';

/** One line of the table: what was looked at, what came out, and whether that is as promised. */
export type Finding = { what: string; found: string; holds: boolean };

export type FaultCase = {
  /** As RELIABILITY numbers them. */
  id: string;
  happens: string;
  /** Breaks something and looks; the app is fresh and nothing else runs. */
  run(world: World): Promise<Finding[]>;
};

export const ms = (value: number): string =>
  value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`;

const NUMBERS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
let asked = 0;

/** A question about the demo's knowledge that nobody asked before, so that no stored answer serves it. */
export function newQuestion(world: World): string {
  asked += 1;
  const words = [...String(asked)].map((digit) => NUMBERS[Number(digit)]).join(' ');
  return `${world.questions[asked % world.questions.length]} I ask for box ${words}.`;
}

/** Runs `work` for each number, so many at a time. */
export async function inParallel<T>(count: number, atOnce: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const index = next++;
      results[index] = await work(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, worker));
  return results;
}

/** Calls for answers: these are streamed; what the follow-up work asks is not, and comes when it comes. */
export const answerCalls = ({ upstream }: World) => upstream.calls.filter(({ streamed }) => streamed);

/** How many answers the provider is writing. */
export const openAnswers = (world: World) => answerCalls(world).filter(({ outcome }) => outcome === 'running').length;
