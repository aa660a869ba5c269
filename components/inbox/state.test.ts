import { describe, expect, it } from 'vitest';
import type { Conversation, InboxEvent, Message, SessionSummary } from '@/lib/conversations/schema';
import { type InboxAction, type InboxState, initialState, reduce } from './state';

const ME = { userId: 'me', name: 'Maya' };
const at = (minute: number) => `2026-11-20T09:${String(minute).padStart(2, '0')}:00.000Z`;

const row = (id: string, minute: number, more: Partial<SessionSummary> = {}): SessionSummary => ({
  id,
  title: id,
  status: 'open',
  handler: 'assistant',
  assignedTo: null,
  assignedName: null,
  messageCount: 1,
  preview: 'before',
  lastRole: 'user',
  lastMessageAt: at(minute),
  createdAt: at(0),
  visitorName: null,
  leadScore: null,
  ...more,
});

const message = (id: string, role: Message['role'], minute: number, more: Partial<Message> = {}): Message => ({
  id,
  role,
  text: `text of ${id}`,
  sources: [],
  clientMessageId: null,
  authorName: null,
  createdAt: at(minute),
  turn: null,
  ...more,
});

const conversation = (id: string, messages: Message[], more: Partial<Conversation> = {}): Conversation => ({
  session: { ...row(id, 1), companyId: 'company', pageUrl: null, locale: null, summary: null },
  visitor: {
    id: 'v',
    name: null,
    email: null,
    phone: null,
    locale: null,
    createdAt: at(0),
    lastSeenAt: at(0),
    sessionCount: 1,
  },
  lead: null,
  insight: null,
  runningTurnId: null,
  messages,
  ...more,
});

const counts = { open: 2, mine: 0, unassigned: 2, closed: 0 };
const started = (open: Conversation | null = conversation('a', [message('a1', 'user', 1)])): InboxState =>
  initialState({
    me: ME,
    folder: 'open',
    inbox: { counts, sessions: [row('b', 2), row('a', 1)] },
    sessionId: 'a',
    conversation: open,
  });

const after = (state: InboxState, ...actions: InboxAction[]) => actions.reduce(reduce, state);
const hear = (state: InboxState, ...events: InboxEvent[]) =>
  events.reduce((now, event) => reduce(now, { type: 'event', event }), state);
const live = ({ turn: _turn, ...rest }: Message) => ({ ...rest, complete: true });
const said = (sessionId: string, m: Message): InboxEvent => ({ type: 'message.created', sessionId, message: live(m) });
const open = (state: InboxState): Conversation => {
  if (!state.conversation || state.conversation === 'missing') throw new Error('no conversation is open');
  return state.conversation;
};

describe('the list', () => {
  it('moves a session with a new message to the top, with the message as its preview', () => {
    const state = hear(started(), said('a', message('a2', 'user', 3, { text: 'Are you\n there?' })));
    expect(state.sessions?.map((s) => [s.id, s.preview])).toEqual([
      ['a', 'Are you there?'],
      ['b', 'before'],
    ]);
    expect(state.listWanted).toBe(0);
  });

  it('marks messages of visitors in other sessions as unread until the session is opened', () => {
    const state = hear(
      started(),
      said('b', message('b2', 'user', 3)),
      said('a', message('a2', 'user', 3)),
      said('c', message('c1', 'assistant', 3)),
    );
    expect([...state.unread]).toEqual(['b']);
    expect([...after(state, { type: 'opened', folder: 'open', sessionId: 'b' }).unread]).toEqual([]);
  });

  it('asks to be read again for a session it does not hold, and for a closed one that opens again', () => {
    expect(hear(started(), said('new', message('n1', 'user', 3))).listWanted).toBe(1);
    const closed = { ...started(), sessions: [row('b', 2, { status: 'closed' })] };
    expect(hear(closed, said('b', message('b2', 'user', 3))).listWanted).toBe(1);
  });

  it('ignores a message that is older than what the row shows', () => {
    const state = hear(started(), said('b', message('b0', 'user', 1)));
    expect(state.sessions?.[0]?.preview).toBe('before');
  });

  it('shows in which sessions the assistant is writing', () => {
    const state = hear(started(), { type: 'answer.started', sessionId: 'b', turnId: 't' });
    expect([...state.answering]).toEqual(['b']);
    expect([
      ...hear(state, { type: 'answer.finished', sessionId: 'b', turnId: 't', outcome: 'complete' }).answering,
    ]).toEqual([]);
  });

  it('waits for the new list after a change of folder', () => {
    const state = after(started(), { type: 'opened', folder: 'closed', sessionId: 'a' });
    expect(state.sessions).toBeNull();
    expect(open(state).session.id).toBe('a');
  });
});

