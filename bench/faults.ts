/**
 * What happens when things go wrong, against the production build: `npm run bench:faults -- [--only F12,F15] [--write]`.
 *
 * Prints a table; --write also keeps it in bench/results. Ends with code 1 when a promise does not hold.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { FaultCase, Finding } from './faults/case.ts';
import { always500 } from './faults/f01-always-500.ts';
import { some500 } from './faults/f02-some-500.ts';
import { silent } from './faults/f04-silent.ts';
import { stall } from './faults/f05-stall.ts';
import { cut } from './faults/f06-cut.ts';
import { search } from './faults/f11-search.ts';
import { kill } from './faults/f12-kill.ts';
import { resume } from './faults/f12-resume.ts';
import { leave } from './faults/f15-leave.ts';
import { slowReaders } from './faults/f16-slow-readers.ts';
import { again } from './faults/f17-again.ts';
import { openWorld } from './faults/world.ts';
import { markdownTable, writeResult } from './report.ts';

const CASES: FaultCase[] = [always500, some500, silent, stall, cut, search, kill, resume, leave, slowReaders, again];

const { values } = parseArgs({ options: { only: { type: 'string' }, write: { type: 'boolean', default: false } } });
const only = values.only?.split(',');
const chosen = CASES.filter(({ id }) => only === undefined || only.includes(id));

const results: { id: string; happens: string; seconds: number; findings: Finding[] }[] = [];
const world = await openWorld();
try {
  for (const { id, happens, run } of chosen) {
    process.stdout.write(`${id}: ${happens} ...\n`);
    await world.restart();
    const began = performance.now();
    const findings = await run(world).catch((cause: unknown): Finding[] => [
      { what: 'the case itself', found: cause instanceof Error ? cause.message : String(cause), holds: false },
    ]);
    results.push({ id, happens, seconds: (performance.now() - began) / 1000, findings });
    for (const { what, found, holds } of findings)
      process.stdout.write(`  ${holds ? 'ok ' : 'NO '} ${what}: ${found}\n`);
  }
} finally {
  await world.stop();
}
const rows = results.flatMap(({ id, happens, findings }) =>
  findings.map(({ what, found, holds }, index) => [
    index === 0 ? `${id}: ${happens}` : '',
    what,
    found.replaceAll('|', '/'),
    holds ? 'yes' : '**no**',
  ]),
);
const report = `# When things go wrong

The production build with a fake model upstream, on ${availableParallelism()} cores shared with upstream, database and clients, Node ${process.version}. Each case has an app of its own. Limits are in brackets.

${markdownTable(['what happens', 'what was looked at', 'found', 'holds'], rows)}
`;
process.stdout.write(`\n${report}\n`);
if (values.write) process.stdout.write(`Written to ${await writeResult('faults', report, results)}\n`);
process.exit(results.every(({ findings }) => findings.every(({ holds }) => holds)) ? 0 : 1);
