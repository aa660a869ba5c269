/** One question through the product's own steps, from its plan to the built-in model's words; only the database is in memory. */
import { judgePlan, planForFound, planForSession, type SessionFacts } from '../../lib/chat/plan.ts';
import { modelCall, type PromptSettings } from '../../lib/chat/prompt.ts';
import type { Depth } from '../../lib/chat/schema.ts';
import { citedSources } from '../../lib/chat/sources.ts';
import { judgeRelevance, type Relevance } from '../../lib/knowledge/relevance.ts';
import type { PassageHit } from '../../lib/knowledge/schema.ts';
import { composeAnswer } from '../../lib/models/compose.ts';
import { ownsUp } from '../../lib/models/phrases.ts';
import type { BuiltInOptions } from '../../lib/models/schema.ts';
import type { Turn } from '../retrieval/data.ts';

const SETTINGS: PromptSettings = { assistantName: 'Ada', companyName: 'the office', tone: 'neutral', rules: '' };

/** What was asked, in which session, and what the search found for it. */
export type Asked = { text: string; before: Turn[]; passages: PassageHit[] };

export type Answered = {
  text: string;
  relevance: Relevance;
  /** Sources that the answer cites, in the order of their numbers. */
  cited: string[];
  /** Whether sentences are quoted as the answer: neither a phrase of the model's own nor a hint that owns up to being one. */
  answers: boolean;
  tookMs: number;
};

/** How many passages a turn searches for; 0 when it does not search. */
export function passagesFor(text: string): number {
  const plan = judgePlan(text);
  return plan.usesKnowledge || plan.makesSure ? plan.passageLimit : 0;
}

/** @param depth how much the visitor has chosen to read */
export function answerOf({ text, before, passages }: Asked, depth: Depth): Answered {
  const relevance = judgeRelevance(passages);
  const facts: SessionFacts = {
    visitor: { sessionCount: 1, messageCount: before.length, chosenDepth: depth },
    history: before.map((turn) => ({ ...turn, complete: true })),
    summary: null,
    lead: null,
  };
  const plan = planForFound(planForSession(judgePlan(text), facts), relevance);
  const { call } = modelCall({
    question: text,
    plan,
    settings: SETTINGS,
    history: facts.history,
    summary: null,
    search: plan.usesKnowledge ? { passages, outcome: passages.length > 0 ? 'found' : 'nothing' } : null,
    continues: null,
  });
  const started = performance.now();
  const said = composeAnswer(call.providerOptions?.halfsecond as unknown as BuiltInOptions);
  const tookMs = performance.now() - started;
  const cited = citedSources(said, passages).map(({ sourceId }) => sourceId);
  return { text: said, relevance, cited, answers: cited.length > 0 && !ownsUp(said), tookMs };
}
