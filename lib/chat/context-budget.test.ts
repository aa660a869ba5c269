import { beforeAll, describe, expect, it } from 'vitest';
import { countTokens, loadTokenizer } from '@/lib/platform/tokens';
import { budgetOf, fitHistory, fitPassages, type HistoryMessage, keptInNextPrompt, shortened } from './context-budget';

const words = (count: number) => Array.from({ length: count }, (_, index) => `word${index}`).join(' ');
const user = (text: string): HistoryMessage => ({ role: 'user', text, complete: true });
const assistant = (text: string): HistoryMessage => ({ role: 'assistant', text, complete: true });

beforeAll(loadTokenizer);

describe('shortened', () => {
  it('leaves what fits as it is', () => {
    expect(shortened('Where is my parcel?', 10)).toBe('Where is my parcel?');
  });

  it('keeps beginning and end of what does not', () => {
    const short = shortened(`I ordered in May. ${words(800)} Where is it?`, 100);
    expect(countTokens(short)).toBeLessThanOrEqual(100);
    expect(countTokens(short)).toBeGreaterThan(60);
    expect(short).toMatch(/^I ordered in May\..* \[…\] .*Where is it\?$/s);
  });

  it.each(['🎒'.repeat(3000), '漢'.repeat(10_000), 'x'.repeat(32_000)])('cuts no character in two (%#)', (text) => {
    const short = shortened(text, 200);
    expect(short.isWellFormed()).toBe(true);
    expect(short).not.toContain('\ufffd');
    expect(countTokens(short)).toBeLessThanOrEqual(200);
  });
});

describe('fitHistory', () => {
  const budget = { history: 100, message: 40 };

  it('keeps everything that fits, in order', () => {
    const history = [user('a'), assistant('b'), user('c')];
    expect(fitHistory(history, 10, budget)).toEqual(history);
  });

  it('keeps the newest, and begins with a question', () => {
    const history = [user('old'), assistant(words(15)), user(words(8)), assistant(words(8)), user('new')];
    const kept = fitHistory(history, 4, budget);
    expect(kept.map(({ text }) => text)).toEqual([words(8), words(8), 'new']);
  });

  it('keeps to the tokens, a long message shortened rather than all of them lost', () => {
    const kept = fitHistory([user(words(500)), user(words(500)), user(words(500))], 10, budget);
    expect(kept).toHaveLength(2);
    expect(kept.reduce((sum, { text }) => sum + countTokens(text), 0)).toBeLessThanOrEqual(100);
  });
});

describe('what the next prompt holds', () => {
  it('is all of a short conversation, and of long messages few', () => {
    expect(keptInNextPrompt([user('a'), assistant('b')], true)).toBe(2);
    const long = Array.from({ length: 6 }, () => [user(words(900)), assistant(words(900))]).flat();
    expect(keptInNextPrompt(long, true)).toBe(2);
  });

  it('begins with a question, unless the conversation itself begins otherwise', () => {
    const said = [assistant('Hello, how can I help?'), user('a'), assistant('b')];
    expect(keptInNextPrompt(said, true)).toBe(3);
    expect(keptInNextPrompt(said, false)).toBe(2);
    expect(keptInNextPrompt([assistant('b')], false)).toBe(0);
  });
});

describe('fitPassages', () => {
  const passage = (number: number, body: string) => ({ number, title: 'Returns', body });

  it('keeps the best that fit and shortens a single one that does not', () => {
    expect(fitPassages([passage(1, words(20)), passage(2, words(20)), passage(3, words(200))], 120)).toHaveLength(2);
    const [only] = fitPassages([passage(1, words(500))], 100);
    expect(only?.body).toContain('[…]');
  });

  it('gives a short answer fewer tokens to draw on', () => {
    const of = (depth: 'concise' | 'balanced' | 'detailed') => budgetOf({ name: 'moderate', depth }).passages;
    expect(of('concise')).toBeLessThan(of('balanced'));
    expect(of('balanced')).toBeLessThan(of('detailed'));
  });
});
