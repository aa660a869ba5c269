import { describe, expect, it } from 'vitest';
import type { SearchOutcome } from '@/lib/knowledge/search';
import type { BuiltInOptions } from '@/lib/models/schema';
import type { OpenedTurn } from './opened-turn';
import { judgePlan } from './plan';
import { modelCall } from './prompt';

const opened = {
  settings: { companyName: 'Hillside', assistantName: 'Ada', tone: 'neutral', rules: '' },
  history: [],
} as unknown as OpenedTurn;

/** What the language model is told, and what the built-in one gets. */
function told(question: string, outcome: SearchOutcome['outcome'] | null) {
  const call = modelCall(question, opened, judgePlan(question), outcome && { passages: [], outcome });
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
