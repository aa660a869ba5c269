import 'server-only';
import { z } from 'zod';
import type { MemberCtx } from '@/lib/companies/context';
import { fromPgError } from '@/lib/platform/supabase/pg-error';
import { type FailedWork, MAX_SHOWN } from './schema';

const sessionOf = z.object({ sessionId: z.uuid() });

/**
 * The company's follow-up work that failed for good, newest first, at most `MAX_SHOWN`, and how much there is. Row-level
 * security shows it to admins only.
 */
export async function listFailedWork({ db, companyId }: MemberCtx): Promise<{ work: FailedWork[]; total: number }> {
  const { data, error, count } = await db
    .from('jobs')
    .select('id, name, attempts, last_error, created_at, finished_at, payload', { count: 'exact' })
    .eq('company_id', companyId)
    .eq('status', 'dead')
    .order('finished_at', { ascending: false })
    .limit(MAX_SHOWN);
  if (error) throw fromPgError(error);
  const work = data.map((row) => ({
    id: row.id,
    name: row.name,
    attempts: row.attempts,
    lastError: row.last_error,
    createdAt: row.created_at,
    failedAt: row.finished_at ?? row.created_at,
    sessionId: sessionOf.safeParse(row.payload).data?.sessionId ?? null,
  }));
  return { work, total: count ?? work.length };
}
