import { beforeAll, describe, expect, it } from 'vitest';
import { watchInbox } from '@/lib/conversations/live';
import { replyAsAgent, takeOver } from '@/lib/conversations/mutations';
import type { InboxEvent } from '@/lib/conversations/schema';
import { events } from '@/lib/platform/events/current';
import { companyChannel, sessionChannel } from '@/lib/platform/events/events';
import type { SessionEvent } from '@/lib/platform/events/schema';
import { makeSession, makeWorld, type World } from './conversations-world';

let world: World;
let foreign: World;
beforeAll(async () => {
  [world, foreign] = [await makeWorld(), await makeWorld()];
});

const AT = '2026-11-20T08:00:00.000Z';

/** Reads server-sent events one after the other. */
function reader(stream: ReadableStream<Uint8Array>) {
  const chunks = stream.getReader();
  const decoder = new TextDecoder();
  let buffer = '';
  return {
    async next(): Promise<InboxEvent | null> {
      while (!buffer.includes('\n\n')) {
        const { value, done } = await chunks.read();
        if (done) return null;
        buffer += decoder.decode(value, { stream: true });
      }
      const [event = '', ...rest] = buffer.split('\n\n');
      buffer = rest.join('\n\n');
      return JSON.parse(event.replace(/^data: /, '')) as InboxEvent;
    },
  };
}

async function watch(sessionId: string | null, ctx = world.maya) {
  const leave = new AbortController();
  const stream = await watchInbox(ctx, { folder: 'open', sessionId, signal: leave.signal });
  return { ...reader(stream), leave: () => leave.abort() };
}

const delta = (sessionId: string, text: string): SessionEvent => ({
  type: 'answer.delta',
  sessionId,
  turnId: 't',
  from: 0,
  text,
});

describe('the live inbox', () => {
  it('begins with the state, then tells what happens anywhere, and the tokens of the open session alone', async () => {
    const sessionId = await makeSession(world, AT, [{ text: 'Hello' }]);
    const other = await makeSession(world, AT, [{ text: 'Other' }]);
    const inbox = await watch(sessionId);
    const snapshot = await inbox.next();
    expect(snapshot).toMatchObject({ type: 'snapshot', conversation: { session: { id: sessionId } } });

    events().publish(sessionChannel(world.companyId, other), delta(other, 'not for this reader'));
    events().publish(sessionChannel(world.companyId, sessionId), delta(sessionId, 'Hel'));
    expect(await inbox.next()).toMatchObject({ type: 'answer.delta', sessionId, text: 'Hel' });

    await takeOver(world.noor, { sessionId: other });
    await replyAsAgent(world.noor, { sessionId: other, clientMessageId: 'live-1', text: 'On it' });
    expect(await inbox.next()).toMatchObject({ type: 'session.changed', sessionId: other, agentName: 'Noor' });
    expect(await inbox.next()).toMatchObject({ type: 'message.created', sessionId: other, message: { text: 'On it' } });
    inbox.leave();
    expect(await inbox.next()).toBeNull();
  });

  it('misses nothing that happens while the state is read', async () => {
    const sessionId = await makeSession(world, AT, [{ text: 'Hello' }]);
    const leave = new AbortController();
    const watching = watchInbox(world.maya, { folder: 'open', sessionId, signal: leave.signal });
    events().publish(companyChannel(world.companyId), { type: 'answer.started', sessionId, turnId: 't' });
    const inbox = reader(await watching);
    expect((await inbox.next())?.type).toBe('snapshot');
    expect(await inbox.next()).toEqual({ type: 'answer.started', sessionId, turnId: 't' });
    leave.abort();
  });

  it('leaves a very long conversation to be fetched, for no reader may fall a megabyte behind', async () => {
    const sessionId = await makeSession(world, AT, [{ text: 'Hello', answer: 'a very long answer '.repeat(10_000) }]);
    const inbox = await watch(sessionId);
    expect(await inbox.next()).toMatchObject({ type: 'snapshot', conversation: 'fetch' });
    events().publish(companyChannel(world.companyId), { type: 'answer.started', sessionId, turnId: 't' });
    expect(await inbox.next()).toMatchObject({ type: 'answer.started', sessionId });
    inbox.leave();
  });

  it('stops listening when its reader leaves', async () => {
    const own = await makeWorld();
    const sessionId = await makeSession(own, AT, [{ text: 'Hello' }]);
    const inbox = await watch(sessionId, own.maya);
    await inbox.next();
    expect(events().watched(sessionChannel(own.companyId, sessionId))).toBe(true);
    inbox.leave();
    expect(await inbox.next()).toBeNull();
    expect(events().watched(sessionChannel(own.companyId, sessionId))).toBe(false);
    expect(events().watched(companyChannel(own.companyId))).toBe(false);
  });

  it('shows another company neither the conversation nor a token of it', async () => {
    const sessionId = await makeSession(world, AT, [{ text: 'Secret' }]);
    const spy = await watch(sessionId, foreign.admin);
    expect(await spy.next()).toMatchObject({ type: 'snapshot', conversation: null, inbox: { sessions: [] } });
    events().publish(sessionChannel(world.companyId, sessionId), delta(sessionId, 'secret'));
    events().publish(companyChannel(world.companyId), { type: 'answer.started', sessionId, turnId: 't' });
    events().publish(companyChannel(foreign.companyId), { type: 'answer.started', sessionId: 'mark', turnId: 'mark' });
    expect(await spy.next()).toMatchObject({ sessionId: 'mark' });
    spy.leave();
  });
});
