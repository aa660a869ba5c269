import { after } from 'next/server';
import type { StopReason } from '@/lib/chat/announce';
import { runFollowUps } from '@/lib/chat/follow-ups';
import { createJsonAnswer } from '@/lib/chat/json-answer';
import { answerTurn, startTurn } from '@/lib/chat/run-turn';
import { chatRequestSchema, MAX_BODY_BYTES } from '@/lib/chat/schema';
import { createAnswerStream, STREAM_HEADERS } from '@/lib/chat/stream-encoder';
import { contextFromVisitorRequest } from '@/lib/companies/context';
import { readJson } from '@/lib/platform/body';
import { corsHeaders, preflight } from '@/lib/platform/cors';
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
    const stop = new AbortController();
    const turn = await startTurn(ctx, body, stop);
    headers['server-timing'] = serverTiming(ctx.trace.operations());
    if (turn.plan.leadWork) after(runFollowUps);

    const readerGone = () => stop.abort('reader-gone' satisfies StopReason);
    request.signal.addEventListener('abort', readerGone, { once: true });
    // Who left while the message was being stored has sent that signal already.
    if (request.signal.aborted) readerGone();
    if (request.headers.get('accept')?.includes('application/json')) {
      const json = createJsonAnswer();
      await answerTurn(ctx, turn, json.writer, stop.signal);
      return Response.json(json.answer(), {
        status: json.answer().error ? 503 : 200,
        headers: { ...headers, 'cache-control': 'no-store' },
      });
    }
    const { stream, writer } = createAnswerStream(readerGone);
    answerTurn(ctx, turn, writer, stop.signal).catch((cause) =>
      log.error('a turn failed unexpectedly', { requestId: ctx.requestId, cause }),
    );
    return new Response(stream, { headers: { ...STREAM_HEADERS, ...headers } });
  } catch (error) {
    return problemResponse(error, request.headers.get('x-halfsecond-request-id') ?? undefined, headers);
  }
}
