/** Plausible receipts: what each step of an answer took at that hour of that day, and what it cost. */
import type { Plan } from '../../lib/chat/plan.ts';
import { costMicros } from '../../lib/costs/price.ts';
import { happens, incidentsOf } from './incidents.ts';
import type { Random } from './random.ts';
import type { Line } from './scripts.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Micro-dollars for a million tokens; the same as the migration's rates. */
const RATES = {
  'gpt-4.1': { input: 2_000_000, cachedInput: 500_000, output: 8_000_000 },
  'gpt-4.1-mini': { input: 400_000, cachedInput: 100_000, output: 1_600_000 },
  'gpt-4.1-nano': { input: 100_000, cachedInput: 25_000, output: 400_000 },
  'built-in': { input: 0, cachedInput: 0, output: 0 },
} as const;

export type Figures = {
  provider: string | null;
  model: string | null;
  fallback: boolean;
  input_tokens: number;
  cached_input_tokens: number;
  output_tokens: number;
  cost_micros: number;
  first_token_ms: number | null;
  total_ms: number;
  operations: { name: string; startedMs: number; durationMs: number }[];
};

/** @param anchor the demo's present, from which days ago are counted; times in milliseconds since 1970 */
export function figuresOf(
  random: Random,
  plan: Plan,
  line: Line,
  history: number,
  at: number,
  anchor: number,
): Figures {
  const incidents = incidentsOf(anchor);
  const during = (name: keyof typeof incidents) => happens(incidents[name], at, anchor);
  const provider = during('providerOutage') && random.chance(0.35) ? 'halfsecond' : 'openai';
  const costly = during('costlyModel');
  const main = costly ? 'gpt-4.1' : 'gpt-4.1-mini';
  const model = provider === 'halfsecond' ? 'built-in' : plan.tier === 'light' ? 'gpt-4.1-nano' : main;
  const outputTokens = Math.ceil(line.text.length / 4);

  const operations: Figures['operations'] = [];
  let now = 0;
  const step = (name: string, ms: number) => {
    operations.push({ name, startedMs: round(now), durationMs: round(ms) });
    now += ms;
  };
  step('middleware', 0.5 * random.jitter(0.8));
  step('authenticate', 0.3 * random.jitter(0.9));
  step('parse', 0.15 * random.jitter(0.5));
  step('plan', 0.06 * random.jitter(0.5));
  const opening = 4.2 * random.jitter(0.7);
  const searching = during('slowSearch') ? Math.min(800, 430 * random.jitter(0.6)) : 8 * random.jitter(0.9);
  const begun = now;
  operations.push({ name: 'open-turn', startedMs: round(begun), durationMs: round(opening) });
  if (plan.usesKnowledge) {
    operations.push({ name: 'search-knowledge', startedMs: round(begun), durationMs: round(searching) });
  }
  now = begun + Math.max(opening, plan.usesKnowledge ? searching : 0);

  const busy = rush(at);
  if (line.shape === 'failed') {
    step('connect-model', random.between(1_400, 4_800));
    return {
      provider: 'openai',
      model: plan.tier === 'light' ? 'gpt-4.1-nano' : main,
      fallback: false,
      input_tokens: 0,
      cached_input_tokens: 0,
      output_tokens: 0,
      cost_micros: 0,
      first_token_ms: null,
      total_ms: round(now),
      operations,
    };
  }
  if (provider === 'halfsecond') {
    step('connect-model', random.between(900, 2_600));
    step('first-token', 1.5 * random.jitter(0.6));
    step('stream', outputTokens * 4);
  } else {
    step('connect-model', 120 * busy * random.jitter(0.6));
    step('first-token', line.shape === 'slow' ? random.between(2_400, 6_200) : 170 * busy * random.jitter(0.9));
    step('stream', (outputTokens / random.between(55, 95)) * 1_000 * busy);
  }
  const stream = operations.at(-1);
  const inputTokens =
    provider === 'halfsecond'
      ? 0
      : Math.round(
          (plan.name === 'simple' ? 240 : 420 + plan.passageLimit * 190 + history * 38) *
            (costly ? 9 : 1) *
            random.jitter(0.15),
        );
  const cachedInputTokens = inputTokens > 1_400 && random.chance(0.35) ? 1_024 : 0;
  const paidOutput = provider === 'halfsecond' ? 0 : outputTokens;
  return {
    provider,
    model,
    fallback: provider === 'halfsecond',
    input_tokens: inputTokens,
    cached_input_tokens: cachedInputTokens,
    output_tokens: paidOutput,
    cost_micros: costMicros({ inputTokens, cachedInputTokens, outputTokens: paidOutput }, RATES[model]),
    first_token_ms: stream ? stream.startedMs : null,
    total_ms: round(now),
    operations,
  };
}

/** How much slower the provider is at this hour: most so in the afternoon of the United States. */
function rush(at: number): number {
  const hour = (at % DAY_MS) / HOUR_MS;
  return 1 + 0.4 * Math.exp(-((hour - 19) ** 2) / 14) + 0.15 * Math.exp(-((hour - 9) ** 2) / 10);
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
