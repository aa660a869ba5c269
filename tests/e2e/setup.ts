/**
 * Brings up the whole product once, the way `npm run up` does, on a data folder of its own with the demo in it. Its
 * models are a fake upstream whose pace the tests set.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startFakeUpstream } from '../../bench/fake-upstream.ts';
import { startModule, stop } from '../../scripts/launcher/children.ts';

/** Where the product is, and what a test needs to look behind it. */
export type Product = {
  address: string;
  upstream: string;
  database: { url: string; secretKey: string };
  /** A port of this machine on which a test may have a website that the product reads. */
  sitePort: number;
};

declare module 'vitest' {
  interface ProvidedContext {
    product: Product;
  }
}

const ROOT = resolve(import.meta.dirname, '../..');

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'halfsecond-e2e-'));
  const upstream = await startFakeUpstream();
  const [port, sitePort] = [await freePort(), await freePort()];
  const data = join(folder, 'data');
  const product = startModule(
    'The product',
    join(ROOT, 'scripts/launch.ts'),
    ['start', '--port', String(port), '--data', data],
    {
      env: {
        ...process.env,
        NODE_ENV: 'production',
        OPENAI_BASE_URL: upstream.url,
        OPENAI_API_KEY: 'test',
        HALFSECOND_PRIVATE_SITES: `127.0.0.1:${sitePort}`,
      },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    },
  );
  let said = '';
  const ready = new Promise<void>((resolveReady) => {
    product.process.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('Halfsecond is ready')) resolveReady();
    });
  });
  const ended = product.ended.then(({ code }) => {
    throw new Error(`The product ended before it was ready (exit code ${code}):\n${said}`);
  });
  await Promise.race([ready, ended]);
  ended.catch(() => {});

  const { url, secretKey } = JSON.parse(readFileSync(join(data, 'server.json'), 'utf8')) as Product['database'];
  project.provide('product', {
    address: `http://localhost:${port}`,
    upstream: upstream.url,
    database: { url, secretKey },
    sitePort,
  });
  return async () => {
    await stop(product, 60_000);
    await upstream.close();
    rmSync(folder, { recursive: true });
  };
}

function freePort(): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolvePort(address.port) : reject(new Error('no port')),
      );
    });
  });
}
