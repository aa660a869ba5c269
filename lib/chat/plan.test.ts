import { describe, expect, it } from 'vitest';
import { judgePlan, type Plan, planForSession, type SessionFacts, wantsPerson } from './plan';

describe('judgePlan', () => {
  it.each([
    ['Hi', 'greeting'],
    ['hello there!', 'greeting'],
    ['Guten Morgen', 'greeting'],
    ['مرحبا', 'greeting'],
    ['thanks so much 🙏', 'thanks'],
    ['ok, thank you for your help.', 'thanks'],
    ['bye for now', 'goodbye'],
    ['Are you a bot or a human?', 'bot'],
    ['hey, how are you?', 'how-are-you'],
    ['Hi Anna', 'greeting'],
    ['helloooo', 'greeting'],
    ['Thnaks!', 'thanks'],
    ['Good mornign', 'greeting'],
    ['Perfect, thank you so much, bye!', 'goodbye'],
    ['Hi, how are you? Are you a bot?', 'bot'],
    ['Am I talking to a real person?', 'bot'],
    ['Bist du ein Mensch?', 'bot'],
    ['What’s your name?', 'name'],
    ['I need help', 'abilities'],
    ['Tell me a joke', 'joke'],
    ['How old are you?', 'chat'],
    ['what do they call you over there', 'name'],
    ['could you let me know who programmed you', 'bot'],
    ['ok', 'thanks'],
    ['Vielen Dank, das hilft mir sehr!', 'thanks'],
    ['Bonjour, ça va ?', 'how-are-you'],
    ['¿Cómo te llamas?', 'name'],
    ['Grazie mille, arrivederci', 'goodbye'],
    ['Olá, tudo bem?', 'how-are-you'],
    ['Kun je me helpen?', 'abilities'],
    ['спасибо большое', 'thanks'],
    ['안녕하세요', 'greeting'],
    ['👍', 'thanks'],
    ['👍🏽 👍🏽', 'thanks'],
    ['❤️', 'thanks'],
    ['?', 'abilities'],
    ['???', 'abilities'],
  ])('answers %j as small talk', (text, kind) => {
    expect(judgePlan(text)).toMatchObject({ name: 'simple', smallTalk: kind, usesKnowledge: false, tier: 'light' });
  });

  it.each([
    'Hi, where is my parcel?',
    'thanks, but how long does it take',
    'How do I return a tent?',
    'cool jackets for winter',
    'human rights policy',
    'thanks get me a room for two',
    'ok and what about the colour',
    'What pets are allowed?',
    'How old do I have to be to order?',
    'Hallo, wo ist mein Paket?',
    'Merci, mais quand arrive mon colis',
    'hi refund',
    'no',
    'yes please',
    'Where are you open on Sundays',
    'tents',
    '🎒',
    '42',
  ])('does not mistake %j for small talk', (text) => {
    expect(judgePlan(text)).toMatchObject({ smallTalk: null, usesKnowledge: true });
  });

  it.each([
    ['My mail is jo@example.com', 'contact data'],
    ['call me at +49 30 1234567', 'contact data'],
    ['Can I get a quote for 200 units?', 'buying intent'],
    ['This is ridiculous, third time now', 'anger'],
    ['I want to talk to a real person', 'asks for a person'],
    ['Where is it? And who do I call?', 'several questions'],
    ['Ring me: (555) 123-4567', 'contact data'],
    ['Ich möchte mit einem Menschen sprechen', 'asks for a person'],
    ['Das ist eine Frechheit', 'anger'],
    ['WHERE IS MY ORDER!!!!', 'anger'],
    ['Je voudrais un devis', 'buying intent'],
    ['Quiero comprar diez', 'buying intent'],
    ['please '.repeat(100), 'long message'],
  ])('gives %j the full treatment because of %s', (text, reason) => {
    expect(judgePlan(text)).toMatchObject({ name: 'complex', reason, leadWork: true });
  });

  it('treats an ordinary question as moderate, without lead work', () => {
    expect(judgePlan('How long does shipping take?')).toMatchObject({ name: 'moderate', leadWork: false });
  });
});

describe('wantsPerson', () => {
  it.each([
    'I want to talk to a human',
    'get me an agent please',
    'Are you a bot? I want a real person',
    'hablar con una persona',
  ])('hears the wish in %j', (text) => {
    expect(wantsPerson(text)).toBe(true);
  });
  it.each(['Are you a human?', 'Am I talking to a real person?', 'Is this a person or a bot', 'Where is my parcel?'])(
    'hears none in %j',
    (text) => {
      expect(wantsPerson(text)).toBe(false);
    },
  );
});

