/**
 * The sliding window both adapters count by: whole windows are counted, and the previous one weighs in by the share
 * of it that still lies within one window's length before now.
 */
export type WindowCounts = { previous: number; current: number };

/** What of the previous window still counts. */
export function weighted(previous: number, elapsedMs: number, windowMs: number): number {
  return Math.floor((1 - elapsedMs / windowMs) * previous);
}

/**
 * Milliseconds from now until one more request passes, if nobody takes a place before.
 * @param elapsedMs how far the current window has gone
 */
export function waitMs(
  { previous, current }: WindowCounts,
  limit: number,
  elapsedMs: number,
  windowMs: number,
): number {
  const free = limit - current;
  // The previous window must weigh less than what the current one leaves free.
  if (free > 0) return Math.max(0, (1 - free / previous) * windowMs - elapsedMs + 1);
  // The current window is full by itself: it becomes the previous one and fades in turn.
  return windowMs - elapsedMs + Math.max(0, (1 - limit / current) * windowMs) + 1;
}

/** Whole seconds, rounded up, at least one. */
export const toSeconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1000));
