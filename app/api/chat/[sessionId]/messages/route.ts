import { contextFromVisitorRequest, REQUEST_ID_HEADER } from '@/lib/companies/context';
import { readVisitorSession } from '@/lib/conversations/visitor';
import { corsHeaders, preflight } from '@/lib/platform/cors';
import { problemResponse } from '@/lib/platform/problem';

export const dynamic = 'force-dynamic';
export const OPTIONS = preflight;

type Params = { params: Promise<{ sessionId: string }> };

/** The visitor's session and its newest messages, oldest first. */
export async function GET(request: Request, { params }: Params): Promise<Response> {
  const cors = corsHeaders(request);
  try {
    const { ctx } = await contextFromVisitorRequest(request.headers);
    const session = await readVisitorSession(ctx, await params);
    return Response.json(session, { headers: { ...cors, 'cache-control': 'no-store' } });
  } catch (error) {
    return problemResponse(error, request.headers.get(REQUEST_ID_HEADER) ?? undefined, cors);
  }
}
