import { beforeAll, describe, expect, it } from 'vitest';
import type { VisitorCtx } from '@/lib/companies/context';
import { isHint } from './hint';
import { offersAfter } from './offers';
import type { OpenedTurn } from './opened-turn';
import { judgePlan } from './plan';
import type { AnswerSource } from './schema';
import { worthKeeping } from './stored-answer';
import type { AnswerResult } from './stream-answer';

beforeAll(() => {
  Object.assign(process.env, {
    SUPABASE_URL: 'http://127.0.0.1:1',
    SUPABASE_PUBLISHABLE_KEY: 'sb_publishable_test',
    SUPABASE_SECRET_KEY: 'sb_secret_only_for_tests',
    HALFSECOND_SECRET: 'a-secret-that-only-tests-know-0123456789',
  });
});

const question = 'How do I wash a felt hat?';
const builtIn = { provider: 'halfsecond' };
const languageModel = { provider: 'openai' };
const sources = [{ number: 1 }] as AnswerSource[];
const opened = { history: [], lead: null, settings: {} } as unknown as OpenedTurn;

const answer = (rung: { provider: string }, coverage: number, text = 'Wash it. [1]') =>
  ({
    rung,
    text,
    passages: [{ coverage }],
    plan: judgePlan(question),
    outcome: 'complete',
    finishReason: 'stop',
    fallback: false,
    cache: 'none',
    continued: false,
  }) as unknown as AnswerResult;
const formAfter = (result: AnswerResult, text = question) =>
  offersAfter({ text, opened }, result, sources, []).contactForm;
const kept = (result: AnswerResult) =>
  worthKeeping({ companyId: 'a' } as unknown as VisitorCtx, { key: 'key', text: question, opened }, result, sources);

describe('an answer that is only the closest the built-in model found', () => {
  const closest = answer(builtIn, 0.3);
  const notAbout = answer(
    builtIn,
    0.9,
    'I am not sure that this answers your question. The closest I found in our help pages:\n\nWash it. [1]',
  );

  it.each([closest, notAbout])('is followed by the contact form and never stored', (result) => {
    expect(isHint(result)).toBe(true);
    expect(formAfter(result)).toBe(true);
    expect(kept(result)).toBeNull();
  });

  it.each([answer(builtIn, 0.9), answer(languageModel, 0.3)])('is not one that answers', (result) => {
    expect(isHint(result)).toBe(false);
    expect(formAfter(result)).toBe(false);
    expect(kept(result)).toMatchObject({ key: 'key' });
  });

  it.each(['my email is jo@acme.com', 'please call me at +1 415 200 7788', 'I want a human: jo@acme.com'])(
    'offers no form after %j, which leaves contact data',
    (text) => {
      expect(formAfter(closest, text)).toBe(false);
      expect(offersAfter({ text, opened }, closest, [], []).contactForm).toBe(false);
    },
  );
});
