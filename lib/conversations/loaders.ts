import 'server-only';
import type { MemberCtx } from '@/lib/companies/context';
import { pageContext } from '@/lib/companies/loaders';
import { findConversation, listTranscripts, readInbox } from './data';
import { parseFolder, parseSessionId, parseTranscriptFilters, type SearchParams } from './filters';
import type { Conversation, Folder, Inbox, TranscriptFilters, TranscriptPage } from './schema';

/** Who looks at the page. */
export type Viewer = { userId: string; name: string };

const viewerOf = (ctx: MemberCtx): Viewer => ({ userId: ctx.actor.userId, name: ctx.actor.name });

/** The inbox as its URL describes it: `folder` and `session`. A session that does not exist is a null conversation. */
export async function loadInbox(params: SearchParams): Promise<{
  viewer: Viewer;
  folder: Folder;
  sessionId: string | null;
  inbox: Inbox;
  conversation: Conversation | null;
}> {
  const ctx = await pageContext();
  const folder = parseFolder(params.folder);
  const sessionId = parseSessionId(params.session);
  const [inbox, conversation] = await Promise.all([
    readInbox(ctx, folder),
    sessionId ? findConversation(ctx, sessionId) : null,
  ]);
  return { viewer: viewerOf(ctx), folder, sessionId, inbox, conversation };
}

/** A page of transcripts for the filters in the URL. */
export async function loadTranscripts(
  params: SearchParams,
): Promise<{ filters: TranscriptFilters; page: TranscriptPage }> {
  const ctx = await pageContext();
  const filters = parseTranscriptFilters(params);
  return { filters, page: await listTranscripts(ctx, filters) };
}

/** One transcript, or null when it does not exist for this member. */
export async function loadTranscript(sessionId: string): Promise<Conversation | null> {
  return findConversation(await pageContext(), sessionId);
}
