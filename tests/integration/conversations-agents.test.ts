import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { findConversation, readConversation, readInbox } from '@/lib/conversations/data';
import { handBack, replyAsAgent, setStatus, takeOver } from '@/lib/conversations/mutations';
import { codeOf, eventsDuring, makeSession, makeWorld, type World } from './conversations-world';

let world: World;
let foreign: World;
beforeAll(async () => {
  [world, foreign] = [await makeWorld(), await makeWorld()];
});

const AT = '2026-11-20T08:00:00.000Z';
const session = () => makeSession(world, AT, [{ text: 'Where is my parcel?' }]);

describe('taking over', () => {
  it('has one winner when two agents do it at once; the other hears of a conflict', async () => {
    const sessionId = await session();
    const [maya, noor] = await Promise.allSettled([
      takeOver(world.maya, { sessionId }),
      takeOver(world.noor, { sessionId }),
    ]);
    expect([maya.status, noor.status].sort()).toEqual(['fulfilled', 'rejected']);
    const [winner, loser] = maya.status === 'fulfilled' ? [world.maya, noor] : [world.noor, maya];
    expect(loser).toMatchObject({
      reason: { code: 'conflict', message: 'Another agent has taken over this conversation.' },
    });
    const { session: after } = await readConversation(world.admin, sessionId);
    expect(after).toMatchObject({ handler: 'agent', assignedTo: winner.actor.userId, assignedName: winner.actor.name });
  });

  it('again changes nothing for who has it, and opens what was closed', async () => {
    const sessionId = await makeSession(world, AT, [{ text: 'Hello' }], { status: 'closed' });
    await takeOver(world.maya, { sessionId });
    await takeOver(world.maya, { sessionId });
    const { session: after } = await readConversation(world.maya, sessionId);
    expect(after).toMatchObject({ status: 'open', handler: 'agent', assignedName: 'Maya' });
  });

  it('is told to the inbox and to a running answer', async () => {
    const sessionId = await session();
    const heard = await eventsDuring(world.companyId, sessionId, () => takeOver(world.maya, { sessionId }));
    const event = { type: 'session.changed', sessionId, handler: 'agent', agentName: 'Maya', status: 'open' };
    expect(heard).toEqual({ company: [event], session: [event] });
  });
});

describe('handing back', () => {
  it('is for the agent who answers and for admins, not for a colleague', async () => {
    const sessionId = await session();
    await takeOver(world.maya, { sessionId });
    expect(await codeOf(handBack(world.noor, { sessionId }))).toBe('conflict');
    await handBack(world.maya, { sessionId });
    expect((await readConversation(world.maya, sessionId)).session).toMatchObject({
      handler: 'assistant',
      assignedTo: null,
    });
    await takeOver(world.maya, { sessionId });
    const heard = await eventsDuring(world.companyId, sessionId, () => handBack(world.admin, { sessionId }));
    expect(heard.session).toEqual([{ type: 'session.changed', sessionId, handler: 'assistant', agentName: null }]);
  });
});

describe('a reply', () => {
  const reply = () => ({ clientMessageId: randomUUID(), text: 'Ines here.\nIt is on its way.' });

  it('is stored once however often it is sent, and told once', async () => {
    const sessionId = await session();
    await takeOver(world.maya, { sessionId });
    const input = { sessionId, ...reply() };
    const heard = await eventsDuring(world.companyId, sessionId, async () => {
      const first = await replyAsAgent(world.maya, input);
      const again = await replyAsAgent(world.maya, input);
      expect(again).toEqual(first);
      expect(first).toMatchObject({
        role: 'agent',
        authorName: 'Maya',
        text: input.text,
        clientMessageId: input.clientMessageId,
      });
    });
    expect(heard.session.map(({ type }) => type)).toEqual(['message.created']);
    expect(heard.company).toEqual(heard.session);
    const { messages, session: after } = await readConversation(world.maya, sessionId);
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'agent']);
    expect(after.lastMessageAt > AT).toBe(true);
  });

  it('stays one when two sendings of it meet', async () => {
    const sessionId = await session();
    await takeOver(world.maya, { sessionId });
    const input = { sessionId, ...reply() };
    const sent = await Promise.all([replyAsAgent(world.maya, input), replyAsAgent(world.maya, input)]);
    expect(sent[0]?.id).toBe(sent[1]?.id);
    const stored = (await readConversation(world.maya, sessionId)).messages.filter(({ role }) => role === 'agent');
    expect(stored).toHaveLength(1);
  });

  it('is refused before taking over, after handing back, and while a colleague has it', async () => {
    const sessionId = await session();
    expect(await codeOf(replyAsAgent(world.maya, { sessionId, ...reply() }))).toBe('conflict');
    await takeOver(world.noor, { sessionId });
    expect(await codeOf(replyAsAgent(world.maya, { sessionId, ...reply() }))).toBe('conflict');
    await handBack(world.noor, { sessionId });
    expect(await codeOf(replyAsAgent(world.noor, { sessionId, ...reply() }))).toBe('conflict');
    expect((await readConversation(world.maya, sessionId)).messages).toHaveLength(2);
  });

  it('may not carry another text under an id that was used', async () => {
    const sessionId = await session();
    await takeOver(world.maya, { sessionId });
    const { clientMessageId, text } = reply();
    await replyAsAgent(world.maya, { sessionId, clientMessageId, text });
    expect(await codeOf(replyAsAgent(world.maya, { sessionId, clientMessageId, text: 'Other' }))).toBe('unprocessable');
  });
});

