import { describe, expect, it, vi } from 'vitest';
import { createConversation, type Entry } from './conversation';
import type { Chunk, Snapshot, VisitorMessage } from './protocol';

const NOW = Date.UTC(2026, 10, 20, 9);
let clock = NOW;

function start() {
  clock = NOW;
  const changed = vi.fn();
  const conversation = createConversation(changed, () => clock);
  const brief = () => conversation.entries().map(({ role, text, state }) => `${role} ${state}: ${text}`);
  const receive = (answer: Entry, ...chunks: Chunk[]) => chunks.map((chunk) => conversation.receive(answer, chunk));
  return { conversation, changed, brief, receive };
}

const stored = (
  id: string,
  role: VisitorMessage['role'],
  text: string,
  more: Partial<VisitorMessage> = {},
): VisitorMessage => ({
  id,
  role,
  text,
  sources: [],
  clientMessageId: null,
  authorName: null,
  createdAt: new Date(NOW).toISOString(),
  complete: true,
  ...more,
});
const snapshot = (messages: VisitorMessage[], session: Partial<Snapshot['session']> = {}) =>
  ({
    type: 'session.snapshot',
    session: { id: 's', status: 'open', handler: 'assistant', agentName: null, ...session },
    messages,
  }) as const;
const created = (message: VisitorMessage) => ({ type: 'message.created', sessionId: 's', message }) as const;
const delta = (text: string): Chunk => ({ type: 'text-delta', delta: text });

describe('an answer', () => {
  it('grows from its stream, with what it is doing, its sources and its receipt', () => {
    const { conversation, receive } = start();
    const answer = conversation.expectAnswer(conversation.say('m1', 'Hello'));
    expect(answer).toMatchObject({ state: 'writing', doing: 'thinking' });
    receive(answer, { type: 'start', messageId: 'a1' }, { type: 'data-status', data: { step: 'searching' } });
    expect(answer.doing).toBe('searching');
    clock += 120;
    receive(answer, { type: 'data-status', data: { step: 'thinking' } });
    clock += 80;
    receive(answer, delta('Hi '), delta('there'));
    expect(answer).toMatchObject({ text: 'Hi there', doing: 'writing', id: 'a1' });
    expect(answer.steps.slice(-2)).toEqual([
      { name: 'search-knowledge', durationMs: 119 },
      { name: 'first-token', durationMs: 80 },
    ]);
    const source = { number: 1, sourceId: 'x', passageId: 'y', title: 'Returns', url: null, excerpt: '' };
    const operations = [{ name: 'plan', startedMs: 0, durationMs: 4 }];
    receive(answer, { type: 'data-sources', data: { sources: [source] } });
    receive(answer, { type: 'data-receipt', data: { totalMs: 900, operations } as never });
    expect(receive(answer, { type: 'finish' })).toEqual(['done']);
    conversation.endAnswer(answer, 'done');
    expect(answer).toMatchObject({
      state: 'done',
      totalMs: 900,
      steps: [{ name: 'plan', durationMs: 4 }],
      sources: [source],
    });
  });

  it('stands directly below its question, whatever was said since', () => {
    const { conversation, brief } = start();
    const question = conversation.say('m1', 'one');
    conversation.say('m2', 'two');
    conversation.expectAnswer(question);
    expect(brief()).toEqual(['user sending: one', 'assistant writing: ', 'user sending: two']);
  });

  it('replaces the broken one to the same question, whose text stays until it starts', () => {
    const { conversation, brief, receive } = start();
    const question = conversation.say('m1', 'one');
    const first = conversation.expectAnswer(question);
    receive(first, delta('half an ans'));
    conversation.endAnswer(first, 'broken');
    const second = conversation.expectAnswer(question);
    expect(brief()).toEqual(['user sending: one', 'assistant writing: half an ans']);
    receive(second, { type: 'start', messageId: 'a1' });
    expect(brief()).toEqual(['user sending: one', 'assistant writing: ']);
  });

  it('leaves nothing behind when it ends without a word, but an error keeps its sentence, and a stop its mark', () => {
    const { conversation, brief, receive } = start();
    const question = conversation.say('m1', 'one');
    for (const state of ['done', 'superseded', 'broken'] as const) {
      conversation.endAnswer(conversation.expectAnswer(question), state);
      expect(brief()).toEqual(['user sending: one']);
    }
    conversation.endAnswer(conversation.expectAnswer(question), 'stopped');
    expect(brief()).toEqual(['user sending: one', 'assistant stopped: ']);
    const failed = conversation.expectAnswer(question);
    expect(receive(failed, { type: 'error', errorText: 'It broke.' })).toEqual(['broken']);
    conversation.endAnswer(failed, 'broken');
    expect(failed).toMatchObject({ state: 'broken', note: 'It broke.' });
    expect(conversation.entries()).toContain(failed);
  });

  const interrupted: Chunk = {
    type: 'data-receipt',
    data: { totalMs: 900, outcome: 'interrupted', operations: [] } as never,
  };

  it('that a person took over says so, also after a reload, and not how long it took', () => {
    const { conversation, brief, receive } = start();
    const answer = conversation.expectAnswer(conversation.say('m1', 'Hello'));
    receive(answer, { type: 'start', messageId: 'a1' }, delta('Half'), interrupted);
    const ends = receive(answer, { type: 'data-status', data: { step: 'with-agent' } }, { type: 'finish' });
    expect(ends).toEqual(['taken', 'done']);
    conversation.endAnswer(answer, 'taken');
    expect(conversation.state.handler).toBe('agent');
    const question = stored('u1', 'user', 'Hello', { clientMessageId: 'm1' });
    conversation.apply(snapshot([question, stored('a1', 'assistant', 'Half', { complete: false })]));
    expect(brief()).toEqual(['user done: Hello', 'assistant taken: Half']);
    expect(answer.totalMs).toBeUndefined();
  });

  it('that ends while a person has the conversation was taken over, whatever its follower knows', () => {
    const { conversation, receive } = start();
    const answer = conversation.expectAnswer(conversation.say('m1', 'Hello'));
    receive(answer, delta('Half'));
    conversation.apply({ type: 'session.changed', sessionId: 's', handler: 'agent', agentName: 'Maya' });
    expect(receive(answer, { type: 'data-status', data: { step: 'stopped' } })).toEqual(['taken']);
  });

  it('that was stopped elsewhere does not say how long it took', () => {
    const { conversation, receive } = start();
    const answer = conversation.expectAnswer(conversation.say('m1', 'Hello'));
    const stopped: Chunk = { type: 'data-status', data: { step: 'stopped' } };
    expect(receive(answer, delta('Half'), interrupted, stopped)).toEqual(['', '', 'stopped']);
    expect(answer.totalMs).toBeUndefined();
  });

  it('that broke off offers nothing beside another try', () => {
    const { conversation, receive } = start();
    const answer = conversation.expectAnswer(conversation.say('m1', 'Hello'));
    const offers = { moreDetails: false, questions: [], contactForm: true };
    receive(answer, delta('Half'), { type: 'data-offers', data: offers });
    expect(answer.offers).toEqual(offers);
    receive(answer, { type: 'error', errorText: 'It broke.' });
    conversation.endAnswer(answer, 'broken');
    expect(answer.offers).toBeUndefined();
  });
});

