/**
 * The fast lane for function calls answers exactly as the long way does. Each case is asked twice: once so that the
 * lane takes it, and once with a header that makes the lane step aside and changes nothing else.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PrivatePostgres, startPostgres } from '../../bench/postgres.ts';
import { RpcLane } from '../../supabase/embedded/rpc-lane.ts';
import { type Admin, type Coordinates, type Embedded, shared, startEmbedded } from '../support/embedded.ts';

const FUNCTIONS = `
create table if not exists public.lane_things (id int primary key, name text not null check (name <> ''), at timestamptz);
grant all on public.lane_things to service_role;
insert into public.lane_things values (1, 'one', '2026-01-02 03:04:05.678+02'), (2, 'two', null) on conflict do nothing;

create or replace function public.lane_echo(p_id uuid, p_count int, p_data jsonb, p_note text default 'none') returns jsonb
  language sql security definer as $$ select jsonb_build_object('id', p_id, 'count', p_count, 'data', p_data, 'note', p_note) $$;
create or replace function public.lane_json() returns json language sql security definer as $$ select '{"b":1,  "a":2}'::json $$;
create or replace function public.lane_null() returns jsonb language sql security definer as $$ select null::jsonb $$;
create or replace function public.lane_number(p_a numeric, p_b bigint) returns numeric language sql security definer as $$ select p_a + p_b $$;
create or replace function public.lane_text(p_text text) returns text language sql security definer as $$ select p_text $$;
create or replace function public.lane_null_text() returns text language sql security definer as $$ select null::text $$;
create or replace function public.lane_bool(p_at timestamptz) returns boolean language sql security definer as $$ select p_at > '2026-01-01' $$;
create or replace function public.lane_time(p_at timestamptz) returns timestamptz language sql security definer as $$ select p_at $$;
create or replace function public.lane_array(p_list text[], p_numbers int[]) returns jsonb language sql security definer
  as $$ select to_jsonb(p_list) || to_jsonb(p_numbers) $$;
create or replace function public.lane_numbers(p_upto int) returns setof int language sql security definer as $$ select generate_series(1, p_upto) $$;
create or replace function public.lane_rows() returns setof public.lane_things language sql security definer
  as $$ select * from public.lane_things order by id $$;
create or replace function public.lane_no_rows() returns setof public.lane_things language sql security definer
  as $$ select * from public.lane_things where false $$;
create or replace function public.lane_row() returns public.lane_things language sql security definer
  as $$ select * from public.lane_things where id = 1 $$;
create or replace function public.lane_nothing(p_a int) returns void language plpgsql security definer as $$ begin perform p_a; end $$;
create or replace function public.lane_identity() returns jsonb language sql security definer
  as $$ select jsonb_build_object('uid', auth.uid(), 'role', auth.role(), 'email', auth.email(), 'claims', auth.jwt(), 'user', current_user) $$;
create or replace function public.lane_raise(p_code text, p_message text) returns jsonb language plpgsql security definer
  as $$ begin raise exception using errcode = p_code, message = p_message, detail = 'the detail', hint = 'the hint'; end $$;
create or replace function public.lane_duplicate() returns void language sql security definer as $$ insert into public.lane_things values (1, 'again') $$;
create or replace function public.lane_check() returns void language sql security definer as $$ insert into public.lane_things values (9, '') $$;
create or replace function public.lane_not_null() returns void language sql security definer as $$ insert into public.lane_things values (9, null) $$;
create or replace function public.lane_divide(p_by int) returns int language sql security definer as $$ select 1 / p_by $$;
create or replace function public.lane_half() returns void language plpgsql security definer as $$
  begin insert into public.lane_things values (99, 'half'); raise exception 'no'; end $$;

create or replace function public.lane_invoker() returns text language sql as $$ select current_user::text $$;
create or replace function public.lane_forbidden() returns int language sql security definer as $$ select 1 $$;
revoke all on function public.lane_forbidden() from public, anon, authenticated, service_role;
create or replace function public.lane_two(p_a int) returns text language sql security definer as $$ select 'int' $$;
create or replace function public.lane_two(p_b text) returns text language sql security definer as $$ select 'text' $$;
create or replace function public.lane_out(out a int, out b text) language sql security definer as $$ select 1, 'x' $$;
create or replace function public.lane_table() returns table (a int, b text) language sql security definer as $$ select 1, 'x' $$;
create or replace function public.lane_any(p_a anyelement) returns text language sql security definer as $$ select p_a::text $$;
`;

/** Function, body as sent. */
const CASES: readonly [name: string, body: string][] = [
  ['lane_echo', '{"p_id":"0192aaaa-0000-7000-8000-000000000001","p_count":3,"p_data":{"z":[1,{"y":null}]}}'],
  ['lane_echo', '{"p_note":"O\'Hara; \\\\ $1 \\u00e9 😀","p_data":null,"p_count":"7","p_id":null}'],
  ['lane_json', '{}'],
  ['lane_null', '{}'],
  ['lane_number', '{"p_a":12.50,"p_b":90071992547}'],
  ['lane_text', '{"p_text":"line\\nbreak \\"quoted\\" <b>"}'],
  ['lane_null_text', '{}'],
  ['lane_bool', '{"p_at":"2026-06-01T10:00:00Z"}'],
  ['lane_time', '{"p_at":"2026-06-01T10:00:00.120+02:00"}'],
  ['lane_array', '{"p_list":["a","b,c","\\"d\\""],"p_numbers":[1,2]}'],
  ['lane_numbers', '{"p_upto":3}'],
  ['lane_numbers', '{"p_upto":0}'],
  ['lane_rows', '{}'],
  ['lane_no_rows', '{}'],
  ['lane_row', '{}'],
  ['lane_nothing', '{"p_a":1}'],
  ['lane_identity', '{}'],
  ['lane_raise', '{"p_code":"P0001","p_message":"stop here"}'],
  ['lane_raise', '{"p_code":"PT404","p_message":"no such session"}'],
  ['lane_raise', '{"p_code":"PT409","p_message":"already running"}'],
  ['lane_raise', '{"p_code":"42501","p_message":"not yours"}'],
  ['lane_raise', '{"p_code":"23514","p_message":"too long"}'],
  ['lane_raise', '{"p_code":"57014","p_message":"too slow"}'],
  ['lane_duplicate', '{}'],
  ['lane_check', '{}'],
  ['lane_not_null', '{}'],
  ['lane_divide', '{"p_by":0}'],
  ['lane_echo', '{"p_id":"not-a-uuid","p_count":1,"p_data":{}}'],
  ['lane_half', '{}'],
];

