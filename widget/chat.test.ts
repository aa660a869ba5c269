import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Api, Failure } from './api';
import { backoff, createChat, uuid } from './chat';
import { createConversation } from './conversation';
import type { Chunk, VisitorEvent, VisitorMessage } from './protocol';
import type { Store } from './store';

/** One stream that waits for the test to say how it goes. Chunks are numbered from `from` on. */
type Stream = {
  signal: AbortSignal;
  chunk(...chunks: Chunk[]): void;
  end(failure?: Partial<Failure>): Promise<void>;
};
type Pending = Stream & {
  message: { id: string; text: string; sessionId: string; token: string | null; continues?: string; fresh?: boolean };
  accept(token?: string): void;
};
type Resumed = Stream & { lastEventId: string };

const failure = (more: Partial<Failure>): Failure => Object.assign(new Error(more.message ?? ''), more);
const settle = () => vi.advanceTimersByTimeAsync(0);

function start(kept: Record<string, unknown> = {}) {
  const posts: Pending[] = [];
  const resumes: Resumed[] = [];
  const stop = vi.fn<Api['stop']>(async () => new Response(null, { status: 204 }));
  const rate = vi.fn<Api['rate']>(async () => new Response(null, { status: 204 }));
  const watches: {
    signal: AbortSignal;
    token: string;
    event(event: VisitorEvent): void;
    end(f?: Partial<Failure>): Promise<void>;
  }[] = [];
  const read = vi.fn<Api['read']>(() => Promise.reject(failure({ status: 503 })));
  /** Resolves or rejects as told; rejects like fetch does when the caller leaves. */
  const request = (signal: AbortSignal) => {
    let end = async (_: Partial<Failure> | undefined) => {};
    const promise = new Promise<void>((resolve, reject) => {
      end = async (given) => {
        if (given) reject(failure(given));
        else resolve();
        await settle();
      };
      signal.addEventListener('abort', () => reject(new DOMException('left', 'AbortError')));
    });
    return { promise, end: (given?: Partial<Failure>) => end(given) };
  };
  const api: Api = {
    appearance: () => Promise.reject(failure({})),
    read,
    watch: ({ token }, signal, onEvent) => {
      const { promise, end } = request(signal);
      watches.push({ signal, token, event: onEvent, end });
      return promise;
    },
    send: ({ key: id, text, continues, fresh }, sender, signal, accepted, onChunk) => {
      const { promise, end } = request(signal);
      posts.push({
        message: { id, text, continues, fresh, ...sender },
        signal,
        accept: (token) => accepted(token ?? null),
        chunk: numbered(0, onChunk),
        end,
      });
      return promise;
    },
    resume: (_, lastEventId, signal, onChunk) => {
      const { promise, end } = request(signal);
      resumes.push({ lastEventId, signal, chunk: numbered(Number(lastEventId), onChunk), end });
      return promise;
    },
    stop,
    rate,
  };
  const memory = new Map(Object.entries(kept));
  const store = {
    get: (name: string) => memory.get(name) ?? null,
    set: (name: string, value: unknown) => void memory.set(name, value),
  } as unknown as Store;
  const conversation = createConversation(() => {});
  const chat = createChat(api, store, conversation, () => {});
  const brief = () => conversation.entries().map(({ role, text, state }) => `${role} ${state}: ${text}`);
  const post = (index: number) => posts[index] as Pending;
  const resume = (index: number) => resumes[index] as Resumed;
  return { chat, conversation, posts, post, resumes, resume, stop, rate, watches, read, memory, brief };
}

/** Gives each chunk the number that the server would give its event. */
function numbered(from: number, onChunk: (chunk: Chunk, eventId: string) => void) {
  let sent = from;
  return (...chunks: Chunk[]) => {
    for (const chunk of chunks) onChunk(chunk, String(++sent));
  };
}

