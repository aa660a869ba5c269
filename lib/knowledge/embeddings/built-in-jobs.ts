import 'server-only';
import { setImmediate as others } from 'node:timers/promises';
import { z } from 'zod';
import type { JobCtx } from '@/lib/companies/context';
import { defineJob } from '@/lib/platform/jobs/job';
import { bytesOf } from './built-in-bytes';
import { learn } from './built-in-learning';
import { type Lesson, lessonsOf } from './built-in-lessons';
import { builtInModelChanged } from './built-in-model';

/** Passages read in a call. */
const PASSAGES_A_CALL = 500;
/** Visitors are answered by the same process: it learns so many milliseconds at a time. */
const AT_A_TIME_MS = 8;

const passagesSchema = z.array(
  z.object({ sourceId: z.string(), position: z.number().int(), titlePath: z.string(), body: z.string() }),
);
type Passage = z.infer<typeof passagesSchema>[number];

/**
 * Learns which source a company's sentences belong to, from the passages that are searched now, and stores what was
 * learned in place of what was before; until then that one serves. May run as often as it likes.
 */
export const learnKnowledge = defineJob({
  name: 'learn-knowledge',
  schema: z.object({}),
  async handle(ctx: JobCtx, _payload, signal) {
    const passages = await readPassages(ctx, signal);
    const sourceIds = [...new Set(passages.map(({ sourceId }) => sourceId))];
    const bySource = Map.groupBy(passages, ({ sourceId }) => sourceId);
    const lessons: Lesson[] = sourceIds.flatMap((id, source) => lessonsOf(bySource.get(id) ?? [], source));
    const model = await learn(sourceIds, lessons, givingWay(signal));
    await ctx.db.call('keep_built_in_model', {
      p_company_id: ctx.companyId,
      p_model: model ? bytesOf(model).toString('base64') : null,
    });
    builtInModelChanged(ctx.companyId);
  },
});

async function readPassages(ctx: JobCtx, signal: AbortSignal): Promise<Passage[]> {
  const all: Passage[] = [];
  for (;;) {
    const last = all.at(-1);
    const place = { p_after_source: last?.sourceId ?? null, p_after_position: last?.position ?? null };
    const rows = passagesSchema.parse(
      await ctx.db.call(
        'passages_to_learn',
        { p_company_id: ctx.companyId, ...place, p_limit: PASSAGES_A_CALL },
        signal,
      ),
    );
    all.push(...rows);
    if (rows.length < PASSAGES_A_CALL) return all;
  }
}

/** Learning stops where the job's time is over; the next try is the outbox's to decide. */
function givingWay(signal: AbortSignal) {
  let since = performance.now();
  return () => {
    if (performance.now() - since < AT_A_TIME_MS) return undefined;
    signal.throwIfAborted();
    return others(undefined).then(() => {
      since = performance.now();
    });
  };
}
