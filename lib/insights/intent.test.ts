import { describe, expect, it } from 'vitest';
import { intentOf } from './intent';

describe('intentOf', () => {
  it.each([
    ['How do I wash the jacket?', 'question'],
    ['i would like to know your opening hours', 'question'],
    ['Wo finde ich die Größentabelle?', 'question'],
    ['The app crashes when I open it', 'problem'],
    ["the zipper doesn't close, it is broken", 'problem'],
    ['La machine ne marche pas', 'problem'],
    ['This is unacceptable, worst service ever', 'complaint'],
    ['Das ist eine Frechheit', 'complaint'],
    ['Where is my parcel?', 'order'],
    ['¿Dónde está mi pedido?', 'order'],
    ['My order has not arrived', 'order'],
    ['I want my money back', 'refund'],
    ['Kann ich die Schuhe zurückgeben?', 'refund'],
    ['Please cancel my subscription', 'cancel'],
    ['Ich möchte meinen Vertrag kündigen', 'cancel'],
    ['I was charged twice', 'billing'],
    ['Bitte schicken Sie mir die Rechnung', 'billing'],
    ['I forgot my password', 'account'],
    ['cannot log in', 'account'],
    ['How much is the enterprise plan?', 'buying'],
    ['¿Cuánto cuesta?', 'buying'],
    ['Can I talk to a real person?', 'contact'],
    ['please call me', 'contact'],
    ['It would be great if you had dark mode', 'feedback'],
    ['Great service!', 'feedback'],
    ['hi there', 'small-talk'],
    ['Hallo, guten Tag!', 'small-talk'],
    ['thanks a lot :)', 'small-talk'],
    ['blue', 'other'],
    ['', 'other'],
  ])('%j is %s', (text, intent) => {
    expect(intentOf(text)).toBe(intent);
  });

  it('takes what somebody wants done before what it is about', () => {
    expect(intentOf('hi, my order is broken and I want a refund')).toBe('refund');
    expect(intentOf('Thanks. Cancel the order, the payment failed')).toBe('cancel');
  });

  it('does not take a greeting with a request for small talk', () => {
    expect(intentOf('hello, where is my parcel')).toBe('order');
  });
});
