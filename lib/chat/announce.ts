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
  const message = (fields: Omit<LiveMessage, 'authorName' | 'createdAt'>) =>
    toBoth({
      type: 'message.created',
      sessionId,
      message: { ...fields, authorName: null, createdAt: new Date().toISOString() },
    });
  /** Of this turn among those of the session; not known before its message is stored. */
  let own: number | null = null;
  /** The newest other turn that was heard of. */
  let newest = { order: 0, turnId: '' };
  const isNewer = ({ order, turnId: other }: typeof newest) =>
    own !== null && (order > own || (order === own && other > turnId));
  const reasonToStop = (event: SessionEvent): StopReason | null => {
    if (event.sessionId !== sessionId) return null;
    if (event.type === 'session.changed' && event.handler === 'agent') return 'taken-over';
    if (event.type === 'answer.stop') return (event.turnId ?? turnId) === turnId ? 'stopped' : null;
    if (event.type !== 'answer.started' || event.turnId === turnId) return null;
    const other = { order: event.order ?? 0, turnId: event.turnId };
    if (other.order >= newest.order) newest = other;
    return isNewer(other) ? 'superseded' : null;
  };
  let listener: (reason: StopReason) => void = () => {};
  return {
    userMessage: (id: string, text: string, clientMessageId: string) =>
      message({ id, role: 'user', text, sources: [], clientMessageId, complete: true }),
    /** @param order the number of messages in the session with this turn's own */
    started(order: number) {
      own = order;
      toBoth({ type: 'answer.started', sessionId, turnId, order });
      // A newer message may have been faster.
      if (isNewer(newest)) listener('superseded');
    },
    /**
     * Tokens go to the open conversation only, and only while somebody looks at it. Who came in the middle of the
     * answer gets its beginning with the next token.
     */
    delta(before: string, text: string) {
      if (!events().watched(session)) return;
      const latest = events().newestListener(session);
      const whole = latest !== toldListener;
      toldListener = latest;
      const news = whole ? { from: 0, text: before + text } : { from: before.length, text };
      events().publish(session, { type: 'answer.delta', sessionId, turnId, ...news });
    },
    answered({ outcome }: Receipt, text: string, sources: AnswerSource[]) {
      const complete = outcome === 'complete';
      if (text) message({ id: turnId, role: 'assistant', text, sources, clientMessageId: null, complete });
      toBoth({ type: 'answer.finished', sessionId, turnId, outcome });
    },
    /** Calls back when the answer shall stop. @returns ends the subscription */
    onStop(given: (reason: StopReason) => void) {
      listener = given;
      return events().subscribe(company, (event) => {
        const reason = reasonToStop(event);
        if (reason) listener(reason);
      });
    },
  };
}

export type Announcer = ReturnType<typeof announcer>;

/** Stops an answer of a session, in whichever process it is being written. */
export function stopAnswer(ctx: VisitorCtx, sessionId: string, turnId: string): void {
  const event: SessionEvent = { type: 'answer.stop', sessionId, turnId };
  events().publish(companyChannel(ctx.companyId), event);
}
