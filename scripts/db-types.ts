/**
 * Writes lib/platform/supabase/database.types.ts: the types that supabase-js reads, from the catalogue of a fresh
 * database with every migration applied.
 *
 *   node scripts/db-types.ts            writes the file
 *   node scripts/db-types.ts --check    fails when the committed file is not what the migrations make
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { readCatalogue } from './db-types/catalogue.ts';
import { renderTypes } from './db-types/render.ts';
import { withFreshDatabase } from './fresh-database.ts';

const FILE = fileURLToPath(new URL('../lib/platform/supabase/database.types.ts', import.meta.url));

const wanted = await withFreshDatabase(async (database) => renderTypes(await readCatalogue(database)));

if (process.argv.includes('--check')) {
  const have = await readFile(FILE, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  if (have !== wanted) {
    process.stderr.write(
      `lib/platform/supabase/database.types.ts is not what the migrations make (first difference in line ${firstDifference(have, wanted)}). Run npm run db:types and commit the file.\n`,
    );
    process.exitCode = 1;
  }
} else {
  await writeFile(FILE, wanted);
  process.stdout.write(`Wrote lib/platform/supabase/database.types.ts (${wanted.split('\n').length - 1} lines).\n`);
}

function firstDifference(have: string, wanted: string): number {
  const [a, b] = [have.split('\n'), wanted.split('\n')];
  return b.findIndex((line, index) => line !== a[index]) + 1 || b.length + 1;
}
