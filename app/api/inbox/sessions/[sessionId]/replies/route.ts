import { contextFromSession, REQUEST_ID_HEADER } from '@/lib/companies/context';
import { replyAsAgent } from '@/lib/conversations/mutations';
import { replyRequestSchema } from '@/lib/conversations/schema';
import { readJson } from '@/lib/platform/body';
import { problemResponse } from '@/lib/platform/problem';

const MAX_BODY_BYTES = 64 * 1024;

type Params = { params: Promise<{ sessionId: string }> };

/** A person's reply; the same `clientMessageId` again is the same message. */
export async function POST(request: Request, { params }: Params): Promise<Response> {
  try {
    const ctx = await contextFromSession('agent', request.headers);
    const { sessionId } = await params;
    const reply = await readJson(request, replyRequestSchema, MAX_BODY_BYTES);
    return Response.json(await replyAsAgent(ctx, { sessionId, ...reply }), { status: 201 });
  } catch (error) {
    return problemResponse(error, request.headers.get(REQUEST_ID_HEADER) ?? undefined);
  }
}
