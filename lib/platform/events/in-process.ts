import { log } from '../log';
import { shared } from '../shared';
import type { Channel, Events } from './events';
import type { SessionEvent } from './schema';

/** Events within one process. */
export function createInProcessEvents(): Events {
  const listeners = new Map<Channel, Set<(event: SessionEvent) => void>>();
  const newest = new Map<Channel, number>();
  let subscriptions = 0;
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
      newest.set(channel, ++subscriptions);
      return () => {
        set.delete(listener);
        if (set.size > 0 || listeners.get(channel) !== set) return;
        listeners.delete(channel);
        newest.delete(channel);
      };
    },
    watched: (channel) => listeners.has(channel),
    newestListener: (channel) => newest.get(channel) ?? 0,
  };
}

/** The events of this process. */
export const events = (): Events => shared('events', createInProcessEvents);
