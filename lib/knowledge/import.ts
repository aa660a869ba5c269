import 'server-only';
import { z } from 'zod';
import { contextFromJob, type JobCtx } from '@/lib/companies/context';
import { serviceDb } from '@/lib/platform/supabase/service';
import { loadTokenizer } from '@/lib/platform/tokens';
import { indexWaiting } from './mutations';
import { prepareSources } from './prepare';
import { type SavedSource, type SavedSources, type SourceInput, savedSourcesSchema } from './schema';

/** What one call saves, in sources and bytes of text: longer calls would keep answers waiting for the database. */
const MAX_SOURCES = 500;
const MAX_BYTES = 2_000_000;

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
 * call can hold is saved as a whole or not at all; a larger one in parts, what is gone last.
 * @param fileId what the external ids of its sources are, or begin with, followed by `#`
 * @param saved told after each call how many sources are saved
 */
export async function importFile(
  ctx: JobCtx,
  fileId: string,
  inputs: readonly SourceInput[],
  saved?: (count: number) => void,
): Promise<{ sources: SavedSource[]; removed: number }> {
  const replace = `${fileId}#`;
  const [all = [], ...more] = inCalls(inputs);
  if (more.length === 0) return save(ctx, all, replace);
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

async function save(ctx: JobCtx, inputs: readonly SourceInput[], replace: string | null): Promise<SavedSources> {
  await loadTokenizer();
  const saved = savedSourcesSchema.parse(
    await serviceDb.call('save_sources_for_job', {
      p_company_id: ctx.companyId,
      p_sources: prepareSources(inputs),
      p_replace: replace,
    }),
  );
  if (saved.waiting > 0) await indexWaiting(ctx);
  return saved;
}

function inCalls(inputs: readonly SourceInput[]): SourceInput[][] {
  const calls: SourceInput[][] = [];
  let bytes = 0;
  for (const input of inputs) {
    const size = Buffer.byteLength(input.body);
    const last = calls.at(-1);
    if (last && last.length < MAX_SOURCES && bytes + size <= MAX_BYTES) {
      last.push(input);
      bytes += size;
    } else {
      calls.push([input]);
      bytes = size;
    }
  }
  return calls;
}
