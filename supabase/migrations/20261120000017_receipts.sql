-- The timed steps of a turn are part of its row (chat_turns.operations): nine rows of a table of their own, each with
-- keys to check and to index, took a tenth of what a turn costs the database, and nobody ever reads one without its turn.

update public.chat_turns t set operations = o.operations
  from (
    select turn_id, jsonb_agg(jsonb_build_object('name', name, 'startedMs', started_ms, 'durationMs', duration_ms) order by position) as operations
    from public.turn_operations group by turn_id
  ) o
  where t.id = o.turn_id;

-- What each operation took in the finished turns of a stretch of time, or in those whose first token came at p_slow_from
-- or later; of every p_every-th turn, told by the random end of its id. Runs under the caller's row-level security.
create or replace function app.operation_shares(
  p_company_id uuid, p_from timestamptz, p_to timestamptz, p_slow_from double precision, p_every integer
) returns jsonb
language sql stable security invoker
set search_path = ''
as $$
  with measured as materialized (
    select t.operations, coalesce(t.first_token_ms, t.total_ms) as waited from public.chat_turns t
    where t.company_id = p_company_id and t.created_at >= p_from and t.created_at < p_to and t.outcome <> 'running'
      and (p_slow_from is null or t.first_token_ms >= p_slow_from)
      and (p_every = 1 or ('x' || right(t.id::text, 6))::bit(24)::integer % p_every = 0)
  ), shares as (
    select o.name, count(*) as turns, avg(o."durationMs") as average, sum(o."durationMs") as total,
           percentile_cont(0.95) within group (order by o."durationMs") as p95,
           avg(greatest(least(o."startedMs" + o."durationMs", m.waited) - o."startedMs", 0)) as wait
    from measured m cross join lateral jsonb_to_recordset(m.operations) o(name text, "startedMs" real, "durationMs" real)
    group by o.name
  )
  select jsonb_build_object(
    'turns', (select count(*) from measured),
    'operations', coalesce((
      select jsonb_agg(jsonb_build_object('name', s.name, 'turns', s.turns, 'averageMs', s.average, 'p95Ms', s.p95,
                                          'totalMs', s.total, 'waitMs', s.wait) order by s.total desc)
      from shares s
    ), '[]'::jsonb)
  )
$$;

drop table public.turn_operations;

-- The language matters where a turn calls a function: PostgreSQL keeps the plan of plpgsql between calls, and plans an SQL
-- function that cannot be written in place of its call anew each time. New ids and the search are such functions.
create or replace function app.uuid_v7() returns uuid
language plpgsql volatile
set search_path = ''
as $$
begin
  return encode(
    set_bit(
      set_bit(
        overlay(
          uuid_send(gen_random_uuid())
          placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
          from 1 for 6
        ),
        52, 1
      ),
      53, 1
    ),
    'hex'
  )::uuid;
end
$$;

create or replace function public.search_knowledge(
  p_company_id uuid,
  p_query text,
  p_limit integer default 5,
  p_session_id uuid default null
) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return app.search_passages(p_company_id, p_query, p_limit, p_session_id);
end
$$;
