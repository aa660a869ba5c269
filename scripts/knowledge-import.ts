/**
 * Imports files into a company's knowledge: `npm run knowledge:import -- --company <slug> <files or folders…>`.
 *
 * Finds the installation by SUPABASE_URL (or .env), else by the data folder; without these settings in its environment
 * it starts itself again through with-database, which knows how to find or start the server.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  FILE_ENDINGS,
  IMPORT_LIMITS,
  isReadable,
  MAX_FILE_BYTES,
  readWhole,
  UnreadableFile,
} from '@/lib/knowledge/files';
import { contextForImport, importFile, LARGEST_CALL } from '@/lib/knowledge/import';
import type { SavedSource } from '@/lib/knowledge/schema';
import { AppError } from '@/lib/platform/errors';

const HELP = `npm run knowledge:import -- --company <slug> [--data DIR] <files or folders…>

Adds files to a company's knowledge: Markdown, text, HTML, PDF, Word (DOCX), tables of questions and answers (CSV, TSV),
JSONL, and zip archives of these. A file that was imported before is updated; an unchanged one is no work. A broken file
is named and skipped; nothing of it is imported. What cannot be read at all is named as well. Rows, files and parts that
are gone from a file since its last import are removed, unless they were edited in the dashboard.
A file of more than ${LARGEST_CALL.sources} entries or ${LARGEST_CALL.bytes / 1_000_000} MB of text is checked as a whole, then saved in parts: should the import be stopped
meanwhile, the parts before are in, nothing is removed, and the next import of it goes on.

  --company <slug>   the company, by the short name that it has in the address
  --data DIR         the installation's data folder (default: .halfsecond/data); not needed when SUPABASE_URL is set
  --help             this text

Files: ${FILE_ENDINGS.join(', ')}.
A line of JSONL is {"title", "text" | "body" | "answer", "url"?, "id"?} or {"question", "answer", …}; the first row of a
table names its columns in the same way. Folders are read with everything below them but hidden files and node_modules.
Up to ${IMPORT_LIMITS.entries} rows or files in one file, ${MAX_FILE_BYTES.document / 1_000_000} MB each.
Exit code: 0 when everything that can be read is in, 1 when a file was skipped or nothing could be done.`;

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** npm runs scripts in the project's folder; paths are meant from where the person stands. */
const here = process.env.INIT_CWD ?? process.cwd();

const NEEDED = ['SUPABASE_URL', 'SUPABASE_PUBLISHABLE_KEY', 'SUPABASE_SECRET_KEY', 'HALFSECOND_SECRET'];

class Refused extends Error {}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Refused || error instanceof AppError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function main(): Promise<number> {
  const { values, positionals } = options();
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  if (!values.company) throw new Refused('Say whose knowledge it is: --company <slug>. More with --help.');
  if (positionals.length === 0) throw new Refused('Say which files or folders to import. More with --help.');
  const found = positionals.flatMap((given) => filesIn(resolve(here, given)));
  const files = found.filter(({ isTaken }) => isTaken);
  if (files.length === 0) throw new Refused(`There is no ${FILE_ENDINGS.join(', ')} file in it.`);
  if (NEEDED.some((name) => !process.env[name])) return startAgain(resolve(here, values.data));
  const others = found.filter(({ isTaken }) => !isTaken).map(({ id }) => `${id}: Files of this kind cannot be read.`);
  return importAll(values.company, files, others);
}

function options() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        company: { type: 'string' },
        data: { type: 'string', default: join(root, '.halfsecond/data') },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (cause) {
    throw new Refused(`${cause instanceof Error ? cause.message : cause} More with --help.`, { cause });
  }
}

/** A file, the name by which a later import knows it again, and whether it is of a kind that can be read. */
type Found = { path: string; id: string; isTaken: boolean };

/** A file that was named is tried, whatever its kind: then it is an error, not something beside the point. */
function filesIn(given: string): Found[] {
  if (!existsSync(given)) throw new Refused(`${given} does not exist.`);
  if (!statSync(given).isDirectory()) return [{ path: given, id: idOf(given, dirname(given)), isTaken: true }];
  return readdirSync(given, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/(^|\/)(\.|node_modules\/)/.test(posix(relative(given, path))))
    .map((path) => ({ path, id: idOf(path, given), isTaken: isReadable(path) }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The path from where the person stands; for files elsewhere, from the folder that was given. */
function idOf(path: string, folder: string): string {
  const fromHere = posix(relative(here, path));
  return fromHere.startsWith('../') || isAbsolute(fromHere) ? posix(relative(dirname(folder), path)) : fromHere;
}

function posix(path: string): string {
  return path.split(sep).join('/');
}

function startAgain(data: string): number {
  if (!existsSync(join(data, 'keys.json')) && !existsSync(join(root, '.env')) && !process.env.SUPABASE_URL) {
    throw new Refused(
      `There is no installation in ${data}. Start one with npm run up, name its folder with --data, or set SUPABASE_URL.`,
    );
  }
  const again = ['node_modules/.bin/tsx', '--conditions=react-server', fileURLToPath(import.meta.url)];
  const parameters = ['scripts/with-database.ts', '--data', data, '--', ...again, ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, parameters, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, INIT_CWD: here },
  });
  return status ?? 1;
}

async function importAll(company: string, files: Found[], others: string[]): Promise<number> {
  const ctx = await contextForImport(company);
  const counts: Record<SavedSource['outcome'], number> = { added: 0, updated: 0, unchanged: 0 };
  const skipped: string[] = [];
  const leftOut = [...others];
  const known = new Set<string>();
  let passages = 0;
  let removed = 0;
  for (const [index, { path, id }] of files.entries()) {
    const place = `${index + 1} of ${files.length}  ${id}`;
    progress(place);
    try {
      if (known.has(id)) throw new UnreadableFile('Another file of this import has the same folder and name.');
      known.add(id);
      const reading = await readWhole(id, basename(path), bytesOf(path), IMPORT_LIMITS);
      for (const { path, reason } of reading.leftOut) leftOut.push(`${id}, ${path}: ${reason}`);
      const saved = await importFile(ctx, id, reading.sources, (count) =>
        progress(`${place}  ${count} of ${reading.sources.length}`),
      );
      for (const { outcome, passageCount } of saved.sources) {
        counts[outcome] += 1;
        passages += passageCount;
      }
      removed += saved.removed;
    } catch (error) {
      if (!(error instanceof UnreadableFile || error instanceof AppError || isFileError(error))) throw error;
      skipped.push(`${id}: ${error.message}`);
    }
  }
  progress('');
  process.stdout.write(
    `${counts.added} added, ${counts.updated} updated, ${counts.unchanged} unchanged, ${removed} removed: ${passages} passages from ${files.length - skipped.length} of ${files.length} files.\n`,
  );
  for (const line of skipped) process.stderr.write(`Skipped ${line}\n`);
  if (leftOut.length > 0) process.stderr.write(`${leftOut.length} not taken:\n`);
  for (const line of leftOut) process.stderr.write(`  ${line}\n`);
  return skipped.length > 0 ? 1 : 0;
}

/** What is too large for any kind is not even opened. */
function bytesOf(path: string): Uint8Array {
  const { size } = statSync(path);
  if (size > MAX_FILE_BYTES.document) {
    throw new UnreadableFile(`It is larger than ${MAX_FILE_BYTES.document / 1_000_000} MB.`);
  }
  return readFileSync(path);
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

/** One line that rewrites itself in a terminal; in a log a line now and then would only be noise. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${text}`);
}
