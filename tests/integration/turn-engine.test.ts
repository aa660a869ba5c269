import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type Ask,
  addArticle,
  companyId,
  database,
  message,
  readOn,
  receiptOf,
  storedTexts,
  storedTurns,
  textOf,
  upstream,
  useTurnWorld,
  Visitor,
} from './turn-world';

useTurnWorld();

const readAll = (stream: ReadableStream<Uint8Array>) => readOn(stream.getReader());
const statusOf = (parts: Awaited<ReturnType<typeof readOn>>) =>
  parts.filter(({ type }) => type === 'data-status').map(({ data }) => data?.step);

describe('the same question from many at once', () => {
  it('is one call to the model and one answer for each', async () => {
    upstream.set({ firstTokenMs: 200, gapMs: 5 });
    const asks = Array.from({ length: 50 }, () => message('What does the delivery to Norway cost?'));
    const answers = await Promise.all(asks.map((ask) => new Visitor().ask(ask)));
    expect(new Set(answers.map(textOf))).toEqual(new Set(['The parcel is on its way.']));
    expect(upstream.calls).toHaveLength(1);
    const turns = (await Promise.all(asks.map(({ id }) => storedTurns(id)))).flat();
    expect(turns).toHaveLength(50);
    expect(turns.filter(({ cost_micros }) => Number(cost_micros) > 0)).toHaveLength(1);
    expect(answers.filter((parts) => receiptOf(parts)?.cache === 'coalesced')).toHaveLength(49);
  });

  it('goes on for the others when one leaves, also the one who asked first', async () => {
    upstream.set({ firstTokenMs: 50, gapMs: 30 });
    const first = await new Visitor().begin(message('What does the delivery to Peru cost?'));
    await vi.waitFor(() => expect(upstream.calls).toHaveLength(1));
    const second = await new Visitor().begin(message('What does the delivery to Peru cost?'));
    await readOn(second.reader, (text) => text.includes('text-delta'));
    await first.reader.cancel();
    await first.ended;
    expect(textOf(await readOn(second.reader))).not.toBe('');
    await second.ended;
    expect(upstream.calls).toHaveLength(1);
    expect(upstream.calls[0]?.outcome).toBe('complete');
  });

  it('ends the call when all have left', async () => {
    upstream.set({ firstTokenMs: 50, gapMs: 30, tokens: 100 });
    const readers = await Promise.all(
      [1, 2, 3].map(() => new Visitor().begin(message('What does the delivery to Chile cost?'))),
    );
    await Promise.all(readers.map(({ reader }) => readOn(reader, (text) => text.includes('text-delta'))));
    expect(upstream.calls).toHaveLength(1);
    for (const { reader, ended } of readers) {
      await reader.cancel();
      await ended;
    }
    await vi.waitFor(() => expect(upstream.aborted).toHaveLength(1));
  });

  it('is asked apart by another company, and by who has said something before', async () => {
    upstream.set({ firstTokenMs: 200 });
    const [other] = await database.admin<{ id: string }>(
      "insert into companies (slug, name) values ($1, 'Turn Test') returning id",
      [`other-${randomUUID().slice(0, 8)}`],
    );
    const otherKey = `wk_other_${randomUUID().slice(0, 8)}`;
    await database.admin('insert into widget_keys (company_id, key) values ($1, $2)', [other?.id, otherKey]);
    const talker = new Visitor();
    const before = message('Where is my parcel?');
    await talker.ask(before);
    upstream.reset();
    await Promise.all([
      new Visitor().ask(message('What does the delivery to Ghana cost?')),
      new Visitor(otherKey).ask(message('What does the delivery to Ghana cost?')),
      talker.ask(message('What does the delivery to Ghana cost?', randomUUID(), before.id)),
    ]);
    expect(upstream.calls).toHaveLength(3);
  });
});

describe('several messages in a row', () => {
  it('get one answer to all of them, and at most one whole completion is paid', async () => {
    upstream.set({ firstTokenMs: 300, gapMs: 20 });
    const visitor = new Visitor();
    const session = randomUUID();
    const texts = ['My parcel is late.', 'It was sent on Monday.', 'To the office.', 'Where is it now?'];
    const running = [];
    for (const [index, text] of texts.entries()) {
      running.push(await visitor.begin(message(text, `burst-${index}`, session)));
      await vi.waitFor(() => expect(upstream.calls).toHaveLength(index + 1));
    }
    const parts = await Promise.all(running.map(({ reader }) => readOn(reader)));
    await Promise.all(running.map(({ ended }) => ended));
    expect(parts.map((each) => statusOf(each).at(-1))).toEqual(['superseded', 'superseded', 'superseded', 'thinking']);
    expect(textOf(parts[3] ?? [])).toBe('The parcel is on its way.');
    expect(upstream.calls.filter(({ outcome }) => outcome === 'complete')).toHaveLength(1);
    expect(upstream.calls).toHaveLength(4);
    const asked = upstream.calls[3]?.body?.messages?.at(-1)?.content;
    for (const text of texts) expect(asked).toContain(text);
    expect(await storedTexts(session)).toEqual([
      ...texts.map((text) => `user: ${text}`),
      'assistant: The parcel is on its way.',
    ]);
  });
});

