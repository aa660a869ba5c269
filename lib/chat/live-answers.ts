import type { VisitorCtx } from '@/lib/companies/context';
import { shared } from '@/lib/platform/shared';
import type { StopReason } from './announce';
import { type AnswerStream, createAnswerStream } from './stream-encoder';

/** How long a resumable answer goes on with nobody reading, in milliseconds: a reload, a tunnel, another page. */
export const RESUME_WITHIN_MS = 20_000;

/** An answer that is being written in this process, with the means to read and to stop it. */
export type LiveAnswer = {
  stream: AnswerStream;
  stop: AbortController;
  /** To be called when it has ended. */
  forget(): void;
};

/** Company and visitor are part of the key: nobody finds an answer that is not theirs. */
const keyOf = (ctx: VisitorCtx, sessionId: string) =>
  `${ctx.companyId}:${ctx.actor.visitorId}:${sessionId.toLowerCase()}`;
const answers = () => shared('chat.live-answers', () => new Map<string, LiveAnswer[]>());

/**
 * Makes room for an answer of a session and keeps it findable until it ends. When its last reader is gone it stops at
 * once, or, if it is resumable, after nobody has come back in time.
 */
export function openLiveAnswer(ctx: VisitorCtx, sessionId: string, resumable: boolean): LiveAnswer {
  const key = keyOf(ctx, sessionId);
  const stop = new AbortController();
  let patience: NodeJS.Timeout | undefined;
  const giveUp = () => {
    if (stream.readers === 0) stop.abort('reader-gone' satisfies StopReason);
  };
  const readersGone = () => {
    clearTimeout(patience);
    if (!resumable) return giveUp();
    patience = setTimeout(giveUp, RESUME_WITHIN_MS);
    patience.unref();
  };
  const stream = createAnswerStream(readersGone, { numbered: resumable });
  const live: LiveAnswer = {
    stream,
    stop,
    forget() {
      clearTimeout(patience);
      // Also of a turn that was refused, so that nobody waits for an answer that will not come.
      stream.writer.end();
      const others = (answers().get(key) ?? []).filter((other) => other !== live);
      if (others.length > 0) answers().set(key, others);
      else answers().delete(key);
    },
  };
  answers().set(key, [...(answers().get(key) ?? []), live]);
  return live;
}

/** The newest answer of the visitor's session that this process is writing. */
export const findLiveAnswer = (ctx: VisitorCtx, sessionId: string): LiveAnswer | null =>
  answers().get(keyOf(ctx, sessionId))?.at(-1) ?? null;

/** Whether an earlier message of the session is being answered still. */
export const answersAlready = (ctx: VisitorCtx, sessionId: string): boolean =>
  (answers().get(keyOf(ctx, sessionId))?.length ?? 0) > 1;

/** How many answers this process is writing. */
export function countLiveAnswers(): number {
  let count = 0;
  for (const list of answers().values()) count += list.length;
  return count;
}

/** The sessions whose answers this process is writing. */
export const liveSessionIds = (): string[] => [
  ...new Set([...answers().keys()].map((key) => key.slice(key.lastIndexOf(':') + 1))),
];

/** Stops what this process is answering in these sessions. */
export function stopAnswersOf(sessionIds: readonly string[], reason: StopReason): void {
  for (const [key, list] of answers()) {
    if (!sessionIds.includes(key.slice(key.lastIndexOf(':') + 1))) continue;
    for (const { stop } of list) stop.abort(reason);
  }
}
