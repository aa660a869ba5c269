import { describe, expect, it } from 'vitest';
import { answerKey } from './answer-key';
import { judgePlan } from './plan';

const keyOf = (text: string) => answerKey(text, judgePlan(text));

describe('answerKey', () => {
  it.each([
    ['How long does shipping take?', 'how long does shipping take'],
    ['How long does shipping take?', 'Hi, can you tell me how long does shipping take? Thanks!'],
    ['How long does shipping take?', 'HELLO!!  how long does  shipping take ???'],
    ['How long does shipping take?', 'Please tell me: how long does shipping take, please'],
    ["What's your return policy?", 'what is your return policy'],
    ['What’s your return policy?', "Hey there, what's your return policy?"],
    ["Can't I return socks?", 'can not I return socks'],
    ['Do you know when you open?', 'When you open?'],
    ['Is e-mail support free?', 'is email support free'],
    [
      'Wie lange dauert der Versand?',
      'Guten Tag, können Sie mir bitte sagen: wie lange dauert der Versand? Danke schön',
    ],
    ['Quels sont vos horaires ?', "Bonjour, quels sont vos horaires s'il vous plaît ?"],
    ['¿Cuánto cuesta el envío?', 'Hola, me puede decir cuánto cuesta el envío por favor'],
    ['Quanto costa la spedizione?', 'Buongiorno, vorrei sapere quanto costa la spedizione, grazie'],
    ['Qual é o prazo de entrega?', 'Bom dia! qual é o prazo de entrega'],
    ['Hoe lang duurt de levering?', 'Hoi, hoe lang duurt de levering? Bedankt'],
    ['Ｈｏｗ do I return a tent?', 'How do I return a tent'],
    ['Hi', 'hi!'],
  ])('%j and %j share an answer', (one, other) => {
    expect(keyOf(one)).toMatch(/^a\d+:[0-9a-f]{64}$/);
    expect(keyOf(other)).toBe(keyOf(one));
  });

  it.each([
    ['Can I return socks?', "Can't I return socks?"],
    ['Do you ship to Canada?', 'Do you not ship to Canada?'],
    ['Do you ship to Canada?', 'Do you ship to Germany?'],
    ['Is the 1.5 litre bottle in stock?', 'Is the 15 litre bottle in stock?'],
    ['Do tents stand -5 degrees?', 'Do tents stand 5 degrees?'],
    ['Is shipping $5?', 'Is shipping €5?'],
    ['Do you teach C?', 'Do you teach C++?'],
    ['Are you open 9-10?', 'Are you open 9 10?'],
    ['Do you sell 1/2 inch screws?', 'Do you sell 12 inch screws?'],
    ['Kann ich Socken umtauschen?', 'Kann ich keine Socken umtauschen?'],
    ['Puis-je rendre un article ?', 'Ne puis-je pas rendre un article ?'],
    ['¿Cuántos años dura la garantía?', '¿Cuántos anos dura la garantía?'],
    ['Do you know Python?', 'Python?'],
    ['Who is Anna?', 'Who is Ben?'],
    ['hi', 'bye'],
  ])('%j and %j do not', (one, other) => {
    expect(keyOf(one)).not.toBeNull();
    expect(keyOf(other)).not.toBe(keyOf(one));
  });

  it.each([
    'Where is order #1042?',
    'Where is order 10420077?',
    'When does parcel 1Z999AA10123456784 arrive?',
    'What is the state of 2f1c7e9a-4b8d-4f5e-9c1a-0d2b3c4e5f60?',
    'Where is my order 4711?',
    'Wo ist meine Bestellung 4711?',
    'Où est ma commande 4711 ?',
    'My name is Anna, how do I return a tent?',
    'Ich heiße Anna, wie kann ich ein Zelt zurückgeben?',
    'Can you write to jo@example.com?',
    'I want to talk to a real person',
    'This is ridiculous, where is it?',
    'Where is it? And who do I call?',
    `How do I return a tent that ${'really '.repeat(45)}leaks?`,
  ])('keeps the answer to %j to its writer', (text) => {
    expect(keyOf(text)).toBeNull();
  });

  it.each([
    'And how much is shipping?',
    'How long does it take?',
    'Can I return it?',
    'What about Canada?',
    'Was kostet das?',
    '???',
    '🙂',
  ])('has no key for %j, which says nothing without what was said before', (text) => {
    expect(keyOf(text)).toBeNull();
  });

  it.each([
    'How long does it take to get a refund?',
    'Do you sell gas that fits this stove model?',
    'Where is my order?',
    'Was ist das Rückgaberecht?',
  ])('has one for %j', (text) => {
    expect(keyOf(text)).not.toBeNull();
  });
});
