import { describe } from 'vitest';
import { eventsContract } from './events.contract';
import { createInProcessEvents } from './in-process';

describe('events within one process', () => {
  eventsContract(async () => {
    const events = createInProcessEvents();
    return { here: events, elsewhere: events };
  });
});
