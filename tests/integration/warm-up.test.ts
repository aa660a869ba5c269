import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { type Embedded, startEmbedded } from '../support/embedded.ts';
import { useDatabase } from '../support/lib-env.ts';

/** Warming up reaches across companies, so this test has a server of its own. */
let database: Embedded;
beforeAll(async () => {
  database = await startEmbedded();
});
afterAll(() => database?.stop());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it('closes what a killed process left running, also when it was too young at the start', async () => {
  useDatabase(database);
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const { warmUp } = await import('@/lib/chat/warm-up');
  await warmUp();
  const [company] = await database.admin<{ id: string }>(
    'insert into companies (slug, name) values ($1, $1) returning id',
    [`warm-${randomUUID().slice(0, 8)}`],
  );
  const turnId = randomUUID();
  const { serviceDb } = await import('@/lib/platform/supabase/service');
  await serviceDb.call('open_turn', {
    p_company_id: company?.id,
    p_visitor_id: randomUUID(),
    p_session_id: randomUUID(),
    p_message_id: randomUUID(),
    p_client_message_id: 'm1',
    p_turn_id: turnId,
    p_text: 'Where is my parcel?',
  });
  const turn = async () =>
    (await database.admin('select outcome, error_code from chat_turns where id = $1', [turnId]))[0];
  vi.advanceTimersByTime(15_000);
  expect(await turn()).toMatchObject({ outcome: 'running' });
  await database.admin("update chat_turns set created_at = now() - interval '1 minute' where id = $1", [turnId]);
  vi.advanceTimersByTime(15_000);
  await vi.waitFor(async () => expect(await turn()).toEqual({ outcome: 'interrupted', error_code: 'abandoned' }));
});
