import type { LiveMessage } from '../lib/platform/events/schema';
import type { Chunk, Snapshot, Source, VisitorEvent } from './protocol';

/** A message as it is drawn. */
export type Entry = {
  /** Stays the same for the life of the entry: the message id that this browser chose, or the server's. */
  key: string;
  /** The server's id, once known. */
  id: string | null;
  role: 'user' | 'assistant' | 'agent';
  text: string;
  author: string | null;
  /** Milliseconds since 1970. */
  at: number;
  sources: Source[];
  /** Whether the database was seen to hold it. */
  stored: boolean;
  /** `waiting`: not sent yet, tried again by itself; `failed`: needs the visitor; `broken`: an answer without its end. */
  state: 'sending' | 'waiting' | 'failed' | 'writing' | 'done' | 'stopped' | 'broken';
  /** A sentence for the visitor under the message. */
  note: string;
  /** Finished operations of the answer in order, with the milliseconds that each adds to the waiting time. */
  steps: Step[];
  /** What the answer is doing now. */
  doing: 'searching' | 'thinking' | 'writing' | 'with-agent' | null;
  /** Milliseconds of the whole answer, once known. */
  totalMs: number | null;
};

export type Step = { name: string; ms: number };

/** How reading an answer's stream ended, as far as its chunks tell. */
export type AnswerEnd = 'open' | 'finished' | 'failed';

const MAX_ENTRIES = 50;
const answerKey = (messageId: string) => `answer-${messageId}`;

/** An entry with nothing in it yet. */
export function blank(key: string, role: Entry['role'], at: number): Entry {
  return {
    key,
    id: null,
    role,
    text: '',
    author: null,
    at,
    sources: [],
    stored: false,
    state: 'done',
    note: '',
    steps: [],
    doing: null,
    totalMs: null,
  };
}

/** Which operation stands behind what an answer says it is doing. */
const OPERATION = { searching: 'search-knowledge', thinking: 'first-token', writing: 'stream' } as const;

export type Conversation = ReturnType<typeof createConversation>;

/**
 * The conversation as this browser knows it. It is told what the visitor does, what an answer's stream brings and
 * what the session's events say, in any order and more than once, and keeps one entry for each message.
 * @param changed runs after every change
 */
