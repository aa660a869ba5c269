import { expect, test, vi } from 'vitest';
import { type Channel, companyChannel, type Events, sessionChannel } from './events';
import type { SessionEvent } from './schema';

const SOON = { timeout: 10_000, interval: 10 };

/** Everything a listener heard, in order. */
function listen(events: Events, channel: Channel) {
  const heard: SessionEvent[] = [];
  const end = events.subscribe(channel, (event) => void heard.push(event));
  return { heard, end, types: () => heard.map(({ type }) => type) };
}

/** What a reader shows who puts each piece where it says it belongs; a piece after a gap is lost. */
function textOf(heard: SessionEvent[]): string {
  let text = '';
  for (const event of heard) {
    if (event.type === 'answer.delta' && event.from <= text.length) text = text.slice(0, event.from) + event.text;
  }
  return text;
}

/** Writes an answer as whoever answers does: the whole text again once somebody new listens. */
function writer(events: Events, channel: Channel, about: { sessionId: string; turnId: string }) {
  let written = '';
  let told = 0;
  return {
    write(text: string) {
      const before = written;
      written += text;
      if (!events.watched(channel)) return;
      const newest = events.newestListener(channel);
      const piece = newest === told ? { from: before.length, text } : { from: 0, text: written };
      told = newest;
      events.publish(channel, { type: 'answer.delta', ...about, ...piece });
    },
    text: () => written,
  };
}

/**
 * What every adapter of the events promises.
 * @param fresh makes an adapter; `elsewhere` is another process's on the same installation (within one process: the
 *   same one)
 */
export function eventsContract(fresh: () => Promise<{ here: Events; elsewhere: Events }>): void {
  const about = () => {
    const sessionId = crypto.randomUUID();
    const companyId = crypto.randomUUID();
    return { sessionId, company: companyChannel(companyId), session: sessionChannel(companyId, sessionId) };
  };
  const last = (sessionId: string): SessionEvent => ({ type: 'answer.stop', sessionId });

  test('listeners here and elsewhere hear each event of their channel once and in order, and no other', async () => {
    const { here, elsewhere } = await fresh();
    const { sessionId, company, session } = about();
    const readers = [listen(here, company), listen(elsewhere, company)];
    const stranger = listen(elsewhere, companyChannel('another'));
    for (let n = 0; n < 50; n++) here.publish(company, { type: 'session.changed', sessionId, agentName: `${n}` });
    here.publish(session, { type: 'session.changed', sessionId, agentName: 'for the session alone' });
    here.publish(company, last(sessionId));
    for (const { heard } of readers) {
      await vi.waitFor(() => expect(heard.at(-1)?.type).toBe('answer.stop'), SOON);
      expect(heard.map((event) => ('agentName' in event ? event.agentName : event.type))).toEqual([
        ...Array.from({ length: 50 }, (_, n) => `${n}`),
        'answer.stop',
      ]);
    }
    expect(stranger.heard).toEqual([]);
  });

  test('one event on two channels reaches the listeners of both, whole', async () => {
    const { here, elsewhere } = await fresh();
    const { sessionId, company, session } = about();
    const readers = [listen(elsewhere, company), listen(elsewhere, session)];
    const event: SessionEvent = {
      type: 'message.created',
      sessionId,
      message: {
        id: 'm',
        role: 'agent',
        text: 'ünïcode \u2028 "quoted"\n🙂',
        sources: [{ n: 1, title: 'Returns' }],
        clientMessageId: null,
        complete: true,
        authorName: null,
        createdAt: '2026-11-20T12:00:00.000Z',
      },
    };
    here.publish(company, event);
    here.publish(session, event);
    for (const { heard } of readers) await vi.waitFor(() => expect(heard).toEqual([event]), SOON);
  });

  test('a listener that left hears nothing more; one that throws takes nothing from the others', async () => {
    const { here, elsewhere } = await fresh();
    const { sessionId, company } = about();
    const left = listen(elsewhere, company);
    left.end();
    elsewhere.subscribe(company, () => {
      throw new Error('broken reader');
    });
    const reader = listen(elsewhere, company);
    here.publish(company, last(sessionId));
    await vi.waitFor(() => expect(reader.types()).toEqual(['answer.stop']), SOON);
    expect(left.heard).toEqual([]);
  });

  test('a session is watched as soon as somebody anywhere listens, until the last one has left', async () => {
    const { here, elsewhere } = await fresh();
    const { session } = about();
    expect(here.watched(session)).toBe(false);
    const [one, two] = [listen(elsewhere, session), listen(elsewhere, session)];
    await vi.waitFor(() => expect(here.watched(session)).toBe(true), SOON);
    one.end();
    one.end();
    expect(elsewhere.watched(session)).toBe(true);
    two.end();
    await vi.waitFor(() => expect(here.watched(session)).toBe(false), SOON);
  });

  test('tokens arrive whole and before the end of the answer, also for who comes in the middle', async () => {
    const { here, elsewhere } = await fresh();
    const { sessionId, session } = about();
    const turnId = crypto.randomUUID();
    const answer = writer(here, session, { sessionId, turnId });
    answer.write('Nobody saw this beginning, ');
    const early = listen(elsewhere, session);
    await vi.waitFor(() => expect(here.watched(session)).toBe(true), SOON);
    for (let n = 0; n < 40; n++) answer.write(`${n} `);
    await vi.waitFor(() => expect(textOf(early.heard)).toBe(answer.text()), SOON);

    const seenBefore = here.newestListener(session);
    const late = listen(elsewhere, session);
    await vi.waitFor(() => expect(here.newestListener(session)).not.toBe(seenBefore), SOON);
    answer.write('and the end.');
    here.publish(session, { type: 'answer.finished', sessionId, turnId, outcome: 'complete' });
    for (const { heard, types } of [early, late]) {
      await vi.waitFor(() => expect(types().at(-1)).toBe('answer.finished'), SOON);
      expect(textOf(heard)).toBe(answer.text());
    }
  });

  test('every new listener raises the number of the newest one', async () => {
    const { here, elsewhere } = await fresh();
    const { session } = about();
    let before = here.newestListener(session);
    for (const events of [elsewhere, here, elsewhere, here]) {
      listen(events, session);
      await vi.waitFor(() => expect(here.newestListener(session)).toBeGreaterThan(before), SOON);
      before = here.newestListener(session);
    }
  });
}
