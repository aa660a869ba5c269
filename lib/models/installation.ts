import 'server-only';
import { env } from '@/lib/platform/env';
import { shared } from '@/lib/platform/shared';
import { connectProvider, type Provider, type ProviderSettings } from './provider';

/** OpenAI's models where nobody named others. */
export const DEFAULT_MAIN = 'gpt-4.1-mini';
export const DEFAULT_LIGHT = 'gpt-4.1-nano';

/** Where a provider stands on the ladder. */
export type Places<T> = { main: T | null; second: T | null };

/** What the environment says about the installation's own providers; null where it names none. */
export function installationSettings(): Places<ProviderSettings> {
  const set = env();
  const { OPENAI_API_KEY, OPENAI_BASE_URL, HALFSECOND_MODEL, HALFSECOND_SECOND_MODEL } = set;
  const kind = set.HALFSECOND_PROVIDER ?? (OPENAI_API_KEY || OPENAI_BASE_URL ? 'openai' : undefined);
  // The usual variables of OpenAI mean OpenAI and what speaks like it, never another service that is chosen beside them.
  const openAi = kind === 'openai' || kind === 'compatible';
  return {
    main: kind
      ? {
          kind,
          baseUrl: set.HALFSECOND_PROVIDER_URL ?? (openAi ? (OPENAI_BASE_URL ?? null) : null),
          region: set.HALFSECOND_PROVIDER_REGION ?? null,
          key: set.HALFSECOND_PROVIDER_KEY ?? (openAi ? (OPENAI_API_KEY ?? null) : null),
          machineCredentials: true,
          mainModel: HALFSECOND_MODEL ?? DEFAULT_MAIN,
          lightModel: set.HALFSECOND_LIGHT_MODEL ?? HALFSECOND_MODEL ?? DEFAULT_LIGHT,
        }
      : null,
    second: set.HALFSECOND_SECOND_PROVIDER
      ? {
          kind: set.HALFSECOND_SECOND_PROVIDER,
          baseUrl: set.HALFSECOND_SECOND_PROVIDER_URL ?? null,
          region: set.HALFSECOND_SECOND_PROVIDER_REGION ?? null,
          key: set.HALFSECOND_SECOND_PROVIDER_KEY ?? null,
          machineCredentials: true,
          mainModel: HALFSECOND_SECOND_MODEL ?? DEFAULT_MAIN,
          lightModel: set.HALFSECOND_SECOND_LIGHT_MODEL ?? HALFSECOND_SECOND_MODEL ?? DEFAULT_LIGHT,
        }
      : null,
  };
}

/** The installation's providers, ready to be asked. Made once a process. */
export function installationProviders(): Promise<Places<Provider>> {
  return shared('models.installation', async () => {
    const { main, second } = installationSettings();
    return {
      main: main && (await connectProvider(main, 'installation')),
      second: second && (await connectProvider(second, 'installation')),
    };
  });
}