describe('events', () => {
  it('tell of own messages without doubling them, before, during and after the stream', () => {
    const { conversation, brief, receive } = start();
    const answer = conversation.expectAnswer(conversation.say('m1', 'Hello'));
    const question = created(stored('u1', 'user', 'Hello', { clientMessageId: 'm1' }));
    conversation.apply(question);
    conversation.apply({ type: 'answer.started', sessionId: 's', turnId: 'a1' });
    conversation.apply({ type: 'answer.delta', sessionId: 's', turnId: 'a1', from: 0, text: 'Hi' });
    receive(answer, { type: 'start', messageId: 'a1' }, delta('Hi'));
    conversation.apply(created(stored('a1', 'assistant', 'Hi you')));
    expect(brief()).toEqual(['user done: Hello', 'assistant writing: Hi']);
    receive(answer, delta(' you'));
    conversation.endAnswer(answer, 'done');
    conversation.apply(created(stored('a1', 'assistant', 'Hi you')));
    conversation.apply(question);
    expect(brief()).toEqual(['user done: Hello', 'assistant done: Hi you']);
  });

  it('forget the copy of an answer that they told of before its own stream began', () => {
    const { conversation, brief, receive } = start();
    conversation.apply({ type: 'answer.started', sessionId: 's', turnId: 'a1' });
    const answer = conversation.expectAnswer(conversation.say('m1', 'Hello'));
    receive(answer, { type: 'start', messageId: 'a1' }, delta('Hi'));
    expect(brief()).toEqual(['user sending: Hello', 'assistant writing: Hi']);
  });

  it('name the person who answers, until the assistant is back', () => {
    const { conversation } = start();
    conversation.apply({ type: 'session.changed', sessionId: 's', handler: 'agent', agentName: 'Maya' });
    expect(conversation.state).toEqual({ handler: 'agent', agentName: 'Maya' });
    conversation.apply(created(stored('g1', 'agent', 'Hello', { authorName: 'Tom' })));
    expect(conversation.state.agentName).toBe('Tom');
    conversation.apply({ type: 'session.changed', sessionId: 's', handler: 'assistant' });
    expect(conversation.state).toEqual({ handler: 'assistant', agentName: null });
  });

  it.each(['before', 'after'])(
    'keep the question when a person answers: its stream starts under the id of the question, told %s',
    (when) => {
      const { conversation, brief, receive } = start();
      const answer = conversation.expectAnswer(conversation.say('m1', 'Anyone?'));
      const question = created(stored('u1', 'user', 'Anyone?', { clientMessageId: 'm1' }));
      if (when === 'before') conversation.apply(question);
      receive(answer, { type: 'start', messageId: 'u1' });
      if (when === 'after') conversation.apply(question);
      receive(answer, { type: 'data-status', data: { step: 'with-agent' } }, { type: 'finish' });
      conversation.endAnswer(answer, 'done');
      expect(brief()).toEqual(['user done: Anyone?']);
      expect(conversation.state.handler).toBe('agent');
    },
  );
});

