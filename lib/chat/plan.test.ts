import { describe, expect, it } from 'vitest';
import { judgePlan } from './plan';

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
  ])('answers %j as small talk', (text, kind) => {
    expect(judgePlan(text)).toMatchObject({ name: 'simple', smallTalk: kind, usesKnowledge: false, tier: 'light' });
  });

  it.each([
    'Hi, where is my parcel?',
    'thanks, but how long does it take',
    'How do I return a tent?',
    'cool jackets for winter',
    'human rights policy',
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
  ])('gives %j the full treatment because of %s', (text, reason) => {
    expect(judgePlan(text)).toMatchObject({ name: 'complex', reason, leadWork: true });
  });

  it('treats an ordinary question as moderate, without lead work', () => {
    expect(judgePlan('How long does shipping take?')).toMatchObject({ name: 'moderate', leadWork: false });
  });
});
