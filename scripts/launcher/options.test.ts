import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { CannotStart, readOptions, requireFreePort } from './options.ts';

describe('readOptions', () => {
  it('has defaults', () => {
    expect(readOptions('/project', ['start'])).toEqual({
      mode: 'start',
      port: Number(process.env.PORT || 3000),
      host: undefined,
      data: '/project/.halfsecond/data',
      fresh: false,
    });
  });

  it('reads what is given', () => {
    const argv = ['dev', '--port', '4000', '--host', '127.0.0.1', '--data', 'elsewhere', '--fresh'];
    expect(readOptions('/project', argv)).toEqual({
      mode: 'dev',
      port: 4000,
      host: '127.0.0.1',
      data: '/project/elsewhere',
      fresh: true,
    });
  });

  it.each([
    [['start', '--port', 'abc'], '--port must be a number from 1 to 65535, not "abc".'],
    [['start', '--port', '70000'], '--port must be a number from 1 to 65535, not "70000".'],
    [
      ['start', '--prot', '1'],
      "Unknown option '--prot'. Known options: --port N, --host ADDRESS, --data DIR, --fresh.",
    ],
  ])('refuses %j in one sentence', (argv, sentence) => {
    expect(() => readOptions('/project', argv)).toThrow(new CannotStart(sentence));
  });
});

describe('requireFreePort', () => {
  it('says so when the port is taken, and leaves a free one free', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const { port } = server.address() as AddressInfo;
    await expect(requireFreePort(port, undefined)).rejects.toThrow(
      `Port ${port} is taken by another program; choose another one with --port.`,
    );
    await new Promise((resolve) => server.close(resolve));
    await requireFreePort(port, undefined);
    await requireFreePort(port, undefined);
  });
});
