import { commonQuestions } from '@/lib/chat/prepared/common-questions';
import { contextFromVisitorRequest, REQUEST_ID_HEADER } from '@/lib/companies/context';
import { corsHeaders, preflight } from '@/lib/platform/cors';
import { problemResponse } from '@/lib/platform/problem';

export const dynamic = 'force-dynamic';
export const OPTIONS = preflight;

/**
 * What the widget needs before the first message, of the company that `x-widget-key` names: `{ appearance, questions }`,
 * the latter up to four that have their answer ready.
 */
export async function GET(request: Request): Promise<Response> {
  const cors = corsHeaders(request);
  try {
    const { ctx, appearance } = await contextFromVisitorRequest(request.headers);
    return Response.json(
      { appearance, questions: await commonQuestions.read(ctx) },
      // Each key and each origin has an answer of its own. A minute is what the server remembers the questions for, too:
      // longer, and the widget would offer one whose answer is gone.
      { headers: { ...cors, vary: 'Origin, x-widget-key', 'cache-control': 'public, max-age=60' } },
    );
  } catch (error) {
    return problemResponse(error, request.headers.get(REQUEST_ID_HEADER) ?? undefined, cors);
  }
}
