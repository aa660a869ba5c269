import 'server-only';
import type { CompanyId } from '@/lib/companies/schema';
import { log } from '@/lib/platform/log';
import { BUILT_IN_MODEL, builtInModel } from './built-in';
import { companyProviders } from './company';
import { installationProviders, installationSettings, type Places } from './installation';
import { type LaneFault, lastFaultOf } from './lane';
import type { Provider } from './provider';
import type { ModelRung } from './rung';
import type { ModelTier } from './schema';

export type { ModelRung } from './rung';

const BUILT_IN: ModelRung = { model: builtInModel, provider: 'halfsecond', modelName: BUILT_IN_MODEL, lane: null };
const NONE: Places<Provider> = { main: null, second: null };

/**
 * A company's providers: its own, else the installation's. Who brought a provider of their own chose who reads their
 * visitors' words, so nothing then falls back on the installation's, not even when the choice cannot be read.
 */
async function providersOf(companyId: CompanyId): Promise<Places<Provider>> {
  try {
    const own = await companyProviders(companyId);
    if (own.choseMain) return own;
    const installation = await installationProviders();
    return { main: installation.main, second: own.second ?? installation.second };
  } catch (cause) {
    log.warn('the providers of a company could not be read; the built-in model answers', { companyId, cause });
    return NONE;
  }
}

/** How the newest call of a company's providers came to nothing, each by its place; null for one that works. */
export async function lastFaults(companyId: CompanyId): Promise<Places<LaneFault>> {
  const { main, second } = await providersOf(companyId);
  const of = (provider: Provider | null) => (provider?.rungs.main.lane ? lastFaultOf(provider.rungs.main.lane) : null);
  return { main: of(main), second: of(second) };
}

/**
 * The models to try for a turn, best first: the main one (for tier `light` the light one), the light one, those of the
 * second provider, the built-in one. The last cannot fail for want of a network.
 */
export async function modelLadder(companyId: CompanyId, tier: ModelTier): Promise<ModelRung[]> {
  const { main, second } = await providersOf(companyId);
  const rungs = [main?.rungs[tier], main?.rungs.light, second?.rungs[tier]].filter((rung) => rung !== undefined);
  return [...rungs.filter((rung, index) => !rungs.slice(0, index).some((above) => isSame(above, rung))), BUILT_IN];
}

const isSame = (a: ModelRung, b: ModelRung): boolean => a.lane === b.lane && a.modelName === b.modelName;

/** The light model that a company's follow-up work is done with; null when only the built-in model is set up. */
export async function lightModel(companyId: CompanyId): Promise<ModelRung | null> {
  const { main, second } = await providersOf(companyId);
  return (main ?? second)?.rungs.light ?? null;
}

/** Who answers where a company set nothing of its own, for the log at boot and the health page. */
export type ModelSummary = {
  provider: string;
  main: string;
  light: string;
  second: { provider: string; main: string } | null;
};

export function modelSummary(): ModelSummary {
  const { main, second } = installationSettings();
  return {
    provider: main?.kind ?? 'halfsecond',
    main: main?.mainModel ?? BUILT_IN_MODEL,
    light: main?.lightModel ?? BUILT_IN_MODEL,
    second: second && { provider: second.kind, main: second.mainModel },
  };
}

/**
 * Opens connections to the installation's providers before the first visitor needs them. A provider that is down is
 * no reason to fail.
 * @returns whether all that are set up answered; false when none is
 */
export async function warmModelConnection(): Promise<boolean> {
  const set = Object.values(await installationProviders()).filter((provider) => provider !== null);
  const answered = await Promise.all(set.map((provider) => provider.warm()));
  return set.length > 0 && answered.every(Boolean);
}
