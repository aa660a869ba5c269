import { systemClock } from '../clock';
import type { Channel } from './events';

/** How long a process is believed to go on watching after it last said so. */
const BELIEVED_MS = 16_000;

/** Which channels other processes watch, as far as they have told. */
export type Watchers = {
  /** @param newest the number of the newest listener over there; a change means that somebody came */
  heard(processId: string, channel: Channel, newest: number): void;
  left(processId: string, channel: Channel): void;
  watched(channel: Channel): boolean;
  /** The number given when somebody over there last came, 0 when nobody watches. */
  newest(channel: Channel): number;
  /** Drops whom nothing was heard of for too long. */
  prune(): void;
};

/** @param nextNumber where listeners get their numbers from, those of this process included */
export function createWatchers(nextNumber: () => number, clock = systemClock): Watchers {
  type Told = { newest: number; until: number };
  const channels = new Map<Channel, { processes: Map<string, Told>; arrived: number }>();

  const leave = (processId: string, channel: Channel) => {
    const known = channels.get(channel);
    if (known?.processes.delete(processId) && known.processes.size === 0) channels.delete(channel);
  };
  return {
    heard(processId, channel, newest) {
      const known = channels.get(channel) ?? { processes: new Map<string, Told>(), arrived: 0 };
      channels.set(channel, known);
      if (known.processes.get(processId)?.newest !== newest) known.arrived = nextNumber();
      known.processes.set(processId, { newest, until: clock.monotonic() + BELIEVED_MS });
    },
    left: leave,
    watched: (channel) => channels.has(channel),
    newest: (channel) => channels.get(channel)?.arrived ?? 0,
    prune() {
      const now = clock.monotonic();
      for (const [channel, { processes }] of channels) {
        for (const [processId, { until }] of processes) if (until < now) leave(processId, channel);
      }
    },
  };
}