const whole: Chunk[] = [{ type: 'start', messageId: 'a1' }, { type: 'text-delta', delta: 'Hi' }, { type: 'finish' }];
const half: Chunk[] = [
  { type: 'start', messageId: 'a0' },
  { type: 'text-delta', delta: 'Half' },
];
type Told = Pick<VisitorMessage, 'id' | 'role' | 'text'> & Partial<VisitorMessage>;
const told = (message: Told): VisitorMessage => ({
  sources: [],
  complete: true,
  clientMessageId: null,
  authorName: null,
  createdAt: new Date().toISOString(),
  ...message,
});
const created = (message: Told): VisitorEvent => ({ type: 'message.created', sessionId: 's', message: told(message) });
const snapshotOf = (messages: Told[] = [], answering: string | null = null): VisitorEvent => ({
  type: 'session.snapshot',
  session: { id: 's', status: 'open', handler: 'assistant', agentName: null },
  messages: messages.map(told),
  answering,
});
const identity = { sessionId: 'known-session', token: 'known-token' };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('sending', () => {
  it('takes the token of the first answer along from then on, in the same session', async () => {
    const { chat, post, memory, brief } = start();
    chat.ask('  Hello  ');
    expect(post(0).message).toMatchObject({ text: 'Hello', token: null });
    post(0).accept('t1');
    post(0).chunk(...whole);
    await post(0).end();
    expect(brief()).toEqual(['user done: Hello', 'assistant done: Hi']);
    chat.ask('More');
    expect(post(1).message).toMatchObject({ token: 't1', sessionId: post(0).message.sessionId });
    expect(post(1).message.id).not.toBe(post(0).message.id);
    expect(memory.get('identity')).toEqual({ sessionId: post(0).message.sessionId, token: 't1' });
  });

  it('tries again by itself under the same id, ever less often, until the server is back', async () => {
    const { chat, posts, post, brief } = start();
    chat.ask('Hello');
    for (let attempt = 0; attempt < 4; attempt++) {
      await post(attempt).end({});
      expect(brief()).toEqual(['user waiting: Hello']);
      expect(chat.trouble()).toMatchObject({ kind: 'offline' });
      await vi.advanceTimersByTimeAsync(1000 * 2 ** attempt);
      expect(posts).toHaveLength(attempt + 2);
      expect(chat.trouble()?.until).toBe(0);
    }
    post(4).accept('t');
    expect(chat.trouble()).toBeNull();
    post(4).chunk(...whole);
    await post(4).end();
    expect(new Set(posts.map(({ message }) => message.id)).size).toBe(1);
    expect(brief()).toEqual(['user done: Hello', 'assistant done: Hi']);
  });

  it('asks again when the answer broke off and is not under way, and shows no half of it beside the whole', async () => {
    const { chat, post, resume, brief } = start();
    chat.ask('Hello');
    post(0).accept('t');
    post(0).chunk(...half);
    await post(0).end();
    await resume(0).end({ status: 204 });
    expect(brief()).toEqual(['user done: Hello', 'assistant broken: Half']);
    expect(chat.trouble()).toBeNull();
    await vi.advanceTimersByTimeAsync(1000);
    post(1).chunk(...whole);
    await post(1).end();
    expect(post(1).message.id).toBe(post(0).message.id);
    expect(brief()).toEqual(['user done: Hello', 'assistant done: Hi']);
  });

  it('waits as long as a limit says, whatever else is asked meanwhile', async () => {
    const { chat, posts, post, brief } = start();
    chat.ask('One');
    await post(0).end({ status: 429, waitMs: 12_000 });
    expect(chat.trouble()).toMatchObject({ kind: 'limit' });
    chat.ask('Two');
    expect(brief()).toEqual(['user waiting: One', 'user waiting: Two']);
    await vi.advanceTimersByTimeAsync(11_900);
    expect(posts).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_200);
    expect(posts).toHaveLength(2);
    expect(post(1).message.text).toBe('One');
  });

  it("leaves a refused message to the visitor, with the server's sentence, and goes on with the next", async () => {
    const { chat, conversation, posts, post } = start();
    chat.ask('Bad');
    chat.ask('Good');
    await post(0).end({ status: 400, message: 'This text cannot be stored.' });
    expect(conversation.entries()[0]).toMatchObject({ state: 'failed', note: 'This text cannot be stored.' });
    expect(post(1).message.text).toBe('Good');
    await post(1).end({ status: 403 });
    expect(conversation.entries()[1]?.note).toMatch(/not set up correctly/);
    expect(chat.trouble()).toBeNull();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(posts).toHaveLength(2);
  });

  it('starts anew when the server has forgotten the visitor, and keeps the message', async () => {
    const { chat, post, brief } = start({ identity });
    chat.ask('Still there?');
    expect(post(0).message).toMatchObject(identity);
    await post(0).end({ status: 401 });
    await settle();
    expect(post(1).message).toMatchObject({ text: 'Still there?', token: null, id: post(0).message.id });
    expect(post(1).message.sessionId).not.toBe(identity.sessionId);
    post(1).accept('t2');
    post(1).chunk(...whole);
    await post(1).end();
    expect(brief()).toEqual(['user done: Still there?', 'assistant done: Hi']);
  });

  it('says that a message is too long before it is sent, counting bytes', () => {
    const { chat, posts } = start();
    expect(chat.ask('ü'.repeat(16 * 1024 + 1))).toMatch(/too long/);
    expect(chat.ask('   ')).toBe('');
    expect(posts).toHaveLength(0);
    expect(chat.ask('ü'.repeat(16 * 1024))).toBe('');
    expect(posts).toHaveLength(1);
  });
});

