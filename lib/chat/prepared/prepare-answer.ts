import type { LanguageModelV4Usage } from '@ai-sdk/provider';
import { z } from 'zod';
import type { JobCtx } from '@/lib/companies/context';
import { judgeRelevance } from '@/lib/knowledge/relevance';
import { searchKnowledge } from '@/lib/knowledge/search';
import { embedText } from '@/lib/models/embeddings';
import { modelLadder } from '@/lib/models/registry';
import type { ModelRung } from '@/lib/models/rung';
import { namesOf } from '@/lib/platform/errors';
import { log } from '@/lib/platform/log';
import { countTokens } from '@/lib/platform/tokens';
import { isHint } from '../hint';
import { beginAnswer } from '../model-answer';
import { judgePlan, type Plan, planForFound } from '../plan';
import { modelCall, type PromptSettings } from '../prompt';
import { citedSources } from '../sources';
import { comparable, KEPT_FOR_SECONDS, type Keep } from '../stored-answer';
import { preparedKey } from './prepared-key';
import type { Problem } from './schema';

/** How long a prepared answer is good when nothing it rests on changes, in seconds. A pinned one is made again in time. */
const LIFETIME_SECONDS = { pinned: 7 * 24 * 3600, predicted: KEPT_FOR_SECONDS } as const;
/** Nobody waits, so the search may take longer than in a turn. */
const SEARCH_BUDGET_MS = 5_000;
const READ_WITHIN_MS = 5_000;
/** A model that does not stop is cut off here, in UTF-16 units; what is cut off is not kept. */
const MAX_ANSWER = 20_000;

const momentSchema = z.string();

/** A question whose answer shall be ready before it is asked. */
export type Preparation = {
  kind: 'pinned' | 'predicted';
  question: string;
  /** The pinned question, or the article after which the question is likely. */
  subjectId: string;
  settings: PromptSettings;
  /** Articles that the answer must rest on, one of them at least, and for certain; any when not given. */
  about?: ReadonlySet<string>;
};

/**
 * Makes the answer to a question without a visitor, as a turn would: the same search, prompt, models and citations, in
 * the middle depth. It is kept when it is whole, of the planned model, and cites articles.
 * @returns null when it is kept, else why not
 */
export async function prepareAnswer(ctx: JobCtx, wanted: Preparation, signal: AbortSignal): Promise<Problem | null> {
  const judged: Plan = { ...judgePlan(wanted.question), depth: 'balanced' };
  const key = preparedKey(wanted.question, judged);
  if (key === null) return note(ctx, wanted, 'individual');
  const since = momentSchema.parse(await ctx.db.call('current_moment', {}));
  const search = await searchKnowledge(ctx, {
    query: wanted.question,
    limit: judged.passageLimit,
    budgetMs: SEARCH_BUDGET_MS,
  });
  if (search.outcome === 'late' || search.outcome === 'failed') return note(ctx, wanted, 'failed');
  const relevance = judgeRelevance(search.passages);
  const plan = planForFound(judged, relevance);
  if (relevance === 'nothing' || !plan.usesKnowledge) return note(ctx, wanted, 'unsure');
  const onTopic = <Found extends { sourceId: string }>(found: readonly Found[]) =>
    found.filter(({ sourceId }) => wanted.about?.has(sourceId) ?? true);
  // Before a model is paid for an answer that could not be shown.
  if (wanted.about && judgeRelevance(onTopic(search.passages)) !== 'answer') return note(ctx, wanted, 'unsure');

  const { question, settings } = wanted;
  const { call, promptTokens } = modelCall({
    question,
    plan,
    settings,
    history: [],
    summary: null,
    search,
    continues: null,
  });
  let written: Written;
  try {
    written = await write(ctx, call, plan, signal);
  } catch (cause) {
    signal.throwIfAborted();
    log.warn('an answer could not be prepared', {
      companyId: ctx.companyId,
      kind: wanted.kind,
      reason: namesOf(cause),
    });
    return note(ctx, wanted, 'failed');
  }
  const { rung, fallback, whole, text } = written;
  const asked = askedOf(written, promptTokens);
  if (fallback || !whole) return note(ctx, wanted, 'failed', asked);
  const sources = citedSources(text, search.passages);
  const hint = isHint({ rung, text, passages: search.passages, continued: false });
  if (hint || onTopic(sources).length === 0) return note(ctx, wanted, 'unsure', asked);
  const keep: Keep = {
    key,
    depth: plan.depth,
    kind: wanted.kind,
    question,
    lifetimeSeconds: LIFETIME_SECONDS[wanted.kind],
    settings,
    since,
    ...comparable(await embedText(ctx.companyId, question, READ_WITHIN_MS)),
  };
  const kept = await ctx.db.call('keep_prepared_answer', {
    ...subjectOf(ctx, wanted),
    p_keep: keep,
    p_text: text,
    p_sources: sources,
    p_asked: asked,
  });
  log.info('an answer was prepared', { companyId: ctx.companyId, kind: wanted.kind, model: rung.modelName, kept });
  // What it rests on changed while it was written: the next look makes it again.
  return kept === true ? null : 'failed';
}

type Written = {
  rung: ModelRung;
  fallback: boolean;
  text: string;
  usage: LanguageModelV4Usage | null;
  whole: boolean;
};

/** @throws what the last model threw, or the signal's reason */
async function write(
  ctx: JobCtx,
  call: Parameters<typeof beginAnswer>[1],
  plan: Plan,
  signal: AbortSignal,
): Promise<Written> {
  const ladder = await modelLadder(ctx.companyId, plan.tier);
  const { rung, fallback, pieces } = await beginAnswer(ladder, call, ctx.trace, signal);
  let text = '';
  for (;;) {
    const { done, value } = await pieces.next();
    if (done) return { rung, fallback, text, usage: value.usage, whole: value.finishReason === 'stop' };
    text += value;
    // A lower rung's answer is not kept, so it is not read either.
    if (text.length <= MAX_ANSWER && !fallback) continue;
    await pieces.return({ usage: null, finishReason: 'length' });
    return { rung, fallback, text, usage: null, whole: false };
  }
}

/** What the model used, as the database counts it; null for the built-in one, which costs nothing. */
function askedOf({ rung, usage, text }: Written, promptTokens: number) {
  if (rung.provider === 'halfsecond') return null;
  const tokens = {
    input: usage?.inputTokens.total ?? promptTokens,
    cachedInput: usage?.inputTokens.cacheRead ?? 0,
    output: usage?.outputTokens.total ?? countTokens(text),
  };
  return { provider: rung.provider, model: rung.modelName, tokens };
}

const subjectOf = (ctx: JobCtx, { kind, subjectId }: Preparation) => ({
  p_company_id: ctx.companyId,
  p_kind: kind,
  p_subject_id: subjectId,
});

/** Writes down that there is no answer, and what the attempt cost. */
async function note(
  ctx: JobCtx,
  wanted: Preparation,
  problem: Problem,
  asked: ReturnType<typeof askedOf> = null,
): Promise<Problem> {
  await ctx.db.call('keep_prepared_answer', {
    ...subjectOf(ctx, wanted),
    p_keep: null,
    p_text: '',
    p_sources: [],
    p_asked: asked,
    p_problem: problem,
  });
  return problem;
}
