import 'server-only';
import { z } from 'zod';
import { contextFromJob, type JobCtx } from '@/lib/companies/context';
import { AppError } from '@/lib/platform/errors';
import { serviceDb } from '@/lib/platform/supabase/service';
import { indexWaiting } from './mutations';
import { type PreparedSource, prepareSources } from './prepare';
import { type SavedSource, type SavedSources, type SourceInput, savedSourcesSchema } from './schema';

/** What one call saves, in sources and bytes of text: longer calls would keep answers waiting for the database. */
export const LARGEST_CALL = { sources: 500, bytes: 2_000_000 };

/**
 * Who an import from the installation's own console is: it has the service key, and the company's slug for a name.
 * @throws AppError `not-found` for an unknown slug
 */
export async function contextForImport(companySlug: string): Promise<JobCtx> {
  const id = await serviceDb.call('company_with_slug', { p_company_slug: companySlug });
  return contextFromJob({ id: 'import', companyId: z.uuid().parse(id) });
}

/**
 * Adds or updates what one file holds, and deletes what is gone from it (unless it was edited here). A file that one
 * call can hold is saved as a whole or not at all; a larger one in parts once all of it is ready, what is gone last.
 * @param fileId what the external ids of its sources are, or begin with, followed by `#`
 * @param saved told after each call how many sources are saved
 * @throws AppError `unprocessable`, before anything is saved, for an entry without words and for two of one name
 */
export async function importFile(
  ctx: JobCtx,
  fileId: string,
  inputs: readonly SourceInput[],
  saved?: (count: number) => void,
): Promise<{ sources: SavedSource[]; removed: number }> {
  const replace = `${fileId}#`;
  const prepared = await prepareSources(inputs);
  const [all = [], ...more] = inCalls(prepared);
  // The database checks a call.
  if (more.length === 0) return save(ctx, all, replace);
  check(prepared);
  const sources: SavedSource[] = [];
  for (const some of [all, ...more]) {
    sources.push(...(await save(ctx, some, null)).sources);
    saved?.(sources.length);
  }
  const removed = await serviceDb.call('remove_gone_for_job', {
    p_company_id: ctx.companyId,
    p_replace: replace,
    p_kept: inputs.map(({ externalId }) => externalId),
  });
  return { sources, removed: z.int().parse(removed) };
}

function check(prepared: readonly PreparedSource[]): void {
  const names = new Set<string>();
  for (const { source, passages } of prepared) {
    if (names.has(source.externalId))
      throw new AppError('unprocessable', `Two entries are called "${source.externalId}".`);
    names.add(source.externalId);
    if (passages.length === 0) throw new AppError('unprocessable', `"${source.title}" has nothing to read in it.`);
  }
}

async function save(ctx: JobCtx, sources: readonly PreparedSource[], replace: string | null): Promise<SavedSources> {
  const saved = savedSourcesSchema.parse(
    await serviceDb.call('save_sources_for_job', {
      p_company_id: ctx.companyId,
      p_sources: sources,
      p_replace: replace,
    }),
  );
  if (saved.waiting > 0) await indexWaiting(ctx);
  return saved;
}

function inCalls(prepared: readonly PreparedSource[]): PreparedSource[][] {
  const calls: PreparedSource[][] = [];
  let bytes = 0;
  for (const input of prepared) {
    const size = Buffer.byteLength(input.source.body);
    const last = calls.at(-1);
    if (last && last.length < LARGEST_CALL.sources && bytes + size <= LARGEST_CALL.bytes) {
      last.push(input);
      bytes += size;
    } else {
      calls.push([input]);
      bytes = size;
    }
  }
  return calls;
}