describe('stopping', () => {
  it('tells the server, ends the request and keeps the text', async () => {
    const { chat, post, stop, resumes, brief } = start();
    chat.ask('Hello');
    post(0).accept('t');
    post(0).chunk(...half);
    chat.stop();
    await settle();
    expect(stop).toHaveBeenCalledExactlyOnceWith({ sessionId: post(0).message.sessionId, token: 't' });
    expect(post(0).signal.aborted).toBe(true);
    expect(brief()).toEqual(['user done: Hello', 'assistant stopped: Half']);
    expect(chat.answering()).toBe(false);
    expect(resumes).toHaveLength(0);
  });

  it('leaves its mark also before the first word', async () => {
    const { chat, post, brief } = start();
    chat.ask('Hello');
    post(0).accept('t');
    chat.stop();
    await settle();
    expect(brief()).toEqual(['user done: Hello', 'assistant stopped: ']);
  });

  it('in another tab stops the answer here', async () => {
    const { chat, post, brief } = start();
    chat.ask('Hello');
    post(0).accept('t');
    post(0).chunk(...half, { type: 'data-status', data: { step: 'stopped' } }, { type: 'finish' });
    await post(0).end();
    expect(brief()).toEqual(['user done: Hello', 'assistant stopped: Half']);
  });

  it('before the server has the message leaves the message to the visitor', async () => {
    const { chat, stop, brief } = start();
    chat.ask('Hello');
    chat.stop();
    await settle();
    expect(stop).not.toHaveBeenCalled();
    expect(brief()).toEqual(['user failed: Hello']);
  });

  it('shows the answer again when the server did not hear of it and goes on', async () => {
    const { chat, post, stop, read } = start({ identity });
    stop.mockRejectedValueOnce(failure({}));
    chat.ask('Hello');
    post(0).accept();
    chat.stop();
    await settle();
    expect(read).toHaveBeenCalledOnce();
  });
});

describe('a newer message', () => {
  it('waits until the older one has arrived, then ends its answer and keeps what was written', async () => {
    const { chat, posts, post, stop, brief } = start();
    chat.ask('One');
    chat.ask('Two');
    await settle();
    expect(posts).toHaveLength(1);
    post(0).accept('t');
    await settle();
    expect(post(0).signal.aborted).toBe(true);
    expect(post(1).message.text).toBe('Two');
    post(1).accept();
    post(1).chunk(...half);
    chat.ask('Three');
    await settle();
    post(2).accept();
    post(2).chunk(...whole);
    await post(2).end();
    expect(brief()).toEqual([
      'user done: One',
      'user done: Two',
      'assistant superseded: Half',
      'user done: Three',
      'assistant done: Hi',
    ]);
    expect(stop, 'the server ends the older answer by itself').not.toHaveBeenCalled();
  });

  it('of another tab ends the answer here, and its own is joined', async () => {
    const { chat, post, watches, resume, brief } = start({ identity });
    chat.look(true);
    watches[0]?.event(snapshotOf());
    chat.ask('One');
    post(0).accept();
    post(0).chunk(...half);
    watches[0]?.event(created({ id: 'u2', role: 'user', text: 'Two', clientMessageId: 'other-tab' }));
    watches[0]?.event({ type: 'answer.started', sessionId: 's', turnId: 'a2' });
    post(0).chunk({ type: 'data-status', data: { step: 'superseded' } }, { type: 'finish' });
    await post(0).end();
    expect(resume(0).lastEventId).toBe('');
    resume(0).chunk({ type: 'start', messageId: 'a2' }, { type: 'text-delta', delta: 'Both' }, { type: 'finish' });
    await resume(0).end();
    expect(brief()).toEqual(['user done: One', 'assistant superseded: Half', 'user done: Two', 'assistant done: Both']);
  });
});

