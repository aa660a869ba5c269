/**
 * A real Redis with the REST interface of Vercel KV in front of it, on private ports, empty, and gone after the test.
 * Debian's package is installed when the machine has none and we may.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

export interface RedisKv {
  /** Settings for a client: KV_REST_API_URL and KV_REST_API_TOKEN. */
  url: string;
  token: string;
  /** Stops Redis in its tracks, connections open: to clients it is a store that never answers. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

const TOKEN = 'test-token';
const REST_SERVER = fileURLToPath(
  new URL('../../node_modules/@humanwhocodes/upstash-redis-server/dist/server.js', import.meta.url),
);

/** @throws when Redis is missing and cannot be installed, or does not start */
export async function startRedisKv(): Promise<RedisKv> {
  ensureRedis();
  const redisPort = await freePort();
  const redis = spawn(
    'redis-server',
    ['--port', String(redisPort), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--daemonize', 'no'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await output(redis, 'Ready to accept connections');

  const restPort = await freePort();
  const rest = spawn(process.execPath, [REST_SERVER], {
    env: { ...process.env, PORT: String(restPort), URS_TOKEN: TOKEN, REDIS_URL: `redis://127.0.0.1:${redisPort}` },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${restPort}`;
  await answers(url, rest);
  return {
    url,
    token: TOKEN,
    freeze: () => void redis.kill('SIGSTOP'),
    thaw: () => void redis.kill('SIGCONT'),
    async stop() {
      redis.kill('SIGCONT');
      await Promise.all([end(rest), end(redis)]);
    },
  };
}

function ensureRedis() {
  if (spawnSync('redis-server', ['--version']).status === 0) return;
  if (process.getuid?.() !== 0) throw new Error('These tests need redis-server. Install it, then run them again.');
  const options = { stdio: 'inherit' as const, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  execFileSync('apt-get', ['update', '-qq'], options);
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'redis-server'], options);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

/** Waits until a process writes something. */
function output(child: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      if (seen.includes(text)) resolve();
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`it ended with code ${code}: ${seen}`)));
  });
}

/** Waits until an address answers, or its process ends. */
async function answers(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const up = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify(['PING']),
    }).then(
      (response) => response.ok,
      () => false,
    );
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`the REST server ended with code ${child.exitCode}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}
