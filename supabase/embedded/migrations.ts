/** Runs supabase/migrations/*.sql in order, each once, each as one transaction together with its record. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from './database.ts';
import { log } from './log.ts';
import { isPgError } from './pg-errors.ts';

/** A migration's SQL failed. The message names the file, the line, and what the database said. */
export class MigrationFailed extends Error {
  override name = 'MigrationFailed';
}

interface Migration {
  version: string;
  name: string;
  file: string;
  sql: string;
}

/**
 * Applies what is not yet applied, in the order of the files' names. A file is one transaction: on failure
 * nothing of it remains, and the ones before it stay.
 *
 * @param folder holds `<version>_<name>.sql` files; other files are ignored.
 * @returns the names of the files that were applied now.
 * @throws MigrationFailed
 */
export async function applyMigrations(database: Database, folder: string): Promise<string[]> {
  const recorded = new Map<string, string | undefined>();
  for (const row of await database.query(
    'select version, statements[1] as sql from supabase_migrations.schema_migrations',
  )) {
    recorded.set(String(row.version), typeof row.sql === 'string' ? row.sql : undefined);
  }
  const applied: string[] = [];
  for (const migration of readMigrations(folder)) {
    if (recorded.has(migration.version)) {
      const then = recorded.get(migration.version);
      if (then !== undefined && then !== migration.sql) {
        log(`${migration.file} has changed since it was applied; a new data folder (--fresh) has the change`);
      }
      continue;
    }
    await apply(database, migration);
    applied.push(migration.file);
  }
  // The library caches what tables there are.
  if (applied.length > 0) await database.connection.clearSchemaCache();
  return applied;
}

async function apply(database: Database, { version, name, file, sql }: Migration): Promise<void> {
  // One message to the server is one transaction, so the record is written with the change or not at all.
  const record = `
;insert into supabase_migrations.schema_migrations (version, name, statements)
values (${literal(version)}, ${literal(name)}, array[${literal(sql)}]);`;
  try {
    await database.script(sql + record);
  } catch (error) {
    if (!isPgError(error)) throw error;
    const position = Number(error.position);
    const line = position > 0 ? `:${sql.slice(0, position - 1).split('\n').length}` : '';
    const more = [error.detail, error.hint].filter(Boolean).join(' ');
    throw new MigrationFailed(`${file}${line}: ${error.message}${more ? ` ${more}` : ''} (${error.code})`);
  }
}

function readMigrations(folder: string): Migration[] {
  return readdirSync(folder)
    .sort()
    .flatMap((file) => {
      const match = /^(\d+)_(.*)\.sql$/.exec(file);
      if (!match) return [];
      const [, version = '', name = ''] = match;
      return [{ version, name, file, sql: readFileSync(join(folder, file), 'utf8') }];
    });
}

/** A string as an SQL literal, for either setting of standard_conforming_strings. */
function literal(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}
