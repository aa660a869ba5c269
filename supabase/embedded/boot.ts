/** The boot order of the local server, top to bottom. */
import { App, InMemoryEmailDriver } from '@supabase/lite';
import { openPglite, openPostgres } from './database.ts';
import { listen } from './http-server.ts';
import type { Keys } from './keys.ts';
import { applyMigrations } from './migrations.ts';
import { PREPARE_ROLES } from './roles.ts';
import { RpcLane } from './rpc-lane.ts';
import { startUpkeep } from './upkeep.ts';
import { startWatchdog } from './watchdog.ts';

/** How to start. Times are in milliseconds. */
export interface BootOptions {
  /** The data folder, already locked; undefined keeps everything in memory. */
  folder: string | undefined;
  /** A real PostgreSQL instead of PGlite. */
  databaseUrl: string | undefined;
  migrations: string;
  port: number;
  keys: Keys;
  /** Where the app is reached by browsers; auth puts it into links. */
  siteUrl: string;
  callLimitMs: number;
  /** After this the watchdog ends the process; longer than callLimitMs. */
  blockedLimitMs: number;
  allowSql: boolean;
}

/** A server that answers. */
export interface RunningServer {
  url: string;
  /** Files of the migrations that this start applied. */
  applied: string[];
  /** Answers what was accepted, then closes everything. */
  close(): Promise<void>;
}

/** A migration may build indexes over much data; nothing else waits for it. */
const BOOT_LIMIT_MS = 30 * 60_000;

/**
 * Opens the database, brings its schema up to date, and listens; resolves when the first request will be quick.
 * @throws MigrationFailed, or what the database or the port said.
 */
export async function boot(options: BootOptions): Promise<RunningServer> {
  const watchdog = options.databaseUrl === undefined ? startWatchdog(options.blockedLimitMs) : undefined;
  let booted = false;
  const database =
    options.databaseUrl === undefined
      ? await openPglite(options.folder, {
          // Until everything is warm, calls may take their time.
          begins: () => booted && watchdog?.begins(),
          ends: () => booted && watchdog?.ends(),
        })
      : await openPostgres(options.databaseUrl, options.callLimitMs);
  try {
    const app = new App({
      connection: database.connection,
      api: { enabled: true, schemas: ['public'], max_rows: 1000 },
      auth: {
        enabled: true,
        jwt_secret: options.keys.jwtSecret,
        publishable_key: options.keys.publishableKey,
        secret_key: options.keys.secretKey,
        site_url: options.siteUrl,
        jwt_expiry: 3600,
        enable_signup: true,
        minimum_password_length: 8,
        email: { enable_signup: true, enable_confirmations: false },
      },
      studio: { enabled: false },
      storage: { enabled: false },
      // No mail leaves a local server, and none is printed: mails hold addresses and sign-in links.
      options: {
        server: { admin: false, disableStudio: true },
        drivers: { email: new InMemoryEmailDriver({ maxKeepCount: 1 }) },
      },
    });
    const lane = new RpcLane(database, options.keys.secretKey);
    const applied = await database.turn('boot', BOOT_LIMIT_MS, async () => {
      await app.init();
      await app.ensureSystemSchema();
      await database.script(PREPARE_ROLES);
      return applyMigrations(database, options.migrations);
    });
    const { server, url } = await listen(
      {
        database,
        lane,
        answer: (request) => app.fetch(request, { peerAddress: '127.0.0.1' }),
        secretKey: options.keys.secretKey,
        callLimitMs: options.callLimitMs,
        allowSql: options.allowSql,
      },
      options.port,
    );
    const [table] = await database.turn('boot', BOOT_LIMIT_MS, () =>
      database.query("select tablename as name from pg_tables where schemaname = 'public' limit 1"),
    );
    await warm(url, options.keys, String(table?.name ?? 'none'));
    booted = true;
    const stopUpkeep = database.kind === 'pglite' ? startUpkeep(database) : () => {};
    return {
      url,
      applied,
      close: async () => {
        stopUpkeep();
        server.close();
        await database.close();
        server.closeIdleConnections();
        setImmediate(() => server.closeAllConnections());
        await watchdog?.stop();
      },
    };
  } catch (error) {
    await database.close().catch(() => undefined);
    throw error;
  }
}

/** The first REST call reads the whole catalog and the first function call the lane's part of it; both here. */
async function warm(url: string, { secretKey, publishableKey }: Keys, table: string): Promise<void> {
  const headers = { apikey: secretKey, 'content-type': 'application/json' };
  await Promise.all([
    fetch(`${url}/rest/v1/${table}?limit=0`, { headers }),
    fetch(`${url}/rest/v1/rpc/warm_up`, { method: 'POST', headers, body: '{}' }),
    fetch(`${url}/auth/v1/settings`, { headers: { apikey: publishableKey } }),
  ]);
}