describe('an answer that is being written', () => {
  it('is taken up again where the connection broke, without gap or repeat', async () => {
    upstream.set({ firstTokenMs: 20, gapMs: 20, tokens: 30 });
    const { resumeAnswer } = await import('@/lib/chat/resume-answer');
    const visitor = new Visitor();
    const ask: Ask = { ...message('How do I wash a wool jumper?'), resumable: true };
    const { reader, ended } = await visitor.begin(ask);
    let raw = '';
    const decoder = new TextDecoder();
    while ((raw.match(/text-delta/g)?.length ?? 0) < 5) raw += decoder.decode((await reader.read()).value);
    await reader.cancel();
    const last = [...raw.matchAll(/^id: (\S+)$/gm)].at(-1)?.[1];
    const ctx = await visitor.context();
    const input = { sessionId: ask.id, after: last, signal: new AbortController().signal };
    const again = await resumeAnswer(ctx, input);
    const fromStart = await resumeAnswer(ctx, { ...input, after: undefined });
    if (!again || !fromStart) throw new Error('nothing to resume');
    const [rest, whole] = await Promise.all([readAll(again), readAll(fromStart)]);
    await ended;
    const had = raw
      .split('\n')
      .filter((line) => line.startsWith('data: {'))
      .map((line) => JSON.parse(line.slice(6)));
    expect(textOf(had) + textOf(rest)).toBe(textOf(whole));
    expect((await storedTexts(ask.id))[1]).toBe(`assistant: ${textOf(whole)}`);
    expect(upstream.calls).toHaveLength(1);
    expect(await resumeAnswer(ctx, input)).toBeNull();
  });

  it('cannot be read or stopped by another visitor', async () => {
    upstream.set({ firstTokenMs: 50, gapMs: 20, tokens: 20 });
    const { resumeAnswer, stopSession } = await import('@/lib/chat/resume-answer');
    const ask = message('How do I wash a silk scarf?');
    const { reader, ended } = await new Visitor().begin(ask);
    const stranger = await new Visitor().context();
    const input = { sessionId: ask.id, after: undefined, signal: new AbortController().signal };
    await expect(resumeAnswer(stranger, input)).rejects.toMatchObject({ code: 'not-found' });
    await expect(stopSession(stranger, input)).rejects.toMatchObject({ code: 'not-found' });
    await readOn(reader);
    await ended;
    expect(upstream.calls[0]?.outcome).toBe('complete');
  });

  it('stops at the provider when the visitor stops it from any tab, and keeps what was written', async () => {
    upstream.set({ firstTokenMs: 20, gapMs: 20, tokens: 300 });
    const { stopSession } = await import('@/lib/chat/resume-answer');
    const visitor = new Visitor();
    const ask: Ask = { ...message('How do I wash a linen shirt?'), resumable: true };
    const { reader, ended } = await visitor.begin(ask);
    const before = await readOn(reader, (text) => text.includes('text-delta'));
    await stopSession(await visitor.context(), { sessionId: ask.id });
    const after = await readOn(reader);
    await ended;
    expect(statusOf(after)).toEqual(['stopped']);
    await vi.waitFor(() => expect(upstream.aborted).toHaveLength(1));
    expect((await storedTurns(ask.id))[0]).toMatchObject({ outcome: 'interrupted', error_code: 'stopped' });
    expect((await storedTexts(ask.id))[1]).toBe(`assistant: ${textOf(before)}${textOf(after)}`);
  });

  afterEach(() => void vi.useRealTimers());

  it('waits a while for its reader when it is resumable, and then stops', async () => {
    upstream.set({ firstTokenMs: 20, gapMs: 20, tokens: 3_000 });
    const { RESUME_WITHIN_MS } = await import('@/lib/chat/live-answers');
    const visitor = new Visitor();
    const ask: Ask = { ...message('How do I wash a down coat?'), resumable: true };
    const { reader, ended } = await visitor.begin(ask);
    await readOn(reader, (text) => text.includes('text-delta'));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await reader.cancel();
    vi.advanceTimersByTime(RESUME_WITHIN_MS - 1);
    expect(upstream.aborted).toHaveLength(0);
    vi.advanceTimersByTime(1);
    vi.useRealTimers();
    await ended;
    await vi.waitFor(() => expect(upstream.aborted).toHaveLength(1));
  });

  it('is forgotten when it has ended: nothing stays behind of 200 that were left after their first token', async () => {
    upstream.set({ firstTokenMs: 0, gapMs: 30, tokens: 50 });
    const { countLiveAnswers } = await import('@/lib/chat/live-answers');
    for (let batch = 0; batch < 10; batch += 1) {
      const open = await Promise.all(
        Array.from({ length: 20 }, (_, i) => new Visitor().begin(message(`How do I wash item ${batch * 20 + i}?`))),
      );
      await Promise.all(
        open.map(async ({ reader, ended }) => {
          await readOn(reader, (text) => text.includes('text-delta'));
          await reader.cancel();
          await ended;
        }),
      );
    }
    await vi.waitFor(() => expect(upstream.openStreams).toBe(0));
    expect(countLiveAnswers()).toBe(0);
  });
});