describe('a dropped connection', () => {
  it('is taken up where it broke, after growing pauses, without gap or repeat', async () => {
    const { chat, posts, post, resumes, resume, brief } = start();
    chat.ask('Hello');
    post(0).accept('t');
    post(0).chunk(...half);
    await post(0).end({});
    expect(resume(0).lastEventId).toBe('2');
    await resume(0).end({});
    expect(resumes).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_000);
    resume(1).chunk({ type: 'text-delta', delta: ' of' });
    await resume(1).end();
    expect(brief()).toEqual(['user done: Hello', 'assistant writing: Half of']);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(resume(2).lastEventId).toBe('3');
    resume(2).chunk({ type: 'text-delta', delta: ' it' }, { type: 'finish' });
    await resume(2).end();
    expect(brief()).toEqual(['user done: Hello', 'assistant done: Half of it']);
    expect(posts).toHaveLength(1);
    expect(chat.trouble()).toBeNull();
  });

  it('is told with the first failed try; what was written stays until the answer, asked for again, starts', async () => {
    const { chat, posts, post, resumes, resume, brief } = start({ identity });
    chat.look(true);
    chat.ask('Hello');
    post(0).accept();
    post(0).chunk(...half);
    await post(0).end({});
    expect(chat.trouble()).toBeNull();
    for (let tries = 0; tries < 8; tries++) {
      expect(resumes).toHaveLength(tries + 1);
      await resume(tries).end({});
      expect(chat.trouble()).toMatchObject({ kind: 'offline' });
      expect(brief()).toEqual(['user done: Hello', 'assistant writing: Half']);
      await vi.advanceTimersByTimeAsync(Math.min(4_000, 1_000 * 2 ** tries));
    }
    await resume(8).end({ status: 204 });
    expect(brief()).toEqual(['user done: Hello', 'assistant broken: Half']);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(posts).toHaveLength(2);
    post(1).accept();
    expect(brief()).toEqual(['user done: Hello', 'assistant writing: Half']);
    post(1).chunk({ type: 'start', messageId: 'a1' });
    expect(brief()).toEqual(['user done: Hello', 'assistant writing: ']);
    expect(chat.trouble()).toBeNull();
  });

  it('is told, too, when the first try brings neither an answer nor an error', async () => {
    const { chat, post, resume } = start();
    chat.ask('Hello');
    post(0).accept('t');
    post(0).chunk(...half);
    await post(0).end({});
    await vi.advanceTimersByTimeAsync(2_000);
    expect(chat.trouble()).toMatchObject({ kind: 'offline' });
    resume(0).chunk({ type: 'text-delta', delta: ' of' });
    expect(chat.trouble()).toBeNull();
  });

  it.each(['online', 'looking', 'snapshot'])('is taken up at once when the line is back: %s', async (sign) => {
    const { chat, post, resumes, resume, watches } = start({ identity });
    chat.look(true);
    chat.ask('Hello');
    post(0).accept();
    post(0).chunk(...half);
    await post(0).end({});
    await resume(0).end({});
    expect(resumes).toHaveLength(1);
    if (sign === 'online') chat.retryNow();
    else if (sign === 'looking') chat.look(true);
    else watches[0]?.event(snapshotOf([], 'a0'));
    await settle();
    expect(resumes).toHaveLength(2);
  });

  it('that no reading mends, as the server answers with errors, leads to the question being asked again', async () => {
    const { chat, posts, post, resumes, brief } = start();
    chat.ask('Hello');
    post(0).accept('t');
    post(0).chunk(...half);
    await post(0).end({});
    for (let tries = 0; tries < 5; tries++) {
      expect(resumes).toHaveLength(tries + 1);
      await resumes[tries]?.end({ status: 503 });
      if (tries < 4) await vi.advanceTimersByTimeAsync(1_000 * 2 ** tries);
    }
    expect(brief()).toEqual(['user done: Hello', 'assistant broken: Half']);
    expect(chat.trouble()).toMatchObject({ kind: 'offline' });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(posts).toHaveLength(2);
    chat.stop();
    await settle();
    expect(brief()).toEqual(['user done: Hello', 'assistant stopped: Half']);
  });

  it('that is replayed from the start repeats nothing', async () => {
    const { chat, post, resume, brief } = start();
    chat.ask('Hello');
    post(0).accept('t');
    post(0).chunk(...half);
    await post(0).end({});
    resume(0).chunk(...whole);
    await resume(0).end();
    expect(brief()).toEqual(['user done: Hello', 'assistant done: Hi']);
  });

  it('shows the stored answer when that came by the events meanwhile', async () => {
    const { chat, posts, post, resume, watches, brief } = start({ identity });
    chat.look(true);
    watches[0]?.event(snapshotOf());
    chat.ask('Hello');
    post(0).accept();
    post(0).chunk(...half);
    await post(0).end({});
    watches[0]?.event(created({ id: 'a0', role: 'assistant', text: 'Half and half' }));
    await resume(0).end({ status: 204 });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(brief()).toEqual(['user done: Hello', 'assistant done: Half and half']);
    expect(posts).toHaveLength(1);
  });

  it('can be stopped while it is taken up', async () => {
    const { chat, post, resumes, resume, stop, brief } = start();
    chat.ask('Hello');
    post(0).accept('t');
    post(0).chunk(...half);
    await post(0).end({});
    await resume(0).end({});
    chat.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(resumes).toHaveLength(1);
    expect(stop).toHaveBeenCalledOnce();
    expect(brief()).toEqual(['user done: Hello', 'assistant stopped: Half']);
  });
});

