/** One session, many users: nobody sees what is not theirs, nothing is lost, and a hung call blocks no one. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  anonymousClient,
  type Embedded,
  newFolder,
  type StartOptions,
  serviceClient,
  signUpUser,
  startEmbedded,
  type TestUser,
} from '../support/embedded.ts';

const NOTES = `
create table public.notes (
  id uuid primary key default gen_random_uuid(),
  owner uuid not null references auth.users (id),
  text text not null check (text <> 'forbidden'),
  made_at timestamptz not null default now()
);
alter table public.notes enable row level security;
revoke all on public.notes from anon, authenticated;
grant select, insert on public.notes to authenticated;
create policy own on public.notes to authenticated using (owner = auth.uid()) with check (owner = auth.uid());
create table public.open_notes (id int primary key, text text);
create function public.nap(p_seconds double precision) returns text language plpgsql security definer
  as $$ begin perform pg_sleep(p_seconds); return 'rested'; end $$;
create function public.nap_slowly(p_seconds double precision) returns text language plpgsql
  as $$ begin perform pg_sleep(p_seconds); return 'rested'; end $$;
`;

let server: Embedded;
let migrations: string;
const places: string[] = [];

/** A server of this file's own, with only the tables above. */
function start(options: StartOptions = {}): Promise<Embedded> {
  const { place, folder } = newFolder();
  places.push(place);
  return startEmbedded({ folder, migrations, ...options });
}

beforeAll(async () => {
  migrations = mkdtempSync(join(tmpdir(), 'halfsecond-migrations-'));
  writeFileSync(join(migrations, '20260101000000_notes.sql'), NOTES);
  server = await start();
});

afterAll(async () => {
  await server.stop();
  for (const place of [migrations, ...places]) rmSync(place, { recursive: true });
});

