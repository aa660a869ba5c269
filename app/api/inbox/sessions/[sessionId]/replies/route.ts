import { contextFromSession, REQUEST_ID_HEADER } from '@/lib/companies/context';
import { replyAsAgent } from '@/lib/conversations/mutations';
import { replyRequestSchema } from '@/lib/conversations/schema';
import { problemResponse } from '@/lib/platform/problem';
import { readBody } from '../../../body';

type Params = { params: Promise<{ sessionId: string }> };

/** A person's reply; the same `clientMessageId` again is the same message. */
export async function POST(request: Request, { params }: Params): Promise<Response> {
  try {
    const ctx = await contextFromSession('agent', request.headers);
    const { sessionId } = await params;
    const reply = await readBody(request, replyRequestSchema);
    return Response.json(await replyAsAgent(ctx, { sessionId, ...reply }), { status: 201 });
  } catch (error) {
    return problemResponse(error, request.headers.get(REQUEST_ID_HEADER) ?? undefined);
  }
}
