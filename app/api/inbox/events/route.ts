import { contextFromSession, REQUEST_ID_HEADER } from '@/lib/companies/context';
import { parseFolder, parseSessionId } from '@/lib/conversations/filters';
import { watchInbox } from '@/lib/conversations/live';
import { EVENT_STREAM_HEADERS } from '@/lib/platform/events/event-stream';
import { problemResponse } from '@/lib/platform/problem';

export const dynamic = 'force-dynamic';

/** The inbox as server-sent events: `?folder=…`, and `?session=<id>` for the tokens of one conversation. */
export async function GET(request: Request): Promise<Response> {
  try {
    const ctx = await contextFromSession('agent', request.headers);
    const search = new URL(request.url).searchParams;
    const stream = await watchInbox(ctx, {
      folder: parseFolder(search.get('folder') ?? undefined),
      sessionId: parseSessionId(search.get('session') ?? undefined),
      signal: request.signal,
    });
    return new Response(stream, { headers: EVENT_STREAM_HEADERS });
  } catch (error) {
    return problemResponse(error, request.headers.get(REQUEST_ID_HEADER) ?? undefined);
  }
}