describe('calls at the same time', () => {
  it('show no row of another user in 400 mixed requests, and lose no insert', async () => {
    const users = await Promise.all(Array.from({ length: 8 }, () => signUpUser(server)));
    for (const user of users) {
      const { error } = await user.client.from('notes').insert({ owner: user.id, text: `first of ${user.id}` });
      expect(error).toBeNull();
    }
    const service = serviceClient(server);
    const nobody = anonymousClient(server);
    const leaks: string[] = [];
    const onlyOwn = async (user: TestUser) => {
      const { data, error } = await user.client.from('notes').select('owner');
      if (error) throw error;
      if (data.length === 0) leaks.push(`${user.id} saw nothing`);
      for (const row of data) if (row.owner !== user.id) leaks.push(`${user.id} saw a row of ${row.owner}`);
    };
    await Promise.all(
      Array.from({ length: 400 }, async (_, index) => {
        const user = users[index % users.length] as TestUser;
        const other = users[(index + 1) % users.length] as TestUser;
        switch (index % 8) {
          case 0:
          case 1:
          case 2:
          case 3:
            return onlyOwn(user);
          case 4: {
            const { error } = await user.client.from('notes').insert({ owner: user.id, text: randomUUID() });
            if (error) throw error;
            return;
          }
          case 5: {
            // A failing statement must not break somebody else's transaction.
            const { error } = await user.client.from('notes').insert({ owner: other.id, text: 'not mine' });
            if (error?.code !== '42501') leaks.push(`${user.id} wrote as ${other.id}`);
            return;
          }
          case 6: {
            const { data } = await nobody.from('notes').select('owner');
            if (data && data.length > 0) leaks.push('nobody saw a row');
            return;
          }
          default: {
            const { data } = await service.from('notes').select('owner').limit(1);
            if (data?.length !== 1) leaks.push('the service saw nothing');
          }
        }
      }),
    );
    expect(leaks).toEqual([]);
    const [count] = await server.admin<{ n: number }>('select count(*)::int as n from public.notes');
    expect(count?.n).toBe(users.length + 50);
  });

  it('keep what the migrations revoked', async () => {
    const { error } = await anonymousClient(server).from('notes').select('id');
    expect(error?.code).toBe('42501');
    const user = await signUpUser(server);
    const removal = await user.client.from('notes').delete().eq('owner', user.id);
    expect(removal.error?.code).toBe('42501');
  });

  it('answer errors and times as Supabase does', async () => {
    const user = await signUpUser(server);
    const bad = await user.client.from('notes').insert({ owner: user.id, text: 'forbidden' });
    expect([bad.status, bad.error?.code]).toEqual([400, '23514']);
    const good = await user.client.from('notes').insert({ owner: user.id, text: 'fine' }).select('made_at').single();
    expect(good.data?.made_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00$/);
  });

  it('do not stall a stream in another process while a statement computes', async () => {
    // A stream of this process, as the app's: a chunk with every turn of the event loop.
    let streaming = true;
    const streamer = createServer((_, response) => {
      const next = () => (streaming ? response.write('token\n', () => setImmediate(next)) : response.end());
      next();
    });
    await new Promise<void>((resolve) => streamer.listen(0, '127.0.0.1', resolve));
    let chunks = 0;
    const socket = connect((streamer.address() as AddressInfo).port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nhost: stream\r\n\r\n');
    socket.on('data', () => {
      chunks += 1;
    });
    await new Promise((resolve) => socket.once('data', resolve));
    const before = chunks;
    const answer = await serviceClient(server).rpc('nap', { p_seconds: 0.15 });
    const during = chunks - before;
    streaming = false;
    socket.destroy();
    streamer.close();
    expect(answer.data).toBe('rested');
    // In one process with the database the stream would have stood still: not one chunk.
    expect(during).toBeGreaterThan(10);
  });
});

describe('a call that does not end as it should', () => {
  it('leaves no transaction open for the next one', async () => {
    await server.admin("begin; insert into public.open_notes values (1, 'never committed')");
    expect(await server.admin('select * from public.open_notes')).toEqual([]);
  });

  it('ends the process with its own signal when the database never comes back', async () => {
    const blocked = await start({ callLimitMs: 200, blockedLimitMs: 600 });
    const ended = new Promise((resolve) => blocked.process.once('exit', (_, signal) => resolve(signal)));
    const call = fetch(`${blocked.url}/rest/v1/rpc/nap`, {
      method: 'POST',
      headers: { apikey: blocked.secretKey, 'content-type': 'application/json' },
      body: '{"p_seconds":600}',
    }).then(
      () => 'answered',
      () => 'cut off',
    );
    expect(await ended).toBe('SIGUSR2');
    expect(await call).toBe('cut off');
    expect(blocked.log()).toContain('a call has blocked the database for 600 ms');
  });
});

describe('the log', () => {
  it('has no parameters, no bodies and no addresses in it', async () => {
    const quiet = await start();
    const secret = 'a-very-personal-sentence';
    const user = await signUpUser(quiet, `${secret}@users.test`);
    await user.client.from('notes').insert({ owner: randomUUID(), text: secret });
    await user.client.from('notes').insert({ owner: user.id, text: 'forbidden', nothing: secret });
    await user.client.from('notes').select('*').eq('owner', secret);
    await user.client.from(secret).select('*');
    await user.client.rpc('nap', { p_seconds: secret });
    await user.client.rpc('nap_slowly', { p_seconds: secret });
    await anonymousClient(quiet).auth.signInWithPassword({ email: `${secret}@users.test`, password: `${secret}!` });
    await anonymousClient(quiet).auth.resetPasswordForEmail(`${secret}@users.test`);
    await quiet.admin('select $1::int', [secret]).catch(() => undefined);
    await quiet.admin(`select '${secret}'::int`).catch(() => undefined);
    expect(await quiet.stop()).toBe(0);
    expect(quiet.log()).not.toContain(secret);
    for (const key of [quiet.secretKey, quiet.jwtSecret, user.accessToken]) expect(quiet.log()).not.toContain(key);
  });
});
