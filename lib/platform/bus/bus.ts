import type { BusMessage, BusMessageOf, BusMessageType } from './schema';

/**
 * Short messages between the processes of one installation. Each reaches every other process once at most, in its
 * sender's order, usually within a quarter of a second; a process that may have missed some is told so.
 */
export type Bus = {
  /** Whether there is anybody to reach: without a store a process is alone. */
  readonly connected: boolean;
  /** @param freshMs when it could not be sent within this time nobody wants it any more; left out, all must hear it */
  publish(message: BusMessage, freshMs?: number): void;
  /** @param listener hears what others published, never its own. @returns ends it */
  on<T extends BusMessageType>(type: T, listener: (message: BusMessageOf<T>, from: string) => void): () => void;
  /** Calls back when messages may have been missed: whatever was built on hearing all of them starts anew. */
  onMissed(listener: () => void): () => void;
  /** Somebody here waits for what others do: messages are fetched more often until the returned function is called. */
  hurry(): () => void;
  /** Resolves once everything published from now on will be heard, or when the store did not answer. */
  ready(): Promise<void>;
};

/** A process alone. */
export const createLocalBus = (): Bus => ({
  connected: false,
  publish: () => {},
  on: () => () => {},
  onMissed: () => () => {},
  hurry: () => () => {},
  ready: () => Promise.resolve(),
});
