import 'server-only';
import { kvClient } from '../kv/client';
import { kvOutbox } from '../kv/outbox';
import { shared } from '../shared';
import { shutdownSignal } from '../shutdown';
import { type Bus, createLocalBus } from './bus';
import { createBusOverKv } from './over-kv';

/** How this process talks to the others: through the store when it is set, else there are no others. */
export const bus = (): Bus =>
  shared('bus', () => {
    const kv = kvClient();
    const outbox = kvOutbox();
    return kv && outbox ? createBusOverKv(kv, outbox, { signal: shutdownSignal() }) : createLocalBus();
  });
