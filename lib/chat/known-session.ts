import type { VisitorCtx } from '@/lib/companies/context';
import { namedCache } from '@/lib/platform/cache/named-cache';
import type { OpenedTurn } from './opened-turn';
import type { Plan, SessionFacts } from './plan';

/** What a session was when its last turn ended: enough to begin the next answer before the database has spoken. */
export type KnownSession = Pick<OpenedTurn, 'settings' | 'history' | 'visitor' | 'lead'> & {
  messageCount: number;
  /** The ids that the visitor's client gave its last messages. */
  messageIds: string[];
  summary: string | null;
};

/** Sessions with more text than this, in UTF-16 units, are not worth their memory. */
const MAX_TEXT = 24_000;
const MAX_MESSAGES = 20;

const sessions = namedCache<KnownSession>('history');
/** Whose a session is. */
type Owner = { companyId: string; actor: { visitorId: string } };
const keyOf = (owner: Owner, sessionId: string) => `${owner.companyId}:${owner.actor.visitorId}:${sessionId}`;

/** The session as this process saw it last. It may have changed since: what is built on it must ask `stillHolds`. */
export const recallSession = (ctx: VisitorCtx, sessionId: string): KnownSession | null =>
  sessions.peek(keyOf(ctx, sessionId)) ?? null;

/** Keeps what the next turn of the session will need. `answer` is what this one said, whole. */
export function rememberSession(
  ctx: VisitorCtx,
  { opened, text: question, messageId }: { opened: OpenedTurn; text: string; messageId: string },
  answer: string,
): void {
  const key = keyOf(ctx, opened.session.id);
  const said: KnownSession['history'] = [{ role: 'user', text: question, complete: true }];
  if (answer !== '') said.push({ role: 'assistant', text: answer, complete: true });
  const history = [...opened.history, ...said].slice(-MAX_MESSAGES);
  const length = history.reduce((sum, { text }) => sum + text.length, 0);
  if (length > MAX_TEXT) {
    sessions.invalidate(key);
    return;
  }
  sessions.set(key, {
    settings: opened.settings,
    // By the next turn the answer and the next message have come.
    visitor: { ...opened.visitor, messageCount: opened.visitor.messageCount + said.length },
    lead: opened.lead,
    summary: opened.session.summary,
    messageCount: opened.session.messageCount + said.length - 1,
    messageIds: [...(sessions.peek(key)?.messageIds ?? []), messageId].slice(-MAX_MESSAGES),
    history,
  });
}

/** Forgets a session that has changed in a way that the next turn must read from the database. */
export const forgetSession = (owner: Owner, sessionId: string): void => sessions.invalidate(keyOf(owner, sessionId));

/**
 * Whether nothing has happened since but the message that was just stored: nobody wrote, summed up, took over or changed
 * how the assistant shall speak, and what is known by now would not plan the answer otherwise.
 */
export const stillHolds = (early: { known: KnownSession; plan: Plan }, opened: OpenedTurn, plan: Plan): boolean =>
  !opened.duplicate &&
  opened.turn !== null &&
  opened.session.messageCount === early.known.messageCount + 1 &&
  opened.session.summary === early.known.summary &&
  early.plan.name === plan.name &&
  early.plan.depth === plan.depth &&
  JSON.stringify(opened.settings) === JSON.stringify(early.known.settings);

/** What a plan needs to know of the session. */
export const factsOf = ({ visitor, history, lead, ...rest }: KnownSession | OpenedTurn): SessionFacts => ({
  visitor,
  history,
  summary: 'session' in rest ? rest.session.summary : rest.summary,
  lead,
});
