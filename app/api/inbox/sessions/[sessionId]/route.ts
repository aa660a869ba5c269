import { contextFromSession, REQUEST_ID_HEADER } from '@/lib/companies/context';
import { readConversation } from '@/lib/conversations/data';
import { handBack, setStatus, takeOver } from '@/lib/conversations/mutations';
import { sessionChangeSchema } from '@/lib/conversations/schema';
import { problemResponse } from '@/lib/platform/problem';
import { readBody } from '../../body';

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
    const change = await readBody(request, sessionChangeSchema);
    if ('status' in change) return Response.json(await setStatus(ctx, { sessionId, ...change }));
    return Response.json(await (change.handler === 'agent' ? takeOver : handBack)(ctx, { sessionId }));
  } catch (error) {
    return problemResponse(error, request.headers.get(REQUEST_ID_HEADER) ?? undefined);
  }
}
