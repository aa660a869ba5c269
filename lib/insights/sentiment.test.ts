import { describe, expect, it } from 'vitest';
import { sentimentOf } from './sentiment';

describe('sentimentOf', () => {
  it.each([
    'I love it, works perfectly',
    'Great support, thank you so much!',
    'not bad at all',
    "you can't go wrong with it",
    'Vielen Dank, sehr freundlich',
    'merci, parfait',
    'Gracias, excelente',
    '👍',
  ])('%j is positive', (text) => {
    expect(sentimentOf(text)).toBeGreaterThan(0.2);
  });

  it.each([
    'This is terrible, I am so disappointed',
    'not good',
    'it does not turn on and nobody answers',
    'a complete waste of money',
    'I like the colour but it broke after a week',
    'Das ist eine Katastrophe, sehr enttäuscht',
    "c'est inacceptable",
    'pésimo, no funciona',
    '😡',
  ])('%j is negative', (text) => {
    expect(sentimentOf(text)).toBeLessThan(-0.2);
  });

  it.each(['Where is my parcel?', 'The jacket in size M', '', '12345', 'customer service'])('%j is neutral', (text) => {
    expect(Math.abs(sentimentOf(text))).toBeLessThan(0.1);
  });

  it('hears how strongly it is said', () => {
    const [plain, very, loud] = [
      sentimentOf('it is good'),
      sentimentOf('it is very good'),
      sentimentOf('it is VERY GOOD!!!'),
    ];
    expect(very).toBeGreaterThan(plain);
    expect(loud).toBeGreaterThan(very);
  });

  it('weighs what follows a contrast more', () => {
    expect(sentimentOf('I love it but it is terrible')).toBeLessThan(0);
    expect(sentimentOf('it is terrible but I love it')).toBeGreaterThan(0);
  });

  it('stays between -1 and 1 however long it goes on', () => {
    expect(sentimentOf('terrible! '.repeat(4_000))).toBeGreaterThanOrEqual(-1);
    expect(sentimentOf('perfect! '.repeat(4_000))).toBeLessThanOrEqual(1);
  });
});
