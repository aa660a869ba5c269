import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { useDatabase } from '@/tests/support/lib-env';

const asked: string[] = [];
const servers: Server[] = [];
let [one, other] = ['', ''];

async function serve(): Promise<string> {
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    if (path.startsWith('/to?')) return void response.writeHead(302, { location: path.slice(4) }).end();
    response.writeHead(200, { 'content-type': 'text/plain' }).end('0123456789'.repeat(100));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  [one, other] = [await serve(), await serve()];
  const sites = `${new URL(one).host}, acme=${new URL(other).host}`;
  const keys = { publishableKey: 'publishable-key', secretKey: 'a-secret-key', jwtSecret: 'j'.repeat(40) };
  useDatabase({ url: 'http://127.0.0.1:1', ...keys }, { HALFSECOND_PRIVATE_SITES: sites });
});
afterAll(() => {
  for (const server of servers) server.close();
});

const read = async (url: string, more = {}) => {
  const { fetchPage } = await import('./http');
  asked.length = 0;
  return fetchPage(url, { signal: new AbortController().signal, company: 'acme', ...more });
};

it('a redirect is not followed before robots.txt was asked about where it leads', async () => {
  const told: string[] = [];
  const mayFollow = (url: string) => {
    told.push(url);
    return 'robots' as const;
  };
  expect(await read(`${one}/to?/forbidden`, { mayFollow })).toMatchObject({ kind: 'skipped', problem: 'robots' });
  expect(told).toEqual([`${one}/forbidden`]);
  expect(asked).toEqual(['/to?/forbidden']);
  expect(await read(`${one}/to?/open`, { mayFollow: () => null })).toMatchObject({ kind: 'ok', url: `${one}/open` });
});

it('only a robots.txt may be on another host, five redirects away, and only where the company may read', async () => {
  const far = `/to?${other}/far`;
  expect(await read(one + far)).toMatchObject({ kind: 'skipped', problem: 'elsewhere' });
  expect(await read(one + far, { anyHost: true })).toMatchObject({ kind: 'ok', url: `${other}/far` });
  expect(await read(one + far, { anyHost: true, company: 'globex' })).toMatchObject({ problem: 'private' });
  const circle = await read(`${one}/to?/to?/to?/to?/to?/to?/end`);
  expect(circle).toMatchObject({ kind: 'failed', problem: 'redirect' });
});

it('what is too large is refused with its limit, or cut', async () => {
  expect(await read(`${one}/a`, { maxBytes: 25 })).toMatchObject({ kind: 'failed', problem: 'too-large' });
  const cut = await read(`${one}/a`, { maxBytes: 25, cut: true });
  expect(cut.kind === 'ok' && Buffer.from(cut.bytes).toString()).toBe('0123456789012345678901234');
});
