import type {
  Conversation,
  Folder,
  Handler,
  Inbox,
  InboxEvent,
  Message,
  SessionStatus,
  SessionSummary,
} from '@/lib/conversations/schema';

/** A reply that the server has not confirmed yet. */
export type Outgoing = { sessionId: string; clientMessageId: string; text: string; failed: string | null };

/** The answer that is being written in the open conversation. `gap`: its beginning was missed, so its text waits. */
export type LiveAnswer = { turnId: string; text: string; gap: boolean };

export type InboxState = {
  me: { userId: string; name: string };
  folder: Folder;
  /** Null until the folder's list has come. */
  sessions: SessionSummary[] | null;
  counts: Inbox['counts'];
  sessionId: string | null;
  /** Null while it is on its way; `missing` when there is no such conversation. */
  conversation: Conversation | 'missing' | null;
  live: LiveAnswer | null;
  /** Conversations seen before, newest first: they show at once while the fresh state is on its way. */
  seen: Conversation[];
  outgoing: Outgoing[];
  /** Sessions with visitor messages that nobody has looked at here. */
  unread: ReadonlySet<string>;
  /** Sessions in which the assistant is writing right now. */
  answering: ReadonlySet<string>;
  /** Count up when the list or the open conversation has to be read again. */
  listWanted: number;
  conversationWanted: number;
};

export type InboxAction =
  | { type: 'opened'; folder: Folder; sessionId: string | null }
  | { type: 'list.read'; folder: Folder; inbox: Inbox }
  | { type: 'conversation.read'; sessionId: string; conversation: Conversation | null }
  | { type: 'change.made'; sessionId: string; change: { handler: Handler } | { status: SessionStatus } }
  | { type: 'change.refused' }
  | { type: 'reply.sending'; reply: Outgoing }
  | { type: 'reply.refused'; clientMessageId: string; reason: string }
  | { type: 'reply.dropped'; clientMessageId: string }
  | { type: 'reply.stored'; sessionId: string; message: Message }
  | { type: 'event'; event: InboxEvent };

const REMEMBERED = 20;
const PREVIEW_LENGTH = 200;

/** The inbox as the server rendered it. */
export function initialState(start: {
  me: { userId: string; name: string };
  folder: Folder;
  inbox: Inbox;
  sessionId: string | null;
  conversation: Conversation | null;
}): InboxState {
  const { me, folder, inbox, sessionId, conversation } = start;
  const empty: InboxState = {
    me,
    folder,
    sessions: inbox.sessions,
    counts: inbox.counts,
    sessionId,
    conversation: null,
    live: null,
    seen: [],
    outgoing: [],
    unread: new Set(),
    answering: new Set(),
    listWanted: 0,
    conversationWanted: 0,
  };
  return sessionId ? withConversation(empty, sessionId, conversation) : empty;
}

/** How the inbox goes on after something happened. Pure; the same event twice changes nothing the second time. */
export function reduce(state: InboxState, action: InboxAction): InboxState {
  switch (action.type) {
    case 'opened':
      return open(state, action.folder, action.sessionId);
    case 'list.read':
      if (action.folder !== state.folder) return state;
      return { ...state, sessions: action.inbox.sessions, counts: action.inbox.counts };
    case 'conversation.read':
      return withConversation(state, action.sessionId, action.conversation);
    case 'change.made':
      // Nothing is read again yet: the server tells by an event when the change has happened.
      return changed(state, action.sessionId, ownChange(state, action.change));
    case 'change.refused':
      return { ...state, listWanted: state.listWanted + 1, conversationWanted: state.conversationWanted + 1 };
    case 'reply.sending': {
      const { clientMessageId } = action.reply;
      const others = state.outgoing.filter((reply) => reply.clientMessageId !== clientMessageId);
      return { ...state, outgoing: [...others, action.reply] };
    }
    case 'reply.refused':
      return {
        ...state,
        outgoing: state.outgoing.map((reply) =>
          reply.clientMessageId === action.clientMessageId ? { ...reply, failed: action.reason } : reply,
        ),
      };
    case 'reply.dropped':
      return { ...state, outgoing: state.outgoing.filter((reply) => reply.clientMessageId !== action.clientMessageId) };
    case 'reply.stored':
      return withMessage(state, action.sessionId, action.message);
    case 'event':
      return heard(state, action.event);
  }
}

