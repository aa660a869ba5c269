import { describe, expect, it } from 'vitest';
import { readByRules } from './reading';

const read = (before: string | null, text: string) => readByRules([text], 'en-US', before).contact;

describe('short answers', () => {
  it.each([
    ['May I have your name?', 'kim lee', { name: 'kim lee', phone: null }],
    ['Gern. Wie heißen Sie?', 'Jürgen Vogt', { name: 'Jürgen Vogt', phone: null }],
    ['Please share your name and phone number.', 'viswa 9876543210', { name: 'viswa', phone: '9876543210' }],
    ['What is your phone number?', '8895609975', { name: null, phone: '8895609975' }],
    ['What is your phone number?', 'sure, it is 8895609975', { name: null, phone: '8895609975' }],
    ['Could you tell me your full name?', 'my name is Kim', { name: 'Kim', phone: null }],
  ])('after %j: %j', (before, text, contact) => {
    expect(read(before, text)).toMatchObject(contact);
  });

  it.each([
    ['May I have your name?', 'why do you need it?'],
    ['May I have your name?', 'no'],
    ['May I have your name?', 'yes sure'],
    ['Which colour do you want?', 'green'],
    ['Your name stands on the label.', 'green'],
    ['What is your order number?', '8895609975'],
    [null, '8895609975'],
    [null, 'kim lee'],
  ])('after %j nothing is taken from %j', (before, text) => {
    expect(read(before, text)).toMatchObject({ name: null, phone: null });
  });
});
