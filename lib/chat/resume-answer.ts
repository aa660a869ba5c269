import type { VisitorCtx } from '@/lib/companies/context';
import { readVisitorSession } from '@/lib/conversations/visitor';
import { events } from '@/lib/platform/events/current';
import { sessionChannel } from '@/lib/platform/events/events';
import type { SessionEvent } from '@/lib/platform/events/schema';
import { kvClient } from '@/lib/platform/kv/client';
import { log } from '@/lib/platform/log';
import { stopAnswer } from './announce';
import { findLiveAnswer } from './live-answers';
import { createAnswerStream, type StreamWriter } from './stream-encoder';

/** How long another process has to send a sign of an answer that it is writing, in milliseconds. */
const SIGN_WITHIN_MS = 3_000;
/** How long it may then be silent: no model is waited for longer. */
const SILENT_MS = 20_000;

/**
 * The answer that is being written in a session, for a reader who comes (back) in the middle of it.
 * One of this process is given on from where the reader was; one of another process is followed by its events, from
 * its beginning: the reader tells by the `start` part, which begins an answer anew.
 * @param input.after number of the last event that the reader has; undefined or of another answer: all of it
 * @returns null when nothing is being answered
 * @throws AppError `not-found` for a session that is not the visitor's
 */
export async function resumeAnswer(
  ctx: VisitorCtx,
  input: { sessionId: string; after: number | undefined; signal: AbortSignal },
): Promise<ReadableStream<Uint8Array> | null> {
  const live = findLiveAnswer(ctx, input.sessionId);
  if (live) return live.stream.read(input.signal, input.after);
  const { answering, session } = await readVisitorSession(ctx, input);
  // Without a KV there is no other process that could be writing it.
  if (!answering || !kvClient()) return null;
  return followElsewhere(ctx, session.id, answering, input.signal);
}

/**
 * Stops what is being answered in a session, in whichever process that is.
 * @throws AppError `not-found` for a session that is not the visitor's
 */
export async function stopSession(ctx: VisitorCtx, input: { sessionId: string }): Promise<void> {
  const live = findLiveAnswer(ctx, input.sessionId);
  if (live) return live.stop.abort('stopped');
  const { session } = await readVisitorSession(ctx, input);
  stopAnswer(ctx, session.id);
}

/** A stream made of the events that the writing process sends. Null when there is no sign of one. */
async function followElsewhere(
  ctx: VisitorCtx,
  sessionId: string,
  turnId: string,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array> | null> {
  const sign = Promise.withResolvers<boolean>();
  const stream = createAnswerStream(() => end());
  const { writer } = stream;
  let length = 0;
  let patience = setTimeout(() => sign.resolve(false), SIGN_WITHIN_MS);
  const unsubscribe = events().subscribe(sessionChannel(ctx.companyId, sessionId), (event) => take(event));
  const end = () => {
    clearTimeout(patience);
    unsubscribe();
    writer.end();
  };
  const take = (event: SessionEvent) => {
    if (!('turnId' in event) || event.turnId !== turnId) return;
    clearTimeout(patience);
    patience = setTimeout(end, SILENT_MS);
    if (event.type === 'answer.delta') {
      // Who has the beginning only takes what follows on it.
      const news = event.text.slice(Math.max(length - event.from, 0));
      if (event.from > length || news === '') return;
      if (length === 0) begin(writer, turnId);
      length += news.length;
      writer.write({ type: 'text-delta', id: 'answer', delta: news });
    } else if (event.type === 'answer.finished') {
      if (length > 0) writer.write({ type: 'text-end', id: 'answer' });
      finish(ctx, sessionId, turnId, writer).finally(end);
    }
    sign.resolve(true);
  };
  if (await sign.promise) return stream.read(signal);
  end();
  return null;
}

function begin(writer: StreamWriter, turnId: string): void {
  writer.write({ type: 'start', messageId: turnId });
  writer.write({ type: 'start-step' });
  writer.write({ type: 'text-start', id: 'answer' });
}

/** The end of an answer that another process wrote, with the sources that were stored with it. */
async function finish(ctx: VisitorCtx, sessionId: string, turnId: string, writer: StreamWriter): Promise<void> {
  try {
    const { messages } = await readVisitorSession(ctx, { sessionId });
    const sources = messages.find(({ id }) => id === turnId)?.sources ?? [];
    // Written by this product at settlement; the database keeps it as it was.
    if (sources.length > 0) writer.write({ type: 'data-sources', data: { sources: sources as never } });
  } catch (cause) {
    log.warn('the sources of an answer could not be read', { requestId: ctx.requestId, turnId, cause });
  }
  writer.write({ type: 'finish-step' });
  writer.write({ type: 'finish', finishReason: 'stop' });
}
