import type { Api, Failure } from './api';
import type { AnswerEnd, Conversation, Entry } from './conversation';
import type { Chunk, Identity, Rating, VisitorEvent } from './protocol';
import type { Store } from './store';

/** Longest message that the server takes, in bytes of UTF-8. */
const MAX_MESSAGE_BYTES = 32 * 1024;
/** Who looks at a lost connection sees it come back within this; a hidden page is in less of a hurry. */
const LONGEST_WAIT_MS = 4_000;
const LONGEST_HIDDEN_WAIT_MS = 30_000;
/** A hidden page lets its connection go: browsers allow six to a host, over all tabs. */
const HIDDEN_GRACE_MS = 20_000;
/** A proxy that holds the event stream back: then the state is read once the plain way. */
const SNAPSHOT_LIMIT_MS = 4_000;
/** A stream that broke off is taken up at once; what takes longer than this is told, in milliseconds. */
const SILENT_RESUME_MS = 1_500;
/** How often a server that answers with an error is asked for the rest of an answer. */
const RESUME_ATTEMPTS = 5;

/** Why nothing goes through at the moment, and when it is tried again (milliseconds since 1970; 0: right now). */
export type Trouble = { kind: 'offline' | 'limit'; until: number } | null;

type Timer = ReturnType<typeof setTimeout> | undefined;

export type Chat = ReturnType<typeof createChat>;

/** A random uuid: the browser names a blob by one, also on pages without TLS, where `crypto.randomUUID` is missing. */
export const uuid = (): string => URL.createObjectURL(new Blob()).slice(-36);

/** Waiting time before the next attempt: doubles, capped, and spread so that many browsers do not come at once. */
export const backoff = (attempt: number, longest: number, random = Math.random): number =>
  Math.min(longest, 1000 * 2 ** attempt) * (0.5 + random() / 2);

/** How a request went: empty when it succeeded. */
const outcome = (request: Promise<void>): Promise<Partial<Failure>> =>
  request.then(
    () => ({}),
    (failure) => failure,
  );

/** Whether the server does not know who asks, or not this session. */
const isUnknown = ({ status }: Partial<Failure>): boolean => status === 401 || status === 404;