describe('closing', () => {
  it('hands back, and reopening leaves the assistant answering', async () => {
    const sessionId = await session();
    await takeOver(world.maya, { sessionId });
    const heard = await eventsDuring(world.companyId, sessionId, () =>
      setStatus(world.noor, { sessionId, status: 'closed' }),
    );
    expect(heard.company).toEqual([
      { type: 'session.changed', sessionId, status: 'closed', handler: 'assistant', agentName: null },
    ]);
    await setStatus(world.noor, { sessionId, status: 'open' });
    expect((await readConversation(world.maya, sessionId)).session).toMatchObject({
      status: 'open',
      handler: 'assistant',
    });
  });
});

describe('a session of another company, and one that nobody has', () => {
  it.each(['foreign', 'unknown', 'malformed'])('are the same: not found (%s)', async (kind) => {
    const sessionId =
      kind === 'foreign'
        ? await makeSession(foreign, AT, [{ text: 'Secret' }])
        : kind === 'unknown'
          ? randomUUID()
          : 'not-an-id';
    expect(await codeOf(takeOver(world.maya, { sessionId }))).toBe('not-found');
    expect(await codeOf(handBack(world.admin, { sessionId }))).toBe('not-found');
    expect(await codeOf(setStatus(world.maya, { sessionId, status: 'closed' }))).toBe('not-found');
    expect(await codeOf(replyAsAgent(world.maya, { sessionId, clientMessageId: 'a', text: 'Hi' }))).toBe('not-found');
    expect(await codeOf(readConversation(world.maya, sessionId))).toBe('not-found');
    expect(await findConversation(world.maya, sessionId)).toBeNull();
  });
});

describe('the inbox', () => {
  it('counts and lists each folder, newest first', async () => {
    const own = await makeWorld();
    const open = await makeSession(own, '2026-11-20T08:00:00Z', [{ text: 'First' }], { visitorName: 'Kai' });
    const mine = await makeSession(own, '2026-11-20T08:05:00Z', [{ text: 'Second' }], {
      handler: 'agent',
      assignedTo: own.maya.actor.userId,
    });
    const theirs = await makeSession(own, '2026-11-20T08:03:00Z', [{ text: 'Third' }], {
      handler: 'agent',
      assignedTo: own.noor.actor.userId,
    });
    const closed = await makeSession(own, '2026-11-20T07:00:00Z', [{ text: 'Fourth' }], { status: 'closed' });
    const folders = { open: [mine, theirs, open], mine: [mine], unassigned: [open], closed: [closed] };
    for (const [folder, expected] of Object.entries(folders)) {
      const inbox = await readInbox(own.maya, folder as keyof typeof folders);
      expect(inbox.sessions.map(({ id }) => id)).toEqual(expected);
      expect(inbox.counts).toEqual({ open: 3, mine: 1, unassigned: 1, closed: 1 });
    }
    const { sessions } = await readInbox(own.maya, 'open');
    expect(sessions.map(({ visitorName, assignedName }) => [visitorName, assignedName])).toEqual([
      [null, 'Maya'],
      [null, 'Noor'],
      ['Kai', null],
    ]);
  });

  it('of one company shows nothing to the member of another who asks for it', async () => {
    const inbox = await readInbox({ ...foreign.admin, companyId: world.maya.companyId }, 'open');
    expect(inbox).toEqual({ counts: { open: 0, mine: 0, unassigned: 0, closed: 0 }, sessions: [] });
  });
});
