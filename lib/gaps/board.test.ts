import { describe, expect, it } from 'vitest';
import { labelOf, makeBoard } from './board';
import { searchable, withoutPersonalData } from './personal';
import type { Mark, Question, Rated } from './schema';

const SINCE = '2026-11-01T00:00:00.000Z';
const day = (number: number) => `2026-11-${String(number).padStart(2, '0')}T10:00:00.000Z`;
const october = '2026-10-20T10:00:00.000Z';
const NOBODY: Rated = { good: 0, bad: 0, answers: [] };

let count = 0;
const question = (text: string, askedAt: string, more: Partial<Question> = {}): Question => {
  count += 1;
  const id = `q${count}`;
  return {
    turnId: id,
    sessionId: `s${id}`,
    visitorId: `v${id}`,
    messageId: `m${id}`,
    text,
    end: 'nothing',
    language: null,
    askedAt,
    agentMessageId: null,
    ...more,
  };
};
const mark = (more: Partial<Mark>): Mark => ({
  id: 'mark',
  kind: 'dismissed',
  question: 'Do you ship to Norway?',
  asked: 0,
  markedAt: day(10),
  source: null,
  ...more,
});
const board = (questions: Question[], marks: Mark[] = [], rated = NOBODY) =>
  makeBoard(30, SINCE, { ends: { answered: 4, nothing: questions.length }, questions }, marks, rated);

describe('personal data in labels', () => {
  it.each([
    ['My mail is jane.doe@example.com, where is my order', 'jane.doe@example.com'],
    ['Call me on +44 20 7946 0958 about the refund', '7946'],
    ['where is order #A-10293847', '10293847'],
    ['Where is my order 4471982?', '4471982'],
    ['my name is Jane Doe and I want a refund', 'Jane'],
    ['card 4111 1111 1111 1111 was refused', '1111'],
    ['IBAN DE89370400440532013000 is wrong', '0532'],
    ['see https://shop.test/orders?token=abc', 'token'],
    ['write to o’brien+shop@mail.test', 'brien+shop'],
  ])('is taken out of "%s"', (text, secret) => {
    expect(withoutPersonalData(text)).not.toContain(secret);
  });

  it('leaves what is none', () => {
    for (const text of ['Do you have 24/7 support?', 'Is size 42 in stock?', 'Do you sell the 2026 model?'])
      expect(withoutPersonalData(text)).toBe(text);
  });

  it('gives way to a question without any', () => {
    expect(labelOf(['Where is order 5512345?', 'Where is my order?'])).toBe('Where is my order?');
    expect(labelOf(['Where is order 5512345?'])).toBe('Where is order [number]?');
    expect(searchable('Where is order [number]?')).toBe('Where is order ?');
  });
});

describe('the board of gaps', () => {
  it('counts a topic, its visitors and what it was before', async () => {
    const { open, unanswered, searched } = await board([
      question('Do you ship to Norway?', day(12), { visitorId: 'ann' }),
      question('how much is shipping to norway', day(11), { visitorId: 'ann', agentMessageId: 'reply' }),
      question('ship to norway possible?', october, { visitorId: 'bob' }),
      question('Can dogs come into the shop?', day(3)),
    ]);
    expect(open).toMatchObject([
      { count: 2, visitors: 1, before: 1, lastAskedAt: day(12), byAgents: 1 },
      { label: 'Can dogs come into the shop?', count: 1, before: 0 },
    ]);
    expect({ unanswered, searched }).toEqual({ unanswered: 3, searched: 7 });
    expect(open[0]?.examples.map(({ agentMessageId }) => agentMessageId)).toEqual([null, 'reply']);
  });

  it('leaves out what asks nothing', async () => {
    expect(await board([question('ok', day(2)), question('?!', day(2)), question('no thanks', day(2))])).toMatchObject({
      open: [],
      unanswered: 0,
      searched: 4,
    });
  });

  it('sets a dismissed topic aside until it is asked more often than before', async () => {
    const before = [question('Do you ship to Norway?', day(5)), question('ship to norway?', day(6))];
    const again = (times: number) =>
      Array.from({ length: times }, (_, at) => question('do you ship to norway', day(11 + at)));
    const marks = [mark({ asked: 2 })];
    expect(await board(before, marks)).toMatchObject({ open: [], dismissed: [{ count: 2, mark: { id: 'mark' } }] });
    expect(await board([...again(2), ...before], marks)).toMatchObject({ open: [], dismissed: [{ count: 4 }] });
    expect(await board([...again(3), ...before], marks)).toMatchObject({ open: [{ count: 5 }], dismissed: [] });
  });

  it('shows what an article answers by now, until it is asked in vain again', async () => {
    const source = { id: 'source', title: 'Shipping abroad' };
    const before = question('Do you ship to Norway?', day(5));
    const marks = [mark({ kind: 'answered', source })];
    expect(await board([before], marks)).toMatchObject({ open: [], answered: [{ mark: { source } }] });
    expect(await board([question('ship to norway?', day(11)), before], marks)).toMatchObject({
      open: [{ count: 2 }],
      answered: [],
    });
    // The article is gone or switched off.
    expect(await board([before], [mark({ kind: 'answered' })])).toMatchObject({ open: [{ count: 1 }], answered: [] });
  });

  it('groups badly rated answers by their question', async () => {
    const answer = (question: string, ratedAt: string) => ({
      turnId: `t${ratedAt}`,
      sessionId: 's',
      visitorId: 'v',
      question,
      answer: 'No.',
      comment: null,
      language: null,
      ratedAt,
      sources: [],
    });
    const rated = {
      good: 3,
      bad: 3,
      answers: [
        answer('Can I return shoes?', day(3)),
        answer('can shoes be returned', day(9)),
        answer('Opening hours?', day(4)),
      ],
    };
    expect((await board([], [], rated)).rated).toMatchObject({
      good: 3,
      bad: 3,
      topics: [{ count: 2, answers: [{ ratedAt: day(9) }, { ratedAt: day(3) }] }, { count: 1 }],
    });
  });
});
