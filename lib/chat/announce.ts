import type { VisitorCtx } from '@/lib/companies/context';
import { events } from '@/lib/platform/events/current';
import { companyChannel, sessionChannel } from '@/lib/platform/events/events';
import type { LiveMessage, SessionEvent } from '@/lib/platform/events/schema';
import type { AnswerSource, Receipt } from './schema';

/**
 * Why an answer stopped before its end: nobody read it any more, an agent took over, a newer message of the session is
 * being answered, or the visitor stopped it.
 */
export type StopReason = 'reader-gone' | 'taken-over' | 'superseded' | 'stopped';

/**
 * Tells everyone who watches a session what its turn is doing.
 * @param turnId of the turn; ids grow with time, so that of two turns each knows which is newer
 */
export function announcer(ctx: VisitorCtx, sessionId: string, turnId: string) {
  const company = companyChannel(ctx.companyId);
  const session = sessionChannel(ctx.companyId, sessionId);
  /** The newest listener that has the answer from its beginning. */
  let toldListener = 0;
  const toBoth = (event: SessionEvent) => {
    events().publish(company, event);
    events().publish(session, event);
  };
  const message = (fields: Pick<LiveMessage, 'id' | 'role' | 'text' | 'sources' | 'clientMessageId'>) =>
    toBoth({
      type: 'message.created',
      sessionId,
      message: { ...fields, authorName: null, createdAt: new Date().toISOString() },
    });
  const reasonToStop = (event: SessionEvent): StopReason | null => {
    if (event.sessionId !== sessionId) return null;
    if (event.type === 'session.changed' && event.handler === 'agent') return 'taken-over';
    if (event.type === 'answer.started' && event.turnId > turnId) return 'superseded';
    return event.type === 'answer.stop' ? 'stopped' : null;
  };
  return {
    userMessage: (id: string, text: string, clientMessageId: string) =>
      message({ id, role: 'user', text, sources: [], clientMessageId }),
    started: () => toBoth({ type: 'answer.started', sessionId, turnId }),
    /**
     * Tokens go to the open conversation only, and only while somebody looks at it. Who came in the middle of the
     * answer gets its beginning with the next token.
     */
    delta(before: string, text: string) {
      if (!events().watched(session)) return;
      const newest = events().newestListener(session);
      const whole = newest !== toldListener;
      toldListener = newest;
      const news = whole ? { from: 0, text: before + text } : { from: before.length, text };
      events().publish(session, { type: 'answer.delta', sessionId, turnId, ...news });
    },
    answered({ outcome }: Receipt, text: string, sources: AnswerSource[]) {
      if (text) message({ id: turnId, role: 'assistant', text, sources, clientMessageId: null });
      toBoth({ type: 'answer.finished', sessionId, turnId, outcome });
    },
    /** Calls back when the answer shall stop. @returns ends the subscription */
    onStop: (listener: (reason: StopReason) => void) =>
      events().subscribe(company, (event) => {
        const reason = reasonToStop(event);
        if (reason) listener(reason);
      }),
  };
}

export type Announcer = ReturnType<typeof announcer>;

/** Stops what is being answered in a session, in whichever process it is. */
export function stopAnswer(ctx: VisitorCtx, sessionId: string): void {
  const event: SessionEvent = { type: 'answer.stop', sessionId };
  events().publish(companyChannel(ctx.companyId), event);
}
