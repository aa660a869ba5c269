import { contextFromSession, REQUEST_ID_HEADER } from '@/lib/companies/context';
import { readConversation } from '@/lib/conversations/data';
import { handBack, setStatus, takeOver } from '@/lib/conversations/mutations';
import { sessionChangeSchema } from '@/lib/conversations/schema';
import { readJson } from '@/lib/platform/body';
import { problemResponse } from '@/lib/platform/problem';

const MAX_BODY_BYTES = 64 * 1024;

type Params = { params: Promise<{ sessionId: string }> };

/** One conversation with everything known about it. */
export async function GET(request: Request, { params }: Params): Promise<Response> {
  try {
    const ctx = await contextFromSession('agent', request.headers);
    const { sessionId } = await params;
    return Response.json(await readConversation(ctx, sessionId), { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    return problemResponse(error, request.headers.get(REQUEST_ID_HEADER) ?? undefined);
  }
}

/** `{"handler": "agent"}` takes over, `{"handler": "assistant"}` hands back, `{"status": "closed"}` closes. */
export async function PATCH(request: Request, { params }: Params): Promise<Response> {
  try {
    const ctx = await contextFromSession('agent', request.headers);
    const { sessionId } = await params;
    const change = await readJson(request, sessionChangeSchema, MAX_BODY_BYTES);
    if ('status' in change) return Response.json(await setStatus(ctx, { sessionId, ...change }));
    return Response.json(await (change.handler === 'agent' ? takeOver : handBack)(ctx, { sessionId }));
  } catch (error) {
    return problemResponse(error, request.headers.get(REQUEST_ID_HEADER) ?? undefined);
  }
}
