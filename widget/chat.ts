import type { Api, Failure } from './api';
import type { Conversation, Entry } from './conversation';
import type { Identity, VisitorEvent } from './protocol';
import type { Store } from './store';

/** Longest message that the server takes, in bytes of UTF-8. */
const MAX_MESSAGE_BYTES = 32 * 1024;
const LONGEST_WAIT_MS = 30_000;
/** A hidden page lets its connection go: browsers allow six to a host, over all tabs. */
const HIDDEN_GRACE_MS = 20_000;
/** A proxy that holds the event stream back: then the state is read once the plain way. */
const SNAPSHOT_LIMIT_MS = 4_000;

/** Why nothing goes through at the moment, and when it is tried again (milliseconds since 1970; 0: right now). */
export type Trouble = { kind: 'offline' | 'limit'; until: number } | null;

type Timer = ReturnType<typeof setTimeout> | undefined;

export type Chat = ReturnType<typeof createChat>;

/** A random uuid; `crypto.randomUUID` is missing on pages without TLS. */
export const uuid = (): string =>
  '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (digit) =>
    (+digit ^ ((crypto.getRandomValues(new Uint8Array(1))[0] as number) & (15 >> (+digit / 4)))).toString(16),
  );

/** Waiting time before the next attempt: doubles, capped, and spread so that many browsers do not come at once. */
export const backoff = (attempt: number, random = Math.random): number =>
  Math.min(LONGEST_WAIT_MS, 1000 * 2 ** attempt) * (0.5 + random() / 2);

/** Whether the server does not know who asks, or not this session. */
const isUnknown = ({ status }: Partial<Failure>): boolean => status === 401 || status === 404;

/**
 * Sends messages one after the other until each has arrived, reads their answers, and follows the session's events
 * while the visitor looks.
 * @param changed runs when `trouble()` or `answering()` changed; the conversation tells of its own changes
 */
