import { after } from 'next/server';
import { runFollowUps } from '@/lib/chat/follow-ups';
import { createJsonAnswer } from '@/lib/chat/json-answer';
import { openLiveAnswer } from '@/lib/chat/live-answers';
import { answerTurn, startTurn } from '@/lib/chat/run-turn';
import { chatRequestSchema, MAX_BODY_BYTES } from '@/lib/chat/schema';
import { STREAM_HEADERS } from '@/lib/chat/stream-encoder';
import { contextFromVisitorRequest } from '@/lib/companies/context';
import { readJson } from '@/lib/platform/body';
import { corsHeaders, preflight } from '@/lib/platform/cors';
import { namesOf } from '@/lib/platform/errors';
import { log } from '@/lib/platform/log';
import { problemResponse } from '@/lib/platform/problem';
import { serverTiming } from '@/lib/platform/trace';

export const OPTIONS = preflight;

/** One turn: the newest message in, the answer out, streamed (or whole, for `Accept: application/json`). */
export async function POST(request: Request): Promise<Response> {
  const headers = corsHeaders(request);
  try {
    const { ctx, newToken } = await contextFromVisitorRequest(request.headers);
    if (newToken) headers['x-visitor-token'] = newToken;
    const body = await ctx.trace.operation('parse', () => readJson(request, chatRequestSchema, MAX_BODY_BYTES));
    const live = openLiveAnswer(ctx, body.id, body.resumable ?? false);
    const turn = await startTurn(ctx, body, live);
    headers['server-timing'] = serverTiming(ctx.trace.operations());
    // Only the first words of a session, being small talk, are sure to leave nothing to be done.
    if (turn.plan.name !== 'simple' || turn.opened.history.length > 0) after(runFollowUps);

    if (request.headers.get('accept')?.includes('application/json')) {
      const { writer, answer } = createJsonAnswer(live.stream.writer);
      const gone = () => live.stop.abort('reader-gone');
      request.signal.addEventListener('abort', gone, { once: true });
      if (request.signal.aborted) gone();
      await answerTurn(ctx, turn, writer);
      return Response.json(answer(), {
        status: answer().error ? 503 : 200,
        headers: { ...headers, 'cache-control': 'no-store', ...(answer().error ? { 'retry-after': '5' } : {}) },
      });
    }
    const stream = live.stream.read(request.signal);
    answerTurn(ctx, turn, live.stream.writer).catch((cause) =>
      log.error('a turn failed unexpectedly', { requestId: ctx.requestId, reason: namesOf(cause) }),
    );
    return new Response(stream, { headers: { ...STREAM_HEADERS, ...headers } });
  } catch (error) {
    return problemResponse(error, request.headers.get('x-halfsecond-request-id') ?? undefined, headers);
  }
}
