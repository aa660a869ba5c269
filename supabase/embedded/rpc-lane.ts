/**
 * The fast lane for function calls.
 *
 * @supabase/lite answers `POST /rest/v1/rpc/<function>` in about ten statements: a transaction, the identity, the
 * request's headers, the call, the response's headers. A turn of a conversation is two such calls, so they are worth
 * a shorter way: one prepared statement, straight on the connection, with the answer as the database wrote it.
 *
 * The lane takes a call only when the short way cannot make a difference:
 * - it comes with the secret key and no other identity, asks for plain JSON, and uses no query string;
 * - exactly one function of that name is in schema `public`, with named, non-variadic, concrete parameters;
 * - it is SECURITY DEFINER, so it runs as its owner whoever calls, and service_role may execute it;
 * - the body is a JSON object whose keys are parameters of the function, with none missing that has no default.
 * Anything else is answered by lite. `tests/integration/embedded-rpc-lane.test.ts` holds both ways to one contract.
 *
 * Parameters are read from the body by `json_to_record` with the function's own types, as PostgREST does it, so
 * casts and their errors are the same. What the function sees through `auth.role()` and `auth.jwt()` is set in the
 * same statement. Not set: the request's headers and method; `response.headers` is not read back.
 */
import type { Database } from './database.ts';
import { bodyOf, isPgError, statusOf } from './pg-errors.ts';

/** An answer ready to be sent: the status and the JSON text; no text for an empty body. */
export interface LaneAnswer {
  status: number;
  json: string | undefined;
}

/** What the lane looks at in a request. Header names are lower case. */
export interface LaneRequest {
  method: string;
  /** The path with its query string. */
  url: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

interface Parameter {
  name: string;
  type: string;
  optional: boolean;
}

interface LaneFunction {
  name: string;
  parameters: ReadonlyMap<string, Parameter>;
  shape: 'nothing' | 'json' | 'value' | 'values' | 'rows';
}

const PATH = /^\/rest\/v1\/rpc\/([A-Za-z_][A-Za-z0-9_]*)$/;

/** Functions that qualify by what the catalog says about them. */
const CATALOG = `
select p.proname as name,
       coalesce(p.proargnames, '{}') as names,
       array(select format_type(t.oid, null) from unnest(p.proargtypes) with ordinality as a (oid, at)
             join pg_type t on t.oid = a.oid order by a.at) as types,
       p.pronargdefaults as defaults,
       p.proretset as many,
       r.typname as returns,
       r.typtype = 'c' as row_type
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
join pg_type r on r.oid = p.prorettype
where n.nspname = 'public' and p.prokind = 'f' and p.prosecdef and p.provariadic = 0
  and p.proargmodes is null
  and has_function_privilege('service_role', p.oid, 'execute')
  and (r.typtype <> 'p' or r.typname = 'void')
  and not exists (select from unnest(p.proargtypes) as a (oid) join pg_type t on t.oid = a.oid where t.typtype = 'p')
  and not exists (select from pg_proc o where o.pronamespace = p.pronamespace and o.proname = p.proname and o.oid <> p.oid)`;

/** The identity that lite gives a call with the secret key. */
const IDENTITY = `(select set_config('request.jwt.claim.sub', '', true),
  set_config('request.jwt.claim.role', 'service_role', true),
  set_config('request.jwt.claim.email', '', true),
  set_config('request.jwt.claims', '{"role":"service_role"}', true) offset 0) as identity`;

export class RpcLane {
  readonly #database: Pick<Database, 'query' | 'textOf'>;
  readonly #secretKey: string;
  #functions: Promise<ReadonlyMap<string, LaneFunction>> | undefined;
  readonly #statements = new Map<string, string>();

  constructor(database: Pick<Database, 'query' | 'textOf'>, secretKey: string) {
    this.#database = database;
    this.#secretKey = secretKey;
  }

  /** Forgets what functions there are; call it after the schema changed. */
  forget(): void {
    this.#functions = undefined;
    this.#statements.clear();
  }