/** What the lane leaves to the long way, for one reason each. */
const LEFT_ASIDE: readonly [name: string, body: string, why: string][] = [
  ['lane_invoker', '{}', 'it runs as its caller'],
  ['lane_forbidden', '{}', 'service_role may not execute it'],
  ['lane_two', '{"p_a":1}', 'there are two of that name'],
  ['lane_out', '{}', 'it has output parameters'],
  ['lane_table', '{}', 'it has output columns'],
  ['lane_any', '{"p_a":1}', 'its parameter has no concrete type'],
  ['lane_nowhere', '{}', 'it does not exist'],
  ['lane_text', '{}', 'a parameter is missing'],
  ['lane_text', '{"p_text":"a","p_more":1}', 'a parameter is unknown'],
  ['lane_text', '["a"]', 'the body is no object'],
  ['lane_text', '{"p_text":', 'the body is no JSON'],
];

/** The server that is asked at the moment. */
let target: Coordinates & { admin: Admin };

interface Answer {
  status: number;
  type: string | null;
  body: unknown;
}

async function ask(name: string, body: string, headers: Record<string, string> = {}): Promise<Answer> {
  const { url, secretKey } = target;
  const response = await fetch(`${url}/rest/v1/rpc/${name}`, {
    method: 'POST',
    headers: { apikey: secretKey, 'content-type': 'application/json', ...headers },
    body,
  });
  const text = await response.text();
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    body: text === '' ? undefined : JSON.parse(text),
  };
}

/** A preference that says what is done anyway; its presence is enough for the lane to step aside. */
const theLongWay = { prefer: 'handling=lenient' };

/** A lane on the shared server's own catalog, to see which functions it would take. */
function laneOfTheShared(): RpcLane {
  const { admin, secretKey } = target;
  const database = {
    query: (sql: string, parameters?: readonly unknown[]) => admin(sql, parameters),
    textOf: async (sql: string, parameter: string) => {
      const [row] = await admin<{ answer: string | null }>(sql, [parameter]);
      return row?.answer ?? null;
    },
  };
  return new RpcLane(database, secretKey);
}

