/** Waits for `work`, but no longer than until the signal fires: also when the work ignores its own signal. */
export function orAbort<T>(work: PromiseLike<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const giveUp = () => reject(signal.reason);
    if (signal.aborted) {
      // Nobody waits for it any more, so its failure is nobody's either.
      Promise.resolve(work).catch(() => undefined);
      return giveUp();
    }
    signal.addEventListener('abort', giveUp, { once: true });
    Promise.resolve(work)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', giveUp));
  });
}
