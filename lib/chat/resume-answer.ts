import type { VisitorCtx } from '@/lib/companies/context';
import { readVisitorSession } from '@/lib/conversations/visitor';
import { kvClient } from '@/lib/platform/kv/client';
import { stopAnswer } from './announce';
import { followAnswer } from './follow-answer';
import { findLiveAnswer } from './live-answers';

/**
 * The answer that is being written in a session, for a reader who comes (back) in the middle of it.
 * One of this process is given on from where the reader was; one of another process is followed by its events, from
 * its beginning: the reader tells by the `start` part, which begins an answer anew.
 * @param input.after id of the last event that the reader has; undefined or of another answer: all of it
 * @returns null when nothing is being answered
 * @throws AppError `not-found` for a session that is not the visitor's
 */
export async function resumeAnswer(
  ctx: VisitorCtx,
  input: { sessionId: string; after: string | undefined; signal: AbortSignal },
): Promise<ReadableStream<Uint8Array> | null> {
  const live = findLiveAnswer(ctx, input.sessionId);
  if (live) return live.stream.read(input.signal, input.after);
  const { answering, session } = await readVisitorSession(ctx, input);
  // Without a KV there is no other process that could be writing it.
  if (!answering || !kvClient()) return null;
  return followAnswer(ctx, session.id, answering, input.signal);
}

/**
 * Stops what is being answered in a session, in whichever process that is.
 * @throws AppError `not-found` for a session that is not the visitor's
 */
export async function stopSession(ctx: VisitorCtx, input: { sessionId: string }): Promise<void> {
  const live = findLiveAnswer(ctx, input.sessionId);
  if (live) return live.stop.abort('stopped');
  const { session, answering } = await readVisitorSession(ctx, input);
  if (answering) stopAnswer(ctx, session.id, answering);
}
