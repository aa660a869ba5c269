import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '../../bench/fake-upstream.ts';
import { shared } from '../support/embedded.ts';
import { useDatabase } from '../support/lib-env.ts';
import { codeOf, makeWorld, type World } from './conversations-world.ts';

/** What is read in visitors' messages, from the message's id to the lead that an agent sees. */

let world: World;
let upstream: FakeUpstream;
const { admin: sql } = shared();

beforeAll(async () => {
  upstream = await startFakeUpstream();
  useDatabase(shared(), { OPENAI_API_KEY: 'test', OPENAI_BASE_URL: upstream.url, HALFSECOND_LIGHT_MODEL: 'light' });
  world = await makeWorld();
});
afterAll(() => upstream.close());
beforeEach(() => {
  upstream.set({ failure: { kind: 'status', status: 500 } });
  upstream.reset();
});

/** A session of a visitor, in which messages are written and read. */
async function conversation(locale: string | null = 'en-US', companyId = world.companyId) {
  const [visitorId, sessionId] = [randomUUID(), randomUUID()];
  await sql('insert into visitors (id, company_id, locale) values ($1, $2, $3)', [visitorId, companyId, locale]);
  await sql('insert into chat_sessions (id, company_id, visitor_id) values ($1, $2, $3)', [
    sessionId,
    companyId,
    visitorId,
  ]);
  const write = async (text: string) => {
    const id = randomUUID();
    await sql(
      "insert into chat_messages (id, company_id, session_id, role, client_message_id, text) values ($1::uuid, $2, $3, 'user', $1::text, $4)",
      [id, companyId, sessionId, text],
    );
    return id;
  };
  const read = async (userMessageId: string, leadWork = false) => {
    const [{ readTurn }, { contextFromJob }] = await Promise.all([
      import('@/lib/leads/read-turn'),
      import('@/lib/companies/context'),
    ]);
    const ctx = contextFromJob({ id: randomUUID(), companyId });
    const calls: string[] = [];
    const db: typeof ctx.db = {
      call(name, args, signal) {
        calls.push(name);
        return ctx.db.call(name, args, signal);
      },
    };
    const found = await readTurn({ ...ctx, db }, { sessionId, turnId: randomUUID(), userMessageId, leadWork });
    return { found, calls };
  };
  const lead = async () => (await sql('select * from leads where session_id = $1', [sessionId]))[0];
  return { sessionId, write, read, lead, say: async (text: string) => (await read(await write(text))).found };
}

const sortOf = (reasons: unknown) => (reasons as { reason: string }[]).map(({ reason }) => reason).sort();

describe('reading a message', () => {
  it('takes two calls, keeps what it found, and shows it beside the conversation', async () => {
    const { write, read, sessionId } = await conversation();
    const { found, calls } = await read(await write('Where is my parcel? This is terrible.'));
    expect(calls).toEqual(['message_to_read', 'save_reading']);
    expect(found).toMatchObject({ intent: 'order', language: 'en', lead: null, asked: null });
    expect(found.sentiment).toBeLessThan(-0.3);
    const { readConversation } = await import('@/lib/conversations/data');
    const shown = await readConversation(world.maya, sessionId);
    expect(shown.insight).toMatchObject({ intent: 'order', language: 'en' });
    expect(shown.insight?.sentiment).toBeCloseTo(found.sentiment, 3);
  });

  it('twice changes nothing, says the same, and takes one call', async () => {
    const { write, read, lead } = await conversation();
    const id = await write('Please send a quote for 200 units to kim@example.com');
    const first = await read(id);
    expect(first.found.lead).toMatchObject({ score: 65, status: 'qualified', isNew: true, becameQualified: true });
    const before = await lead();
    const again = await read(id);
    expect(again.calls).toEqual(['message_to_read']);
    expect({ ...again.found, sentiment: 0 }).toEqual({ ...first.found, sentiment: 0 });
    expect(again.found.sentiment).toBeCloseTo(first.found.sentiment, 3);
    expect(await lead()).toEqual(before);
  });

  it('twice at the same time stores it once', async () => {
    const { write, read, sessionId, lead } = await conversation();
    const id = await write('I want to buy it, kim@example.com');
    const both = await Promise.all([read(id), read(id)]);
    expect(both.map(({ found }) => found.lead?.isNew)).toEqual([true, true]);
    expect(await sql('select from message_insights where session_id = $1', [sessionId])).toHaveLength(1);
    expect((await lead())?.score).toBe(50);
  });

  it('reads the earlier messages of a burst too, and each only once', async () => {
    const { write, read, say, lead } = await conversation();
    await write('hi, my name is Jana Novak');
    await write('kim@example.com');
    await read(await write('how much is it'));
    expect(await lead()).toMatchObject({ name: 'Jana Novak', email: 'kim@example.com', score: 50 });
    await sql(
      "update leads set name = 'Jana Nováková' where session_id = (select session_id from leads where id = $1)",
      [(await lead())?.id],
    );
    await say('and in blue?');
    expect(await lead()).toMatchObject({ name: 'Jana Nováková' });
  });

  it('knows what was asked before a short answer', async () => {
    const { sessionId, say, lead } = await conversation();
    await sql(
      "insert into chat_messages (id, company_id, session_id, role, text) values ($1, $2, $3, 'assistant', 'May I have your name?')",
      [randomUUID(), world.companyId, sessionId],
    );
    await say('viswa');
    expect(await lead()).toMatchObject({ name: 'viswa' });
  });

  it('knows numbers of the visitor’s country', async () => {
    const { say, lead } = await conversation('de-DE');
    await say('Rufen Sie mich bitte an: 030 901820');
    expect(await lead()).toMatchObject({ phone: '030 901820', phone_e164: '+4930901820' });
  });

  it('of another company or session is like one that does not exist', async () => {
    const [mine, other] = [await conversation(), await conversation()];
    const id = await other.write('hello there, kim@example.com');
    const unknown = await codeOf(mine.read(randomUUID()));
    expect(unknown).toBe('not-found');
    expect(await codeOf(mine.read(id))).toBe(unknown);
    const abroad = await conversation('en', (await makeWorld()).companyId);
    expect(await codeOf(abroad.read(id))).toBe(unknown);
    expect(await other.lead()).toBeUndefined();
  });
});

