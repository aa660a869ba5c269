import 'server-only';
import type { MemberCtx } from '@/lib/companies/context';
import { AppError } from '@/lib/platform/errors';
import { uuidSchema } from '@/lib/platform/ids';
import { fromPgError } from '@/lib/platform/supabase/pg-error';
import { cursorOf, nextDay } from './filters';
import {
  type Conversation,
  conversationSchema,
  type Folder,
  type Inbox,
  inboxSchema,
  type TranscriptFilters,
  type TranscriptPage,
  transcriptRowSchema,
} from './schema';

/** Rows on a page of transcripts. */
const PAGE_SIZE = 50;

/**
 * @returns a session's id in the form the database knows
 * @throws AppError `not-found` for what cannot be an id: to the caller it is like an unknown one
 */
export function provenSessionId(value: string): string {
  const parsed = uuidSchema.safeParse(value);
  if (!parsed.success) throw new AppError('not-found', 'This conversation does not exist.');
  return parsed.data;
}

/** How many conversations each folder holds, and the newest of one folder. */
export async function readInbox(ctx: MemberCtx, folder: Folder): Promise<Inbox> {
  const { data, error } = await ctx.db.rpc('read_inbox', { p_company_id: ctx.companyId, p_folder: folder });
  if (error) throw fromPgError(error);
  return inboxSchema.parse(data);
}

/**
 * One conversation: messages with their receipts, the visitor, the lead.
 * @throws AppError `not-found` for an unknown session and for another company's alike
 */
export async function readConversation(ctx: MemberCtx, sessionId: string): Promise<Conversation> {
  const { data, error } = await ctx.db.rpc('read_transcript', { p_session_id: provenSessionId(sessionId) });
  if (error) throw fromPgError(error);
  return conversationSchema.parse(data);
}

/** One conversation, or null when it does not exist for this member. */
export async function findConversation(ctx: MemberCtx, sessionId: string): Promise<Conversation | null> {
  try {
    return await readConversation(ctx, sessionId);
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return null;
    throw error;
  }
}

/** A page of transcripts that match the filters, newest activity first. */
export async function listTranscripts(ctx: MemberCtx, filters: TranscriptFilters): Promise<TranscriptPage> {
  const { cursor } = filters;
  const { data, error } = await ctx.db.rpc('list_transcripts', {
    p_company_id: ctx.companyId,
    p_query: filters.query ?? undefined,
    p_status: filters.status ?? undefined,
    p_handler: filters.handler ?? undefined,
    p_plan: filters.plan ?? undefined,
    p_failed: filters.failed || undefined,
    p_slow_ms: filters.slowMs ?? undefined,
    p_from: filters.from ? `${filters.from}T00:00:00Z` : undefined,
    p_to: filters.to ? nextDay(filters.to) : undefined,
    p_before_at: cursor?.direction === 'older' ? cursor.at : undefined,
    p_before_id: cursor?.direction === 'older' ? cursor.id : undefined,
    p_after_at: cursor?.direction === 'newer' ? cursor.at : undefined,
    p_after_id: cursor?.direction === 'newer' ? cursor.id : undefined,
    p_limit: PAGE_SIZE + 1,
  });
  if (error) throw fromPgError(error);
  const found = transcriptRowSchema.array().parse(data);
  // One row more than a page tells whether the list goes on in the direction that was read.
  const more = found.length > PAGE_SIZE;
  const upwards = cursor?.direction === 'newer';
  const rows = upwards && more ? found.slice(1) : found.slice(0, PAGE_SIZE);
  const first = rows[0];
  const last = rows.at(-1);
  return {
    rows,
    older: last && (upwards || more) ? cursorOf(last) : null,
    newer: first && (upwards ? more : cursor !== null) ? cursorOf(first) : null,
  };
}
