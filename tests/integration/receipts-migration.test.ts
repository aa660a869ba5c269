import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { startEmbedded } from '../support/embedded.ts';

const MIGRATIONS = fileURLToPath(new URL('../../supabase/migrations', import.meta.url));
const MOVES = '20261120000017_receipts.sql';

const place = mkdtempSync(join(tmpdir(), 'halfsecond-test-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));

it('operations that were rows of their own stay with their turns, and the report says the same of them', async () => {
  const folder = join(place, 'data');
  const earlier = join(place, 'migrations');
  mkdirSync(earlier);
  for (const file of readdirSync(MIGRATIONS).filter((name) => name < MOVES)) {
    copyFileSync(join(MIGRATIONS, file), join(earlier, file));
  }
  const [companyId, sessionId, visitorId] = [randomUUID(), randomUUID(), randomUUID()];
  const shares = `select app.operation_shares('${companyId}', now() - interval '1 day', now() + interval '1 day', null, 1) as shares`;

  const before = await startEmbedded({ folder, migrations: earlier });
  await before.admin(`
    insert into companies (id, slug, name) values ('${companyId}', 'moved', 'Moved');
    insert into visitors (id, company_id) values ('${visitorId}', '${companyId}');
    insert into chat_sessions (id, company_id, visitor_id) values ('${sessionId}', '${companyId}', '${visitorId}');
    insert into chat_messages (id, company_id, session_id, role, text)
      select md5('m' || n)::uuid, '${companyId}', '${sessionId}', 'user', 'q' from generate_series(1, 3) n;
    insert into chat_turns (id, company_id, session_id, user_message_id, outcome, first_token_ms, total_ms)
      select md5('t' || n)::uuid, '${companyId}', '${sessionId}', md5('m' || n)::uuid, 'complete', 20 * n, 100 from generate_series(1, 3) n;
    insert into turn_operations (turn_id, position, company_id, name, started_ms, duration_ms)
      select md5('t' || n)::uuid, p, '${companyId}', (array['open-turn', 'stream'])[p], 1.5 * p, 12.25 * n from generate_series(1, 2) n, generate_series(1, 2) p`);
  const [wanted] = await before.admin(shares);
  await before.stop();

  const after = await startEmbedded({ folder });
  try {
    expect(after.applied).toContain(MOVES);
    expect(await after.admin(shares)).toEqual([wanted]);
    const turns = await after.admin<{ operations: unknown }>(
      'select operations from chat_turns order by first_token_ms',
    );
    expect(turns.map(({ operations }) => operations)).toEqual([
      [
        { name: 'open-turn', startedMs: 1.5, durationMs: 12.25 },
        { name: 'stream', startedMs: 3, durationMs: 12.25 },
      ],
      [
        { name: 'open-turn', startedMs: 1.5, durationMs: 24.5 },
        { name: 'stream', startedMs: 3, durationMs: 24.5 },
      ],
      [],
    ]);
  } finally {
    await after.stop();
  }
});