function heard(state: InboxState, event: InboxEvent): InboxState {
  switch (event.type) {
    case 'ping':
    case 'answer.stop':
      return state;
    case 'snapshot': {
      const listed = { ...state, sessions: event.inbox.sessions, counts: event.inbox.counts };
      if (event.conversation === 'fetch') return { ...listed, conversationWanted: listed.conversationWanted + 1 };
      return state.sessionId ? withConversation(listed, state.sessionId, event.conversation) : listed;
    }
    case 'session.changed': {
      const next = changed(state, event.sessionId, {
        ...(event.handler ? { handler: event.handler } : {}),
        ...(event.status ? { status: event.status } : {}),
        ...(event.agentName !== undefined ? { assignedName: event.agentName } : {}),
      });
      const isOpen = event.sessionId === state.sessionId;
      return {
        ...next,
        listWanted: next.listWanted + 1,
        conversationWanted: next.conversationWanted + (isOpen ? 1 : 0),
      };
    }
    case 'message.created': {
      const { sources, ...message } = event.message;
      return withMessage(state, event.sessionId, { ...message, sources: sources as Message['sources'], turn: null });
    }
    case 'answer.started': {
      const answering = new Set(state.answering).add(event.sessionId);
      if (event.sessionId !== state.sessionId || state.live?.turnId === event.turnId) return { ...state, answering };
      return { ...state, answering, live: { turnId: event.turnId, text: '', gap: false } };
    }
    case 'answer.delta': {
      if (event.sessionId !== state.sessionId) return state;
      const live = state.live?.turnId === event.turnId ? state.live : { turnId: event.turnId, text: '', gap: false };
      if (live.gap && event.from > 0) return state;
      if (event.from > live.text.length) return { ...state, live: { ...live, gap: true } };
      return { ...state, live: { ...live, text: live.text.slice(0, event.from) + event.text, gap: false } };
    }
    case 'answer.finished': {
      const answering = new Set(state.answering);
      answering.delete(event.sessionId);
      if (event.sessionId !== state.sessionId) return { ...state, answering };
      // The text stays until the stored message, with its receipt, takes its place.
      return { ...state, answering, conversationWanted: state.conversationWanted + 1 };
    }
  }
}

function open(state: InboxState, folder: Folder, sessionId: string | null): InboxState {
  if (folder === state.folder && sessionId === state.sessionId) return state;
  const moved = folder === state.folder ? state : { ...state, folder, sessions: null };
  if (sessionId === state.sessionId) return moved;
  const unread = new Set(state.unread);
  if (sessionId) unread.delete(sessionId);
  const conversation = state.seen.find((known) => known.session.id === sessionId) ?? null;
  return { ...moved, sessionId, conversation, live: null, unread };
}

/** Puts in what was read, without losing messages that came by event while it was read. */
function withConversation(state: InboxState, sessionId: string, read: Conversation | null): InboxState {
  if (sessionId !== state.sessionId) return state;
  if (!read) return { ...state, conversation: 'missing', live: null };
  const before = state.conversation !== 'missing' ? state.conversation : null;
  const known = new Set(read.messages.map((message) => message.id));
  const newest = read.messages.at(-1)?.createdAt ?? '';
  const later = (before?.messages ?? []).filter((message) => !known.has(message.id) && message.createdAt > newest);
  const conversation = { ...read, messages: [...read.messages, ...later] };
  return remember({
    ...state,
    conversation,
    live: liveAfterRead(state.live, conversation),
    outgoing: withoutStored(state.outgoing, conversation.messages),
  });
}

/** A read conversation tells which answer is running; one that was joined in the middle has lost its beginning. */
function liveAfterRead(live: LiveAnswer | null, { runningTurnId, messages }: Conversation): LiveAnswer | null {
  if (runningTurnId && live?.turnId !== runningTurnId) return { turnId: runningTurnId, text: '', gap: false };
  if (!live || runningTurnId === live.turnId) return live;
  const left = messages.some((message) => message.id === live.turnId || message.turn?.id === live.turnId);
  return left || live.gap ? null : live;
}

