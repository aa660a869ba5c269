import { stopSession } from '@/lib/chat/resume-answer';
import { contextFromVisitorRequest, REQUEST_ID_HEADER } from '@/lib/companies/context';
import { corsHeaders, preflight } from '@/lib/platform/cors';
import { problemResponse } from '@/lib/platform/problem';

export const OPTIONS = preflight;

type Params = { params: Promise<{ sessionId: string }> };

/** Stops the answer that is being written, from whichever tab. Nothing to stop is no error. */
export async function POST(request: Request, { params }: Params): Promise<Response> {
  const cors = corsHeaders(request);
  try {
    const { ctx } = await contextFromVisitorRequest(request.headers);
    await stopSession(ctx, await params);
    return new Response(null, { status: 204, headers: cors });
  } catch (error) {
    return problemResponse(error, request.headers.get(REQUEST_ID_HEADER) ?? undefined, cors);
  }
}
