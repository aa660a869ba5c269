import { contextFromVisitorRequest, REQUEST_ID_HEADER } from '@/lib/companies/context';
import { corsHeaders, preflight } from '@/lib/platform/cors';
import { problemResponse } from '@/lib/platform/problem';

export const dynamic = 'force-dynamic';
export const OPTIONS = preflight;

/** What the widget needs before the first message: `{ appearance }` of the company that `x-widget-key` names. */
export async function GET(request: Request): Promise<Response> {
  const cors = corsHeaders(request);
  try {
    const { appearance } = await contextFromVisitorRequest(request.headers);
    return Response.json(
      { appearance },
      // Each key and each origin has an answer of its own; five minutes is what the server remembers a key for, too.
      { headers: { ...cors, vary: 'Origin, x-widget-key', 'cache-control': 'public, max-age=300' } },
    );
  } catch (error) {
    return problemResponse(error, request.headers.get(REQUEST_ID_HEADER) ?? undefined, cors);
  }
}
