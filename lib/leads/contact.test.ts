import { describe, expect, it } from 'vitest';
import { extractContact } from './contact';
import { scoreLead } from './score';

describe('extractContact', () => {
  it('finds name, e-mail, phone and company in what a visitor wrote', () => {
    expect(
      extractContact([
        'Hi, my name is Jana Novak and I work for Acme Tools.',
        'Mail jana.novak@example.com or +49 (30) 123-45678.',
      ]),
    ).toEqual({
      name: 'Jana Novak',
      email: 'jana.novak@example.com',
      phone: '+49 (30) 123-45678',
      companyName: 'Acme Tools',
    });
  });

  it.each([
    'order 20260115123456',
    'on 2026-01-15 10:30',
    '15.01.2026',
    'card 4111111111111111',
    'version 1.2.3.4',
    'a@b',
  ])('sees no contact data in %j', (text) => {
    expect(extractContact([text])).toEqual({ name: null, email: null, phone: null, companyName: null });
  });

  it('leaves out what is too long to be kept, and keeps the rest', () => {
    const long = 'b'.repeat(400);
    const texts = [`my name is B${long}`, `I work for B${long}`, `${long}@example.com`, '+49 30 123-45678'];
    expect(extractContact(texts)).toEqual({ name: null, email: null, phone: '+49 30 123-45678', companyName: null });
  });

  it('lets the newest mention win', () => {
    expect(extractContact(['old@example.com', 'sorry, new@example.com']).email).toBe('new@example.com');
  });
});

describe('scoreLead', () => {
  it('adds up visible reasons and qualifies only who can be reached', () => {
    const texts = ['We need a quote for 200 units for our company.'];
    const anonymous = scoreLead(texts, extractContact(texts));
    expect(anonymous).toMatchObject({ score: 40, status: 'new' });
    const known = scoreLead(texts, { name: null, email: 'a@example.com', phone: null, companyName: null });
    expect(known).toMatchObject({ score: 65, status: 'qualified' });
    expect(known.reasons.reduce((sum, { points }) => sum + points, 0)).toBe(known.score);
  });

  it('gives an ordinary question no points', () => {
    expect(scoreLead(['How do I wash the jacket?'], extractContact([]))).toEqual({
      score: 0,
      reasons: [],
      status: 'new',
    });
  });
});
