import type { Bus } from '../bus/bus';
import { log } from '../log';
import { createDeltaBatch } from './delta-batch';
import type { Channel, Events } from './events';
import { createInProcessEvents, growingNumbers } from './in-process';
import type { SessionEvent } from './schema';
import { createWatchers } from './watchers';

/** Tokens are gathered for this long before they go to other processes. */
const GATHER_MS = 100;
/** How often a process says again what it watches. */
const SAY_AGAIN_MS = 5_000;
/** What is only of use at once, in milliseconds. Other events wait for a store that is away: they tell how things stand. */
const FRESH_MS: Partial<Record<SessionEvent['type'], number>> = {
  'answer.started': 5_000,
  'answer.delta': 5_000,
  'answer.stop': 5_000,
};
/** Channels in one message. */
const NOTICE = 200;
/** More than any message or answer holds; nothing so big is passed around. */
const LARGEST_EVENT = 256 * 1024;

/** Only a session's own channel carries tokens; who watches a company's does not have to be known elsewhere. */
const carriesTokens = (channel: string): boolean => channel.startsWith('session:');

/**
 * Events between processes: here as within one process, elsewhere over the bus. Tokens travel only to where somebody
 * has said that he watches.
 */
export function createEventsOverBus(bus: Bus): Events {
  const nextNumber = growingNumbers();
  const local = createInProcessEvents(nextNumber);
  const watchers = createWatchers(nextNumber);
  /** Listeners here, by channel. */
  const listening = new Map<Channel, number>();
  let calmDown = () => {};

  // What one turn of the event loop publishes on several channels is one message.
  const outgoing: { channels: Channel[]; event: SessionEvent }[] = [];
  const send = (channel: Channel, event: SessionEvent) => {
    const newest = outgoing.at(-1);
    if (newest?.event === event) newest.channels.push(channel);
    else if (outgoing.push({ channels: [channel], event }) === 1) queueMicrotask(sendAll);
  };
  const sendAll = () => {
    for (const { channels, event } of outgoing.splice(0)) {
      const { text } = 'message' in event ? event.message : { text: '', ...event };
      if (text.length > LARGEST_EVENT) log.warn('events: too long for other processes', { type: event.type });
      else bus.publish({ type: 'event', channels, event }, FRESH_MS[event.type]);
    }
  };
  const deltas = createDeltaBatch(GATHER_MS, send);

  const sayWatching = (channels: Channel[]) => {
    for (let at = 0; at < channels.length; at += NOTICE) {
      const told = channels.slice(at, at + NOTICE);
      bus.publish(
        {
          type: 'watching',
          channels: told.map((channel) => ({ channel, newest: local.newestListener(channel) })),
        },
        SAY_AGAIN_MS,
      );
    }
  };
  const watchedHere = () => [...listening.keys()].filter(carriesTokens);

  // Channel names come back from where `companyChannel` and `sessionChannel` made them.
  bus.on('event', ({ channels, event }) => {
    for (const channel of channels) local.publish(channel as Channel, event);
  });
  bus.on('watching', ({ channels }, from) => {
    for (const { channel, newest } of channels) watchers.heard(from, channel as Channel, newest);
  });
  bus.on('not-watching', ({ channel }, from) => watchers.left(from, channel as Channel));
  bus.on('who-watches', () => sayWatching(watchedHere()));
  const askWhoWatches = () => bus.publish({ type: 'who-watches' }, SAY_AGAIN_MS);
  bus.onMissed(askWhoWatches);
  askWhoWatches();
  setInterval(() => {
    watchers.prune();
    sayWatching(watchedHere());
  }, SAY_AGAIN_MS).unref();

  return {
    publish(channel, event) {
      local.publish(channel, event);
      if (event.type === 'answer.delta') {
        if (watchers.watched(channel)) deltas.add(channel, event);
      } else {
        deltas.flush(channel);
        send(channel, event);
      }
    },
    subscribe(channel, listener) {
      const end = local.subscribe(channel, listener);
      if (listening.size === 0) calmDown = bus.hurry();
      listening.set(channel, (listening.get(channel) ?? 0) + 1);
      if (carriesTokens(channel)) sayWatching([channel]);
      let ended = false;
      return () => {
        if (ended) return;
        ended = true;
        end();
        const others = (listening.get(channel) ?? 1) - 1;
        if (others > 0) return void listening.set(channel, others);
        listening.delete(channel);
        if (carriesTokens(channel)) bus.publish({ type: 'not-watching', channel }, SAY_AGAIN_MS);
        if (listening.size === 0) calmDown();
      };
    },
    watched: (channel) => local.watched(channel) || watchers.watched(channel),
    onMissed: bus.onMissed,
    newestListener: (channel) => Math.max(local.newestListener(channel), watchers.newest(channel)),
  };
}
