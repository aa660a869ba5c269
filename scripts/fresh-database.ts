/** A throw-away database in memory with every migration applied: for tools that read the catalogue or the planner. */
import { fileURLToPath } from 'node:url';
import { App } from '@supabase/lite';
import { type Database, openPglite } from '../supabase/embedded/database.ts';
import { silenceLibraries } from '../supabase/embedded/log.ts';
import { applyMigrations } from '../supabase/embedded/migrations.ts';
import { PREPARE_ROLES } from '../supabase/embedded/roles.ts';

const MIGRATIONS = fileURLToPath(new URL('../supabase/migrations', import.meta.url));
const LIMIT_MS = 30 * 60_000;

/**
 * Opens the database, hands it to `work`, and closes it again. The schema is the embedded server's: its auth schema
 * and roles, then supabase/migrations in order.
 * @throws MigrationFailed, or what `work` throws
 */
export async function withFreshDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  silenceLibraries();
  const database = await openPglite(undefined);
  try {
    const app = new App({
      connection: database.connection,
      auth: { jwt_secret: 'never-signs-anything-outside-memory' },
    });
    return await database.turn('tool', LIMIT_MS, async () => {
      await app.ensureSystemSchema();
      await database.script(PREPARE_ROLES);
      await applyMigrations(database, MIGRATIONS);
      return work(database);
    });
  } finally {
    await database.close();
  }
}