/** The promises of the lane, on the server that `begin` brings. */
function promises(begin: () => Promise<void>): void {
  beforeAll(async () => {
    await begin();
    await target.admin(FUNCTIONS);
  });

  it.each(CASES)('%s %s: takes it, and answers as the long way does', async (name, body) => {
    expect(await laneOfTheShared().call(name, body)).toBeDefined();
    const [fast, slow] = [await ask(name, body), await ask(name, body, theLongWay)];
    expect(fast).toEqual(slow);
  });

  it.each(LEFT_ASIDE)('%s %s: leaves it to the long way, because %3$s', async (name, body) => {
    expect(await laneOfTheShared().call(name, body)).toBeUndefined();
    const [fast, slow] = [await ask(name, body), await ask(name, body, theLongWay)];
    expect(fast).toEqual(slow);
  });

  it('answers as PostgREST does where the long way does not: big numbers, and U+0000 in a text', async () => {
    const big = await ask('lane_number', '{"p_a":12.50,"p_b":9007199254740991}');
    expect(typeof big.body).toBe('number');
    const zero = await ask('lane_text', '{"p_text":"not allowed: \\u0000"}');
    expect([zero.status, (zero.body as { code: string }).code]).toEqual([400, '22P05']);
  });

  it('goes on after a function was replaced by another of the same name, and after all prepared statements are gone', async () => {
    const define = (word: string) =>
      target.admin(`create or replace function public.lane_again(p_text text) returns text language sql security definer
        set search_path = '' as $$ select p_text || '${word}' $$;
        revoke all on function public.lane_again(text) from public, anon, authenticated;
        grant execute on function public.lane_again(text) to service_role`);
    const again = async () => (await ask('lane_again', '{"p_text":"a"}')).body;
    await define(' first');
    expect([await again(), await again()]).toEqual(['a first', 'a first']);
    await define(' second');
    expect(await again()).toBe('a second');
    await target.admin('drop function public.lane_again(text)');
    await define(' third');
    expect(await again()).toBe('a third');
    await target.admin('deallocate all');
    expect(await again()).toBe('a third');
    await target.admin('drop function public.lane_again(text)');
  });

  it('keeps nothing of a call that failed', async () => {
    await ask('lane_half', '{}');
    expect(await target.admin('select * from public.lane_things where id = 99')).toEqual([]);
  });

  it('answers errors with the statuses of PostgREST', async () => {
    const statuses = new Map<string, number>();
    for (const code of ['P0001', '42501', '23505', '23503', '23514', '22023', 'PT404', 'PT429', '57014', '40001']) {
      statuses.set(code, (await ask('lane_raise', JSON.stringify({ p_code: code, p_message: 'x' }))).status);
    }
    expect(Object.fromEntries(statuses)).toEqual({
      P0001: 400,
      '42501': 403,
      '23505': 409,
      '23503': 409,
      '23514': 400,
      '22023': 400,
      PT404: 404,
      PT429: 429,
      '57014': 500,
      '40001': 500,
    });
  });

  it('looks at a request only with the secret key, no other identity, and nothing asked of the answer', () => {
    const { secretKey, publishableKey } = target;
    const lane = laneOfTheShared();
    const plain = {
      method: 'POST',
      url: '/rest/v1/rpc/f',
      headers: { apikey: secretKey, 'content-type': 'application/json' },
    };
    const withHeader = (headers: Record<string, string>) => ({ ...plain, headers: { ...plain.headers, ...headers } });
    expect(lane.functionNameOf(plain)).toBe('f');
    expect(lane.functionNameOf(withHeader({ authorization: `Bearer ${secretKey}` }))).toBe('f');
    for (const other of [
      { ...plain, method: 'GET' },
      { ...plain, url: '/rest/v1/rpc/f?select=a' },
      { ...plain, url: '/rest/v1/f' },
      withHeader({ apikey: publishableKey }),
      withHeader({ authorization: 'Bearer somebody' }),
      withHeader({ accept: 'application/vnd.pgrst.object+json' }),
      withHeader({ prefer: 'count=exact' }),
      withHeader({ 'content-profile': 'private' }),
      withHeader({ 'content-type': 'text/plain' }),
      withHeader({ 'user-agent': 'Mozilla/5.0 (X11)' }),
    ]) {
      expect(lane.functionNameOf(other)).toBeUndefined();
    }
  });
}

describe('the fast lane for function calls, on PGlite', () => {
  promises(async () => {
    target = shared();
  });
});

describe.skipIf(!existsSync('/usr/lib/postgresql'))('the fast lane for function calls, on PostgreSQL', () => {
  let postgres: PrivatePostgres;
  let server: Embedded;
  const place = mkdtempSync(join(tmpdir(), 'halfsecond-lane-'));

  promises(async () => {
    postgres = await startPostgres(place);
    server = await startEmbedded({ databaseUrl: postgres.url });
    target = server;
  });

  afterAll(async () => {
    await server?.stop();
    await postgres?.stop();
    rmSync(place, { recursive: true });
  });
});
