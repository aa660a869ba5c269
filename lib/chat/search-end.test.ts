import { describe, expect, it } from 'vitest';
import { judgePlan } from './plan';
import type { AnswerSource } from './schema';
import { searchEnd } from './search-end';

type Result = Parameters<typeof searchEnd>[1];
const source = { number: 1, sourceId: 's', passageId: 'p', title: 'T', url: null, excerpt: '' } as AnswerSource;
const passage = (coverage: number) => ({ coverage }) as Result['passages'][number];
const result = (text: string, more: Partial<Result> = {}): Result => ({
  plan: judgePlan(text),
  search: 'found',
  passages: [passage(0.9)],
  rung: { provider: 'openai' } as Result['rung'],
  text: 'Yes [1].',
  continued: false,
  cache: 'none',
  ...more,
});
const QUESTION = 'Do you ship to Norway?';

describe('how a search ended', () => {
  it.each([
    ['answered', {}, [source]],
    ['unsure', {}, []],
    ['nothing', { search: 'nothing', passages: [] }, []],
    ['nothing', { passages: [passage(0.05)] }, []],
    ['late', { search: 'late', passages: [] }, []],
    ['failed', { search: 'failed', passages: [] }, []],
    ['answered', { search: null, passages: [], cache: 'answer' }, [source]],
    ['none', { continued: true }, []],
  ] as const)('is %s for %j', (end, more, sources) => {
    expect(searchEnd(QUESTION, result(QUESTION, more as Partial<Result>), sources)).toBe(end);
  });

  it('takes a hint of the built-in model for unsure, though it cites', () => {
    const hint = result(QUESTION, { rung: { provider: 'halfsecond' } as Result['rung'], passages: [passage(0.3)] });
    expect(searchEnd(QUESTION, hint, [source])).toBe('unsure');
  });

  it.each(['Hello', 'Can I talk to a person please', 'my e-mail is ann@example.com'])('is none for "%s"', (text) => {
    expect(searchEnd(text, result(text, { search: 'nothing', passages: [] }), [])).toBe('none');
  });
});
