/** The data folder: one process at a time, nothing acknowledged is lost, migrations once, a clean end. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Embedded, newFolder, serviceClient, startEmbedded } from '../support/embedded.ts';

const FIRST = `
create table public.entries (id int primary key, text text not null);
create function public.add_entry(p_id int) returns void language sql security definer
  as $$ insert into public.entries values (p_id, 'entry') $$;
create function public.add_entry_slowly(p_id int) returns void language plpgsql security definer
  as $$ begin perform pg_sleep(0.3); insert into public.entries values (p_id, 'entry'); end $$;`;

let place: string;
let folder: string;
let migrations: string;
const started: Embedded[] = [];

async function start(options: { migrations?: string } = {}): Promise<Embedded> {
  const server = await startEmbedded({ folder, migrations, ...options });
  started.push(server);
  return server;
}

beforeEach(() => {
  ({ place, folder } = newFolder());
  migrations = mkdtempSync(join(place, 'migrations-'));
  writeFileSync(join(migrations, '20260101000000_first.sql'), FIRST);
});

afterEach(async () => {
  for (const server of started.splice(0)) {
    server.process.kill('SIGKILL');
    await server.stop();
  }
  rmSync(place, { recursive: true });
});

describe('the lock', () => {
  it('turns a second process away and says who holds the folder, and since when', async () => {
    const first = await start();
    const { pid, since } = JSON.parse(readFileSync(join(folder, 'lock.json'), 'utf8')) as {
      pid: number;
      since: string;
    };
    expect(pid).toBe(first.process.pid);
    await expect(start()).rejects.toThrow(`is in use by process ${pid} since ${since}.`);
    // The refusal did the first one no harm.
    expect((await fetch(`${first.url}/health`)).status).toBe(200);
  });

  it('is taken over from a process that is dead', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '0']);
    const held = await start();
    await held.stop();
    writeFileSync(join(folder, 'lock.json'), JSON.stringify({ pid, since: '2026-01-01T00:00:00.000Z' }));
    const next = await start();
    expect(JSON.parse(readFileSync(join(folder, 'lock.json'), 'utf8'))).toMatchObject({ pid: next.process.pid });
  });

  it('is taken over when it cannot be read', async () => {
    await (await start()).stop();
    writeFileSync(join(folder, 'lock.json'), '{"pid":');
    expect((await fetch(`${(await start()).url}/health`)).status).toBe(200);
  });
});

describe('the end', () => {
  it('comes cleanly on SIGTERM: what was accepted is answered, then code 0 and no lock', async () => {
    const server = await start();
    const head = (line: string, more = '') => `${line} HTTP/1.1\r\nhost: local\r\n${more}\r\n`;
    const body = '{"p_id":1}';
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    let heard = '';
    const first = new Promise<void>((resolve) => {
      socket.on('data', (chunk: Buffer) => {
        heard += chunk.toString();
        resolve();
      });
    });
    const closed = new Promise((resolve) => socket.once('close', resolve));
    // Two requests in one packet: once the first is answered, the server has read the second too.
    const headers = `apikey: ${server.secretKey}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n`;
    socket.write(head('GET /') + head('POST /rest/v1/rpc/add_entry_slowly', headers) + body);
    await first;
    expect(await server.stop()).toBe(0);
    await closed;
    expect(heard).toMatch(/^HTTP\/1\.1 404 [\s\S]*HTTP\/1\.1 204 /);
    expect(existsSync(join(folder, 'lock.json'))).toBe(false);
    expect(existsSync(join(folder, 'server.json'))).toBe(false);
    expect(await (await start()).admin('select id from public.entries')).toEqual([{ id: 1 }]);
  });

  it('comes when the parent is gone', async () => {
    const server = await start();
    const ended = new Promise((resolve) => server.process.once('exit', resolve));
    server.process.disconnect();
    expect(await ended).toBe(0);
  });

  it('by kill -9 loses no row that was acknowledged', async () => {
    const acknowledged: number[] = [];
    let next = 0;
    for (let round = 0; round < 3; round += 1) {
      const server = await start();
      const ended = new Promise((resolve) => server.process.once('exit', resolve));
      const writer = async (): Promise<void> => {
        for (;;) {
          next += 1;
          const id = next;
          const { error } = await serviceClient(server).rpc('add_entry', { p_id: id });
          if (error) return;
          acknowledged.push(id);
          if (acknowledged.length % 20 === 0) server.process.kill('SIGKILL');
        }
      };
      await Promise.all([writer(), writer(), writer(), writer()]);
      await ended;
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(60);
    const kept = await (await start()).admin<{ id: number }>('select id from public.entries');
    const ids = new Set(kept.map(({ id }) => id));
    expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
  });
});

describe('keys', () => {
  it('are made once, kept from others, and stay over a restart', async () => {
    const first = await start();
    expect(first.publishableKey).toMatch(/^sb_publishable_/);
    expect(first.secretKey).toMatch(/^sb_secret_/);
    expect(first.jwtSecret.length).toBeGreaterThanOrEqual(32);
    expect(statSync(join(folder, 'keys.json')).mode & 0o777).toBe(0o600);
    await first.stop();
    const { secretKey, publishableKey, jwtSecret } = await start();
    expect({ secretKey, publishableKey, jwtSecret }).toEqual({
      secretKey: first.secretKey,
      publishableKey: first.publishableKey,
      jwtSecret: first.jwtSecret,
    });
  });
});

describe('migrations', () => {
  it('run once each, and new ones at the next start', async () => {
    const first = await start();
    expect(first.applied).toEqual(['20260101000000_first.sql']);
    await first.stop();
    writeFileSync(join(migrations, '20260102000000_second.sql'), 'alter table public.entries add column more text;');
    const second = await start();
    expect(second.applied).toEqual(['20260102000000_second.sql']);
    await second.admin("insert into public.entries values (1, 'a', 'b')");
    await second.stop();
    expect((await start()).applied).toEqual([]);
  });

  it('that fail leave nothing behind, and say file, line and reason', async () => {
    writeFileSync(
      join(migrations, '20260102000000_second.sql'),
      'create table public.half (id int);\n\nalter table public.nowhere add column a int;\n',
    );
    await expect(start()).rejects.toThrow(
      /^20260102000000_second\.sql.*relation "public\.nowhere" does not exist.*42P01/,
    );
    writeFileSync(join(migrations, '20260102000000_second.sql'), 'select 1;\n\nselect nothing_here;\n');
    await expect(start()).rejects.toThrow(/^20260102000000_second\.sql:3: column "nothing_here" does not exist/);
    rmSync(join(migrations, '20260102000000_second.sql'));
    const server = await start();
    expect(server.applied).toEqual([]);
    const [row] = await server.admin<{ half: string | null }>("select to_regclass('public.half')::text as half");
    expect(row?.half).toBeNull();
  });

  it('that were changed after they ran are pointed out', async () => {
    await (await start()).stop();
    writeFileSync(join(migrations, '20260101000000_first.sql'), `${FIRST}\nselect 1;`);
    const server = await start();
    expect(server.applied).toEqual([]);
    expect(server.log()).toContain('20260101000000_first.sql has changed since it was applied');
  });
});
