import { contextFromVisitorRequest, REQUEST_ID_HEADER } from '@/lib/companies/context';
import { rateAnswer, ratingRequestSchema } from '@/lib/conversations/rating';
import { readJson } from '@/lib/platform/body';
import { corsHeaders, preflight } from '@/lib/platform/cors';
import { problemResponse } from '@/lib/platform/problem';

export const OPTIONS = preflight;

type Params = { params: Promise<{ sessionId: string }> };

const MAX_BODY_BYTES = 8 * 1024;

/** What the visitor says of an answer: good, bad, or neither any more. */
export async function POST(request: Request, { params }: Params): Promise<Response> {
  const cors = corsHeaders(request);
  try {
    const { ctx } = await contextFromVisitorRequest(request.headers);
    const { sessionId } = await params;
    await rateAnswer(ctx, { sessionId, ...(await readJson(request, ratingRequestSchema, MAX_BODY_BYTES)) });
    return new Response(null, { status: 204, headers: cors });
  } catch (error) {
    return problemResponse(error, request.headers.get(REQUEST_ID_HEADER) ?? undefined, cors);
  }
}
