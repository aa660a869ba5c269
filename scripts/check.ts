/** npm run check: format, lint, types, unit and architecture tests, in under a minute. Stops at nothing, tells all. */
import { spawnSync } from 'node:child_process';
import { CHECKS } from './checks.ts';

const steps = [
  ...CHECKS,
  {
    name: 'unit and architecture tests',
    command: ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', '--reporter=default', '--silent'],
  },
];
const failed = steps.filter(({ command }) => spawnSync('node', command, { stdio: 'inherit' }).status !== 0);
console.log(
  failed.length === 0 ? 'Everything is in order.' : `Not in order: ${failed.map(({ name }) => name).join(', ')}.`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
