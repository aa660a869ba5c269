import { describe, expect, it } from 'vitest';
import type { SearchOutcome } from '@/lib/knowledge/search';
import type { BuiltInOptions } from '@/lib/models/schema';
import { judgePlan } from './plan';
import { modelCall, type PromptInput } from './prompt';

const settings = { companyName: 'Hillside', assistantName: 'Ada', tone: 'neutral', rules: '' } as const;

const callFor = (question: string, more: Partial<PromptInput> = {}) =>
  modelCall({
    question,
    plan: judgePlan(question),
    settings,
    history: [],
    summary: null,
    search: null,
    continues: null,
    ...more,
  });

/** What the language model is told, and what the built-in one gets. */
function told(question: string, outcome: SearchOutcome['outcome'] | null) {
  const { call } = callFor(question, { search: outcome && { passages: [], outcome } });
  return {
    system: String(call.prompt[0]?.content),
    builtIn: call.providerOptions?.halfsecond as unknown as BuiltInOptions,
  };
}

describe('modelCall', () => {
  it.each(['late', 'failed'] as const)('says that nothing could be looked up when the search is %s', (outcome) => {
    const { system, builtIn } = told('Where is my parcel?', outcome);
    expect(system).toContain('could not be looked up');
    expect(system).not.toContain('No passage fits');
    expect(builtIn.lookedUp).toBe(false);
  });

  it('says that no passage fits when the search found none', () => {
    const { system, builtIn } = told('Where is my parcel?', 'nothing');
    expect(system).toContain('No passage fits');
    expect(builtIn.lookedUp).toBe(true);
  });

  it('does not speak of passages in small talk', () => {
    const { system, builtIn } = told('Hello', null);
    expect(system).not.toContain('passage');
    expect(builtIn.lookedUp).toBe(true);
  });
});
