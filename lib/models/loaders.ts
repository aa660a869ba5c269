import 'server-only';
import { pageContext } from '@/lib/companies/loaders';
import { readProviders } from './data';
import { modelSummary } from './registry';
import type { ModelSettings } from './schema';

/** What the settings page shows about models. Admins only. */
export async function loadModelSettings(): Promise<ModelSettings> {
  const ctx = await pageContext('admin');
  const { provider, main, second } = modelSummary();
  return { own: await readProviders(ctx), installation: { provider, main, second } };
}