describe('a session that is remembered', () => {
  it('has its model asked beside the storing, with the same history as from the database', async () => {
    const visitor = new Visitor();
    const first = message('Where is my parcel?');
    await visitor.ask(first);
    const parts = await visitor.ask(message('And when will it arrive?', randomUUID(), first.id));
    expect(upstream.calls).toHaveLength(2);
    const sent = upstream.calls[1]?.body?.messages?.slice(1).map(({ role, content }) => [role, content]);
    expect(sent).toEqual([
      ['user', 'Where is my parcel?'],
      ['assistant', 'The parcel is on its way.'],
      ['user', 'And when will it arrive?'],
    ]);
    expect(textOf(parts)).toBe('The parcel is on its way.');
  });

  it('is asked anew when it was summed up meanwhile', async () => {
    const visitor = new Visitor();
    const first = message('Where is my parcel?');
    await visitor.ask(first);
    await database.admin("update chat_sessions set summary = 'They wait for a tent.' where id = $1", [first.id]);
    await visitor.ask(message('And when will it arrive?', randomUUID(), first.id));
    expect(JSON.stringify(upstream.calls.at(-1)?.body?.messages)).toContain('They wait for a tent.');
  });

  it('is asked anew when somebody else has written meanwhile', async () => {
    const visitor = new Visitor();
    const first = message('Where is my parcel?');
    await visitor.ask(first);
    await database.admin(
      "insert into chat_messages (company_id, session_id, role, text) values ($1, $2, 'agent', 'I have found it.')",
      [companyId, first.id],
    );
    await database.admin('update chat_sessions set message_count = message_count + 1 where id = $1', [first.id]);
    await visitor.ask(message('And when will it arrive?', randomUUID(), first.id));
    const last = upstream.calls.at(-1)?.body?.messages?.map(({ content }) => String(content));
    expect(last?.some((content) => content.includes('I have found it.'))).toBe(true);
  });
});

describe('more details', () => {
  it('continue an answer from the articles it cites, without a search', async () => {
    upstream.set({ tokens: ['Wash it ', 'cold [1].'] });
    await addArticle('Washing linen', 'Linen is washed cold.\n\nIt is dried flat, away from the sun.');
    const visitor = new Visitor();
    const ask: Ask = { ...message('How is linen washed?'), depth: 'concise' };
    const first = await visitor.ask(ask);
    expect(first.find(({ type }) => type === 'data-offers')?.data).toMatchObject({ moreDetails: true });
    upstream.set({ tokens: ['Dry it ', 'flat [1].'] });
    const more = await visitor.ask({
      ...message('More details', randomUUID(), ask.id),
      continues: String(receiptOf(first)?.turnId),
    });
    expect(textOf(more)).toBe('Dry it flat [1].');
    expect(more.find(({ type }) => type === 'data-sources')?.data?.sources).toHaveLength(1);
    const names = ((receiptOf(more)?.operations ?? []) as { name: string }[]).map(({ name }) => name);
    expect(names).not.toContain('search-knowledge');
    const prompt = JSON.stringify(upstream.calls.at(-1)?.body?.messages);
    expect(prompt).toContain('away from the sun');
    expect(prompt).toContain('Wash it cold [1].');
  });
});

it('an answer that is not of this session cannot be continued, and nothing is stored', async () => {
  const ask = message('More details');
  await expect(new Visitor().ask({ ...ask, continues: randomUUID() })).rejects.toMatchObject({ code: 'unprocessable' });
  expect(await storedTexts(ask.id)).toEqual([]);
});