export function createChat(api: Api, store: Store, conversation: Conversation, changed: () => void) {
  let identity: Identity | null = store.get('identity');
  /** Chosen for the first message; kept once the server has taken it. */
  let newSessionId = uuid();
  let queue: Entry[] = [];
  /** The message on its way. `accepted`: the server has it. `superseded`: a newer one waits, so its answer is not needed. */
  let sending: { abort: AbortController; accepted: boolean; superseded: boolean } | null = null;
  let attempt = 0;
  let retryTimer: Timer;
  let trouble: Trouble = null;
  let watching: AbortController | null = null;
  let watchAttempt = 0;
  let rewatchTimer: Timer;
  let hiddenTimer: Timer;
  let looking = false;

  const setTrouble = (next: Trouble) => {
    trouble = next;
    changed();
  };

  const setIdentity = (next: Identity | null) => {
    identity = next;
    store.set('identity', next);
  };

  const stopWatching = () => {
    clearTimeout(rewatchTimer);
    watching?.abort();
    watching = null;
  };

  /** The server knows this browser's session no more (deleted, or its secret changed): start anew. */
  const startAnew = () => {
    setIdentity(null);
    newSessionId = uuid();
    stopWatching();
    conversation.forget();
  };

  const finished = (question: Entry) => {
    queue = queue.filter((entry) => entry !== question);
    attempt = 0;
    setTrouble(null);
  };

  /** Decides what becomes of a message that did not get through. */
  const recover = (question: Entry, { status = 0, waitMs = 0, message = '' }: Partial<Failure>) => {
    const again = (ms: number, kind?: 'offline' | 'limit') => {
      if (question.state !== 'done') conversation.update(question, { state: 'waiting' });
      clearTimeout(retryTimer);
      retryTimer = setTimeout(pump, ms);
      attempt++;
      setTrouble(kind ? { kind, until: Date.now() + ms } : null);
    };
    if ((status === 404 || (status === 401 && identity)) && attempt < 3) {
      startAnew();
      again(0);
    } else if (status === 409) {
      // Another request is answering this very message; ask again until its answer can be replayed.
      again(Math.max(waitMs, backoff(attempt)));
    } else if (status === 429) {
      again(Math.max(waitMs, 1000) + Math.random() * 1000, 'limit');
    } else if (status === 0 || status >= 500) {
      again(Math.max(waitMs, backoff(attempt)), 'offline');
    } else {
      const note = status === 401 || status === 403 ? 'This chat is not set up correctly on this website.' : message;
      conversation.update(question, { state: 'failed', note });
      finished(question);
      void pump();
    }
  };

  async function pump(): Promise<void> {
    clearTimeout(retryTimer);
    const question = queue[0];
    if (!question || sending) return;
    const abort = new AbortController();
    const own = { abort, accepted: false, superseded: false };
    sending = own;
    const answer = conversation.expectAnswer(question);
    if (question.state !== 'done') conversation.update(question, { state: 'sending', note: '' });
    if (trouble) setTrouble({ ...trouble, until: 0 });
    const { sessionId, token } = identity ?? { sessionId: newSessionId, token: null };
    let end = 'open';
    let failure: Partial<Failure> = {};
    try {
      await api.send(
        { id: question.key, text: question.text, sessionId, token },
        abort.signal,
        (newToken) => {
          if (newToken) setIdentity({ sessionId, token: newToken });
          conversation.update(question, { state: 'done', note: '' });
          setTrouble(null);
          void watch();
          own.accepted = true;
          if (own.superseded) abort.abort();
        },
        (chunk) => {
          const next = conversation.receive(answer, chunk);
          if (next !== 'open' && end !== 'failed') end = next;
        },
      );
    } catch (error) {
      failure = error as Failure;
    }
    sending = null;
    if (abort.signal.aborted) {
      conversation.endAnswer(answer, 'stopped');
      if (!own.accepted) conversation.update(question, { state: 'failed' });
    } else if (end === 'open') {
      conversation.endAnswer(answer, 'broken');
      return recover(question, failure);
    } else conversation.endAnswer(answer, end === 'finished' ? 'done' : 'broken', answer.note);
    finished(question);
    return pump();
  }

  const enqueue = (question: Entry) => {
    if (!queue.includes(question)) queue.push(question);
    if (sending) {
      // The older message must arrive before its answer may be given up.
      sending.superseded = true;
      if (sending.accepted) sending.abort.abort();
    } else if (trouble?.kind !== 'limit' || trouble.until <= Date.now()) void pump();
    else conversation.update(question, { state: 'waiting' });
  };

  /** Messages that an earlier page was sending and the server never got: the visitor decides. */
  const giveUpUnsent = () => {
    for (const entry of conversation.entries()) {
      if (entry.state === 'sending' && !queue.includes(entry)) {
        conversation.update(entry, { state: 'failed' });
      }
    }
  };

  const onEvent = (event: VisitorEvent) => {
    conversation.apply(event);
    if (event.type === 'session.snapshot') {
      watchAttempt = 0;
      if (queue.length === 0) setTrouble(null);
      giveUpUnsent();
    }
    // A waiting message whose answer has come by another way needs no further attempt.
    const entries = conversation.entries();
    for (const question of sending ? [] : queue) {
      const below = entries.slice(entries.indexOf(question));
      if (question.id && below.some(({ role, state }) => role !== 'user' && state === 'done')) finished(question);
    }
  };

  async function watch(): Promise<void> {
    if (!looking || !identity || watching) return;
    clearTimeout(rewatchTimer);
    const own = new AbortController();
    watching = own;
    const plainRead = setTimeout(readOnce, SNAPSHOT_LIMIT_MS);
    let failure: Partial<Failure> = {};
    try {
      await api.watch(identity, own.signal, (event) => {
        clearTimeout(plainRead);
        if (watching === own) onEvent(event);
      });
    } catch (error) {
      failure = error as Failure;
    }
    clearTimeout(plainRead);
    if (watching !== own) return;
    watching = null;
    if (isUnknown(failure) && !sending) {
      startAnew();
      return giveUpUnsent();
    }
    const wait = Math.max(failure.waitMs ?? 0, backoff(watchAttempt++));
    rewatchTimer = setTimeout(watch, wait);
    // A single broken connection is everyday life; the second says that the server is away.
    if (watchAttempt > 1 && queue.length === 0) {
      giveUpUnsent();
      setTrouble({ kind: failure.status === 429 ? 'limit' : 'offline', until: Date.now() + wait });
    }
  }

  async function readOnce(): Promise<void> {
    try {
      if (identity) onEvent({ type: 'session.snapshot', ...(await api.read(identity)) });
    } catch (error) {
      if (isUnknown(error as Failure)) startAnew();
    }
    giveUpUnsent();
  }

  return {
    answering: () => sending !== null,
    trouble: () => trouble,
    readOnce,

    /** The network is back: no need to wait any longer. */
    retryNow() {
      if (trouble?.kind === 'offline') void pump();
      void watch();
    },

    /** @returns a sentence when the message cannot be sent, else an empty one */
    ask(text: string): string {
      const clean = text.trim();
      if (new TextEncoder().encode(clean).length > MAX_MESSAGE_BYTES) {
        return 'This message is too long. Shorten it, or send it in parts.';
      }
      if (clean) enqueue(conversation.say(uuid(), clean));
      return '';
    },

    /** Sends a message again that failed, or asks again for an answer that broke off. The server knows its id. */
    retry: enqueue,

    /** Ends the answer that is being written; what is there stays. */
    stop: () => sending?.abort.abort(),

    /** Follows the session while the visitor looks at it. */
    look(next: boolean) {
      clearTimeout(hiddenTimer);
      if (!next) {
        hiddenTimer = setTimeout(() => {
          looking = false;
          stopWatching();
        }, HIDDEN_GRACE_MS);
        return;
      }
      looking = true;
      // Another tab may have begun, or begun anew.
      const kept = store.get('identity');
      if (kept && kept.sessionId !== identity?.sessionId && queue.length === 0) {
        identity = kept;
        stopWatching();
        conversation.forget();
      }
      if (!identity) giveUpUnsent();
      void watch();
    },
  };
}
