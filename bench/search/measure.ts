/** Asks the filled database of a folder, as turns do, and then once more from inside. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contextFromJob, type JobCtx } from '../../lib/companies/context.ts';
import { learnKnowledge } from '../../lib/knowledge/embeddings/built-in-jobs.ts';
import { searchKnowledge } from '../../lib/knowledge/search.ts';
import { newId } from '../../lib/platform/ids.ts';
import { type Helper, startHelper } from '../processes.ts';
import type { Filled } from './fill.ts';
import type { Call, Replayed } from './replay.ts';

/** Who asks: so many callers, each again as soon as it is answered. */
export type Way = { callers: number; inSession: boolean };
/** What was measured on one folder; `learnedMs` is null where nothing was learned in time. */
export type OnFolder = { measured: Measured[]; learnedMs: number | null };
export type Measured = { way: Way; timesMs: number[]; inside: Replayed | null; unanswered: number };

const WAYS: Way[] = [
  { callers: 1, inSession: false },
  { callers: 1, inSession: true },
  { callers: 16, inSession: false },
  { callers: 16, inSession: true },
];
/** So long that every search ends: what the product would not wait for shows in the time. */
const PATIENCE_MS = 2_900;
/** Questions before the ones that count: connections open, statements get planned, pages are read. */
const WARM_UP = 60;
/** What learning may take here; without it words alone are searched for, as after a large import. */
const LEARN_LIMIT_MS = 60_000;

/** The embedded server on a folder, as the launcher starts it. */
export const startServer = (folder: string, port: number): Promise<Helper<{ url: string }>> =>
  startHelper('../supabase/embedded/main.ts', ['--data', folder, '--port', String(port)]);

/** Starts the server on a folder that holds what was filled, asks in every way, ends it, and asks inside. */
export async function measure(folder: string, port: number, { companyId, questions }: Filled): Promise<OnFolder> {
  const server = await startServer(folder, port);
  const measured: (Measured & { calls: Call[] })[] = [];
  let learnedMs: number | null = null;
  try {
    learnedMs = await learn(companyId);
    for (const way of WAYS) {
      const asked = questions.filter(({ sessionId }) => (sessionId !== undefined) === way.inSession);
      await ask(companyId, asked.slice(0, WARM_UP), way.callers);
      measured.push({ way, inside: null, ...(await ask(companyId, asked, way.callers)) });
    }
  } finally {
    await server.stop();
  }
  // One at a time inside, too: only the calls of a single caller are made again.
  const results: Measured[] = [];
  for (const { calls, ...result } of measured) {
    results.push(result.way.callers > 1 ? result : { ...result, inside: await replay(folder, calls) });
  }
  return { measured: results, learnedMs };
}

/** What a job does once the knowledge has changed. */
async function learn(companyId: string): Promise<number | null> {
  const began = performance.now();
  const limit = AbortSignal.timeout(LEARN_LIMIT_MS);
  try {
    await learnKnowledge.run(contextFromJob({ id: newId(), companyId }), {}, limit);
    return performance.now() - began;
  } catch (cause) {
    if (!limit.aborted) throw new Error('What the knowledge teaches could not be learned.', { cause });
    return null;
  }
}

async function replay(folder: string, calls: Call[]): Promise<Replayed> {
  const file = join(folder, 'calls.json');
  await writeFile(file, JSON.stringify(calls));
  const inside = await startHelper<Replayed>('./search/replay.ts', [folder, file]);
  await inside.stop();
  return inside.ready;
}

async function ask(companyId: string, questions: Filled['questions'], callers: number) {
  const calls: Call[] = [];
  const ctx = contextFromJob({ id: newId(), companyId });
  const noting: JobCtx = {
    ...ctx,
    db: {
      call: (name, args, signal) => {
        calls.push({ name, args });
        return ctx.db.call(name, args, signal);
      },
    },
  };
  const timesMs: number[] = [];
  let unanswered = 0;
  let next = 0;
  const caller = async () => {
    for (let question = questions[next++]; question; question = questions[next++]) {
      const began = performance.now();
      const { outcome } = await searchKnowledge(noting, { ...question, budgetMs: PATIENCE_MS });
      timesMs.push(performance.now() - began);
      if (outcome === 'late' || outcome === 'failed') unanswered += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return { calls, timesMs, unanswered };
}