describe('what providers charge for', () => {
  it('is counted for an answer that was stopped before its first word', async () => {
    upstream.set({ firstTokenMs: 5_000 });
    const { stopSession } = await import('@/lib/chat/resume-answer');
    const visitor = new Visitor();
    const ask = message('How is a tent aired?');
    const { reader, ended } = await visitor.begin(ask);
    await vi.waitFor(() => expect(upstream.calls).toHaveLength(1));
    await stopSession(await visitor.context(), { sessionId: ask.id });
    const parts = await readOn(reader);
    await ended;
    expect(receiptOf(parts)).toMatchObject({ modelCalls: 1, outputTokens: 0, model: 'gpt-4.1-mini' });
    expect(Number((await storedTurns(ask.id))[0]?.cost_micros)).toBeGreaterThan(0);
  });

  it('is not asked for what a visitor says to an agent', async () => {
    const visitor = new Visitor();
    const first = message('Where is my parcel?');
    await visitor.ask(first);
    await database.admin("update chat_sessions set handler = 'agent' where id = $1", [first.id]);
    upstream.reset();
    for (let i = 0; i < 3; i += 1) await visitor.ask(message(`And now ${i}?`, randomUUID(), first.id));
    // The first of them may have been begun before the database said that an agent has the session.
    expect(upstream.calls.length).toBeLessThanOrEqual(1);
  });
});

it('a turn that is refused leaves nothing running', async () => {
  const { countLiveAnswers, findLiveAnswer } = await import('@/lib/chat/live-answers');
  const visitor = new Visitor();
  const ask = message('');
  await expect(visitor.begin(ask)).rejects.toMatchObject({ code: 'bad-request' });
  expect(countLiveAnswers()).toBe(0);
  expect(findLiveAnswer(await visitor.context(), ask.id)).toBeNull();
});

it('a visitor who asks for another depth has it from this message on, also in a session that is remembered', async () => {
  const visitor = new Visitor();
  const first = message('Where is my parcel?');
  await visitor.ask(first);
  upstream.reset();
  const parts = await visitor.ask({ ...message('And when does it come?', randomUUID(), first.id), depth: 'concise' });
  expect(receiptOf(parts)).toMatchObject({ depth: 'concise', modelCalls: 1 });
  expect(upstream.calls).toHaveLength(1);
});

describe('what only sounds like small talk', () => {
  it('is answered from the articles when they hold an answer, and as small talk when they do not', async () => {
    await addArticle('Opening hours', 'What are your hours? Our hours are nine to five.');
    const asked = receiptOf(await new Visitor().ask(message('What are your hours?')));
    expect(asked).toMatchObject({ plan: 'moderate', planReason: 'a question, since the articles answer it' });
    expect(JSON.stringify(upstream.calls.at(-1)?.body?.messages)).toContain('nine to five');
    const chat = receiptOf(await new Visitor().ask(message('What are your hobbies?')));
    expect(chat).toMatchObject({ plan: 'simple' });
    expect(JSON.stringify(upstream.calls.at(-1)?.body?.messages)).not.toContain('nine to five');
  });
});

describe('when nothing can answer', () => {
  it('the visitor has words and a way to leave contact data', async () => {
    vi.doMock('@/lib/models/built-in', async (original) => {
      const real = await original<typeof import('@/lib/models/built-in')>();
      const broken = () => Promise.reject(new Error('broken'));
      return { ...real, builtInModel: { ...real.builtInModel, doStream: broken } };
    });
    vi.resetModules();
    upstream.set({ failure: { kind: 'status', status: 400 } });
    const parts = await new Visitor().ask(message('How do I wash a felt hat?'));
    vi.doUnmock('@/lib/models/built-in');
    vi.resetModules();
    expect(textOf(parts)).toMatch(/e-mail/);
    expect(parts.find(({ type }) => type === 'data-offers')?.data).toMatchObject({ contactForm: true });
  });
});

it('a message is answered again when the process that was answering it has died', async () => {
  const visitor = new Visitor();
  const ask = message('How do I wash a cap?');
  await visitor.ask(ask);
  await database.admin(
    "update chat_turns set outcome = 'running', created_at = now() - interval '1 hour' where session_id = $1",
    [ask.id],
  );
  await database.admin("delete from chat_messages where session_id = $1 and role = 'assistant'", [ask.id]);
  await database.admin('update chat_sessions set message_count = 1 where id = $1', [ask.id]);
  expect(textOf(await visitor.ask(ask))).toBe('The parcel is on its way.');
  expect(await storedTexts(ask.id)).toEqual(['user: How do I wash a cap?', 'assistant: The parcel is on its way.']);
});
