import { z } from 'zod';
import type { VisitorCtx } from '@/lib/companies/context';
import { embeddingsAreOn, embedText } from '@/lib/models/embeddings';
import { log } from '@/lib/platform/log';
import { type OpenedTurn, type StoredAnswer, storedAnswerSchema } from './opened-turn';
import type { Plan } from './plan';
import { standsAlone } from './stored-answer';

/**
 * From this likeness (cosine) on, two questions count as the same. Strict on purpose: a wrong stored answer costs more
 * than a model call. It was not measured on a real model; see docs/answers.md.
 */
export const SAME_QUESTION = 0.95;
/** How long a turn waits for its question to be read, in milliseconds. */
const READ_WITHIN_MS = 200;

/** Opens a turn under the key of its answer. */
type Open = (key: string | null) => Promise<OpenedTurn>;

/**
 * Opens a turn, and when no answer is stored under its words, looks for one whose question means the same. Only with an
 * embedding model, and for a question that stands for itself: what "and how much is it?" means lies before it.
 */
export function openWithSimilar(
  ctx: VisitorCtx,
  { text, plan, fresh }: { text: string; plan: Plan; fresh: boolean },
  open: Open,
): Open {
  if (fresh || !plan.usesKnowledge || !embeddingsAreOn()) return open;
  return async (key) => {
    const opened = await open(key);
    if (key === null || opened.duplicate || opened.storedAnswers.length > 0 || !standsAlone(opened)) return opened;
    const storedAnswers = await ctx.trace.operation('compare-questions', () => similarAnswers(ctx, text));
    return { ...opened, storedAnswers };
  };
}

/** Never throws: without an answer to a similar question the turn goes on as ever. */
async function similarAnswers(ctx: VisitorCtx, text: string): Promise<StoredAnswer[]> {
  const read = await embedText(ctx.companyId, text, READ_WITHIN_MS);
  if (!read) return [];
  try {
    return z.array(storedAnswerSchema).parse(
      await ctx.db.call('similar_answers', {
        p_company_id: ctx.companyId,
        p_embedding: JSON.stringify(read.vector),
        p_model: read.model,
        p_likeness: SAME_QUESTION,
      }),
    );
  } catch (cause) {
    log.warn('answers to similar questions could not be looked for', { companyId: ctx.companyId, cause });
    return [];
  }
}