describe('an answer under way that this page did not ask for', () => {
  const asked = { id: 'u1', role: 'user', text: 'Hello', clientMessageId: 'm' } as const;

  it('is read from its start after a reload, over what the earlier page had of it', async () => {
    const { chat, conversation, posts, resume, watches, brief } = start({ identity });
    const question = conversation.say('m', 'Hello');
    conversation.update(question, { state: 'done' });
    const kept = conversation.expectAnswer(question);
    conversation.receive(kept, { type: 'start', messageId: 'a0' });
    conversation.receive(kept, { type: 'text-delta', delta: 'Half' });
    conversation.restore(JSON.parse(JSON.stringify(conversation.newest())));
    chat.look(true);
    watches[0]?.event(snapshotOf([asked], 'a0'));
    expect(brief()).toEqual(['user done: Hello', 'assistant writing: Half']);
    expect(chat.answering()).toBe(true);
    expect(resume(0).lastEventId).toBe('');
    resume(0).chunk(...half, { type: 'text-delta', delta: ' and half' });
    expect(brief()).toEqual(['user done: Hello', 'assistant writing: Half and half']);
    resume(0).chunk({ type: 'finish' });
    await resume(0).end();
    expect(brief()).toEqual(['user done: Hello', 'assistant done: Half and half']);
    expect(posts).toHaveLength(0);
  });

  it('is joined when the events tell that it has started, once', async () => {
    const { chat, watches, resumes, resume, brief } = start({ identity });
    chat.look(true);
    watches[0]?.event(snapshotOf());
    watches[0]?.event(created(asked));
    watches[0]?.event({ type: 'answer.started', sessionId: 's', turnId: 'a0' });
    resume(0).chunk(...half);
    watches[0]?.event({ type: 'answer.started', sessionId: 's', turnId: 'a0' });
    watches[0]?.event(created({ id: 'a0', role: 'assistant', text: 'Half' }));
    resume(0).chunk({ type: 'finish' });
    await resume(0).end();
    expect(brief()).toEqual(['user done: Hello', 'assistant done: Half']);
    expect(resumes).toHaveLength(1);
  });

  it('is another by the time it is read: nothing of it stands under the older question', async () => {
    const { chat, watches, resume, brief } = start({ identity });
    chat.look(true);
    watches[0]?.event(snapshotOf([asked], 'a0'));
    resume(0).chunk({ type: 'start', messageId: 'a2' }, { type: 'text-delta', delta: 'Later' });
    await settle();
    expect(resume(0).signal.aborted).toBe(true);
    expect(brief()).toEqual(['user done: Hello']);
    watches[0]?.event(created({ id: 'u2', role: 'user', text: 'Two', clientMessageId: 'm2' }));
    watches[0]?.event({ type: 'answer.started', sessionId: 's', turnId: 'a2' });
    resume(1).chunk({ type: 'start', messageId: 'a2' }, { type: 'text-delta', delta: 'Later' });
    watches[0]?.event(created({ id: 'a0', role: 'assistant', text: 'Earl' }));
    expect(brief()).toEqual([
      'user done: Hello',
      'assistant superseded: Earl',
      'user done: Two',
      'assistant writing: Later',
    ]);
  });

  it('is over by then: its stored message is shown', async () => {
    const { chat, watches, resume, brief } = start({ identity });
    chat.look(true);
    watches[0]?.event(snapshotOf([asked], 'a0'));
    watches[0]?.event(created({ id: 'a0', role: 'assistant', text: 'Hi' }));
    await resume(0).end({ status: 204 });
    expect(brief()).toEqual(['user done: Hello', 'assistant done: Hi']);
  });

  it('was lost: the visitor is told, and can try again', async () => {
    const { chat, conversation, watches, resumes, post } = start({ identity });
    chat.look(true);
    watches[0]?.event(snapshotOf([asked]));
    expect(resumes).toHaveLength(0);
    const [question, mark] = conversation.entries();
    expect(mark).toMatchObject({ role: 'assistant', state: 'broken', note: 'The answer broke off.' });
    watches[0]?.event(snapshotOf([asked]));
    expect(conversation.entries()).toHaveLength(2);
    if (question) chat.retry(question, false);
    expect(post(0).message).toMatchObject({ id: 'm', text: 'Hello', fresh: false });
  });

  it('is not waited for when a person answers', () => {
    const { chat, watches, brief } = start({ identity });
    chat.look(true);
    const event = snapshotOf([asked]);
    if (event.type === 'session.snapshot') event.session.handler = 'agent';
    watches[0]?.event(event);
    expect(brief()).toEqual(['user done: Hello']);
  });

  it('is no other than the one being sent, as long as nothing is known of that', async () => {
    const { chat, post, watches, resumes } = start({ identity });
    chat.look(true);
    watches[0]?.event(snapshotOf());
    chat.ask('Hello');
    post(0).accept();
    watches[0]?.event({ type: 'answer.started', sessionId: 's', turnId: 'a1' });
    post(0).chunk(...whole);
    await post(0).end();
    expect(resumes).toHaveLength(0);
  });

  it('of a message that was sent twice is joined', async () => {
    const { chat, posts, post, resume, brief } = start({ identity });
    chat.ask('Hello');
    await post(0).end({ status: 409 });
    resume(0).chunk(...whole);
    await resume(0).end();
    expect(brief()).toEqual(['user sending: Hello', 'assistant done: Hi']);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(posts).toHaveLength(1);
  });
});

