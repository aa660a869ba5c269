/**
 * Three places where @supabase/lite 0.10 differs from Supabase in a way that matters here, put right on the
 * connection. Each has a test; drop a correction when a newer version no longer needs it.
 *
 * 1. Grants. At the first request lite grants ALL on every table of a schema with row-level security to anon,
 *    authenticated and service_role. That undoes each `revoke` and each column grant of the migrations. Supabase
 *    does so by default privileges *before* the migrations; so does this server (roles.ts), and lite's is skipped.
 *    The same switch keeps lite from answering as the superuser when a schema has no row-level security yet.
 * 2. Errors. Check violations, raised exceptions and a few more came out as status 500 with code `SUP`.
 * 3. Session. The identity of a request is set with one statement instead of five.
 */
import { describeError, log } from './log.ts';
import { bodyOf, isPgError, statusOf } from './pg-errors.ts';

interface Claims {
  readonly [name: string]: unknown;
}

interface RequestVariables {
  auth?: { uid?: string | null; role?: string; jwt?: Claims | null };
}

interface StatementRunner {
  executeQuery(query: {
    sql: string;
    parameters: readonly unknown[];
    query: object;
    queryId: object;
  }): Promise<unknown>;
}

interface RpcRequest {
  method: string;
  path: string;
  requestHeaders?: Record<string, string>;
}

/** The parts of lite's connection that are replaced. They are private in its types. */
interface Inner {
  rlsState: 'unknown' | 'active' | 'inactive';
  normalizeDbError(error: unknown): unknown;
  applyJwtSessionContext(runner: StatementRunner, variables: RequestVariables): Promise<void>;
  applyRpcRequestGucs(runner: StatementRunner, request: RpcRequest): Promise<void>;
}

/** Applies the corrections to a connection. */
export function correctLite(connection: object): void {
  const inner = connection as Inner;
  if (!('rlsState' in inner) || typeof inner.applyJwtSessionContext !== 'function') {
    throw new Error('This version of @supabase/lite is not the one that lite-corrections.ts knows');
  }
  inner.rlsState = 'active';
  inner.normalizeDbError = normalizeDbError;
  inner.applyJwtSessionContext = async (runner, { auth }) => {
    await set(runner, {
      'request.jwt.claim.sub': auth?.uid ?? '',
      'request.jwt.claim.role': auth?.role || 'anon',
      'request.jwt.claim.email': typeof auth?.jwt?.email === 'string' ? auth.jwt.email : '',
      'request.jwt.claims': JSON.stringify(auth?.jwt ?? { role: auth?.role || 'anon' }),
      role: auth?.role || 'anon',
    });
  };
  inner.applyRpcRequestGucs = async (runner, request) => {
    await set(runner, {
      'response.status': '',
      'response.headers': '',
      'request.method': request.method,
      'request.path': request.path,
      'request.headers': JSON.stringify(request.requestHeaders ?? {}),
    });
  };
}

/** Sets transaction-local settings with one statement, in the order given. */
async function set(runner: StatementRunner, settings: Readonly<Record<string, string>>): Promise<void> {
  const entries = Object.entries(settings);
  const sql = `select ${entries.map(([name], index) => `set_config('${name}', $${index + 1}, true)`).join(', ')}`;
  const parameters = entries.map(([, value]) => value);
  await runner.executeQuery({
    sql,
    parameters,
    query: { kind: 'RawNode', sqlFragments: [sql], parameters: [] },
    queryId: { queryId: '' },
  });
}

/** Codes for which lite already answers as PostgREST does, with details that it adds itself. */
function liteKnows(code: string): boolean {
  return /^(42|22|21|PT)/.test(code) || ['23502', '23503', '23505', '25006', 'PGRST'].includes(code);
}

/** Dresses an error as one raised with SQLSTATE 'PGRST', whose status and body lite passes on as they are. */
function normalizeDbError(error: unknown): unknown {
  if (!isPgError(error)) return error;
  const status = statusOf(error.code, false);
  if (status >= 500) log(`a request failed: ${describeError(error)}`);
  if (liteKnows(error.code)) return error;
  return {
    code: 'PGRST',
    message: JSON.stringify(bodyOf(error)),
    detail: JSON.stringify({ status, headers: {} }),
  };
}
