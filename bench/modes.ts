/** What a run measures: how many turns, at how many streams, against which upstream. */
import type { Mode } from './rounds.ts';

const PACED = { name: 'paced', firstTokenMs: 200, gapMs: 10 } as const;
const WARM = { ...PACED, name: 'warm' } as const;
const STORED = { ...PACED, name: 'stored' } as const;
const STORED_NO_DELAY = { name: 'stored-no-delay', firstTokenMs: 0, gapMs: 0 } as const;
const NO_DELAY = { name: 'no-delay', firstTokenMs: 0, gapMs: 0 } as const;

/** Run first and not reported: a server that has answered a few hundred turns is what visitors meet. */
export const warmUp: Mode = { ...NO_DELAY, streams: 16, turns: 300, rounds: 1 };

/** One to two minutes. */
export const quickModes: Mode[] = [
  { ...PACED, streams: 1, turns: 6, rounds: 3 },
  { ...PACED, streams: 16, turns: 32, rounds: 3 },
  { ...PACED, streams: 64, turns: 128, rounds: 3 },
  { ...WARM, streams: 1, turns: 7, rounds: 3 },
  { ...WARM, streams: 64, turns: 128, rounds: 3 },
  { ...STORED, streams: 1, turns: 40, rounds: 2 },
  { ...NO_DELAY, streams: 16, turns: 200, rounds: 3 },
  { ...NO_DELAY, streams: 64, turns: 200, rounds: 3 },
  { ...STORED_NO_DELAY, streams: 64, turns: 300, rounds: 2 },
];

/** Below ten minutes. */
export const thoroughModes: Mode[] = [
  { ...PACED, streams: 1, turns: 12, rounds: 6 },
  { ...PACED, streams: 16, turns: 96, rounds: 5 },
  { ...PACED, streams: 64, turns: 256, rounds: 5 },
  { ...WARM, streams: 1, turns: 14, rounds: 6 },
  { ...WARM, streams: 16, turns: 96, rounds: 5 },
  { ...WARM, streams: 64, turns: 256, rounds: 5 },
  { ...STORED, streams: 1, turns: 100, rounds: 4 },
  { ...STORED, streams: 16, turns: 200, rounds: 4 },
  { ...NO_DELAY, streams: 16, turns: 600, rounds: 5 },
  { ...NO_DELAY, streams: 64, turns: 600, rounds: 5 },
  { ...STORED_NO_DELAY, streams: 16, turns: 600, rounds: 4 },
  { ...STORED_NO_DELAY, streams: 64, turns: 600, rounds: 4 },
];
