-- The performance page: where the time of a stretch of turns went. Runs as the signed-in admin, under row-level security.

-- What each operation took in the finished turns of a stretch of time, or in those whose first token came at p_slow_from
-- or later; of every p_every-th turn, told by the random end of its id. Runs under the caller's row-level security.
create function app.operation_shares(
  p_company_id uuid, p_from timestamptz, p_to timestamptz, p_slow_from double precision, p_every integer
) returns jsonb
language sql stable security invoker
set search_path = ''
as $$
  with measured as materialized (
    select t.id, coalesce(t.first_token_ms, t.total_ms) as waited from public.chat_turns t
    where t.company_id = p_company_id and t.created_at >= p_from and t.created_at < p_to and t.outcome <> 'running'
      and (p_slow_from is null or t.first_token_ms >= p_slow_from)
      and (p_every = 1 or ('x' || right(t.id::text, 6))::bit(24)::integer % p_every = 0)
  ), shares as (
    select o.name, count(*) as turns, avg(o.duration_ms) as average, sum(o.duration_ms) as total,
           percentile_cont(0.95) within group (order by o.duration_ms) as p95,
           avg(greatest(least(o.started_ms + o.duration_ms, m.waited) - o.started_ms, 0)) as wait
    from measured m join public.turn_operations o on o.turn_id = m.id
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
revoke all on function app.operation_shares(uuid, timestamptz, timestamptz, double precision, integer) from public, anon;
grant execute on function app.operation_shares(uuid, timestamptz, timestamptz, double precision, integer) to authenticated;

-- Everything the performance page shows for a stretch of time, in one trip. Admins only. Times are milliseconds.
-- `series` has one row a bucket that has turns. `operations` covers all turns and `slowOperations` only those whose
-- first token came at or after the 95th percentile; beyond about 5,000 turns each looks at an even sample of them, so
-- that a busy month costs no more than a quiet one, and `measuredTurns` says how many were looked at. `waitMs` is the
-- part of an operation that passed before the first token, averaged over the turns that had the operation.
-- Without p_detail only what a comparison needs: totals, slowTurns and slowOperations.
create function public.performance_report(
  p_company_id uuid, p_from timestamptz, p_to timestamptz, p_bucket_seconds integer, p_detail boolean default true
) returns jsonb
language plpgsql stable security invoker
set search_path = ''
as $$
declare
  c_sample constant integer := 5000;
  v_totals jsonb;
  v_slow_from double precision;
  v_turns integer;
  v_slow record;
  v_report jsonb;
begin
  if p_company_id not in (select app.my_admin_companies()) then
    raise exception 'Only admins read the performance page.' using errcode = '42501';
  end if;

  select count(*), percentile_cont(0.95) within group (order by t.first_token_ms), jsonb_build_object(
      'turns', count(*),
      'complete', count(*) filter (where t.outcome = 'complete'),
      'failed', count(*) filter (where t.outcome = 'failed'),
      'interrupted', count(*) filter (where t.outcome = 'interrupted'),
      'cached', count(*) filter (where t.cache <> 'none'),
      'fallback', count(*) filter (where t.fallback),
      'simple', count(*) filter (where t.plan = 'simple'),
      'costMicros', coalesce(sum(t.cost_micros), 0),
      'inputTokens', coalesce(sum(t.input_tokens), 0),
      'outputTokens', coalesce(sum(t.output_tokens), 0),
      'firstTokenMs', to_jsonb(percentile_cont(array[0.5, 0.95, 0.99]) within group (order by t.first_token_ms)),
      'totalMs', to_jsonb(percentile_cont(array[0.5, 0.95, 0.99]) within group (order by t.total_ms))
    ) into v_turns, v_slow_from, v_totals
    from public.chat_turns t
    where t.company_id = p_company_id and t.created_at >= p_from and t.created_at < p_to and t.outcome <> 'running';

  select count(*) as turns, avg(t.first_token_ms) as wait into v_slow
    from public.chat_turns t
    where t.company_id = p_company_id and t.created_at >= p_from and t.created_at < p_to and t.outcome <> 'running'
      and t.first_token_ms >= v_slow_from;

  v_report := jsonb_build_object('totals', v_totals) || (
    select jsonb_build_object(
      'slowTurns', jsonb_build_object('turns', v_slow.turns, 'firstTokenMs', v_slow.wait, 'measuredTurns', x -> 'turns'),
      'slowOperations', x -> 'operations'
    )
    from app.operation_shares(p_company_id, p_from, p_to, v_slow_from, greatest(v_slow.turns / c_sample, 1)::integer) x
  );
  if not p_detail then
    return v_report;
  end if;

  return v_report || (
    select jsonb_build_object('measuredTurns', x -> 'turns', 'operations', x -> 'operations')
    from app.operation_shares(p_company_id, p_from, p_to, null, greatest(v_turns / c_sample, 1)) x
  ) || jsonb_build_object(
    'series', coalesce((
      select jsonb_agg(jsonb_build_object('at', b.at, 'turns', b.turns, 'failed', b.failed, 'firstTokenMs', to_jsonb(b.first_token),
                                          'totalMs', to_jsonb(b.total)) order by b.at)
      from (
        select date_bin(make_interval(secs => p_bucket_seconds), t.created_at, p_from) as at, count(*) as turns,
               count(*) filter (where t.outcome = 'failed') as failed,
               percentile_cont(array[0.5, 0.95, 0.99]) within group (order by t.first_token_ms) as first_token,
               percentile_cont(array[0.5, 0.95, 0.99]) within group (order by t.total_ms) as total
        from public.chat_turns t
        where t.company_id = p_company_id and t.created_at >= p_from and t.created_at < p_to and t.outcome <> 'running'
        group by 1
      ) b
    ), '[]'::jsonb),
    'slowestTurns', coalesce((
      select jsonb_agg(jsonb_build_object('turnId', s.id, 'sessionId', s.session_id, 'firstTokenMs', s.first_token_ms,
                                          'totalMs', s.total_ms, 'plan', s.plan, 'model', s.model, 'createdAt', s.created_at,
                                          'question', s.question) order by s.first_token_ms desc)
      from (
        select t.*, (select left(m.text, 140) from public.chat_messages m where m.id = t.user_message_id) as question
        from public.chat_turns t
        where t.company_id = p_company_id and t.created_at >= p_from and t.created_at < p_to and t.first_token_ms is not null
        order by t.first_token_ms desc limit 8
      ) s
    ), '[]'::jsonb)
  );
end
$$;

revoke all on function public.performance_report(uuid, timestamptz, timestamptz, integer, boolean) from public, anon;
grant execute on function public.performance_report(uuid, timestamptz, timestamptz, integer, boolean) to authenticated;