/** The answer that is being read. `accepted`: the server has its question. `givesWay`: a newer message waits. */
type Reading = { abort: AbortController; answer: Entry; accepted: boolean; givesWay?: boolean };

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
  /** A message whose answer is under way, asked for by another tab or before this page. */
  let underWay: { question: Entry; turnId: string } | undefined;
  let reading: Reading | null = null;
  let attempt = 0;
  let retryTimer: Timer;
  let trouble: Trouble = null;
  let watching: AbortController | null = null;
  let watchAttempt = 0;
  let rewatchTimer: Timer;
  let hiddenTimer: Timer;
  let looking = false;
  /** Ends the pause before a stream is taken up again. */
  let wake: ((_?: unknown) => void) | undefined;

  const pauseBefore = (tries: number) => backoff(tries, looking ? LONGEST_WAIT_MS : LONGEST_HIDDEN_WAIT_MS);

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
    } else if (status === 409 || status === 204) {
      // Another request is answering this very message, or has done so: ask again until its answer can be replayed.
      again(Math.max(waitMs, pauseBefore(attempt)));
    } else if (status === 429) {
      again(Math.max(waitMs, 1000) + Math.random() * 1000, 'limit');
    } else if (status === 0 || status >= 500) {
      again(Math.max(waitMs, pauseBefore(attempt)), 'offline');
    } else {
      const note = status === 401 || status === 403 ? 'This chat is not set up correctly.' : message;
      conversation.update(question, { state: 'failed', note });
      finished(question);
      void pump();
    }
  };

  /** Reads the next answer to its end: sends its question, or joins the answer that is under way. */
  async function pump(): Promise<void> {
    clearTimeout(retryTimer);
    const joined = queue[0] ? undefined : underWay;
    const question = queue[0] ?? joined?.question;
    if (reading || !question) return;
    underWay = undefined;
    const abort = new AbortController();
    const { signal } = abort;
    const answer = conversation.expectAnswer(question, !!joined);
    const own: Reading = { abort, answer, accepted: question.state === 'done' };
    reading = own;
    if (question.state !== 'done') conversation.update(question, { state: 'sending', note: '' });
    if (trouble) setTrouble({ ...trouble, until: 0 });
    const sender = identity ?? { sessionId: newSessionId, token: null };
    let end: AnswerEnd = '';
    let lastEventId = '';
    let failure: Partial<Failure> = {};
    let sign: Timer;
    const onChunk = (chunk: Chunk, eventId: string) => {
      lastEventId = eventId;
      clearTimeout(sign);
      if (trouble) setTrouble(null);
      // The server gives the newest answer; one to a newer question than this is joined once that is known.
      if (joined && chunk.type === 'start' && chunk.messageId !== joined.turnId) end = 'superseded';
      end ||= conversation.receive(answer, chunk);
      if (joined && end === 'superseded') abort.abort();
    };
    if (!joined) {
      const accepted = (newToken: string | null) => {
        if (newToken) setIdentity({ ...sender, token: newToken });
        conversation.update(question, { state: 'done', note: '', fresh: false });
        setTrouble(null);
        void watch();
        own.accepted = true;
        if (own.givesWay) abort.abort();
      };
      failure = await outcome(api.send(question, sender, signal, accepted, onChunk));
      // Another request is answering this very message: its answer can be joined.
      if (failure.status === 409 && identity) {
        own.accepted = true;
        failure = {};
      }
    }
    // A status below 500: nothing is under way any more, or the server knows why not; asking again would not help.
    for (
      let tries = 0;
      !end &&
      own.accepted &&
      identity &&
      !signal.aborted &&
      (failure.status ?? 500) > 499 &&
      !(failure.status && tries === RESUME_ATTEMPTS);
      tries++
    ) {
      const wait = tries ? pauseBefore(tries - 1) : 0;
      const tell = () => setTrouble({ kind: 'offline', until: Date.now() + wait });
      if (tries) {
        tell();
        await new Promise((resolve) => {
          wake = resolve;
          signal.onabort = resolve;
          setTimeout(resolve, wait);
        });
      } else if (!joined) sign = setTimeout(tell, SILENT_RESUME_MS);
      if (!signal.aborted) failure = await outcome(api.resume(identity, lastEventId, signal, onChunk));
      clearTimeout(sign);
    }
    reading = null;
    if (end) conversation.endAnswer(answer, end);
    else if (signal.aborted) {
      conversation.endAnswer(answer, own.givesWay || !own.accepted ? 'superseded' : 'stopped');
      if (!own.accepted) conversation.update(question, { state: 'failed' });
    } else {
      conversation.endAnswer(answer, 'broken');
      if (!joined && !conversation.isAnswered(question)) return recover(question, failure);
    }
    finished(question);
    return pump();
  }

  const enqueue = (question: Entry) => {
    if (!queue.includes(question)) queue.push(question);
    if (reading) {
      // The older message must arrive before its answer may be given up.
      reading.givesWay = true;
      if (reading.accepted) reading.abort.abort();
    } else if (trouble?.kind !== 'limit' || trouble.until <= Date.now()) void pump();
    else conversation.update(question, { state: 'waiting' });
  };

  /** What an earlier page was sending and the server never got, or was reading and never ended: the visitor decides. */
  const giveUpUnsent = () => {
    for (const entry of conversation.entries()) {
      if (entry.state === 'sending' && !queue.includes(entry)) conversation.update(entry, { state: 'failed' });
      if (entry.state === 'writing' && entry !== reading?.answer) conversation.endAnswer(entry, 'broken');
    }
  };

  const onEvent = (event: VisitorEvent) => {
    const isSnapshot = event.type === 'session.snapshot';
    conversation.apply(event);
    if (isSnapshot) {
      watchAttempt = 0;
      if (!queue[0]) setTrouble(null);
      giveUpUnsent();
    }
    // A waiting message whose answer has come by another way needs no further attempt.
    for (const waiting of reading ? [] : queue) {
      if (waiting.id && !waiting.fresh && conversation.isAnswered(waiting)) finished(waiting);
    }
    // The server is there.
    if (isSnapshot) retryNow();
    const question = conversation.questionOf();
    if (question?.state !== 'done' || conversation.isAnswered(question)) return;
    const turnId = isSnapshot ? event.answering : event.type === 'answer.started' ? event.turnId : null;
    if (turnId) {
      // While nothing has come of this browser's own request, the answer under way may well be its own.
      if (reading && (reading.answer.id ?? turnId) === turnId) return;
      underWay = { question, turnId };
      if (!queue[0]) void pump();
    } else if (isSnapshot && !reading && !queue[0] && conversation.state.handler === 'assistant') {
      conversation.endAnswer(conversation.expectAnswer(question, true), 'broken', 'The answer broke off.');
    }
  };

  async function watch(): Promise<void> {
    if (!looking || !identity || watching) return;
    clearTimeout(rewatchTimer);
    const own = new AbortController();
    watching = own;
    const plainRead = setTimeout(readOnce, SNAPSHOT_LIMIT_MS);
    const failure = await outcome(
      api.watch(identity, own.signal, (event) => {
        clearTimeout(plainRead);
        if (watching === own) onEvent(event);
      }),
    );
    clearTimeout(plainRead);
    if (watching !== own) return;
    watching = null;
    if (isUnknown(failure) && !reading) {
      startAnew();
      return giveUpUnsent();
    }
    const wait = Math.max(failure.waitMs ?? 0, pauseBefore(watchAttempt++));
    rewatchTimer = setTimeout(watch, wait);
    // A single broken connection is everyday life; the second says that the server is away.
    if (watchAttempt > 1 && !queue[0]) {
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

  /** The network is back, or the visitor: no need to wait any longer. */
  function retryNow() {
    wake?.();
    if (trouble?.kind === 'offline') void pump();
    void watch();
  }

  return {
    answering: () => reading !== null,
    trouble: () => trouble,
    readOnce,
    retryNow,

    /**
     * @param continues the id of an answer that this asks more details of
     * @returns a sentence when the message cannot be sent, else an empty one
     */
    ask(text: string, continues?: string): string {
      const clean = text.trim();
      if (new Blob([clean]).size > MAX_MESSAGE_BYTES) {
        return 'This message is too long. Send it in parts.';
      }
      if (clean) enqueue(conversation.say(uuid(), clean, continues));
      return '';
    },

    /**
     * Sends a message again that failed, or asks again for an answer that broke off. The server knows its id.
     * @param fresh whether an answer from before will not do
     */
    retry(question: Entry, fresh: boolean) {
      question.fresh = fresh;
      enqueue(question);
    },

    /** Tells what an answer was worth; null takes it back. It is shown once the server has it. */
    rate(answer: Entry, rating: Rating) {
      if (!identity) return;
      const done = () => conversation.update(answer, { rating });
      api.rate(identity, { turnId: answer.id, rating }).then(done, readOnce);
    },

    /** Ends the answer that is being written, whichever tab asked for it; what is there stays. */
    stop() {
      // Should the server not hear of it, the state tells that the answer goes on.
      if (reading?.accepted && identity) api.stop(identity).catch(readOnce);
      reading?.abort.abort();
    },

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
      if (kept && kept.sessionId !== identity?.sessionId && !queue[0]) {
        identity = kept;
        stopWatching();
        conversation.forget();
      }
      if (!identity) giveUpUnsent();
      retryNow();
    },
  };
}
