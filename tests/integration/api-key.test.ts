import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { shared } from '../support/embedded.ts';
import { useDatabase } from '../support/lib-env.ts';

const database = shared();
beforeAll(() => useDatabase(database));

/** A company's own server: its key, and the visitor it speaks for. */
async function makeServer() {
  const { hashApiKey } = await import('@/lib/companies/keys');
  const key = `hs_${randomUUID()}`;
  const [company] = await database.admin<{ id: string }>(
    'insert into companies (slug, name) values ($1, $1) returning id',
    [`api-${randomUUID().slice(0, 8)}`],
  );
  await database.admin("insert into api_keys (company_id, name, prefix, hash) values ($1, 'Server', $2, $3)", [
    company?.id,
    key.slice(0, 10),
    hashApiKey(key),
  ]);
  return async (visitor: string) => {
    const { contextFromVisitorRequest } = await import('@/lib/companies/context');
    const headers = new Headers({ authorization: `Bearer ${key}`, 'x-visitor-id': visitor });
    return (await contextFromVisitorRequest(headers)).ctx;
  };
}

async function say(ctx: Awaited<ReturnType<Awaited<ReturnType<typeof makeServer>>>>, text: string) {
  const { openTurnOnce } = await import('@/lib/chat/opened-turn');
  const request = { id: randomUUID(), message: { id: 'm1', role: 'user' as const, parts: [] } };
  await openTurnOnce(ctx, request, { text, turnId: randomUUID(), key: null });
  return request.id;
}

describe('an API key', () => {
  it('speaks for the same visitor again by the same uuid, however it is written', async () => {
    const { readVisitorSession } = await import('@/lib/conversations/visitor');
    const server = await makeServer();
    const visitor = randomUUID();
    const sessionId = await say(await server(visitor), 'Hello');
    const again = await readVisitorSession(await server(visitor.toUpperCase()), { sessionId });
    expect(again.messages.map(({ text }) => text)).toEqual(['Hello']);
    await expect(readVisitorSession(await server(randomUUID()), { sessionId })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('may use a uuid that another company uses for somebody else', async () => {
    const { readVisitorSession } = await import('@/lib/conversations/visitor');
    const [one, other] = [await makeServer(), await makeServer()];
    const visitor = randomUUID();
    const sessionId = await say(await one(visitor), 'Mine');
    await say(await other(visitor), 'Mine, too');
    await expect(readVisitorSession(await other(visitor), { sessionId })).rejects.toMatchObject({ code: 'not-found' });
  });

  it.each(['', 'me', `${randomUUID()} or 1=1`])('wants a uuid for the visitor, not %j', async (visitor) => {
    const server = await makeServer();
    await expect(server(visitor)).rejects.toMatchObject({ code: 'bad-request' });
  });
});