describe('the streaming answer', () => {
  const begin: InboxEvent = { type: 'answer.started', sessionId: 'a', turnId: 't1' };
  const delta = (from: number, text: string): InboxEvent => ({
    type: 'answer.delta',
    sessionId: 'a',
    turnId: 't1',
    from,
    text,
  });

  it('grows piece by piece, and a piece that comes twice changes nothing', () => {
    const state = hear(started(), begin, delta(0, 'Hel'), delta(3, 'lo'), delta(3, 'lo'));
    expect(state.live).toEqual({ turnId: 't1', text: 'Hello', gap: false });
  });

  it('waits for the whole text when its beginning was missed', () => {
    const joined = started(conversation('a', [message('a1', 'user', 1)], { runningTurnId: 't1' }));
    expect(joined.live).toEqual({ turnId: 't1', text: '', gap: false });
    const state = hear(joined, delta(40, 'late'), delta(44, 'r'));
    expect(state.live).toEqual({ turnId: 't1', text: '', gap: true });
    const told = hear(state, delta(0, 'All of it'), delta(9, ' now'));
    expect(told.live).toEqual({ turnId: 't1', text: 'All of it now', gap: false });
  });

  it('ignores the tokens of another session', () => {
    const other: InboxEvent = { type: 'answer.delta', sessionId: 'b', turnId: 't9', from: 0, text: 'x' };
    expect(hear(started(), other).live).toBeNull();
  });

  it('gives way to the stored message and asks for its receipt', () => {
    const state = hear(
      started(),
      begin,
      delta(0, 'Hello'),
      said('a', message('t1', 'assistant', 3, { text: 'Hello' })),
    );
    expect(state.live).toBeNull();
    expect(open(state).messages.map((m) => m.id)).toEqual(['a1', 't1']);
    expect(state.conversationWanted).toBe(1);
  });

  it('keeps its text on screen between the end of the stream and the stored message', () => {
    const ended: InboxEvent = { type: 'answer.finished', sessionId: 'a', turnId: 't1', outcome: 'complete' };
    const state = hear(started(), begin, delta(0, 'Hello'), ended);
    expect(state.live?.text).toBe('Hello');
    const stored = conversation('a', [message('a1', 'user', 1), message('t1', 'assistant', 3)]);
    expect(after(state, { type: 'conversation.read', sessionId: 'a', conversation: stored }).live).toBeNull();
  });

  it('goes away when its turn left no text behind', () => {
    const turn = { id: 't1', outcome: 'failed' } as Message['turn'];
    const stored = conversation('a', [message('a1', 'user', 1, { turn })]);
    const state = after(hear(started(), begin), { type: 'conversation.read', sessionId: 'a', conversation: stored });
    expect(state.live).toBeNull();
  });
});

describe('the open conversation', () => {
  it('shows a message once however often it is told', () => {
    const m = message('a2', 'user', 3);
    const state = hear(started(), said('a', m), said('a', m));
    expect(open(state).messages.map((x) => x.id)).toEqual(['a1', 'a2']);
  });

  it('keeps a message that came while an older state was being read', () => {
    const heard = hear(started(), said('a', message('a2', 'user', 3)));
    const stale = conversation('a', [message('a1', 'user', 1)]);
    const state = after(heard, { type: 'conversation.read', sessionId: 'a', conversation: stale });
    expect(open(state).messages.map((x) => x.id)).toEqual(['a1', 'a2']);
  });

  it('ignores what was read for a session that is no longer open', () => {
    const moved = after(started(), { type: 'opened', folder: 'open', sessionId: 'b' });
    expect(moved.conversation).toBeNull();
    const late = after(moved, { type: 'conversation.read', sessionId: 'a', conversation: conversation('a', []) });
    expect(late.conversation).toBeNull();
  });

  it('shows a session seen before at once', () => {
    const there = after(started(), { type: 'opened', folder: 'open', sessionId: 'b' });
    const back = after(there, { type: 'opened', folder: 'open', sessionId: 'a' });
    expect(open(back).messages.map((x) => x.id)).toEqual(['a1']);
  });

  it('is fetched when it is too long for the stream of events', () => {
    const state = hear(started(), { type: 'snapshot', inbox: { counts, sessions: [] }, conversation: 'fetch' });
    expect([state.sessions, state.conversationWanted]).toEqual([[], 1]);
    expect(open(state).messages).toHaveLength(1);
  });

  it('says when it does not exist', () => {
    expect(started(null).conversation).toBe('missing');
  });
});

