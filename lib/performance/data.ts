import 'server-only';
import type { MemberCtx } from '@/lib/companies/context';
import { fromPgError } from '@/lib/platform/supabase/pg-error';
import { type Comparison, comparisonSchema, type Report, reportSchema } from './schema';

/** The figures of a stretch of time, for admins. @throws AppError `forbidden` for an agent */
export async function readReport(ctx: MemberCtx, from: Date, to: Date, bucketSeconds: number): Promise<Report> {
  const { data, error } = await ctx.db.rpc('performance_report', {
    p_company_id: ctx.companyId,
    p_from: from.toISOString(),
    p_to: to.toISOString(),
    p_bucket_seconds: bucketSeconds,
  });
  if (error) throw fromPgError(error);
  return reportSchema.parse(data);
}

/** What a stretch of time is compared by, for admins; much cheaper than its report. @throws as `readReport` */
export async function readComparison(ctx: MemberCtx, from: Date, to: Date): Promise<Comparison> {
  const { data, error } = await ctx.db.rpc('performance_report', {
    p_company_id: ctx.companyId,
    p_from: from.toISOString(),
    p_to: to.toISOString(),
    p_bucket_seconds: 1,
    p_detail: false,
  });
  if (error) throw fromPgError(error);
  return comparisonSchema.parse(data);
}
