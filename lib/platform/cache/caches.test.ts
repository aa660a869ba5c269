import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CACHES } from './caches';

test('every cache of the table is opened, in one place', () => {
  const opened = globSync('{app,lib}/**/*.ts', { exclude: ['**/*.test.ts'] }).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/namedCache(?:<.+>)?\(\s*'([^']+)'/g)].map(([, name]) => name),
  );
  expect(opened.sort()).toEqual(Object.keys(CACHES).sort());
});
