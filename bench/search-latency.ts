/**
 * How long a search takes on the embedded database: `npm run bench:search [-- --quick] [-- --write]`.
 *
 * The database runs in its own process as in the product and is asked through `searchKnowledge`, as a turn asks: by one
 * caller, and by sixteen who each ask again as soon as they are answered. `--quick` leaves out 100,000 passages; --write
 * also keeps the table in bench/results.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { freePorts, startHelper } from './processes.ts';
import { markdownTable, writeResult } from './report.ts';
import { readDoc2dial } from './retrieval/data.ts';
import type { Filled } from './search/fill.ts';
import { measure, type OnFolder, startServer } from './search/measure.ts';
import { summarise } from './statistics.ts';

/** Passages of the company that is asked, and of another one beside it. */
type Size = { passages: number; beside: number };
type Result = Size & OnFolder & { filled: Filled };

const SIZES: Size[] = [
  { passages: 1_000, beside: 0 },
  { passages: 10_000, beside: 0 },
  { passages: 10_000, beside: 10_000 },
  { passages: 100_000, beside: 0 },
];
const AIM_MS = 60;
const AIM_PASSAGES = 10_000;

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
});

if (readDoc2dial()) await run();
else process.stdout.write('Skipped: ../shared/data/2-kb/doc2dial is not there.\n');

async function run(): Promise<void> {
  const [port = 0] = await freePorts(1);
  // The servers of all sizes stand at one address with one set of keys: the client under measure is made once.
  const secret = (length: number) => randomBytes(length).toString('base64url');
  Object.assign(process.env, {
    SUPABASE_URL: `http://127.0.0.1:${port}`,
    SUPABASE_PUBLISHABLE_KEY: `sb_publishable_${secret(24)}`,
    SUPABASE_SECRET_KEY: `sb_secret_${secret(24)}`,
    HALFSECOND_SECRET: secret(48),
  });
  const loadBefore = loadavg()[0] ?? 0;
  const root = await mkdtemp(join(tmpdir(), 'halfsecond-search-'));
  const results: Result[] = [];
  try {
    const filled = new Map<number, Filled>();
    for (const size of SIZES.filter(({ passages }) => !values.quick || passages < 100_000)) {
      process.stdout.write(`${sizeOf(size)} ...\n`);
      const folder = join(root, String(size.passages));
      const known = filled.get(size.passages) ?? (await fill(folder, port, size.passages, 1));
      if (size.beside > 0) await fill(folder, port, size.beside, 2);
      filled.set(size.passages, known);
      results.push({ ...size, filled: known, ...(await measure(folder, port, known)) });
    }
  } finally {
    await rm(root, { recursive: true, force: true });
  }
  const report = render(results, loadBefore);
  process.stdout.write(`\n${report}\n`);
  if (values.write)
    process.stdout.write(`Written to ${await writeResult('search-latency', report, figures(results))}\n`);
}

/** A start of the server makes the tables; the bulk load needs the folder for itself. */
async function fill(folder: string, port: number, passages: number, seed: number): Promise<Filled> {
  await (await startServer(folder, port)).stop();
  const filler = await startHelper<Filled>('./search/fill.ts', [folder, String(passages), String(seed)]);
  await filler.stop();
  return filler.ready;
}

function thousands(count: number): string {
  return count.toLocaleString('en');
}

function sizeOf({ passages, beside }: Size): string {
  return `${thousands(passages)}${beside > 0 ? ` beside ${thousands(beside)} of another company` : ''}`;
}

function render(results: Result[], load: number): string {
  const rows = results.flatMap((result) =>
    result.measured.map(({ way, timesMs, inside, unanswered }) => {
      const all = summarise(timesMs);
      const within = inside && summarise(inside.timesMs);
      return [
        sizeOf(result),
        String(way.callers),
        way.inSession ? 'after two turns' : 'first',
        all.p50.toFixed(1),
        all.p95.toFixed(1),
        within ? `${within.p50.toFixed(1)} / ${within.p95.toFixed(1)}` : '',
        inside ? inside.cpuMs.toFixed(1) : '',
        result.passages === AIM_PASSAGES ? (all.p95 <= AIM_MS ? 'met' : 'missed') : '',
        String(all.count - unanswered),
        String(unanswered),
      ];
    }),
  );
  const head = [
    'passages',
    'callers',
    'question',
    'p50',
    'p95',
    'inside, p50 / p95',
    'CPU',
    `p95 <= ${AIM_MS}`,
    'answered',
    'not',
  ];
  const fills = results
    .filter(({ beside }) => beside === 0)
    .map(({ filled, learnedMs }) => [
      thousands(filled.passages),
      thousands(filled.terms),
      (filled.loadMs / 1000).toFixed(1),
      filled.saveMs.toFixed(0),
      learnedMs === null ? 'not in 60 s' : (learnedMs / 1000).toFixed(1),
    ]);
  return [
    '# Time of a search\n',
    `In ms, for 5 passages, through searchKnowledge to the embedded database in its own process; callers and database share ${availableParallelism()} cores. Sixteen callers each ask again as soon as they are answered. Inside: the same calls one by one in the database's process, without the way to it; CPU is their processor time, on average. Pages are recombined from doc2dial's with words of their own, the questions are doc2dial's. Load of the machine before: ${load.toFixed(1)}; Node ${process.version}.\n`,
    `${markdownTable(head, rows)}\n`,
    '## Filling\n',
    'Loaded in bulk with triggers bypassed; an ordinary save of one page of 7 passages into what is there then takes as long as the column says. Learning is the job that reads these sentences for the built-in embedding.\n',
    `${markdownTable(['passages', 'words', 'load, s', 'save of a page, ms', 'learning, s'], fills)}\n`,
  ].join('\n');
}

function figures(results: Result[]) {
  return results.map(({ passages, beside, filled, measured, learnedMs }) => ({
    passages,
    beside,
    terms: filled.terms,
    loadMs: filled.loadMs,
    saveMs: filled.saveMs,
    learnedMs,
    ways: measured.map(({ way, timesMs, inside, unanswered }) => ({
      ...way,
      all: summarise(timesMs),
      inside: inside && { ...summarise(inside.timesMs), cpuMs: inside.cpuMs },
      unanswered,
    })),
  }));
}