it('asks for a fresh answer in place of a saved one, and for more details of an answer', async () => {
  const { chat, conversation, post, brief } = start();
  chat.ask('Hello');
  post(0).accept('t');
  const answeredAt = '2026-11-19T10:00:00.000Z';
  post(0).chunk({ type: 'data-stored', data: { answeredAt } }, ...whole);
  await post(0).end();
  const [question, answer] = conversation.entries();
  expect(answer?.savedAt).toBe(answeredAt);
  if (question) chat.retry(question, true);
  expect(post(1).message).toMatchObject({ id: post(0).message.id, text: 'Hello', fresh: true });
  post(1).accept();
  post(1).chunk({ type: 'start', messageId: 'a2' }, { type: 'text-delta', delta: 'Anew' }, { type: 'finish' });
  await post(1).end();
  expect(brief()).toEqual(['user done: Hello', 'assistant done: Anew']);
  expect(conversation.last()?.savedAt).toBeUndefined();

  chat.ask('More details', 'a2');
  expect(post(2).message).toMatchObject({ text: 'More details', continues: 'a2' });
  expect(post(2).message.fresh).toBeFalsy();
});

describe('following the session', () => {
  it('connects only while the visitor looks and there is a session', async () => {
    const { chat, post, watches } = start();
    chat.look(true);
    expect(watches).toHaveLength(0);
    chat.ask('Hello');
    post(0).accept('t');
    expect(watches).toMatchObject([{ token: 't' }]);
    chat.look(false);
    await vi.advanceTimersByTimeAsync(10_000);
    chat.look(true);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(watches).toHaveLength(1);
    chat.look(false);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(watches[0]?.signal.aborted).toBe(true);
  });

  it('comes back after a lost connection, and speaks of trouble only when that fails', async () => {
    const { chat, watches } = start({ identity });
    chat.look(true);
    watches[0]?.event(snapshotOf());
    await watches[0]?.end();
    expect(chat.trouble()).toBeNull();
    await vi.advanceTimersByTimeAsync(1_000);
    await watches[1]?.end({});
    expect(chat.trouble()).toMatchObject({ kind: 'offline' });
    await vi.advanceTimersByTimeAsync(2_000);
    watches[2]?.event(snapshotOf());
    expect(chat.trouble()).toBeNull();
  });

  it('reads the state once where the stream brings nothing', async () => {
    const { chat, read } = start({ identity });
    chat.look(true);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(read).toHaveBeenCalledExactlyOnceWith(identity);
  });

  it('asks no further for an answer that came by another way', async () => {
    const { chat, conversation, posts, post, resumes, watches } = start({ identity });
    chat.look(true);
    chat.ask('Hello');
    await post(0).end({ status: 409 });
    await resumes[0]?.end({ status: 204 });
    const [question] = conversation.entries();
    watches[0]?.event(
      snapshotOf([
        { id: 'u1', role: 'user', text: 'Hello', clientMessageId: question?.key ?? '' },
        { id: 'a1', role: 'assistant', text: 'Hi' },
      ]),
    );
    await vi.advanceTimersByTimeAsync(60_000);
    expect(posts).toHaveLength(1);
  });

  it('forgets a session that the server does not know', async () => {
    const { chat, conversation, watches, memory } = start({ identity });
    conversation.restore([{ ...conversation.say('m', 'old'), state: 'done' }]);
    chat.look(true);
    await watches[0]?.end({ status: 404 });
    expect(conversation.entries()).toEqual([]);
    expect(memory.get('identity')).toBeNull();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(watches).toHaveLength(1);
  });

  it('leaves a message to the visitor that an earlier page could not send', () => {
    const { chat, conversation, brief, watches } = start({ identity });
    conversation.restore([{ ...conversation.say('m', 'unsent') }]);
    chat.look(true);
    expect(brief()).toEqual(['user sending: unsent']);
    watches[0]?.event(snapshotOf());
    expect(brief()).toEqual(['user failed: unsent']);
  });
});

