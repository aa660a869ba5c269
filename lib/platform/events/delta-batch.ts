import type { Channel } from './events';
import type { SessionEvent } from './schema';

export type Delta = Extract<SessionEvent, { type: 'answer.delta' }>;

/**
 * Two pieces of the same answer as one, or null when the later one does not continue the earlier one. A later piece
 * that begins before the earlier one holds all of it.
 */
export function joined(earlier: Delta, later: Delta): Delta | null {
  if (earlier.turnId !== later.turnId) return null;
  if (later.from <= earlier.from) return later;
  const gap = later.from - (earlier.from + earlier.text.length);
  if (gap > 0) return null;
  return { ...earlier, text: earlier.text.slice(0, later.from - earlier.from) + later.text };
}

/** Gathers the tokens of each channel. */
export type DeltaBatch = {
  add(channel: Channel, delta: Delta): void;
  /** Hands over what is gathered of one channel: something is about to follow it. */
  flush(channel: Channel): void;
};

/**
 * @param gatherMs how long tokens wait for more
 * @param send gets what was gathered, in order
 */
export function createDeltaBatch(gatherMs: number, send: (channel: Channel, delta: Delta) => void): DeltaBatch {
  const pending = new Map<Channel, Delta>();
  let timed = false;

  const flush = (channel: Channel) => {
    const delta = pending.get(channel);
    if (!delta) return;
    pending.delete(channel);
    send(channel, delta);
  };
  return {
    add(channel, delta) {
      const before = pending.get(channel);
      const whole = before ? joined(before, delta) : delta;
      if (!whole) flush(channel);
      pending.set(channel, whole ?? delta);
      if (timed) return;
      timed = true;
      setTimeout(() => {
        timed = false;
        for (const waiting of [...pending.keys()]) flush(waiting);
      }, gatherMs).unref();
    },
    flush,
  };
}
