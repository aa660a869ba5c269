import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type LockPackages, missingOptional, platformOf } from './lock-file.ts';

const text = readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8');

it('the lock file holds the packages of every platform, so that npm ci works on each', () => {
  const { packages } = JSON.parse(text) as { packages: LockPackages };
  expect(missingOptional(packages).map(({ name }) => name)).toEqual([]);
});

it('the lock file names no download address', () => {
  expect(text).not.toMatch(/"resolved"|https?:\/\/registry/);
});

it('finds what is missing, also below another package', () => {
  const packages: LockPackages = {
    'node_modules/tool': {
      optionalDependencies: { 'tool-linux': '1.0.0', 'tool-mac': '1.0.0', 'tool-windows': '1.0.0' },
    },
    'node_modules/tool-linux': {},
    'node_modules/tool/node_modules/tool-mac': {},
  };
  expect(missingOptional(packages)).toEqual([
    { name: 'tool-windows', version: '1.0.0', path: 'node_modules/tool-windows', dev: false },
  ]);
});

it.each([
  ['@biomejs/cli-linux-arm64-musl', { os: ['linux'], cpu: ['arm64'], libc: ['musl'] }],
  ['@next/swc-win32-x64-msvc', { os: ['win32'], cpu: ['x64'] }],
  ['@tailwindcss/oxide-wasm32-wasi', { cpu: ['wasm32'] }],
])('reads the platform from the name %s', (name, platform) => {
  expect(platformOf(name)).toEqual(platform);
});

it('does not guess at a name without one', () => {
  expect(() => platformOf('fsevents')).toThrow('does not tell its platform');
});