describe('taking over', () => {
  it('is the agent at once, and stays it when the event of it comes', () => {
    const taken = after(started(), { type: 'change.made', sessionId: 'a', change: { handler: 'agent' } });
    expect(open(taken).session).toMatchObject({ handler: 'agent', assignedTo: 'me', assignedName: 'Maya' });
    expect(taken.listWanted).toBe(0);
    const told = hear(taken, {
      type: 'session.changed',
      sessionId: 'a',
      handler: 'agent',
      agentName: 'Maya',
      status: 'open',
    });
    expect(open(told).session.assignedTo).toBe('me');
    expect(told.conversationWanted).toBe(1);
  });

  it('by someone else shows their name and not mine', () => {
    const mine = after(started(), { type: 'change.made', sessionId: 'a', change: { handler: 'agent' } });
    const theirs = hear(mine, { type: 'session.changed', sessionId: 'a', handler: 'agent', agentName: 'Noor' });
    expect(open(theirs).session).toMatchObject({ handler: 'agent', assignedTo: null, assignedName: 'Noor' });
    expect(theirs.sessions?.find((s) => s.id === 'a')?.assignedName).toBe('Noor');
  });

  it('that was refused reads the truth again', () => {
    const state = after(started(), { type: 'change.refused' });
    expect([state.listWanted, state.conversationWanted]).toEqual([1, 1]);
  });

  it('ends with closing', () => {
    const mine = after(started(), { type: 'change.made', sessionId: 'a', change: { handler: 'agent' } });
    const closed = after(mine, { type: 'change.made', sessionId: 'a', change: { status: 'closed' } });
    expect(open(closed).session).toMatchObject({ status: 'closed', handler: 'assistant', assignedTo: null });
  });
});

describe('a reply', () => {
  const reply = { sessionId: 'a', clientMessageId: 'c1', text: 'Hi', failed: null };
  const stored = message('r1', 'agent', 3, { clientMessageId: 'c1', text: 'Hi', authorName: 'Maya' });

  it('shows at once and becomes the stored message, whichever of answer and event comes first', () => {
    const sent = after(started(), { type: 'reply.sending', reply });
    expect(sent.outgoing).toHaveLength(1);
    const byAnswer = hear(after(sent, { type: 'reply.stored', sessionId: 'a', message: stored }), said('a', stored));
    const byEvent = after(hear(sent, said('a', stored)), { type: 'reply.stored', sessionId: 'a', message: stored });
    for (const state of [byAnswer, byEvent]) {
      expect(state.outgoing).toEqual([]);
      expect(open(state).messages.map((m) => m.id)).toEqual(['a1', 'r1']);
    }
  });

  it('that failed says why and can be sent again under the same id', () => {
    const failed = after(
      started(),
      { type: 'reply.sending', reply },
      { type: 'reply.refused', clientMessageId: 'c1', reason: 'No connection.' },
    );
    expect(failed.outgoing[0]?.failed).toBe('No connection.');
    expect(after(failed, { type: 'reply.sending', reply }).outgoing).toEqual([reply]);
    expect(after(failed, { type: 'reply.dropped', clientMessageId: 'c1' }).outgoing).toEqual([]);
  });

  it('that was stored while the connection was lost is found when the state is read again', () => {
    const sent = after(started(), { type: 'reply.sending', reply });
    const snapshot: InboxEvent = {
      type: 'snapshot',
      inbox: { counts, sessions: [row('a', 3)] },
      conversation: conversation('a', [message('a1', 'user', 1), stored]),
    };
    expect(hear(sent, snapshot).outgoing).toEqual([]);
  });
});
