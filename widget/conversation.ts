import type { Chunk, Offers, Rating, Snapshot, Source, VisitorEvent, VisitorMessage } from './protocol';

/** A message as it is drawn. */
export type Entry = {
  /** Stays the same for the life of the entry: the message id that this browser chose, or the server's. */
  key: string;
  /** The server's id, once known. */
  id?: string;
  role: 'user' | 'assistant' | 'agent';
  text: string;
  author?: string | null;
  /** Milliseconds since 1970. */
  at: number;
  sources: Source[];
  /** Whether the database was seen to hold it. */
  stored?: boolean;
  /**
   * `waiting`: not sent yet, tried again by itself; `failed`: needs the visitor. Of an answer without its end:
   * `stopped` by the visitor, `superseded` by a newer message, `taken` over by a person, or `broken`.
   */
  state: 'sending' | 'waiting' | 'failed' | 'writing' | 'done' | 'stopped' | 'superseded' | 'taken' | 'broken';
  /** A sentence for the visitor under the message. */
  note?: string;
  /** Finished operations of the answer in order, with the milliseconds that each adds to the waiting time. */
  steps: Step[];
  /** What the answer is doing now. */
  doing?: 'searching' | 'thinking' | 'writing' | 'with-agent';
  /** Milliseconds of the whole answer, once known. */
  totalMs?: number;
  /** Of an answer from before: when it was given first, ISO 8601. */
  savedAt?: string;
  offers?: Offers;
  rating?: Rating;
  /** Of a visitor's message: the answer that it asks more details of. */
  continues?: string;
  /** Of a visitor's message: whether an answer from before will not do. */
  fresh?: boolean;
};

export type Step = { name: string; durationMs: number };

/** How an answer ended, as far as the chunks of its stream tell; empty while they do not. */
export type AnswerEnd = '' | 'done' | 'broken' | 'stopped' | 'superseded' | 'taken';

const MAX_ENTRIES = 50;
const answerKey = (question: Entry) => `answer-${question.key}`;