describe('planForSession', () => {
  const question = judgePlan('How long does shipping take?');
  const said = (...texts: string[]): SessionFacts['history'] =>
    texts.map((text) => {
      const [role, ...rest] = text.split(': ');
      return { role: role as 'user' | 'assistant' | 'agent', text: rest.join(': '), complete: true };
    });
  const facts = (more: Partial<SessionFacts> = {}): SessionFacts => ({
    visitor: { sessionCount: 1, messageCount: 1, chosenDepth: null },
    history: [],
    summary: null,
    lead: null,
    ...more,
  });
  const depthOf = (visitor: SessionFacts['visitor'], history: SessionFacts['history'] = []) =>
    planForSession(question, facts({ visitor, history })).depth;

  it('tells new visitors all, returning ones what they need and experts the point', () => {
    expect(depthOf({ sessionCount: 1, messageCount: 1, chosenDepth: null })).toBe('detailed');
    expect(depthOf({ sessionCount: 2, messageCount: 5, chosenDepth: null })).toBe('balanced');
    expect(depthOf({ sessionCount: 9, messageCount: 40, chosenDepth: null })).toBe('concise');
  });

  it('knows experts by how they write', () => {
    const visitor = { sessionCount: 1, messageCount: 6, chosenDepth: null };
    const technical = said('user: Which webhook fires?', 'assistant: This one. [1]', 'user: Is the payload JSON?');
    expect(depthOf(visitor, technical)).toBe('concise');
    const terse = said('user: tent weight', 'user: peg count', 'user: pole length', 'user: footprint size');
    expect(depthOf(visitor, terse)).toBe('detailed');
    expect(depthOf({ ...visitor, sessionCount: 3 }, terse)).toBe('concise');
  });

  it('lets the visitor choose', () => {
    expect(depthOf({ sessionCount: 9, messageCount: 40, chosenDepth: 'detailed' })).toBe('detailed');
    expect(depthOf({ sessionCount: 1, messageCount: 1, chosenDepth: 'concise' })).toBe('concise');
  });

  it.each<[string, Partial<SessionFacts>]>([
    ['anger before', { history: said('user: This is ridiculous', 'assistant: Sorry. [1]') }],
    ['a lead with a score of 70', { lead: { score: 70, status: 'qualified' } }],
    ['messages before it wait for an answer', { history: said('user: Do you ship to Chile?') }],
    [
      'two questions in a row found no answer',
      { history: said('user: Is it red?', 'assistant: Not sure.', 'user: Is it blue?', 'assistant: Not sure either.') },
    ],
  ])('gives a question the full treatment because of %s', (reason, more) => {
    expect(planForSession(question, facts(more))).toMatchObject({
      name: 'complex',
      reason,
      leadWork: true,
      passageLimit: 8,
    });
  });

  it('follows up a known lead, and says when a question is the first', () => {
    expect(planForSession(question, facts({ lead: { score: 10, status: 'new' } }))).toMatchObject({
      name: 'moderate',
      leadWork: true,
      reason: 'a question of a known lead',
    });
    expect(planForSession(question, facts()).reason).toBe('a question, the first of the session');
  });

  it('leaves small talk alone, unless a question before it still waits', () => {
    const thanks = judgePlan('thanks');
    const angry = facts({ history: said('user: This is ridiculous', 'assistant: Sorry. [1]') });
    expect(planForSession(thanks, angry)).toMatchObject({ name: 'simple', smallTalk: 'thanks' });
    const waiting = facts({ history: said('assistant: Hello.', 'user: Where is my parcel?', 'user: hello') });
    expect(planForSession(thanks, waiting)).toMatchObject({ name: 'complex', usesKnowledge: true, smallTalk: null });
  });

  it('never asks for less than the message did', () => {
    const rank = ({ name }: Plan) => ['simple', 'moderate', 'complex'].indexOf(name);
    for (const text of ['hi', 'How long does shipping take?', 'Can I get a quote?']) {
      const plan = judgePlan(text);
      expect(rank(planForSession(plan, facts()))).toBeGreaterThanOrEqual(rank(plan));
    }
  });
});
