import 'server-only';
import { createOpenAI } from '@ai-sdk/openai';
import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { ProviderKind } from '@/lib/platform/env';
import { chatModel } from './chat-model';
import { modelFetch, type Reach } from './connection';
import { laneName } from './lane';
import type { ModelRung } from './rung';
import type { ModelTier } from './schema';

/** Everything that is needed to call a provider. */
export type ProviderSettings = {
  kind: ProviderKind;
  /** Where it listens; null where its kind has a usual address. */
  baseUrl: string | null;
  /** Of Amazon Bedrock. */
  region: string | null;
  /** Null for a server that wants none, and for the installation's Bedrock with the machine's own AWS credentials. */
  key: string | null;
  /** Bedrock may use the AWS credentials in the environment. For the installation's own providers alone. */
  machineCredentials?: true;
  mainModel: string;
  lightModel: string;
};

/** A provider that is ready to be asked. */
export type Provider = {
  kind: ProviderKind;
  /** Without a slash at its end. */
  address: string;
  rungs: Record<ModelTier, ModelRung>;
  /** Opens a connection before somebody needs it; false when the provider does not answer. */
  warm(): Promise<boolean>;
};

const USUAL_ADDRESS: Partial<Record<ProviderKind, string>> = {
  openai: 'https://api.openai.com/v1',
  ollama: 'http://127.0.0.1:11434/v1',
};
/** What people leave out when they copy a server's address. */
const USUAL_PATH: Partial<Record<ProviderKind, string>> = { azure: '/openai/v1', ollama: '/v1' };
const WARM_UP_LIMIT_MS = 3_000;
const KINDS_WITH_KEY: ReadonlySet<ProviderKind> = new Set(['openai', 'azure', 'bedrock']);

/** Whether a company's provider of this kind cannot be called without a key. */
export const needsKey = (kind: ProviderKind): boolean => KINDS_WITH_KEY.has(kind);

/**
 * Where a provider's API begins.
 * @throws Error when its kind has no usual address and none is set
 */
export function addressOf({ kind, baseUrl, region }: Pick<ProviderSettings, 'kind' | 'baseUrl' | 'region'>): string {
  if (kind === 'bedrock') return `https://bedrock-runtime.${region}.amazonaws.com`;
  const given = baseUrl ?? USUAL_ADDRESS[kind];
  if (!given) throw new Error(`A provider of kind ${kind} needs an address.`);
  const url = new URL(given);
  if (url.pathname === '/') url.pathname = USUAL_PATH[kind] ?? '/';
  return url.href.replace(/\/+$/, '');
}

/**
 * Makes a provider's models. Nothing is sent yet.
 * @param reach `public` for an address that the installation's operator did not choose
 * @throws Error for a kind that has no usual address without one, and for Bedrock without a key that is not the
 *   installation's
 */
export async function connectProvider(settings: ProviderSettings, reach: Reach): Promise<Provider> {
  const { kind, key } = settings;
  const address = addressOf(settings);
  const fetch = modelFetch(reach);
  const modelOf = kind === 'bedrock' ? await bedrock(settings, fetch) : openAi(settings, address, reach);
  const lane = laneName(kind, address, key ?? '');
  const rung = (modelName: string): ModelRung => ({ model: modelOf(modelName), provider: kind, modelName, lane });
  return {
    kind,
    address,
    rungs: { main: rung(settings.mainModel), light: rung(settings.lightModel) },
    async warm() {
      try {
        const response = await fetch(kind === 'bedrock' ? address : `${address}/models`, {
          headers: kind === 'bedrock' ? {} : headersOf(settings),
          signal: AbortSignal.timeout(WARM_UP_LIMIT_MS),
        });
        await response.arrayBuffer();
        return true;
      } catch {
        // Whatever it was, the first visitor's call meets it again and reports it.
        return false;
      }
    },
  };
}

/** The same key as both kinds of server expect it. */
export function headersOf({ kind, key }: ProviderSettings): Record<string, string> {
  return { authorization: `Bearer ${key ?? 'none'}`, ...(kind === 'azure' && key ? { 'api-key': key } : {}) };
}

function openAi(settings: ProviderSettings, address: string, reach: Reach) {
  const over = (fetch: typeof globalThis.fetch) =>
    createOpenAI({
      // Servers such as Ollama take any key, but the header must not be empty.
      apiKey: settings.key ?? 'none',
      baseURL: address,
      headers: headersOf(settings),
      fetch,
    });
  return (name: string): LanguageModelV4 => chatModel((fetch) => over(fetch).chat(name), reach);
}

/** Loaded when the first Bedrock provider is: its package costs start-up time and memory that others need not pay. */
async function bedrock(settings: ProviderSettings, fetch: typeof globalThis.fetch) {
  // Without a key the SDK takes what it finds in the environment, and that is the installation's to spend.
  if (!settings.key && !settings.machineCredentials) throw new Error('Bedrock was set up without a key.');
  const { createAmazonBedrock } = await import('@ai-sdk/amazon-bedrock');
  const provider = createAmazonBedrock({
    region: settings.region ?? '',
    ...(settings.key ? { apiKey: settings.key } : {}),
    fetch,
  });
  return (name: string): LanguageModelV4 => provider(name);
}
