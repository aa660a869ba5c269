import { setTimeout as pause } from 'node:timers/promises';

/** Waits until something is so. @returns how long that took, in milliseconds; undefined when it never was */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  withinMs: number,
  everyMs = 20,
): Promise<number | undefined> {
  const began = performance.now();
  for (;;) {
    if (await isSo()) return performance.now() - began;
    if (performance.now() - began > withinMs) return undefined;
    await pause(everyMs);
  }
}
