import { log } from '../log';
import type { Bus } from './bus';
import type { BusMessage, BusMessageOf, BusMessageType } from './schema';

type Listener = (message: BusMessage, from: string) => void;

/** Who in this process hears what. A listener that throws does not take the message from the others. */
export function createListeners(): Pick<Bus, 'on' | 'onMissed'> & {
  deliver(message: BusMessage, from: string): void;
  missed(): void;
} {
  const byType = new Map<BusMessageType, Set<Listener>>();
  const onMissed = new Set<() => void>();

  const guarded = (call: () => void) => {
    try {
      call();
    } catch (cause) {
      log.error('bus: a listener failed', { cause });
    }
  };
  return {
    on<T extends BusMessageType>(type: T, listener: (message: BusMessageOf<T>, from: string) => void) {
      const set = byType.get(type) ?? new Set();
      // Only messages of this type are put before it.
      const entry: Listener = (message, from) => listener(message as BusMessageOf<T>, from);
      byType.set(type, set.add(entry));
      return () => void set.delete(entry);
    },
    onMissed(listener) {
      onMissed.add(listener);
      return () => void onMissed.delete(listener);
    },
    deliver(message, from) {
      for (const listener of byType.get(message.type) ?? []) guarded(() => listener(message, from));
    },
    missed() {
      for (const listener of onMissed) guarded(listener);
    },
  };
}
