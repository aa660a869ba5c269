import 'server-only';
import { bus } from '../bus/current';
import { log } from '../log';
import { shared } from '../shared';
import type { Events } from './events';
import { createInProcessEvents } from './in-process';
import { createEventsOverBus } from './over-bus';

/** The events of this process. Whether they reach others is decided once, at the first call, and logged. */
export const events = (): Events =>
  shared('events', () => {
    const { connected } = bus();
    log.info('events chosen', { adapter: connected ? 'kv' : 'in-process' });
    return connected ? createEventsOverBus(bus()) : createInProcessEvents();
  });
