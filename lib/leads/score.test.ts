import { describe, expect, it } from 'vitest';
import { extractContact, NO_CONTACT } from './contact';
import { scoreLead, wishesIn } from './score';

describe('scoreLead', () => {
  it('adds up visible reasons and qualifies only who can be reached', () => {
    const texts = ['We need a quote for 200 units for our company.'];
    expect(scoreLead(texts, extractContact(texts))).toMatchObject({ score: 40, status: 'new' });
    const known = scoreLead(texts, { ...NO_CONTACT, email: 'a@example.com' });
    expect(known).toMatchObject({ score: 65, status: 'qualified' });
    expect(known.reasons.reduce((sum, { points }) => sum + points, 0)).toBe(known.score);
  });

  it('gives an ordinary question no points', () => {
    expect(scoreLead(['How do I wash the jacket?'], NO_CONTACT)).toEqual({ score: 0, reasons: [], status: 'new' });
  });
});

describe('wishesIn', () => {
  it.each([
    ['Was kostet das? Bitte ein Angebot, dringend.', ['price', 'hurry']],
    ['Je voudrais acheter 30 pieces', ['buy', 'company']],
    ['can someone call me about a demo', ['talk']],
    ['the office is closed', []],
  ])('of %j', (text, wishes) => {
    expect(wishesIn([text])).toEqual(wishes);
  });
});
