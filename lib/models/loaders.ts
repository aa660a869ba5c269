import 'server-only';
import { pageContext } from '@/lib/companies/loaders';
import { readProviders } from './data';
import type { LaneFault } from './lane';
import { lastFaults, modelSummary } from './registry';
import type { ModelSettings } from './schema';

/** What the settings page shows about models. Admins only. */
export async function loadModelSettings(): Promise<ModelSettings> {
  const ctx = await pageContext('admin');
  const { provider, main, second } = modelSummary();
  const [own, faults] = await Promise.all([readProviders(ctx), lastFaults(ctx.companyId)]);
  const shown = (fault: LaneFault | null) => fault && { ...fault, at: fault.at.toISOString() };
  return {
    own,
    installation: { provider, main, second },
    faults: { main: shown(faults.main), second: shown(faults.second) },
    readAt: Date.now(),
  };
}