export function createConversation(changed: () => void, now: () => number = Date.now) {
  let entries: Entry[] = [];
  const state = { handler: 'assistant' as 'assistant' | 'agent', agentName: null as string | null };

  const byId = (id: string) => entries.find((entry) => entry.id === id);
  const ownAnswerInFlight = () => entries.some((entry) => entry.state === 'writing' && entry.key !== entry.id);

  /** What the answer was doing is over; it took as long as it seemed to, until the receipt knows better. */
  const finishStep = (answer: Entry) => {
    if (!answer.doing || answer.doing === 'with-agent') return;
    const before = answer.steps.reduce((sum, step) => sum + step.ms, 0);
    const ms = Math.max(1, now() - answer.at - before);
    answer.steps = [...answer.steps, { name: OPERATION[answer.doing], ms }];
  };

  /** The entry of a stored message: found, or made. What this browser streams itself is not overwritten. */
  const merge = (message: LiveMessage): Entry => {
    const at = Date.parse(message.createdAt) || now();
    const key = message.clientMessageId ?? message.id;
    const entry = entries.find((own) => own.key === key) ?? byId(message.id) ?? blank(key, message.role, at);
    if (entry.state === 'writing' && entry.key !== entry.id) return entry;
    const { id, text, authorName: author } = message;
    const state = entry.state === 'stopped' || entry.state === 'broken' ? entry.state : 'done';
    const sources = message.sources as Source[];
    return Object.assign(entry, { id, text, author, at, sources, state, note: '', doing: null, stored: true });
  };

  /** The answer's stream has ended. An answer without a word leaves no entry, unless it has something to say. */
  const endAnswer = (answer: Entry, state: 'done' | 'stopped' | 'broken', note = answer.note) => {
    Object.assign(answer, { state, doing: null, note });
    if (!answer.text && !note) entries = entries.filter((entry) => entry !== answer);
    changed();
  };

  const applySnapshot = ({ session, messages }: Snapshot) => {
    const stored = messages.map(merge);
    // What only this browser has: messages on their way, and its newest answer, which the snapshot may just have missed.
    const local = entries.filter((entry) => !stored.includes(entry) && entry.key !== entry.id && !entry.stored);
    entries = [...stored, ...local];
    state.handler = session.handler;
    state.agentName = session.handler === 'agent' ? (session.agentName ?? state.agentName) : null;
  };

  return {
    state,
    entries: (): readonly Entry[] => entries,
    /** What is worth keeping for the next page load. */
    newest: (): Entry[] => entries.slice(-MAX_ENTRIES),

    /** Puts back what an earlier page kept. Messages that were on their way wait for the server's word. */
    restore(kept: Entry[]) {
      entries = kept.map((entry) => ({ ...blank(entry.key, entry.role, entry.at), ...entry }));
      for (const entry of entries) {
        if (entry.state === 'waiting') entry.state = 'sending';
        if (entry.state === 'writing') entry.state = 'broken';
      }
      changed();
    },

    /** Nothing is known any more: the server has forgotten this session. Unsent messages stay. */
    forget() {
      entries = entries.filter((entry) => entry.role === 'user' && entry.state !== 'done');
      state.handler = 'assistant';
      state.agentName = null;
      changed();
    },

    /** The visitor says something. */
    say(key: string, text: string): Entry {
      const entry: Entry = { ...blank(key, 'user', now()), text, state: 'sending' };
      entries = [...entries, entry];
      changed();
      return entry;
    },

    update(entry: Entry, change: Partial<Entry>) {
      Object.assign(entry, change);
      changed();
    },

    /** Makes room for the answer to a message, directly below it; a broken one to the same message is replaced. */
    expectAnswer(question: Entry): Entry {
      const answer: Entry = {
        ...blank(answerKey(question.key), 'assistant', now()),
        state: 'writing',
        doing: state.handler === 'agent' ? 'with-agent' : 'thinking',
      };
      entries = entries.filter((entry) => entry.key !== answer.key);
      entries.splice(entries.indexOf(question) + 1, 0, answer);
      changed();
      return answer;
    },

    /** One part of the answer's stream. */
    receive(answer: Entry, chunk: Chunk): AnswerEnd {
      let end: AnswerEnd = 'open';
      if (chunk.type === 'start' && chunk.messageId) {
        const { messageId } = chunk;
        // The events may have told of this answer before its own stream did.
        entries = entries.filter((entry) => entry === answer || entry.role === 'user' || entry.id !== messageId);
        answer.id = messageId;
      } else if (chunk.type === 'text-delta') {
        if (answer.doing !== 'writing') finishStep(answer);
        answer.text += chunk.delta;
        answer.doing = 'writing';
      } else if (chunk.type === 'data-status') {
        const { step, operation } = chunk.data;
        if (operation) answer.steps = [...answer.steps, { name: operation.name, ms: operation.durationMs }];
        else if (step !== answer.doing) finishStep(answer);
        answer.doing = step;
        if (step === 'with-agent') state.handler = 'agent';
      } else if (chunk.type === 'data-sources') {
        answer.sources = chunk.data.sources;
      } else if (chunk.type === 'data-receipt') {
        answer.totalMs = chunk.data.totalMs;
        answer.steps = chunk.data.operations.map(({ name, durationMs }) => ({ name, ms: durationMs }));
      } else if (chunk.type === 'error') {
        answer.note = chunk.errorText;
        end = 'failed';
      } else if (chunk.type === 'finish' || chunk.type === 'abort') end = 'finished';
      changed();
      return end;
    },

    endAnswer,

    /** An event of the session, also one that this browser caused itself. */
    apply(event: VisitorEvent) {
      if (event.type === 'session.snapshot') applySnapshot(event);
      else if (event.type === 'session.changed') {
        if (event.handler) state.handler = event.handler;
        if (event.agentName !== undefined) state.agentName = event.agentName;
        if (state.handler === 'assistant') state.agentName = null;
      } else if (event.type === 'message.created') {
        const entry = merge(event.message);
        if (!entries.includes(entry)) entries = [...entries, entry];
        if (entry.role === 'agent') {
          state.handler = 'agent';
          state.agentName = entry.author ?? state.agentName;
        }
      } else if (event.type !== 'answer.stop' && !ownAnswerInFlight()) {
        // An answer that another tab asked for. Without its beginning it stays "thinking" until it is stored.
        const { turnId } = event;
        let entry = byId(turnId);
        if (!entry && event.type !== 'answer.finished') {
          entry = { ...blank(turnId, 'assistant', now()), id: turnId, state: 'writing', doing: 'thinking' };
          entries = [...entries, entry];
        }
        if (entry?.state !== 'writing') return;
        if (event.type === 'answer.delta' && event.from <= entry.text.length) {
          entry.text = entry.text.slice(0, event.from) + event.text;
          entry.doing = 'writing';
        } else if (event.type === 'answer.finished') {
          endAnswer(entry, event.outcome === 'complete' ? 'done' : 'broken');
        }
      }
      changed();
    },
  };
}
