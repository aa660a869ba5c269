import 'server-only';
import { kvClient } from '../kv/client';
import { log } from '../log';
import { shared } from '../shared';
import type { Limits } from './limits';
import { createMemoryLimits } from './memory';
import { createUpstashLimits } from './upstash';

/** The limits of this process. Which adapter counts is decided once, at the first call (at boot), and logged. */
export const limits = (): Limits =>
  shared('limits', () => {
    const kv = kvClient();
    log.info('limits chosen', { adapter: kv ? 'kv' : 'memory' });
    return kv ? createUpstashLimits(kv) : createMemoryLimits();
  });