const withoutStored = (outgoing: Outgoing[], messages: Message[]): Outgoing[] => {
  const stored = new Set(messages.map((message) => message.clientMessageId));
  return outgoing.some((reply) => stored.has(reply.clientMessageId))
    ? outgoing.filter((reply) => !stored.has(reply.clientMessageId))
    : outgoing;
};

function withMessage(state: InboxState, sessionId: string, message: Message): InboxState {
  const next = withRow(state, sessionId, message);
  const { conversation } = next;
  if (sessionId !== state.sessionId || !conversation || conversation === 'missing') {
    return message.role === 'user' && sessionId !== state.sessionId
      ? { ...next, unread: new Set(next.unread).add(sessionId) }
      : next;
  }
  const held = conversation.messages.find((known) => known.id === message.id);
  const messages = held ? conversation.messages : [...conversation.messages, message];
  const session = message.role === 'user' ? { ...conversation.session, status: 'open' as const } : conversation.session;
  return remember({
    ...next,
    conversation: { ...conversation, session, messages },
    live: next.live?.turnId === message.id ? null : next.live,
    // An answer comes without its receipt.
    conversationWanted: next.conversationWanted + (!held && message.role === 'assistant' ? 1 : 0),
    outgoing: withoutStored(next.outgoing, [message]),
  });
}

/** Moves the session's row to the top with its new preview; a session that is not in the list makes it be read again. */
function withRow(state: InboxState, sessionId: string, message: Message): InboxState {
  const row = state.sessions?.find((session) => session.id === sessionId);
  if (!row) return { ...state, listWanted: state.listWanted + 1 };
  if (Date.parse(row.lastMessageAt) > Date.parse(message.createdAt)) return state;
  const reopened = row.status === 'closed' && message.role === 'user';
  const moved: SessionSummary = {
    ...row,
    preview: message.text.replaceAll(/\s+/g, ' ').slice(0, PREVIEW_LENGTH),
    lastRole: message.role,
    lastMessageAt: message.createdAt,
  };
  const others = (state.sessions ?? []).filter((session) => session.id !== sessionId);
  return { ...state, sessions: [moved, ...others], listWanted: state.listWanted + (reopened ? 1 : 0) };
}

type Change = { handler?: Handler; status?: SessionStatus; assignedName?: string | null; assignedTo?: string | null };

/** What the agent's own change means before the server has said so. */
function ownChange({ me }: InboxState, change: { handler: Handler } | { status: SessionStatus }): Change {
  if ('status' in change) {
    return change.status === 'closed'
      ? { status: 'closed', handler: 'assistant', assignedTo: null, assignedName: null }
      : { status: 'open' };
  }
  return change.handler === 'agent'
    ? { handler: 'agent', status: 'open', assignedTo: me.userId, assignedName: me.name }
    : { handler: 'assistant', assignedTo: null, assignedName: null };
}

function changed(state: InboxState, sessionId: string, change: Change): InboxState {
  const apply = <T extends Pick<SessionSummary, 'handler' | 'status' | 'assignedTo' | 'assignedName'>>(
    session: T,
  ): T => {
    const next = { ...session, ...change };
    // The event names the agent but not by id: who it is stays known only while nothing changed about it.
    const sameAgent = next.handler === session.handler && next.assignedName === session.assignedName;
    return change.assignedTo === undefined && !sameAgent ? { ...next, assignedTo: null } : next;
  };
  const { conversation } = state;
  const next: InboxState = {
    ...state,
    sessions: state.sessions?.map((session) => (session.id === sessionId ? apply(session) : session)) ?? null,
  };
  if (sessionId !== state.sessionId || !conversation || conversation === 'missing') return next;
  return remember({ ...next, conversation: { ...conversation, session: apply(conversation.session) } });
}

function remember(state: InboxState): InboxState {
  const { conversation } = state;
  if (!conversation || conversation === 'missing') return state;
  const others = state.seen.filter((known) => known.session.id !== conversation.session.id);
  return { ...state, seen: [conversation, ...others].slice(0, REMEMBERED) };
}
