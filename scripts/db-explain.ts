/**
 * Shows that every hot query uses its index on a database with 200,000 messages, and fails when one does not.
 *
 *   npm run db:explain        fills a database in memory, prints a table, writes it to bench/results
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { auto_explain } from '@electric-sql/pglite/contrib/auto_explain';
import { hotCases } from './db-explain/cases.ts';
import { fill, MESSAGES } from './db-explain/fill.ts';
import { examine, type Finding } from './db-explain/plans.ts';
import { withFreshDatabase } from './fresh-database.ts';

/** A table with fewer rows may be read whole: that is quicker than any index. */
const BIG = 2_000;
const RESULTS = fileURLToPath(new URL('../bench/results', import.meta.url));

const say = (line: string) => process.stdout.write(`${line}\n`);

const findings = await withFreshDatabase(
  async (database, driver) => {
    say(`Filling a database with ${MESSAGES.toLocaleString('en')} messages ...`);
    const landmarks = await fill(driver, say);
    await driver.exec("load 'auto_explain'");
    const tables = await database.query(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and reltuples >= ${BIG}`,
    );
    const bigTables = new Set(tables.map(({ name }) => String(name)));
    const found: Finding[] = [];
    for (const one of hotCases(landmarks)) found.push(await examine(driver, one, landmarks.userId, bigTables));
    return found;
  },
  { auto_explain },
);

const table = render(findings);
say(`\n${table}`);
mkdirSync(RESULTS, { recursive: true });
const file = `${new Date().toISOString().slice(0, 10)}-db-explain.md`;
writeFileSync(join(RESULTS, file), `# Hot queries at ${MESSAGES.toLocaleString('en')} messages\n\n${table}`);
say(`Written to bench/results/${file}.`);

const faults = findings.flatMap((finding) => finding.faults);
for (const fault of faults) process.stderr.write(`${fault}\n`);
if (faults.length > 0) {
  process.stderr.write('Add an index in supabase/migrations, or change the query so that it can use one.\n');
  process.exitCode = 1;
}

/** Rows are those read from tables of 1,000 rows and more; ms is the median of five calls, PGlite, one caller. */
function render(rows: Finding[]): string {
  const lines = rows.map(
    ({ name, indexes, rows, ms, faults }) =>
      `| ${name} | ${indexes.join(', ')} | ${rows.toLocaleString('en')} | ${ms.toFixed(1)} | ${faults.length === 0 ? 'yes' : 'NO'} |`,
  );
  return [
    `Five companies share the messages (60, 25, 10, 4 and 1 %), a thousand small ones stand beside them. Asked is the largest. Rows: read from tables of ${BIG.toLocaleString('en')} rows and more, a call. ms: median of five calls on PGlite, one caller.`,
    '',
    '| query | indexes used | rows | ms | fine |',
    '|---|---|---|---|---|',
    ...lines,
    '',
  ].join('\n');
}
