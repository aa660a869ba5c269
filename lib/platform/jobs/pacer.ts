/** Work that many ask for and that is done once for all of them, one round at a time. */
export type Pacer<Result> = {
  /**
   * A round that begins once nobody has asked for a moment, or at the latest after `maxMs`: under load a round serves
   * many.
   * @returns what the round came to that began after this call
   */
  soon(): Promise<Result>;
  /** A round that begins now, or right after the one that is under way. */
  now(): Promise<Result>;
};

/**
 * @param work one round
 * @param pace `quietMs`: how long nobody must have asked; `maxMs`: how long a round is put off at most
 */
export function createPacer<Result>(
  work: () => Promise<Result>,
  pace: { quietMs: number; maxMs: number },
): Pacer<Result> {
  let running: Promise<Result> | null = null;
  let next: Promise<Result> | null = null;
  let put: { promise: Promise<Result>; begin: () => void; timer: NodeJS.Timeout; latest: number } | null = null;

  const round = (): Promise<Result> => {
    running = work().finally(() => {
      running = null;
    });
    return running;
  };

  const now = (): Promise<Result> => {
    if (next) return next;
    if (!running) return round();
    const after = () => {
      next = null;
      return round();
    };
    // Whether the round before went well is for those who asked for it.
    next = running.then(after, after);
    return next;
  };

  return {
    now,
    soon() {
      const at = performance.now();
      if (put) {
        clearTimeout(put.timer);
        put.timer = setTimeout(put.begin, Math.max(Math.min(pace.quietMs, put.latest - at), 0));
        return put.promise;
      }
      const { promise, resolve } = Promise.withResolvers<Result>();
      const begin = () => {
        put = null;
        resolve(now());
      };
      put = { promise, begin, timer: setTimeout(begin, pace.quietMs), latest: at + pace.maxMs };
      return promise;
    },
  };
}