describe('a lead', () => {
  it('grows message by message and never loses a value', async () => {
    const { say, lead } = await conversation();
    expect((await say('My name is Kim Lee')).lead).toEqual({
      score: 5,
      status: 'new',
      isNew: true,
      becameQualified: false,
    });
    expect((await say('I want to buy 50 units')).lead).toMatchObject({ score: 50, status: 'new', isNew: false });
    expect((await say('+1 415-666-7777')).lead).toEqual({
      score: 70,
      status: 'qualified',
      isNew: false,
      becameQualified: true,
    });
    expect((await say('I want to buy it today')).lead).toMatchObject({ score: 75, becameQualified: false });
    const known = await lead();
    expect(known).toMatchObject({
      name: 'Kim Lee',
      phone: '+1 415-666-7777',
      phone_e164: '+14156667777',
      status: 'qualified',
    });
    expect(sortOf(known?.reasons)).toEqual([
      'buys for a company or in bulk',
      'gave their name',
      'in a hurry',
      'left a phone number',
      'wants to buy or subscribe',
    ]);
  });

  it('keeps the newest value, also when the older message is read later', async () => {
    const { write, read, lead } = await conversation();
    const older = await write('old@example.com, call +1 415-666-7777');
    const newer = await write('sorry: new@example.com');
    await read(newer);
    await sql('delete from leads where id = $1', [(await lead())?.id]);
    await sql('delete from message_insights where message_id = $1', [newer]);
    await read(newer);
    await read(older);
    expect(await lead()).toMatchObject({ email: 'new@example.com', phone: '+1 415-666-7777' });
  });

  it('that people moved on stays where they put it', async () => {
    const { say, lead } = await conversation();
    await say('a quote please');
    await sql("update leads set status = 'lost' where id = $1", [(await lead())?.id]);
    expect((await say('I want to buy, kim@example.com')).lead).toMatchObject({
      status: 'lost',
      becameQualified: false,
    });
  });

  it('whose number is corrected forgets the old international form', async () => {
    const { say, lead } = await conversation();
    await say('+1 415-666-7777');
    await sql("update leads set phone = '123' where id = $1", [(await lead())?.id]);
    expect(await lead()).toMatchObject({ phone: '123', phone_e164: null });
  });
});

describe('the light model', () => {
  const answer = (reading: object) =>
    upstream.set({
      failure: null,
      tokens: [
        JSON.stringify({
          intent: null,
          sentiment: null,
          language: null,
          name: null,
          email: null,
          phone: null,
          company: null,
          wishes: null,
          ...reading,
        }),
      ],
    });

  it('reads messages that the plan has it read; what it leaves out comes from the rules', async () => {
    const { write, read, lead } = await conversation();
    answer({ intent: 'complaint', name: 'Kim', wishes: ['buy'] });
    const { found } = await read(await write('kim here, still no parcel. kim@example.com'), true);
    expect(found).toMatchObject({ intent: 'complaint', language: 'en', lead: { score: 55 } });
    expect(found.asked).toMatchObject({ model: 'light', tokens: { input: 400 } });
    expect(await lead()).toMatchObject({ name: 'Kim', email: 'kim@example.com' });
  });

  it('cannot invent somebody to call', async () => {
    const { write, read, lead } = await conversation();
    answer({ name: 'Bob Miller', email: 'bob@example.com', phone: '+1 415-666-0000', company: 'Acme', wishes: [] });
    await read(await write('my mail is kim@example.com'), true);
    expect(await lead()).toMatchObject({ name: null, email: 'kim@example.com', phone: null, company_name: null });
  });

  it('is not paid for other messages, nor for a message that was read', async () => {
    const { write, read } = await conversation();
    answer({ intent: 'feedback' });
    const id = await write('where is it?');
    await read(id, false);
    await read(id, true);
    expect(upstream.calls).toEqual([]);
  });

  it.each([
    ['an error', { failure: { kind: 'status' as const, status: 500 } }],
    ['nonsense', { failure: null, tokens: ['I think it is a question.'] }],
    ['another shape', { failure: null, tokens: ['{"intent":"war"}'] }],
  ])('that gives %s leaves it to the rules', async (_, settings) => {
    upstream.set(settings);
    const { write, read } = await conversation();
    const { found } = await read(await write('Cancel my subscription'), true);
    expect(found).toMatchObject({ intent: 'cancel', asked: null });
    expect(upstream.calls).toHaveLength(1);
  });
});
