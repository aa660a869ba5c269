/** A throw-away database in memory with every migration applied: for tools that read the catalogue or the planner. */
import { fileURLToPath } from 'node:url';
import type { Extension, PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { vector } from '@electric-sql/pglite/vector';
import { App } from '@supabase/lite';
import { createPgliteConnection } from '@supabase/lite/pglite';
import type { Database, Row } from '../supabase/embedded/database.ts';
import { silenceLibraries } from '../supabase/embedded/log.ts';
import { applyMigrations } from '../supabase/embedded/migrations.ts';
import { PREPARE_ROLES } from '../supabase/embedded/roles.ts';

const MIGRATIONS = fileURLToPath(new URL('../supabase/migrations', import.meta.url));

/**
 * Opens the database, hands it to `work`, and closes it again. The schema is the embedded server's: its auth schema
 * and roles, then supabase/migrations in order. One caller at a time.
 * @param work gets the database as the tools see it, and PGlite itself
 * @param extensions of PGlite, beside those that the migrations use
 * @throws MigrationFailed, or what `work` throws
 */
export async function withFreshDatabase<T>(
  work: (database: Database, driver: PGlite) => Promise<T>,
  extensions: Record<string, Extension> = {},
): Promise<T> {
  silenceLibraries();
  const connection = await createPgliteConnection({
    pgliteOptions: { extensions: { vector, pg_trgm, ...extensions } },
  });
  const driver = connection.driver;
  await driver.waitReady;
  const database: Database = {
    kind: 'pglite',
    connection,
    turn: (_label, _limitMs, work) => work(),
    query: async (sql, parameters = []) => (await driver.query<Row>(sql, [...parameters])).rows,
    textOf: async (sql, parameter) => {
      const [row] = (await driver.query<Row>(sql, [parameter])).rows;
      const [value] = Object.values(row ?? {});
      return typeof value === 'string' ? value : null;
    },
    script: async (sql) => ((await driver.exec(sql)).at(-1)?.rows ?? []) as Row[],
    close: () => connection.close(),
  };
  try {
    await driver.exec('set search_path to "$user", public, extensions; set timezone to utc');
    const app = new App({ connection, auth: { jwt_secret: 'never-signs-anything-outside-memory' } });
    await app.ensureSystemSchema();
    await database.script(PREPARE_ROLES);
    await applyMigrations(database, MIGRATIONS);
    return await work(database, driver);
  } finally {
    await database.close();
  }
}