  /** The function that a request calls, when the request itself qualifies; needs no database. */
  functionNameOf({ method, url, headers }: LaneRequest): string | undefined {
    if (method !== 'POST') return undefined;
    const name = PATH.exec(url)?.[1];
    if (name === undefined || headers.apikey !== this.#secretKey) return undefined;
    const { authorization, accept, prefer } = headers;
    if (authorization !== undefined && authorization !== `Bearer ${this.#secretKey}`) return undefined;
    if (accept !== undefined && accept !== '*/*' && accept !== 'application/json') return undefined;
    if (prefer !== undefined || headers['accept-profile'] !== undefined) return undefined;
    if ((headers['content-profile'] ?? 'public') !== 'public') return undefined;
    if (!String(headers['content-type'] ?? '').startsWith('application/json')) return undefined;
    // A browser must not hold the secret key; lite refuses it with the right words.
    if (/^\s*Mozilla/i.test(String(headers['user-agent'] ?? ''))) return undefined;
    return name;
  }

  /**
   * Calls the function. Must run on a turn.
   *
   * @param name as `functionNameOf` gave it.
   * @param body the request's body: a JSON object of named parameters, as text.
   * @returns the answer, or undefined when lite has to answer instead (nothing has been run then).
   */
  async call(name: string, body: string): Promise<LaneAnswer | undefined> {
    this.#functions ??= this.#readCatalog();
    const known = (await this.#functions).get(name);
    if (!known) return undefined;
    const given = keysOf(body);
    if (!given || !accepts(known, given)) return undefined;
    const sql = this.#statementFor(known, given);
    try {
      const answer = await this.#database.textOf(sql, body);
      if (known.shape === 'nothing') return { status: 204, json: undefined };
      return { status: 200, json: answer ?? 'null' };
    } catch (error) {
      if (!isPgError(error) || error.code === 'PGRST') throw error;
      return { status: statusOf(error.code, false), json: JSON.stringify(bodyOf(error)) };
    }
  }

  #statementFor(known: LaneFunction, given: readonly string[]): string {
    const key = `${known.name} ${given.join(' ')}`;
    let sql = this.#statements.get(key);
    if (sql === undefined) {
      sql = statement(known, given);
      this.#statements.set(key, sql);
    }
    return sql;
  }

  async #readCatalog(): Promise<ReadonlyMap<string, LaneFunction>> {
    const functions = new Map<string, LaneFunction>();
    for (const row of await this.#database.query(CATALOG)) {
      const names = row.names as string[];
      const types = row.types as string[];
      if (names.length !== types.length || names.some((name) => name === '')) continue;
      const firstOptional = types.length - Number(row.defaults);
      const parameters = new Map(
        names.map((name, index) => [name, { name, type: types[index] ?? 'text', optional: index >= firstOptional }]),
      );
      functions.set(String(row.name), { name: String(row.name), parameters, shape: shapeOf(row) });
    }
    return functions;
  }
}

function shapeOf(row: Readonly<Record<string, unknown>>): LaneFunction['shape'] {
  if (row.returns === 'void') return 'nothing';
  if (row.many) return row.row_type ? 'rows' : 'values';
  return row.returns === 'json' || row.returns === 'jsonb' ? 'json' : 'value';
}

/** The keys of a JSON object, sorted; undefined for anything else. An empty body is an object without keys. */
function keysOf(body: string): string[] | undefined {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return Object.keys(value).sort();
  } catch {
    return undefined;
  }
}

function accepts(known: LaneFunction, given: readonly string[]): boolean {
  if (given.some((name) => !known.parameters.has(name))) return false;
  return [...known.parameters.values()].every(({ name, optional }) => optional || given.includes(name));
}

function statement(known: LaneFunction, given: readonly string[]): string {
  const chosen = given.flatMap((name) => known.parameters.get(name) ?? []);
  const columns = chosen.map(({ name, type }) => `${identifier(name)} ${type}`).join(', ');
  const values = chosen.map(({ name }) => `${identifier(name)} := body.${identifier(name)}`).join(', ');
  const call = `public.${identifier(known.name)}(${values})`;
  // The body is sent as text: a driver that knows the parameter to be JSON would encode it a second time.
  // The parameter is used even when the function takes none, so that every statement has exactly one.
  const source =
    chosen.length > 0
      ? `${IDENTITY}, json_to_record($1::text::json) as body (${columns})`
      : `${IDENTITY}, (select $1::text) as body`;
  switch (known.shape) {
    case 'nothing':
      return `select ${call}::text as answer from ${source}`;
    case 'json':
      return `select ${call}::text as answer from ${source}`;
    case 'value':
      return `select to_json(${call})::text as answer from ${source}`;
    case 'values':
      return `select coalesce(json_agg(answer), '[]')::text as answer from (select ${call} as answer from ${source}) as called`;
    case 'rows':
      return `select coalesce(json_agg(called), '[]')::text as answer from ${source}, lateral ${call} as called`;
  }
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
