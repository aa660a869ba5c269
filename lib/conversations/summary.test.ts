import { describe, expect, it } from 'vitest';
import { MAX_SUMMARY, type SaidMessage, summariseByRule, toSummarise } from './summary';

const said = (role: SaidMessage['role'], text: string, at = 0): SaidMessage => ({
  role,
  text,
  createdAt: new Date(Date.UTC(2026, 10, 20) + at * 1000).toISOString(),
});
const chat = (count: number) =>
  Array.from({ length: count }, (_, index) => said(index % 2 ? 'assistant' : 'user', `Message ${index}`, index));

describe('what is summed up', () => {
  it('is nothing while answers take everything along, and then enough for a few turns', () => {
    expect(toSummarise('open', chat(10), 10)).toEqual([]);
    expect(toSummarise('open', chat(12), 10)).toEqual(chat(12).slice(0, 6));
    expect(toSummarise('open', chat(30), 10)).toHaveLength(24);
  });

  it('leaves nothing that begins with an answer', () => {
    expect(toSummarise('open', chat(13), 8)).toEqual(chat(13).slice(0, 8));
  });

  it('is whatever long messages have pushed out', () => {
    expect(toSummarise('open', chat(12), 2)).toEqual(chat(12).slice(0, 10));
    expect(toSummarise('open', chat(3), 0)).toEqual(chat(3));
  });

  it('takes all of a closed one', () => {
    expect(toSummarise('closed', chat(2), 2)).toEqual(chat(2));
    expect(toSummarise('closed', [], 0)).toEqual([]);
  });
});

describe('a summary without a model', () => {
  it('keeps what was asked, what was given and how it was answered', () => {
    const summary = summariseByRule(null, [
      said('user', 'Hello'),
      said('assistant', 'Hello. How can we help?'),
      said('user', 'My order HX-204417 has not come. Where is it? I paid last week.'),
      said('assistant', 'It left our warehouse on Monday. It should arrive within two days.'),
      said('user', 'Write to jana.novak@example.com please'),
    ]);
    expect(summary.split('\n')).toEqual([
      'The visitor asked: Where is it? · Write to jana.novak@example.com please',
      'They gave: HX-204417 · jana.novak@example.com',
      'Last answer: It left our warehouse on Monday.',
    ]);
  });

  it('goes on from the summary before and says nothing twice', () => {
    const first = summariseByRule(null, [
      said('user', 'Do you ship to Norway?'),
      said('assistant', 'Yes, in four days.'),
    ]);
    const second = summariseByRule(first, [
      said('user', 'And what does it cost?'),
      said('agent', 'It costs 12 euros.'),
    ]);
    expect(second).toBe(
      'The visitor asked: Do you ship to Norway? · And what does it cost?\nLast answer: It costs 12 euros.',
    );
    expect(summariseByRule(second, [said('user', 'And what does it cost?')])).toContain(
      'The visitor asked: Do you ship to Norway? · And what does it cost?',
    );
  });

  it('keeps what a model wrote in front', () => {
    const summary = summariseByRule('Jana wants a refund for HX-204417.', [
      said('user', 'When will I have the money?'),
    ]);
    expect(summary).toBe('Jana wants a refund for HX-204417.\nThe visitor asked: When will I have the money?');
    expect(summariseByRule(summary, [said('user', 'Is Friday certain?')])).toBe(
      'Jana wants a refund for HX-204417.\nThe visitor asked: When will I have the money? · Is Friday certain?',
    );
  });

  it('stays within its length whatever is said, and forgets the oldest questions first', () => {
    let summary: string | null = null;
    for (let round = 0; round < 60; round++) {
      summary = summariseByRule(summary, [
        said(
          'user',
          `Question ${round}: ${'why does it not work '.repeat(40)}? My number is +49 30 ${1234567 + round}.`,
        ),
        said('assistant', 'a'.repeat(9_000)),
      ]);
      expect(summary.length).toBeLessThanOrEqual(MAX_SUMMARY);
    }
    expect(summary).toContain('Question 59');
    expect(summary).not.toContain('Question 0:');
  });

  it('is quick with a text made to be slow', () => {
    const hostile = [`${'a.'.repeat(30_000)}@`, `${'1 '.repeat(50_000)}x`, `${'! '.repeat(50_000)}`].map((text) =>
      said('user', text),
    );
    expect(summariseByRule(null, hostile).length).toBeLessThanOrEqual(MAX_SUMMARY);
  });
});
