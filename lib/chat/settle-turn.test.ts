import { beforeAll, describe, expect, it } from 'vitest';
import { loadTokenizer } from '@/lib/platform/tokens';
import type { OpenedTurn } from './opened-turn';
import { judgePlan, planForSession } from './plan';
import type { Receipt } from './schema';
import { followUps } from './settle-turn';

beforeAll(loadTokenizer);

const namesAndPayloads = (text: string, known: Pick<OpenedTurn, 'history' | 'lead'>) => {
  const visitor = { sessionCount: 1, messageCount: 1, chosenDepth: null };
  const opened = { session: { id: 's' }, userMessageId: 'm', visitor, ...known } as OpenedTurn;
  const plan = planForSession(judgePlan(text), { visitor, summary: null, ...known });
  return followUps({ opened, text }, { turnId: 't' } as Receipt, { plan, text: 'Yes.' }).map(({ name, payload }) => [
    name,
    payload,
  ]);
};
const said = (count: number): OpenedTurn['history'] =>
  Array.from({ length: count }, (_, index) => ({
    role: index % 2 === 0 ? ('user' as const) : ('assistant' as const),
    text: `Message ${index} [1]`,
    complete: true,
  }));
const read = (leadWork: boolean) => ['after-turn', { sessionId: 's', turnId: 't', userMessageId: 'm', leadWork }];
const sumUp = ['summarise-session', { sessionId: 's' }];

describe('what follows an answer', () => {
  it('is a reading, by a model where the plan wants to know more of a lead', () => {
    const question = 'Do you ship to Norway?';
    expect(namesAndPayloads(question, { history: [], lead: null })).toEqual([read(false)]);
    const lead = { score: 20, status: 'new' };
    expect(namesAndPayloads(question, { history: [], lead })).toEqual([read(true)]);
    expect(namesAndPayloads('I want to buy 50 tents', { history: [], lead: null })).toEqual([read(true)]);
  });

  it('is nothing for small talk', () => {
    expect(namesAndPayloads('Thank you', { history: said(2), lead: null })).toEqual([]);
  });

  it('is a summary once the next prompt does not hold everything, whoever outgrew it', () => {
    const question = 'Do you ship to Norway?';
    expect(namesAndPayloads(question, { history: said(8), lead: null })).toEqual([read(false)]);
    expect(namesAndPayloads(question, { history: said(10), lead: null })).toEqual([read(false), sumUp]);
    expect(namesAndPayloads('Thank you', { history: said(10), lead: null })).toEqual([sumUp]);
  });
});
