import 'server-only';
import { createOpenAI } from '@ai-sdk/openai';
import type { LanguageModelV4 } from '@ai-sdk/provider';
import { Agent, fetch as undiciFetch } from 'undici';
import type { CompanyId } from '@/lib/companies/schema';
import { env } from '@/lib/platform/env';
import { shared } from '@/lib/platform/shared';
import { BUILT_IN_MODEL, builtInModel } from './built-in';
import { headersArrived } from './headers-seen';
import type { ModelTier } from './schema';

const DEFAULT_MAIN = 'gpt-4.1-mini';
const DEFAULT_LIGHT = 'gpt-4.1-nano';

/** Connections to the provider are kept and reused: a new TLS handshake would cost more than all of our own work. */
const agent = () =>
  shared(
    'models.agent',
    () => new Agent({ connections: 256, keepAliveTimeout: 120_000, pipelining: 1, connect: { timeout: 3_000 } }),
  );

const modelFetch: typeof fetch = async (input, init) => {
  const response = await undiciFetch(input as never, { ...(init as object), dispatcher: agent() });
  headersArrived();
  return response as unknown as Response;
};

/** A model with the names that the receipt shows. */
export type ModelRung = { model: LanguageModelV4; provider: string; modelName: string };

const BUILT_IN: ModelRung = { model: builtInModel, provider: 'halfsecond', modelName: BUILT_IN_MODEL };

function openAiRungs(): Record<ModelTier, ModelRung> | null {
  const { OPENAI_API_KEY, OPENAI_BASE_URL, HALFSECOND_MODEL, HALFSECOND_LIGHT_MODEL } = env();
  if (!OPENAI_API_KEY && !OPENAI_BASE_URL) return null;
  const provider = createOpenAI({
    // Servers such as Ollama take any key, but the header must not be empty.
    apiKey: OPENAI_API_KEY ?? 'none',
    ...(OPENAI_BASE_URL ? { baseURL: OPENAI_BASE_URL } : {}),
    fetch: modelFetch,
  });
  const rung = (modelName: string): ModelRung => ({ model: provider.chat(modelName), provider: 'openai', modelName });
  const main = HALFSECOND_MODEL ?? DEFAULT_MAIN;
  return { main: rung(main), light: rung(HALFSECOND_LIGHT_MODEL ?? HALFSECOND_MODEL ?? DEFAULT_LIGHT) };
}

const configured = () => shared('models.registry', () => ({ rungs: openAiRungs() })).rungs;

/**
 * The models to try for a turn, best first. The last one is always the built-in model, which cannot fail for want
 * of a network.
 */
export async function modelLadder(_companyId: CompanyId, tier: ModelTier): Promise<ModelRung[]> {
  const rungs = configured();
  return rungs ? [rungs[tier], BUILT_IN] : [BUILT_IN];
}

/** The light model that a company's follow-up work is done with; null when only the built-in model is set up. */
export async function lightModel(_companyId: CompanyId): Promise<ModelRung | null> {
  return configured()?.light ?? null;
}

/** Which provider answers, for the log at boot and the health page. */
export function modelSummary(): { provider: string; main: string; light: string } {
  const rungs = configured();
  return rungs
    ? { provider: 'openai', main: rungs.main.modelName, light: rungs.light.modelName }
    : { provider: 'halfsecond', main: BUILT_IN_MODEL, light: BUILT_IN_MODEL };
}

/** Opens a connection to the provider before the first visitor needs it. A provider that is down is no reason to fail. */
export async function warmModelConnection(): Promise<boolean> {
  const { OPENAI_BASE_URL, OPENAI_API_KEY } = env();
  if (!configured()) return false;
  try {
    const response = await modelFetch(`${OPENAI_BASE_URL ?? 'https://api.openai.com/v1'}/models`, {
      headers: { authorization: `Bearer ${OPENAI_API_KEY ?? 'none'}` },
      signal: AbortSignal.timeout(3_000),
    });
    await response.arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
