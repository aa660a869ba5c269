import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectKv } from '@/lib/platform/kv/client';
import { limitsContract } from '@/lib/platform/limits/limits.contract';
import { createUpstashLimits } from '@/lib/platform/limits/upstash';
import { type RedisKv, startRedisKv } from '../support/redis';

let redis: RedisKv;
beforeAll(async () => {
  redis = await startRedisKv();
});
afterAll(async () => {
  await redis.stop();
});

/** A stand-in for a store that misbehaves. */
async function serve(listener: RequestListener): Promise<{ url: string; server: Server }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** These tests ask who decided and how many passed; a store on a busy test machine gets time to answer. */
const patient = { storeTimeLimitMs: 10_000 };
const connect = () => createUpstashLimits(connectKv(redis.url, redis.token), patient);

limitsContract(async () => ({ limits: connect(), sibling: connect() }));

test('two processes share one limit: together exactly the limit passes', async () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const subject = crypto.randomUUID();
  const takeInOwnProcess = async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        '--import',
        'tsx',
        '--conditions=react-server',
        'tests/support/take-limits.ts',
        redis.url,
        redis.token,
        subject,
        '50',
        '60',
      ],
      { cwd: root },
    );
    return JSON.parse(stdout) as { allowed: number; sources: string[] };
  };
  const [one, other] = await Promise.all([takeInOwnProcess(), takeInOwnProcess()]);
  expect(one.sources).toEqual(['kv']);
  expect(other.sources).toEqual(['kv']);
  expect(one.allowed + other.allowed).toBe(50);
});

describe('a store that does not answer', () => {
  test('frozen in the middle of an hour: the count goes on from where it was, and comes back to the store', async () => {
    const limits = createUpstashLimits(connectKv(redis.url, redis.token), { retryEveryMs: 0 });
    const subject = crypto.randomUUID();
    for (let n = 0; n < 3; n++) expect((await limits.take('company', subject, 5)).source).toBe('kv');
    redis.freeze();
    const decisions = await Promise.all(Array.from({ length: 10 }, () => limits.take('company', subject, 5)));
    redis.thaw();
    expect(decisions.map((decision) => decision.source)).toEqual(Array(10).fill('fallback'));
    expect(decisions.filter((decision) => decision.allowed)).toHaveLength(2);
    await expect.poll(async () => (await limits.take('company', crypto.randomUUID(), 5)).source).toBe('kv');
  });

  test('a dead address: limited from the first request on', async () => {
    const { server, url } = await serve(() => undefined);
    server.close();
    const limits = createUpstashLimits(connectKv(url, 'none'));
    const decisions = await Promise.all(Array.from({ length: 20 }, () => limits.take('company', 'a', 7)));
    expect(decisions.filter((decision) => decision.allowed)).toHaveLength(7);
    expect(decisions.every((decision) => decision.source === 'fallback')).toBe(true);
  });

  test('an address that accepts and stays silent is asked by one request at a time, not by all', async () => {
    let asked = 0;
    const { server, url } = await serve(() => {
      asked++;
    });
    const limits = createUpstashLimits(connectKv(url, 'none'), { retryEveryMs: 60_000 });
    await limits.take('company', 'a', 100);
    for (let n = 0; n < 30; n++) await limits.take('company', 'a', 100);
    expect(asked).toBe(1);
    server.closeAllConnections();
    server.close();
  });

  test('a store that answers nonsense does not decide', async () => {
    const { server, url } = await serve((_, response) => response.writeHead(500).end('nonsense'));
    const limits = createUpstashLimits(connectKv(url, 'none'));
    expect(await limits.take('company', 'a', 1)).toMatchObject({ allowed: true, source: 'fallback' });
    expect(await limits.take('company', 'a', 1)).toMatchObject({ allowed: false, source: 'fallback' });
    server.close();
  });
});
