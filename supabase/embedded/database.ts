/**
 * Opens the database behind the local server: PGlite in a folder or in memory (one session, so every call takes
 * a turn), or a real PostgreSQL by URL (a pool, no turns). Both are seen through the same small interface.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { vector } from '@electric-sql/pglite/vector';
import { createPgliteConnection, type PgliteConnection } from '@supabase/lite/pglite';
import type { PostgresConnection } from '@supabase/lite/postgres';
import { correctLite } from './lite-corrections.ts';
import { PreparedTexts } from './prepared.ts';
import { CallQueue, type TurnObserver } from './queue.ts';
import { isoParsers } from './timestamps.ts';

export type Row = Record<string, unknown>;

/** One database, whichever it is. Every method but `turn` must be called on a turn. */
export interface Database {
  readonly kind: 'pglite' | 'postgres';
  /** What @supabase/lite builds its REST and auth endpoints on. */
  readonly connection: PgliteConnection | PostgresConnection;
  /** Runs `work` when it may: alone on PGlite, at once on PostgreSQL. Limits are in milliseconds. */
  turn<T>(label: string, limitMs: number, work: () => Promise<T>): Promise<T>;
  /** One statement with parameters ($1 …). */
  query(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /**
   * One statement with one text parameter ($1), whose answer is one text or nothing; it stays prepared. For the few
   * statements that are run all the time: parsing one anew and asking what its parameters are costs more than most do.
   */
  textOf(sql: string, parameter: string): Promise<string | null>;
  /** Several statements as one transaction (they go to the server in one message); the last one's rows. */
  script(sql: string): Promise<Row[]>;
  /** Finishes what was accepted, then closes. */
  close(): Promise<void>;
}

/** What every session starts with; the same search path as on Supabase. */
const SESSION = {
  search_path: '"$user", public, extensions',
  TimeZone: 'UTC',
  default_text_search_config: 'pg_catalog.english',
} as const;

/**
 * Opens PGlite.
 *
 * @param folder where the data lives (its `db` sub-folder is used); undefined keeps it in memory.
 * @param observer hears when calls begin and end.
 */
export async function openPglite(folder: string | undefined, observer?: TurnObserver): Promise<Database> {
  const path = folder === undefined ? undefined : join(folder, 'db');
  if (path !== undefined) mkdirSync(path, { recursive: true });
  const connection = await createPgliteConnection({
    ...(path === undefined ? {} : { url: path }),
    pgliteOptions: { extensions: { vector, pg_trgm }, parsers: isoParsers },
  });
  const driver = connection.driver;
  await driver.waitReady;
  const query = driver.query.bind(driver);
  const exec = driver.exec.bind(driver);
  await exec(
    Object.entries(SESSION)
      .map(([name, value]) => `set ${name} to ${name === 'search_path' ? value : `'${value}'`};`)
      .join('\n'),
  );
  const queue = new CallQueue(async () => {
    await exec('rollback');
  }, observer);
  // From here on each statement, the library's included, must come from the call that holds the turn.
  driver.query = async (...parameters) => {
    queue.assertOnTurn();
    return query(...parameters);
  };
  driver.exec = async (...parameters) => {
    queue.assertOnTurn();
    return exec(...parameters);
  };
  correctLite(connection);
  const prepared = new PreparedTexts(async (message) => {
    queue.assertOnTurn();
    return (await driver.execProtocol(message)).messages;
  });
  return {
    kind: 'pglite',
    connection,
    turn: (label, limitMs, work) => queue.run(label, limitMs, work),
    query: async (sql, parameters = []) => (await driver.query<Row>(sql, [...parameters])).rows,
    textOf: (sql, parameter) => prepared.run(sql, parameter),
    script: async (sql) => ((await driver.exec(sql)).at(-1)?.rows ?? []) as Row[],
    close: async () => {
      await queue.drain();
      driver.query = query;
      driver.exec = exec;
      await connection.close();
    },
  };
}

/**
 * Opens a real PostgreSQL. Needs the npm package `postgres` and a role that may create roles and schemas.
 *
 * @param url postgres://…
 * @param limitMs the server's own statement timeout, in milliseconds.
 * @throws when the package is missing or the server cannot be reached.
 */
export async function openPostgres(url: string, limitMs: number): Promise<Database> {
  const { createPostgresConnection } = await import('@supabase/lite/postgres').catch((cause: unknown) => {
    throw new Error('A PostgreSQL behind the local server needs the npm package "postgres"', { cause });
  });
  const connection = createPostgresConnection({
    url,
    postgresOptions: {
      max: 10,
      onnotice: () => undefined,
      connection: { ...SESSION, statement_timeout: limitMs },
      types: {
        // The library hands JSON over as text, and its own serializer would encode that text once more.
        json: { to: 114, from: [114], serialize: jsonText, parse: JSON.parse },
        jsonb: { to: 3802, from: [3802], serialize: jsonText, parse: JSON.parse },
        timestamptz: { to: 1184, from: [1184], serialize: String, parse: isoParsers[1184] },
        timestamp: { to: 1114, from: [1114], serialize: String, parse: isoParsers[1114] },
      },
    },
  });
  const driver = connection.driver;
  await driver`select 1`;
  correctLite(connection);
  const run = async (sql: string, parameters: readonly unknown[] = []): Promise<Row[]> => [
    ...(await driver.unsafe<Row[]>(sql, [...parameters] as never[], { prepare: parameters.length > 0 })),
  ];
  return {
    kind: 'postgres',
    connection,
    turn: (_label, _limitMs, work) => work(),
    query: run,
    // The driver itself keeps statements with parameters prepared, on each of its connections.
    textOf: async (sql, parameter) => {
      const [row] = await run(sql, [parameter]);
      const [value] = Object.values(row ?? {});
      return typeof value === 'string' ? value : null;
    },
    script: async (sql) => {
      const result: unknown = await driver.unsafe(sql).simple();
      const last: unknown = Array.isArray(result) && Array.isArray(result.at(-1)) ? result.at(-1) : result;
      return Array.isArray(last) ? [...(last as Row[])] : [];
    },
    close: () => connection.close(),
  };
}

function jsonText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
