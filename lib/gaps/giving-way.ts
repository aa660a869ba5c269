import { setImmediate as others } from 'node:timers/promises';

/** Visitors are answered by the same process: it groups so many milliseconds at a time. */
const AT_A_TIME_MS = 10;

/** Asked between two steps of long work: what to wait for before the next one, or nothing while it is not time yet. */
export type GiveWay = () => Promise<void> | undefined;

/** Lets whoever else waits go first, once every ten milliseconds of work. */
export function givingWay(): GiveWay {
  let since = performance.now();
  return () => {
    if (performance.now() - since < AT_A_TIME_MS) return undefined;
    return others(undefined).then(() => {
      since = performance.now();
    });
  };
}
