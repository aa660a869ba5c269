import { log } from '../log';
import type { Channel, Events } from './events';
import type { SessionEvent } from './schema';

/** Numbers that only grow: for listeners in the order in which they came. */
export function growingNumbers(): () => number {
  let last = 0;
  return () => ++last;
}

/**
 * Events within one process.
 * @param nextNumber where listeners get their numbers from, when others get theirs there, too
 */
export function createInProcessEvents(nextNumber: () => number = growingNumbers()): Events {
  const listeners = new Map<Channel, Set<(event: SessionEvent) => void>>();
  const newest = new Map<Channel, number>();
  return {
    publish(channel, event) {
      for (const listener of listeners.get(channel) ?? []) {
        try {
          listener(event);
        } catch (cause) {
          // One broken reader must not take the event from the others, nor fail the writer.
          log.error('event listener failed', { type: event.type, cause });
        }
      }
    },
    subscribe(channel, listener) {
      const set = listeners.get(channel) ?? new Set();
      listeners.set(channel, set.add(listener));
      newest.set(channel, nextNumber());
      return () => {
        set.delete(listener);
        if (set.size > 0 || listeners.get(channel) !== set) return;
        listeners.delete(channel);
        newest.delete(channel);
      };
    },
    watched: (channel) => listeners.has(channel),
    newestListener: (channel) => newest.get(channel) ?? 0,
    onMissed: () => () => {},
  };
}