describe('a snapshot', () => {
  it('is the truth about what is stored, and leaves alone what is not', () => {
    const { conversation, brief, receive } = start();
    conversation.apply(created(stored('old', 'assistant', 'deleted since')));
    const question = conversation.say('m1', 'Hello');
    const answer = conversation.expectAnswer(question);
    receive(answer, { type: 'start', messageId: 'a1' }, delta('Hi'));
    conversation.say('m2', 'unsent');
    conversation.apply(
      snapshot([stored('u0', 'user', 'earlier'), stored('u1', 'user', 'Hello', { clientMessageId: 'm1' })], {
        handler: 'agent',
        agentName: 'Maya',
      }),
    );
    expect(brief()).toEqual([
      'user done: earlier',
      'user done: Hello',
      'assistant writing: Hi',
      'user sending: unsent',
    ]);
    expect(conversation.entries()).toContain(question);
    expect(conversation.state).toEqual({ handler: 'agent', agentName: 'Maya' });
  });

  it('that was taken before an answer was stored does not take the answer away, nor its receipt', () => {
    const { conversation, brief, receive } = start();
    const answer = conversation.expectAnswer(conversation.say('m1', 'Hello'));
    const receipt = { totalMs: 900, operations: [] } as never;
    receive(answer, { type: 'start', messageId: 'a1' }, delta('Hi'), { type: 'data-receipt', data: receipt });
    conversation.endAnswer(answer, 'done');
    const question = stored('u1', 'user', 'Hello', { clientMessageId: 'm1' });
    conversation.apply(snapshot([question]));
    conversation.apply(created(stored('a1', 'assistant', 'Hi')));
    expect(brief()).toEqual(['user done: Hello', 'assistant done: Hi']);
    expect(conversation.entries()[1]?.totalMs).toBe(900);
    conversation.apply(snapshot([question]));
    expect(brief()).toEqual(['user done: Hello']);
  });

  it('settles what an earlier page kept', () => {
    const before = start();
    before.conversation.say('m1', 'stored');
    before.conversation.say('m2', 'lost');
    before.receive(before.conversation.expectAnswer(before.conversation.say('m3', 'cut')), delta('part'));
    const kept = JSON.parse(JSON.stringify(before.conversation.newest()));

    const { conversation, brief } = start();
    conversation.restore(kept);
    expect(brief().at(-1)).toBe('assistant writing: part');
    conversation.apply(snapshot([stored('u1', 'user', 'stored', { clientMessageId: 'm1' })]));
    expect(brief().slice(0, 2)).toEqual(['user done: stored', 'user sending: lost']);
    expect(brief().at(-1)).toBe('assistant writing: part');
    conversation.forget();
    expect(brief()).toEqual(['user sending: lost', 'user sending: cut']);
  });

  it('brings the whole of an answer whose beginning an earlier page kept', () => {
    const before = start();
    const answer = before.conversation.expectAnswer(before.conversation.say('m1', 'Hello'));
    before.receive(answer, { type: 'start', messageId: 'a1' }, delta('Hi'));
    const { conversation, brief } = start();
    conversation.restore(JSON.parse(JSON.stringify(before.conversation.newest())));
    const question = stored('u1', 'user', 'Hello', { clientMessageId: 'm1' });
    conversation.apply(snapshot([question, stored('a1', 'assistant', 'Hi you')]));
    expect(brief()).toEqual(['user done: Hello', 'assistant done: Hi you']);
  });

  it('tells which answers are not complete; why is known where it happened', () => {
    const { conversation, brief, receive } = start();
    const answer = conversation.expectAnswer(conversation.say('m1', 'one'));
    receive(answer, { type: 'start', messageId: 'a1' }, delta('Hi'));
    conversation.endAnswer(answer, 'superseded');
    const half = (id: string) => stored(id, 'assistant', 'Hi', { complete: false });
    conversation.apply(snapshot([half('a0'), stored('u1', 'user', 'one', { clientMessageId: 'm1' }), half('a1')]));
    expect(brief()).toEqual(['assistant stopped: Hi', 'user done: one', 'assistant superseded: Hi']);
    conversation.apply(created(stored('a1', 'assistant', 'Hi you', { complete: true })));
    expect(brief().at(-1)).toBe('assistant done: Hi you');
  });

  it('leaves an answer below its question, also when it was stored after the next one', () => {
    const { conversation, brief, receive } = start();
    const first = conversation.expectAnswer(conversation.say('m1', 'one'));
    receive(first, { type: 'start', messageId: 'a1' }, delta('Hi'));
    conversation.endAnswer(first, 'superseded');
    conversation.say('m2', 'two');
    conversation.apply(
      snapshot([
        stored('u1', 'user', 'one', { clientMessageId: 'm1' }),
        stored('u2', 'user', 'two', { clientMessageId: 'm2' }),
        stored('a1', 'assistant', 'Hi', { complete: false }),
      ]),
    );
    expect(brief()).toEqual(['user done: one', 'assistant superseded: Hi', 'user done: two']);
  });
});
