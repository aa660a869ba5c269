import { resumeAnswer } from '@/lib/chat/resume-answer';
import { STREAM_HEADERS } from '@/lib/chat/stream-encoder';
import { contextFromVisitorRequest, REQUEST_ID_HEADER } from '@/lib/companies/context';
import { corsHeaders, preflight } from '@/lib/platform/cors';
import { problemResponse } from '@/lib/platform/problem';

export const dynamic = 'force-dynamic';
export const OPTIONS = preflight;

type Params = { params: Promise<{ sessionId: string }> };

/** The answer that is being written, after `Last-Event-ID` or from its beginning; 204 when there is none. */
export async function GET(request: Request, { params }: Params): Promise<Response> {
  const cors = corsHeaders(request);
  try {
    const { ctx } = await contextFromVisitorRequest(request.headers);
    const after = request.headers.get('last-event-id') ?? undefined;
    const stream = await resumeAnswer(ctx, { ...(await params), after, signal: request.signal });
    if (!stream) return new Response(null, { status: 204, headers: cors });
    return new Response(stream, { headers: { ...STREAM_HEADERS, ...cors } });
  } catch (error) {
    return problemResponse(error, request.headers.get(REQUEST_ID_HEADER) ?? undefined, cors);
  }
}
