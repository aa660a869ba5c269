import type { LanguageModelV4CallOptions, LanguageModelV4Prompt } from '@ai-sdk/provider';
import type { z } from 'zod';
import type { assistantSettingsSchema } from '@/lib/companies/schema';
import { judgeRelevance } from '@/lib/knowledge/relevance';
import type { SearchOutcome } from '@/lib/knowledge/search';
import type { BuiltInOptions } from '@/lib/models/schema';
import { countTokens } from '@/lib/platform/tokens';
import { contactLeft } from './contact-left';
import { budgetOf, fitHistory, fitPassages, type HistoryMessage, shortened } from './context-budget';
import { DEPTHS, instructions } from './instructions';
import { type Plan, wantsPerson } from './plan';
import { listedSmallTalk } from './plan/small-talk';
import type { Depth } from './schema';
import { numbered } from './sources';

/** What of a company's settings the model is told. */
export type PromptSettings = z.infer<typeof assistantSettingsSchema>;

export type PromptInput = {
  question: string;
  plan: Plan;
  settings: PromptSettings;
  history: readonly HistoryMessage[];
  /** What was said before the history begins, in short. */
  summary: string | null;
  /** Null when nothing was searched for. */
  search: SearchOutcome | null;
  /** The short answer that is to be continued, when somebody asked for more details. */
  continues: string | null;
};

export type ModelCall = {
  call: LanguageModelV4CallOptions;
  /** Tokens of the whole prompt by our own count. */
  promptTokens: number;
};

/** Enough for two sentences, and for models that think before they write. */
const SMALL_TALK_TOKENS = 300;

const CUT_OFF = '[This answer was cut off before its end.]';
/** What a message costs beside its text: its role and its marks. */
const TOKENS_PER_MESSAGE = 4;

type Said = { role: 'user' | 'assistant'; text: string };

/** Who said what, ending with the question. Messages of one side in a row become one. */
function conversation({ question, continues }: PromptInput, history: readonly HistoryMessage[]): Said[] {
  const said: Said[] = [];
  const add = (role: Said['role'], text: string) => {
    const last = said.at(-1);
    if (last?.role === role) last.text += `\n\n${text}`;
    else said.push({ role, text });
  };
  for (const { role, text, complete } of history) {
    if (role === 'user') add('user', text);
    else add('assistant', complete ? text : `${text}\n${CUT_OFF}`.trim());
  }
  if (continues === null) {
    add('user', question);
    return said;
  }
  if (!said.some(({ text }) => text.includes(continues))) {
    if (said.at(-1)?.text !== question) add('user', question);
    add('assistant', continues);
  }
  add('user', `More details, please: ${question}`);
  return said;
}

/** What was asked since the last answer, the newest message last: a burst gets one answer to all of it. */
function askedSinceAnswer(question: string, history: readonly HistoryMessage[]): string {
  const before: string[] = [];
  for (const { role, text, complete } of [...history].reverse()) {
    // An answer that was overtaken has not answered anything.
    if (role === 'user') before.unshift(text);
    else if (complete) break;
  }
  return [...before, question].join('\n');
}

/**
 * The call that asks a model for the answer: prompt and limits, and beside them what the built-in model quotes from.
 * Everything stays within the plan's token budget. A language model judges for itself whether a passage answers the
 * question; the built-in one is told.
 */
export function modelCall(input: PromptInput): ModelCall {
  const { plan, settings, search, continues } = input;
  const budget = budgetOf(plan);
  const found = search?.passages ?? [];
  const lookedUp = search?.outcome !== 'late' && search?.outcome !== 'failed';
  const all = numbered(found);
  const question = shortened(input.question, budget.question);
  const kept = fitHistory(input.history, plan.historyLength, budget);
  const told = instructions(settings, plan, {
    summary: input.summary && shortened(input.summary, budget.summary),
    passages: fitPassages(all.slice(0, plan.passageLimit), budget.passages),
    lookedUp,
    continued: continues !== null,
  });
  const said = conversation({ ...input, question }, kept);
  const relevance = judgeRelevance(found);
  const depth: Depth = continues === null ? plan.depth : 'detailed';
  const listed = listedSmallTalk(question);
  const asked = continues === null ? askedSinceAnswer(question, kept) : question;
  const builtIn: BuiltInOptions = {
    question: asked,
    message: question,
    smallTalk: plan.smallTalk,
    acknowledges: listed?.acknowledges ?? false,
    contact: continues === null ? contactLeft(asked) : null,
    wantsPerson: wantsPerson(input.question),
    passages: relevance === 'nothing' ? [] : all,
    sure: relevance === 'answer',
    lookedUp,
    assistantName: settings.assistantName,
    companyName: settings.companyName,
    tone: settings.tone,
    depth,
    continues,
    language: listed?.language ?? null,
    earlier: kept.filter(({ role }) => role === 'user').map(({ text }) => text),
  };
  const prompt: LanguageModelV4Prompt = [
    { role: 'system', content: told.text },
    ...said.map(({ role, text }) => ({ role, content: [{ type: 'text' as const, text }] })),
  ];
  return {
    call: {
      prompt,
      maxOutputTokens: plan.usesKnowledge ? DEPTHS[depth].maxOutputTokens : SMALL_TALK_TOKENS,
      temperature: 0.2,
      providerOptions: { halfsecond: builtIn as unknown as Record<string, never> },
    },
    promptTokens:
      told.tokens +
      [...kept.map(({ text }) => text), question, continues ?? ''].reduce(
        (sum, text) => sum + countTokens(text) + TOKENS_PER_MESSAGE,
        0,
      ),
  };
}
