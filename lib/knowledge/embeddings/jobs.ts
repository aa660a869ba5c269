import { z } from 'zod';
import type { JobCtx } from '@/lib/companies/context';
import { mayRead, readerOf, type TextReader } from '@/lib/models/embeddings';
import { judgeFault, nameFault } from '@/lib/models/fault';
import { laneOf } from '@/lib/models/lane';
import { AppError, ForeignError } from '@/lib/platform/errors';
import { defineJob } from '@/lib/platform/jobs/job';
import { activeModelChanged } from './active-model';
import { readShorter } from './shorten';

/** Texts in a call: what providers take at once without being slow about it. */
const TEXTS_A_CALL = 96;
/** Calls at a time. */
const CALLS_AT_A_TIME = 2;
/** Vectors stored in a call: while the embedded database writes them, nobody else is served. */
const STORED_AT_A_TIME = 32;
/** No call begins after this time, in milliseconds; the rest is another job's. A job has a minute in all. */
const BEGIN_WITHIN_MS = 30_000;
/** One call may take this long, in milliseconds. */
const CALL_LIMIT_MS = 20_000;

const nextSchema = z.object({
  model: z.string().nullable(),
  texts: z.array(z.object({ hash: z.string(), text: z.string() })),
  changed: z.boolean(),
});
type Text = z.infer<typeof nextSchema>['texts'][number];

/** The provider asked to be left alone for so many seconds. */
class LeftAlone extends Error {
  override name = 'LeftAlone';
  readonly seconds: number;
  constructor(seconds: number, cause?: unknown) {
    super('the provider asked to be left alone', { cause });
    this.seconds = seconds;
  }
}

/** Calls a reader. What the provider said about waiting holds for all that read by it in this process. */
async function ask(reader: TextReader, texts: readonly string[], signal: AbortSignal) {
  const lane = laneOf(reader.lane);
  const rest = lane.restLeft();
  if (rest > 0) throw new LeftAlone(rest / 1000);
  try {
    return await reader.read(texts, AbortSignal.any([signal, AbortSignal.timeout(CALL_LIMIT_MS)]));
  } catch (cause) {
    const { retryAfterMs } = judgeFault(cause);
    if (retryAfterMs === null) throw cause;
    lane.restFor(retryAfterMs);
    throw new LeftAlone(retryAfterMs / 1000, cause);
  }
}

/** Reads some texts and stores what came of it. */
async function readAndKeep(ctx: JobCtx, reader: TextReader, texts: readonly Text[], signal: AbortSignal) {
  const values = texts.map(({ text }) => text);
  const { vectors, tokens } = await readShorter(values, (some) => ask(reader, some, signal));
  const { model, provider } = reader;
  const asked = { provider, model, tokens: { input: tokens, cachedInput: 0, output: 0 } };
  const rows = texts.map(({ hash }, index) => ({ hash, vector: JSON.stringify(vectors[index]) }));
  for (let from = 0; from < rows.length; from += STORED_AT_A_TIME) {
    await ctx.db.call('keep_embeddings', {
      p_company_id: ctx.companyId,
      p_model: model,
      p_vectors: rows.slice(from, from + STORED_AT_A_TIME),
      p_asked: from === 0 ? asked : null,
    });
  }
}

/** @throws what the first of the calls threw that failed, after the others have been stored */
async function readAll(ctx: JobCtx, reader: TextReader, texts: readonly Text[], signal: AbortSignal): Promise<void> {
  const calls: Text[][] = [];
  for (let from = 0; from < texts.length; from += TEXTS_A_CALL) calls.push(texts.slice(from, from + TEXTS_A_CALL));
  const results = await Promise.allSettled(calls.map((some) => readAndKeep(ctx, reader, some, signal)));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

/**
 * Reads what the wanted model has not read of a company's knowledge, a part at a time: what is left is another job's.
 * When everything is read, the model takes over from the former one. May run at any time and as often as it likes: texts
 * that were read stay read, and two at once do not read the same.
 */
export const embedPassages = defineJob({
  name: 'embed-passages',
  schema: z.object({}),
  async handle(ctx: JobCtx, _payload, signal) {
    const place = { p_company_id: ctx.companyId, p_job_id: ctx.actor.jobId };
    for (;;) {
      const limit = TEXTS_A_CALL * CALLS_AT_A_TIME;
      const next = nextSchema.parse(await ctx.db.call('texts_to_embed', { ...place, p_limit: limit }));
      if (next.changed) activeModelChanged(ctx.companyId);
      if (next.model === null || next.texts.length === 0) return;
      if (signal.aborted || ctx.trace.elapsed() > BEGIN_WITHIN_MS) {
        await ctx.db.call('stop_embedding', { ...place, p_seconds: 0 });
        return;
      }
      try {
        const reader = readerOf(next.model);
        if (!reader || !(await mayRead(ctx.companyId))) throw new AppError('unavailable', NOBODY_READS);
        await readAll(ctx, reader, next.texts, signal);
      } catch (cause) {
        if (signal.aborted) {
          // Our time is up, which is nobody's fault: what was read is kept, the rest is the next job's.
          await ctx.db.call('stop_embedding', { ...place, p_seconds: 0 });
          return;
        }
        if (cause instanceof LeftAlone) {
          await ctx.db.call('stop_embedding', { ...place, p_seconds: cause.seconds, p_problem: 'limited' });
          return;
        }
        const { name } = nameFault(cause);
        await ctx.db.call('stop_embedding', { ...place, p_problem: name });
        if (cause instanceof AppError) throw cause;
        throw new AppError('unavailable', 'The embedding model gave nothing usable.', {
          cause: new ForeignError(cause),
        });
      }
    }
  },
});

const NOBODY_READS = 'This server has no embedding model set up that could read the knowledge.';
