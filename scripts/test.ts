/**
 * Runs the checks and every test project, and ends with `N passed, N failed`. A check that fails counts as one failed
 * test; so does a test file that cannot even be loaded.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECKS } from './checks.ts';

type Report = {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { name: string; status: string; assertionResults: { status: string }[] }[];
};

const failures: string[] = [];
let passed = 0;
let failed = 0;

for (const { name, command } of CHECKS) {
  const { status } = spawnSync('node', command, { stdio: 'inherit' });
  if (status === 0) passed += 1;
  else {
    failed += 1;
    failures.push(`check: ${name}`);
  }
}

const place = mkdtempSync(join(tmpdir(), 'halfsecond-test-'));
for (const project of ['unit', 'integration', 'e2e']) {
  const file = join(place, `${project}.json`);
  const { status } = spawnSync(
    'node',
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ],
    { stdio: 'inherit' },
  );
  if (!existsSync(file)) {
    failed += 1;
    failures.push(`${project}: did not run`);
    continue;
  }
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  const unloadable = report.testResults.filter(
    (result) => result.status === 'failed' && result.assertionResults.length === 0,
  );
  passed += report.numPassedTests;
  failed += report.numFailedTests + unloadable.length;
  if (status !== 0) {
    failures.push(`${project}: see above`);
    // An error outside of any test (in a setup, or unhandled) fails the run without failing a test.
    if (report.numFailedTests + unloadable.length === 0) failed += 1;
  }
}
rmSync(place, { recursive: true });

for (const failure of failures) console.log(`failed: ${failure}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
