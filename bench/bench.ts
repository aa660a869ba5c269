/**
 * How much the whole product adds to the model's own time, against bare `streamText`, on this machine.
 *
 *   npm run bench -- [--quick] [--database embedded|postgres] [--only paced|no-delay] [--streams 1,16,64]
 *     [--messages N] [--profile DIR] [--write]
 *
 * --messages N measures again with N messages of other visitors in the database. Prints the report; --write also keeps it in bench/results. Ends with code 1 when a turn was lost or wrong.
 */
import { availableParallelism, loadavg } from 'node:os';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { DemoDatabase, StoredTurns } from './demo-database.ts';
import { connectionReuse, measureEngine } from './engine.ts';
import { measureFlat } from './flat.ts';
import { quickModes, thoroughModes, warmUp } from './modes.ts';
import { startHelper, useOf } from './processes.ts';
import { writeResult } from './report.ts';
import { type ModeResult, measureMode } from './rounds.ts';
import { startSystem } from './system.ts';
import { figuresOf, renderRun } from './tables.ts';
import { tokensOf } from './upstream-answer.ts';

/** An answer that cites a passage, as a model's does: only such answers are kept for the next who asks. */
const TOKENS = [...tokensOf({ tokens: 59 }), ' [1].'];
const SETTLE_LIMIT_MS = 20_000;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    database: { type: 'string', default: 'embedded' },
    only: { type: 'string' },
    streams: { type: 'string', default: '1,16,64' },
    profile: { type: 'string' },
    messages: { type: 'string', default: '0' },
    write: { type: 'boolean', default: false },
  },
});

// What else the machine is doing says how far the figures can be trusted.
const loadBefore = loadavg()[0] ?? 0;
const system = await startSystem({
  database: values.database === 'postgres' ? 'postgres' : 'embedded',
  tokens: TOKENS,
  profile: values.profile === undefined ? undefined : resolve(values.profile),
});
const load = await startHelper('./load.ts');
try {
  const material = { questions: await system.demo.questions(), expected: TOKENS.join('') };
  const use = () => ({ app: useOf(system.pids.ours), database: useOf(system.pids.database) });
  const results: ModeResult[] = [];
  const stored = await system.demo.stored();
  process.stdout.write('Warming up ...\n');
  const warmed = await measureMode(load, system, warmUp, material);
  const before = use();
  process.stdout.write('Open, shared and overtaken answers ...\n');
  const engine = values.only === undefined ? await measureEngine(system, material.questions) : undefined;
  const streams = values.streams.split(',').map(Number);
  const modes = (values.quick ? quickModes : thoroughModes).filter(
    (mode) => streams.includes(mode.streams) && (values.only === undefined || mode.name === values.only),
  );
  for (const mode of modes) {
    process.stdout.write(`${mode.name}, ${mode.streams} streams ...\n`);
    results.push(await measureMode(load, system, mode, material));
  }
  const asked = [warmed, ...results].reduce((sum, { asked }) => sum + asked, 0) + (engine?.complete ?? 0);
  const kept = await waitUntilStored(system.demo, stored, asked);
  const after = use();
  const reuse = await connectionReuse(system);
  let flat: string | undefined;
  if (Number(values.messages) > 0) {
    await system.stop();
    // Its visitors hold tokens of the first system, which the second does not know.
    const visitors = await startHelper('./load.ts');
    flat = await measureFlat(visitors, Number(values.messages), values.database, TOKENS, results);
    await visitors.stop();
  }
  const run = {
    database: values.database,
    node: process.version,
    cores: availableParallelism(),
    loadBefore,
    tokens: TOKENS.length,
    engine: engine?.table,
    flat,
    reuse,
    engineFigures: engine?.figures,
    results,
    memory: { before: before.app, after: after.app },
    databaseMemory: { before: before.database, after: after.database },
    turns: { asked, ...kept },
  };
  const report = renderRun(run);
  process.stdout.write(`\n${report}\n`);
  if (values.write) {
    const name = values.database === 'postgres' ? 'first-token-postgres' : 'first-token';
    process.stdout.write(`Written to ${await writeResult(name, report, figuresOf(run))}\n`);
  }
  const wrong = [warmed, ...results].some(({ targets }) =>
    Object.values(targets).some((target) => target.wrong.length > 0),
  );
  // Overtaken answers are stored as far as they came; they are not among those that must be whole.
  if (wrong || kept.complete !== asked || kept.answers < asked) process.exitCode = 1;
} finally {
  await load.stop();
  await system.stop();
}
process.exit();

/** The answer reaches its reader before the last of it is stored; what is not there after a while is lost. */
async function waitUntilStored(demo: DemoDatabase, before: StoredTurns, asked: number): Promise<StoredTurns> {
  const giveUp = performance.now() + SETTLE_LIMIT_MS;
  for (;;) {
    const now = await demo.stored();
    const kept = { complete: now.complete - before.complete, answers: now.answers - before.answers };
    if ((kept.complete >= asked && kept.answers >= asked) || performance.now() > giveUp) return kept;
    await pause(200);
  }
}
