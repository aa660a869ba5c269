import { contextFromVisitorRequest, REQUEST_ID_HEADER } from '@/lib/companies/context';
import { watchVisitorSession } from '@/lib/conversations/visitor';
import { corsHeaders, preflight } from '@/lib/platform/cors';
import { EVENT_STREAM_HEADERS } from '@/lib/platform/events/event-stream';
import { problemResponse } from '@/lib/platform/problem';

export const dynamic = 'force-dynamic';
export const OPTIONS = preflight;

type Params = { params: Promise<{ sessionId: string }> };

/** The visitor's session as server-sent events: a snapshot first, then what happens, until the visitor leaves. */
export async function GET(request: Request, { params }: Params): Promise<Response> {
  const cors = corsHeaders(request);
  try {
    const { ctx } = await contextFromVisitorRequest(request.headers);
    const { sessionId } = await params;
    const stream = await watchVisitorSession(ctx, { sessionId, signal: request.signal });
    return new Response(stream, { headers: { ...cors, ...EVENT_STREAM_HEADERS } });
  } catch (error) {
    return problemResponse(error, request.headers.get(REQUEST_ID_HEADER) ?? undefined, cors);
  }
}
