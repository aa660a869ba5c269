import 'server-only';
import { z } from 'zod';
import type { JobCtx } from '@/lib/companies/context';
import { orAbort } from '@/lib/platform/abort';
import { defineJob } from '@/lib/platform/jobs/job';
import { shared } from '@/lib/platform/shared';
import { MOST_SOURCES } from './built-in';
import { builtInModelChanged } from './built-in-model';
import { learnInThread } from './built-in-thread';

/** Passages read in a call: few, because what comes is parsed between answers to visitors. */
const PASSAGES_A_CALL = 250;
/** Of a company with more passages, every second, third, … of each source is read; the first of each always. */
const MOST_PASSAGES = 5_000;
/** Reading and learning together; a job has a minute. */
const TIME_LIMIT_MS = 30_000;
const READING_LIMIT_MS = 20_000;
/** So long a job waits for another company's learning to end, before it is put off. */
const WAIT_MS = 15_000;

const toLearnSchema = z.object({ beganAt: z.string(), sources: z.number(), passages: z.number() });
const passagesSchema = z.array(
  z.object({ sourceId: z.string(), position: z.number().int(), titlePath: z.string(), body: z.string() }),
);

/**
 * Learns which source a company's sentences belong to, from the passages that are searched now, and stores what was
 * learned in place of what was learned from older ones; until then that serves. One company at a time in a process. May
 * run as often as it likes.
 */
export const learnKnowledge = defineJob({
  name: 'learn-knowledge',
  schema: z.object({}),
  async handle(ctx: JobCtx, _payload, signal) {
    const done = await inTurn(() => learnOnce(ctx, signal));
    if (!done) await ctx.db.call('learn_later', { p_company_id: ctx.companyId });
  },
});

/** @returns false when others took too long for it to begin */
async function inTurn(work: () => Promise<void>): Promise<boolean> {
  const turn = shared<{ taken: Promise<void> | null }>('learning-turn', () => ({ taken: null }));
  const patience = AbortSignal.timeout(WAIT_MS);
  while (turn.taken) {
    await orAbort(turn.taken, patience).catch(() => undefined);
    if (patience.aborted) return false;
  }
  const working = work();
  turn.taken = working
    .catch(() => undefined)
    .finally(() => {
      turn.taken = null;
    });
  await working;
  return true;
}

async function learnOnce(ctx: JobCtx, signal: AbortSignal): Promise<void> {
  const end = performance.now() + TIME_LIMIT_MS;
  const toLearn = toLearnSchema.parse(await ctx.db.call('knowledge_to_learn', { p_company_id: ctx.companyId }, signal));
  const pages = toLearn.sources >= 2 && toLearn.sources <= MOST_SOURCES ? await readPages(ctx, toLearn, signal) : null;
  const model = pages && (await learnInThread(pages, Math.max(0, end - performance.now()), signal));
  await ctx.db.call('keep_built_in_model', {
    p_company_id: ctx.companyId,
    p_began_at: toLearn.beganAt,
    p_model: model ? Buffer.from(model.buffer, model.byteOffset, model.byteLength).toString('base64') : null,
  });
  builtInModelChanged(ctx.companyId);
}

/** @returns passages as JSON, in bytes that another thread can take over; null where reading them takes too long */
async function readPages(
  ctx: JobCtx,
  { passages }: z.infer<typeof toLearnSchema>,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>[] | null> {
  const end = performance.now() + READING_LIMIT_MS;
  const every = Math.max(1, Math.ceil(passages / MOST_PASSAGES));
  const pages: Uint8Array<ArrayBuffer>[] = [];
  let after = { p_after_source: null as string | null, p_after_position: null as number | null };
  while (performance.now() < end) {
    const args = { p_company_id: ctx.companyId, ...after, p_every: every, p_limit: PASSAGES_A_CALL };
    const rows = passagesSchema.parse(await ctx.db.call('passages_to_learn', args, signal));
    const last = rows.at(-1);
    if (last) {
      pages.push(new Uint8Array(Buffer.from(JSON.stringify(rows))));
      after = { p_after_source: last.sourceId, p_after_position: last.position };
    }
    if (rows.length < PASSAGES_A_CALL) return pages;
  }
  return null;
}
