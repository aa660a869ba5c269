/** What was asked and not answered, and what visitors think of the answers, on the real database. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { MemberCtx } from '@/lib/companies/context';
import type { CompanyId } from '@/lib/companies/schema';
import { createTrace } from '@/lib/platform/trace';
import { signUpUser } from '../support/embedded.ts';
import { companyId, database, key, message, upstream, useTurnWorld, Visitor } from './turn-world.ts';

useTurnWorld();

let member: MemberCtx;
let stranger: MemberCtx;

beforeAll(async () => {
  member = await memberOf(companyId);
  const [other] = await database.admin<{ id: string }>(
    "insert into companies (slug, name) values ($1, 'Other') returning id",
    [`other-${randomUUID().slice(0, 8)}`],
  );
  stranger = await memberOf(other?.id ?? '');
});

async function memberOf(company: string): Promise<MemberCtx> {
  const user = await signUpUser(database);
  await database.admin("insert into members values ($1, $2, 'agent', 'Agent', $3)", [company, user.id, user.email]);
  return {
    companyId: company as CompanyId,
    companyName: 'Turn Test',
    requestId: 'test',
    trace: createTrace(),
    actor: { type: 'member', userId: user.id, role: 'agent', name: 'Agent', email: user.email },
    db: user.client as MemberCtx['db'],
  };
}

const product = async () => ({
  ...(await import('@/lib/gaps/board')),
  ...(await import('@/lib/gaps/data')),
  ...(await import('@/lib/gaps/mutations')),
  ...(await import('@/lib/conversations/rating')),
  ...(await import('@/lib/conversations/visitor')),
  ...(await import('@/lib/knowledge/mutations')),
});

const SINCE = '2026-01-01T00:00:00.000Z';

async function boardOf(ctx: MemberCtx) {
  const { readUnanswered, readMarks, readRated, makeBoard } = await product();
  const [unanswered, marks, rated] = await Promise.all([
    readUnanswered(ctx, { since: SINCE, before: SINCE }),
    readMarks(ctx),
    readRated(ctx, SINCE),
  ]);
  return makeBoard(90, SINCE, unanswered, marks, rated);
}

async function answered(visitor: Visitor, text: string) {
  const asked = message(text);
  const parts = await visitor.ask(asked);
  return { sessionId: asked.id, turnId: parts.find(({ type }) => type === 'start')?.messageId ?? '' };
}
const endOf = async (turnId: string) =>
  (await database.admin<{ search_end: string | null }>('select search_end from chat_turns where id = $1', [turnId]))[0]
    ?.search_end;

describe('a question without an answer', () => {
  it('becomes a gap, small talk and a wish for a person do not', async () => {
    const visitor = new Visitor();
    const gap = await answered(visitor, 'Do you rent out zeppelins for weddings?');
    const hello = await answered(new Visitor(), 'Hello');
    const person = await answered(new Visitor(), 'Can I talk to a real person please');
    expect([await endOf(gap.turnId), await endOf(hello.turnId), await endOf(person.turnId)]).toEqual([
      'nothing',
      'none',
      'none',
    ]);
    const { open, searched } = await boardOf(member);
    expect(searched).toBe(1);
    expect(open).toMatchObject([
      { label: 'Do you rent out zeppelins for weddings?', count: 1, examples: [{ sessionId: gap.sessionId }] },
    ]);
    expect((await boardOf(stranger)).open).toEqual([]);
  });

  it('tells of the agent who answered afterwards', async () => {
    const { open } = await boardOf(member);
    const sessionId = open[0]?.examples[0]?.sessionId ?? '';
    const [reply] = await database.admin<{ id: string }>(
      "insert into chat_messages (company_id, session_id, role, text) values ($1, $2, 'agent', 'We do.') returning id",
      [companyId, sessionId],
    );
    expect((await boardOf(member)).open).toMatchObject([{ byAgents: 1, examples: [{ agentMessageId: reply?.id }] }]);
  });

  it('is set aside, put back, and answered by an article that is written', async () => {
    const { dismissTopic, unmarkTopic, retryTopic, saveSource } = await product();
    const question = 'Do you rent out zeppelins for weddings?';
    await dismissTopic(member, { question, asked: 1 });
    const dismissed = await boardOf(member);
    expect(dismissed).toMatchObject({ open: [], dismissed: [{ label: question }] });
    await unmarkTopic(stranger, { markId: dismissed.dismissed[0]?.mark?.id ?? '' });
    expect((await boardOf(member)).dismissed).toHaveLength(1);
    await unmarkTopic(member, { markId: dismissed.dismissed[0]?.mark?.id ?? '' });
    expect((await boardOf(member)).open).toHaveLength(1);

    expect(await retryTopic(member, { question })).toEqual({ outcome: 'nothing' });
    const { sourceId } = await saveSource(member, {
      externalId: 'zeppelins',
      kind: 'markdown',
      title: 'Zeppelins for weddings',
      url: null,
      body: 'We rent out zeppelins for weddings. A wedding zeppelin carries twelve guests.',
    });
    expect(await retryTopic(member, { question })).toMatchObject({
      outcome: 'answer',
      found: { href: `/knowledge/${sourceId}#passage-1` },
    });
    expect(await boardOf(member)).toMatchObject({
      open: [],
      answered: [{ label: question, mark: { source: { id: sourceId, title: 'Zeppelins for weddings' } } }],
    });
    upstream.set({ tokens: ['Yes, ', 'for ', 'twelve ', 'guests ', '[1].'] });
    const again = await answered(new Visitor(), 'Do you rent zeppelins for a wedding?');
    expect(await endOf(again.turnId)).toBe('answered');
  });
});

describe('rating an answer', () => {
  it('is its visitor’s alone, may be changed, explained and taken back, and is told after a reload', async () => {
    const { rateAnswer, readVisitorSession } = await product();
    const [visitor, other] = [new Visitor(), new Visitor()];
    const asked = await answered(visitor, 'How many guests fit into a wedding zeppelin?');
    await answered(other, 'Hello');
    const [ctx, foreign] = [await visitor.context(), await other.context()];
    const rate = (rating: 'good' | 'bad' | null, comment: string | null = null) =>
      rateAnswer(ctx, { ...asked, rating, comment });
    const told = async () => {
      const { messages } = await readVisitorSession(ctx, asked);
      return messages.find(({ id }) => id === asked.turnId)?.rating;
    };
    const stored = () =>
      database.admin('select rating, comment from answer_ratings where turn_id = $1', [asked.turnId]);

    expect(await told()).toBeNull();
    await rate('good');
    await rate('bad');
    await rate('bad', 'It says nothing of children.');
    await rate('bad');
    expect(await stored()).toEqual([{ rating: 'bad', comment: 'It says nothing of children.' }]);
    expect(await told()).toBe('bad');

    const refused = { code: 'not-found', message: 'This answer does not exist.' };
    for (const wrong of [
      { ...asked, turnId: randomUUID() },
      { ...asked, sessionId: randomUUID() },
      { ...asked, turnId: 'x' },
    ])
      await expect(rateAnswer(ctx, { ...wrong, rating: 'good', comment: null })).rejects.toMatchObject(refused);
    await expect(rateAnswer(foreign, { ...asked, rating: 'good', comment: null })).rejects.toMatchObject(refused);

    const { rated } = await boardOf(member);
    expect(rated).toMatchObject({
      bad: 1,
      topics: [
        {
          label: 'How many guests fit into a wedding zeppelin?',
          answers: [{ comment: 'It says nothing of children.', sessionId: asked.sessionId }],
        },
      ],
    });
    expect((await boardOf(stranger)).rated).toEqual({ good: 0, bad: 0, topics: [] });

    await rate(null);
    await rate(null);
    expect(await stored()).toEqual([]);
  });

  it('comes in over the route, for its visitor', async () => {
    const { POST } = await import('@/app/api/chat/[sessionId]/rating/route');
    const visitor = new Visitor();
    const { sessionId, turnId } = await answered(visitor, 'Are zeppelins safe?');
    const post = async (body: unknown, token = visitor.token) => {
      const headers = { 'x-widget-key': key, 'content-type': 'application/json', authorization: `Bearer ${token}` };
      const request = new Request('http://localhost/x', { method: 'POST', headers, body: JSON.stringify(body) });
      return POST(request, { params: Promise.resolve({ sessionId }) });
    };
    expect((await post({ turnId, rating: 'good' })).status).toBe(204);
    expect((await post({ turnId, rating: 'superb' })).status).toBe(400);
    const other = new Visitor();
    await other.context();
    expect((await post({ turnId, rating: 'good' }, other.token)).status).toBe(404);
  });
});