describe('rating', () => {
  const rated = async () => {
    const world = start({ identity });
    world.chat.look(true);
    world.watches[0]?.event(snapshotOf([{ id: 'a1', role: 'assistant', text: 'Hi', rating: 'good' }]));
    const [answer] = world.conversation.entries();
    if (!answer) throw new Error('no answer');
    return { ...world, answer };
  };

  it('is told by the history, and shown once the server has it', async () => {
    const { chat, rate, answer } = await rated();
    expect(answer.rating).toBe('good');
    chat.rate(answer, 'bad');
    expect(answer.rating).toBe('good');
    await settle();
    expect(rate).toHaveBeenCalledExactlyOnceWith(identity, { turnId: 'a1', rating: 'bad' });
    expect(answer.rating).toBe('bad');
  });

  it('stays as it was when the server did not take it', async () => {
    const { chat, rate, read, answer } = await rated();
    rate.mockRejectedValueOnce(failure({ status: 503 }));
    chat.rate(answer, null);
    await settle();
    expect(answer.rating).toBe('good');
    expect(read).toHaveBeenCalledOnce();
  });
});

it('makes proper random uuids, and waits ever longer up to a limit', () => {
  expect(uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(Array.from({ length: 50 }, uuid)).size).toBe(50);
  expect([0, 1, 2, 3, 20].map((attempt) => backoff(attempt, 4_000, () => 1))).toEqual([
    1_000, 2_000, 4_000, 4_000, 4_000,
  ]);
  expect(backoff(0, 4_000, () => 0)).toBe(500);
});
