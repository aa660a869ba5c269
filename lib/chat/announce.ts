import type { VisitorCtx } from '@/lib/companies/context';
import { companyChannel, sessionChannel } from '@/lib/platform/events/events';
import { events } from '@/lib/platform/events/in-process';
import type { LiveMessage, SessionEvent } from '@/lib/platform/events/schema';
import type { AnswerSource, Receipt } from './schema';

/** Why an answer stopped before its end. */
export type StopReason = 'reader-gone' | 'taken-over';

/** Tells everyone who watches a session what its turn is doing. */
export function announcer(ctx: VisitorCtx, sessionId: string) {
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
  return {
    userMessage: (id: string, text: string, clientMessageId: string) =>
      message({ id, role: 'user', text, sources: [], clientMessageId }),
    started: (turnId: string) => toBoth({ type: 'answer.started', sessionId, turnId }),
    /**
     * Tokens go to the open conversation only, and only while somebody looks at it. Who came in the middle of the
     * answer gets its beginning with the next token.
     */
    delta(turnId: string, before: string, text: string) {
      if (!events().watched(session)) return;
      const newest = events().newestListener(session);
      const whole = newest !== toldListener;
      toldListener = newest;
      const news = whole ? { from: 0, text: before + text } : { from: before.length, text };
      events().publish(session, { type: 'answer.delta', sessionId, turnId, ...news });
    },
    answered({ turnId, outcome }: Receipt, text: string, sources: AnswerSource[]) {
      if (text) message({ id: turnId, role: 'assistant', text, sources, clientMessageId: null });
      toBoth({ type: 'answer.finished', sessionId, turnId, outcome });
    },
    /** Calls back when an agent takes the session over. @returns ends the subscription */
    onTakeOver: (listener: () => void) =>
      events().subscribe(company, (event) => {
        if (event.type === 'session.changed' && event.sessionId === sessionId && event.handler === 'agent') listener();
      }),
  };
}

export type Announcer = ReturnType<typeof announcer>;
