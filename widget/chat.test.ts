import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Api, Failure } from './api';
import { backoff, createChat, uuid } from './chat';
import { createConversation } from './conversation';
import type { Chunk, Snapshot, VisitorEvent } from './protocol';
import type { Store } from './store';

type Sent = Parameters<Api['send']>;
/** One request that waits for the test to say how it goes. */
type Pending = {
  message: Sent[0];
  signal: AbortSignal;
  accept(token?: string): void;
  chunk(...chunks: Chunk[]): void;
  end(failure?: Partial<Failure>): Promise<void>;
};

const failure = (more: Partial<Failure>): Failure => Object.assign(new Error(more.message ?? ''), more);
const settle = () => vi.advanceTimersByTimeAsync(0);

function start(kept: Record<string, unknown> = {}) {
  const posts: Pending[] = [];
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
    send: (message, signal, accepted, onChunk) => {
      const { promise, end } = request(signal);
      posts.push({
        message,
        signal,
        accept: (token) => accepted(token ?? null),
        chunk: (...chunks) => chunks.forEach(onChunk),
        end,
      });
      return promise;
    },
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
  return { chat, conversation, posts, post, watches, read, memory, brief };
}

const whole: Chunk[] = [{ type: 'start', messageId: 'a1' }, { type: 'text-delta', delta: 'Hi' }, { type: 'finish' }];
const snapshotOf = (messages: Snapshot['messages'] = []): VisitorEvent => ({
  type: 'session.snapshot',
  session: { id: 's', status: 'open', handler: 'assistant', agentName: null },
  messages,
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

  it('asks again when the answer broke off, and shows no half of it beside the whole', async () => {
    const { chat, post, brief } = start();
    chat.ask('Hello');
    post(0).accept('t');
    post(0).chunk({ type: 'start', messageId: 'a0' }, { type: 'text-delta', delta: 'Half' });
    await post(0).end();
    expect(brief()).toEqual(['user done: Hello', 'assistant broken: Half']);
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
  it('ends the request and keeps the text', async () => {
    const { chat, post, brief } = start();
    chat.ask('Hello');
    post(0).accept('t');
    post(0).chunk({ type: 'start', messageId: 'a0' }, { type: 'text-delta', delta: 'Half' });
    chat.stop();
    await settle();
    expect(post(0).signal.aborted).toBe(true);
    expect(brief()).toEqual(['user done: Hello', 'assistant stopped: Half']);
    expect(chat.answering()).toBe(false);
  });

  it('by a newer message waits until the older one has arrived', async () => {
    const { chat, posts, post } = start();
    chat.ask('One');
    chat.ask('Two');
    await settle();
    expect(posts).toHaveLength(1);
    post(0).accept('t');
    await settle();
    expect(post(0).signal.aborted).toBe(true);
    expect(post(1).message.text).toBe('Two');
  });
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
    const { chat, conversation, posts, post, watches } = start({ identity });
    chat.look(true);
    chat.ask('Hello');
    await post(0).end({ status: 409 });
    const [question] = conversation.entries();
    const common = { sources: [], authorName: null, createdAt: new Date().toISOString() };
    watches[0]?.event(
      snapshotOf([
        { ...common, id: 'u1', role: 'user', text: 'Hello', clientMessageId: question?.key ?? '' },
        { ...common, id: 'a1', role: 'assistant', text: 'Hi', clientMessageId: null },
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

it('makes proper random uuids and waits no longer than 30 s', () => {
  expect(uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(Array.from({ length: 50 }, uuid)).size).toBe(50);
  expect([0, 3, 20].map((attempt) => backoff(attempt, () => 1))).toEqual([1_000, 8_000, 30_000]);
  expect(backoff(0, () => 0)).toBe(500);
});