/** An entry with nothing in it yet. */
export const blank = (key: string, role: Entry['role'], at: number): Entry => ({
  key,
  role,
  at,
  text: '',
  sources: [],
  state: 'done',
  steps: [],
});

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
  /** The answer whose stream this browser reads: nothing else may write to it. */
  let live: Entry | undefined;
  /** It as it was stored meanwhile, should its stream break off. */
  let liveStored: VisitorMessage | undefined;
  const state = { handler: 'assistant' as 'assistant' | 'agent', agentName: null as string | null };

  const last = (): Entry | undefined => entries.at(-1);

  const update = (entry: Entry, change: Partial<Entry>) => {
    Object.assign(entry, change);
    changed();
  };

  /** What the answer was doing is over; it took as long as it seemed to, until the receipt knows better. */
  const finishStep = (answer: Entry) => {
    if (!answer.doing || answer.doing === 'with-agent') return;
    const before = answer.steps.reduce((sum, step) => sum + step.durationMs, 0);
    const durationMs = Math.max(1, now() - answer.at - before);
    answer.steps = [...answer.steps, { name: OPERATION[answer.doing], durationMs }];
  };

  /** The entry of a stored message: found, or made. What this browser streams itself is not overwritten. */
  const merge = (message: VisitorMessage): Entry => {
    const { id, role, text, authorName: author, complete, rating } = message;
    const at = Date.parse(message.createdAt) || now();
    const key = message.clientMessageId ?? id;
    const entry = entries.find((own) => own.key === key || own.id === id) ?? blank(key, role, at);
    if (entry === live) {
      liveStored = message;
      return entry;
    }
    // How it came to its early end is known where that was seen: the state is one that ends in "-ed" or "-en".
    const ended = complete ? 'done' : /e[dn]$/.test(entry.state) ? entry.state : 'stopped';
    const sources = message.sources as Source[];
    return Object.assign(entry, {
      id,
      text,
      author,
      at,
      sources,
      state: ended,
      note: '',
      doing: undefined,
      rating,
      stored: true,
    });
  };

  /** Puts an answer directly below its question, anything else at the end. */
  const place = (entry: Entry) => {
    const above = entries.findIndex((question) => answerKey(question) === entry.key) + 1;
    entries.splice(above || entries.length, 0, entry);
  };

  /** A mark that an answer broke off has no place beside the answer. */
  const dropEmpty = () => {
    entries = entries.filter(({ text, state }) => text || state !== 'broken');
  };

  const applySnapshot = ({ session, messages }: Snapshot) => {
    dropEmpty();
    const stored = messages.map(merge);
    // What only this browser has: messages on their way, and answers that the snapshot has missed or never sees.
    const local = entries.filter((entry) => !stored.includes(entry) && entry.key !== entry.id && !entry.stored);
    entries = [];
    [...stored, ...local].forEach(place);
    state.handler = session.handler;
    state.agentName = session.handler === 'agent' ? (session.agentName ?? state.agentName) : null;
  };

  return {
    state,
    entries: (): readonly Entry[] => entries,
    /** What is worth keeping for the next page load. */
    newest: (): Entry[] => entries.slice(-MAX_ENTRIES),
    last,
    update,

    /** Puts back what an earlier page kept. What was on its way waits for the server's word. */
    restore(kept: Entry[]) {
      entries = kept.map((entry) => ({ ...blank(entry.key, entry.role, entry.at), ...entry }));
      for (const entry of entries) if (entry.state === 'waiting') entry.state = 'sending';
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
    say(key: string, text: string, continues?: string): Entry {
      const entry: Entry = { ...blank(key, 'user', now()), text, continues, state: 'sending' };
      entries.push(entry);
      changed();
      return entry;
    },

    /** The visitor's message that an entry is, or answers; the newest one unless told otherwise. */
    questionOf: (entry = last()): Entry | undefined =>
      entries
        .slice(0, entries.indexOf(entry as Entry) + 1)
        .filter(({ role }) => role === 'user')
        .pop(),

    /** Whether somebody has answered a message of the visitor, or need not any more. */
    isAnswered: (question: Entry): boolean =>
      entries
        .slice(entries.indexOf(question))
        .some(({ role, state }) => role !== 'user' && state !== 'writing' && state !== 'broken'),

    /**
     * Makes room for the answer to a message, directly below it. One from before to the same message is replaced, or
     * continued when the answer was under way already (`joins`). The text of a broken one stays until the new one starts.
     */
    expectAnswer(question: Entry, joins = false): Entry {
      const key = answerKey(question);
      const before = entries.find((entry) => entry.key === key);
      live = joins && before ? before : blank(key, 'assistant', now());
      if (before?.state === 'broken') live.text = before.text;
      entries = entries.filter((entry) => entry !== before);
      place(live);
      update(live, { state: 'writing', note: '', doing: state.handler === 'agent' ? 'with-agent' : 'thinking' });
      return live;
    },

    /** One part of the answer's stream. */
    receive(answer: Entry, chunk: Chunk): AnswerEnd {
      let end: AnswerEnd = '';
      if (chunk.type === 'start' && chunk.messageId) {
        const id = chunk.messageId;
        // The events may have told of this answer before its own stream did.
        entries = entries.filter((entry) => entry === answer || entry.role === 'user' || entry.id !== id);
        // A stream that is read again from its start brings everything again.
        Object.assign(answer, { id, text: '', steps: [] });
      } else if (chunk.type === 'text-delta') {
        if (answer.doing !== 'writing') finishStep(answer);
        answer.text += chunk.delta;
        answer.doing = 'writing';
      } else if (chunk.type === 'data-status') {
        const { step, operation } = chunk.data;
        // A process that only follows the answer of another knows no more than that it was stopped.
        if (step === 'stopped') end = state.handler === 'agent' ? 'taken' : step;
        else if (step === 'superseded') end = step;
        else {
          if (operation) answer.steps = [...answer.steps, operation];
          else if (step !== answer.doing) finishStep(answer);
          answer.doing = step;
          if (step === 'with-agent') {
            state.handler = 'agent';
            if (answer.text) end = 'taken';
          }
        }
      } else if (chunk.type === 'data-stored') answer.savedAt = chunk.data.answeredAt;
      else if (chunk.type === 'data-sources') answer.sources = chunk.data.sources;
      else if (chunk.type === 'data-offers') answer.offers = chunk.data;
      else if (chunk.type === 'data-receipt') {
        // How long an answer took that did not end by itself tells nobody anything.
        if (chunk.data.outcome !== 'interrupted') answer.totalMs = chunk.data.totalMs;
        answer.steps = chunk.data.operations;
      } else if (chunk.type === 'error') {
        answer.note = chunk.errorText;
        end = 'broken';
      } else if (chunk.type === 'finish' || chunk.type === 'abort') end = 'done';
      changed();
      return end;
    },

    /** The answer has ended. One without a word leaves no entry, unless there is something to say about it. */
    endAnswer(answer: Entry, state: Exclude<AnswerEnd, ''>, note = answer.note) {
      Object.assign(answer, { state, doing: undefined, note });
      if (answer === live) {
        live = undefined;
        if (liveStored && state === 'broken') merge(liveStored);
        liveStored = undefined;
      }
      // What broke off is tried again, instead of going on from there.
      if (answer.state === 'broken') answer.offers = undefined;
      if (!answer.text && !note && state !== 'stopped') entries = entries.filter((entry) => entry !== answer);
      changed();
    },

    /** An event of the session, also one that this browser caused itself. */
    apply(event: VisitorEvent) {
      if (event.type === 'session.snapshot') applySnapshot(event);
      else if (event.type === 'session.changed') {
        if (event.handler) state.handler = event.handler;
        if (event.agentName !== undefined) state.agentName = event.agentName;
        if (state.handler === 'assistant') state.agentName = null;
      } else if (event.type === 'message.created') {
        if (event.message.role !== 'user') dropEmpty();
        const entry = merge(event.message);
        if (entries.includes(entry)) return changed();
        if (live?.id && entry.role === 'assistant') {
          // While another answer is written, this is what was said to a message before that one's.
          entry.state = 'superseded';
          entries.splice(entries.indexOf(live) - 1, 0, entry);
        } else entries.push(entry);
        if (entry.role === 'agent') {
          state.handler = 'agent';
          state.agentName = entry.author ?? state.agentName;
        }
      } else return;
      changed();
    },
  };
}
