/** Where time comes from; tests put their own in. */
export type Clock = {
  /** Wall time in milliseconds since 1970. May jump. */
  now(): number;
  /** Milliseconds from a fixed but unknown moment; never goes back. For durations. */
  monotonic(): number;
};

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
