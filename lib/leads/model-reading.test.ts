import { describe, expect, it } from 'vitest';
import { fromModel, type ModelReading, readingPrompt } from './model-reading';
import { readByRules } from './reading';

const NOTHING: ModelReading = {
  intent: null,
  sentiment: null,
  language: null,
  name: null,
  email: null,
  phone: null,
  company: null,
  wishes: null,
};

function read(found: Partial<ModelReading>, texts: string[], locale: string | null = 'en-US') {
  return fromModel({ ...NOTHING, ...found }, readByRules(texts, locale), texts);
}

describe('fromModel', () => {
  it('takes the rules’ word for all that the model leaves out', () => {
    const texts = ['Cancel it, my name is Kim Lee, +1 415-666-7777. How much is that?'];
    const { insight, contact, reasons, source } = read({}, texts);
    const local = readByRules(texts, 'en-US');
    expect({ insight, contact }).toEqual({ insight: local.insight, contact: local.contact });
    expect(reasons.map(({ points }) => points)).toEqual([20, 20, 5]);
    expect(source).toBe('model');
  });

  it('keeps only what the visitor wrote', () => {
    const texts = ['It is kim from the\nflower shop'];
    expect(read({ name: 'Kim', company: 'The flower  shop' }, texts).contact).toMatchObject({
      name: 'Kim',
      companyName: 'The flower  shop',
    });
    expect(read({ name: 'Jana', email: 'a@example.com', phone: '+1 415-666-7777' }, texts).contact).toMatchObject({
      name: null,
      email: null,
      phone: null,
    });
  });

  it('takes no order number for a phone number', () => {
    expect(read({ phone: '20260115123456789' }, ['order 20260115123456789']).contact.phone).toBeNull();
    expect(read({ phone: '(415) 666 7777' }, ['(415) 666 7777']).contact.phoneE164).toBe('+14156667777');
  });

  it('believes a model that finds no wish', () => {
    expect(read({ wishes: [] }, ['the price of fame']).reasons).toEqual([]);
  });

  it('reads a language tag as its language, and ignores what is none', () => {
    expect(read({ language: 'DE-at' }, ['hm']).insight.language).toBe('de');
    expect(read({ language: 'German' }, ['Wo ist mein Paket?']).insight.language).toBe('de');
  });
});

describe('readingPrompt', () => {
  it('hands on the newest words, bounded, as data', () => {
    const prompt = readingPrompt(['old '.repeat(5_000), 'the newest "words"']);
    expect(prompt.length).toBeLessThan(7_000);
    expect(JSON.parse(prompt).messages).toContain('the newest "words"');
  });
});
