import { setImmediate as others } from 'node:timers/promises';

/** How long work goes on before others have their turn, in milliseconds: answers to visitors come from this process. */
const SLICE_MS = 8;

/** For a long loop: called in each round, it lets other work in whenever a slice of time is used up. */
export function slices(): () => Promise<void> {
  let until = performance.now() + SLICE_MS;
  return async () => {
    if (performance.now() < until) return;
    await others();
    until = performance.now() + SLICE_MS;
  };
}
