import type { VisitorCtx } from '@/lib/companies/context';
import { type Embedding, knownEmbedding } from '@/lib/models/embeddings';
import { namedCache } from '@/lib/platform/cache/named-cache';
import { isHint } from './hint';
import type { OpenedTurn, StoredAnswer } from './opened-turn';
import type { Plan } from './plan';
import type { PromptSettings } from './prompt';
import type { AnswerSource, Depth } from './schema';
import type { AnswerResult } from './stream-answer';

/** How long an answer is kept when nothing it rests on changes, in seconds. */
export const KEPT_FOR_SECONDS = 24 * 3600;

/** What settling a turn keeps of its answer for the next one who asks. */
export type Keep = {
  key: string;
  depth: Depth;
  kind: 'asked' | 'pinned' | 'predicted';
  question: string;
  lifetimeSeconds: number;
  /** What the assistant was told of itself: an answer on settings that have changed meanwhile is not kept. */
  settings: PromptSettings;
  /** A moment before the search, by the database's clock; of a turn the database knows it by itself. */
  since?: string;
  /** The question as an embedding model read it, when one did. */
  embedding?: string;
  embeddingModel?: string;
};

/** What goes with an answer so that it is found by what its question means. */
export const comparable = (read: Embedding | null): Pick<Keep, 'embedding' | 'embeddingModel'> =>
  read ? { embedding: JSON.stringify(read.vector), embeddingModel: read.model } : {};

/** Keys that are likely to find a stored answer, so that no search is begun for them. Only a guess. */
const hints = namedCache<true>('answer-hints');
const hintKey = (ctx: VisitorCtx, key: string) => `${ctx.companyId}:${key}`;

/** Whether an answer to this question was stored when it was last asked. */
export const expectsStored = (ctx: VisitorCtx, key: string | null): boolean =>
  key !== null && hints.peek(hintKey(ctx, key)) === true;

/** The answers to these keys are known to be stored. */
export function hintStored(ctx: VisitorCtx, keys: readonly string[]): void {
  for (const key of keys) hints.set(hintKey(ctx, key), true);
}

/** Nothing was said before and nothing is known of the visitor: the question stands for itself. */
export const standsAlone = ({ history, lead }: OpenedTurn): boolean => history.length === 0 && lead === null;

/**
 * The stored answer that this turn may give. One that a visitor's question left behind answers a question that stands
 * for itself, in the same depth; one that was prepared was made to stand for itself anywhere.
 */
export function chooseStored(
  ctx: VisitorCtx,
  { key, opened }: { key: string | null; opened: OpenedTurn },
  plan: Plan,
): StoredAnswer | null {
  // A complex plan has a reason in this session or visitor: messages that wait, anger, a lead.
  if (key === null || plan.name === 'complex') return null;
  const stored =
    opened.storedAnswers.find(({ kind }) => kind !== 'asked') ??
    (standsAlone(opened) ? opened.storedAnswers.find(({ depth }) => depth === plan.depth) : undefined) ??
    null;
  if (stored) hints.set(hintKey(ctx, key), true);
  else hints.invalidate(hintKey(ctx, key));
  return stored;
}

/**
 * What of an answer may be kept: whole, of the planned model, and either resting on articles (whose change will expire
 * it) or small talk. An answer that cites nothing, or owns up to being a hint, is "not sure", and may be better tomorrow.
 */
export function worthKeeping(
  ctx: VisitorCtx,
  { key, text, opened }: { key: string | null; text: string; opened: OpenedTurn },
  result: AnswerResult,
  sources: AnswerSource[],
): Keep | null {
  const { plan, outcome, finishReason, fallback, cache, rung } = result;
  if (key === null || !standsAlone(opened) || cache !== 'none') return null;
  if (outcome !== 'complete' || finishReason !== 'stop' || fallback || !rung) return null;
  const resting = plan.usesKnowledge ? sources.length > 0 && !isHint(result) : rung.provider !== 'halfsecond';
  if (!resting) return null;
  return {
    key,
    depth: plan.depth,
    kind: 'asked',
    question: text.slice(0, 400),
    lifetimeSeconds: KEPT_FOR_SECONDS,
    settings: opened.settings,
    ...comparable(knownEmbedding(ctx.companyId, text)),
  };
}
