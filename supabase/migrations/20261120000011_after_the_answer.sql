-- What the server does on its own account, around and after the answers: counted requests, the outbox and what its jobs
-- read and write, turns of a dead process, rates. Called with the service key; nobody else may execute it.

-- Adds counted requests; the middleware collects them in memory and sends them in batches.
-- p_rows: [{"companyId": uuid, "hour": timestamptz, "metric": text, "value": integer}]
create function public.add_usage(p_rows jsonb) returns void
language sql security definer
set search_path = ''
as $$
  insert into public.usage_counters as u (company_id, hour, metric, value)
    select (r ->> 'companyId')::uuid, date_trunc('hour', (r ->> 'hour')::timestamptz), r ->> 'metric', sum((r ->> 'value')::bigint)
    from jsonb_array_elements(p_rows) r
    where exists (select 1 from public.companies c where c.id = (r ->> 'companyId')::uuid)
    group by 1, 2, 3
    -- Always in the same order, so that the batches of two processes do not lock each other out.
    order by 1, 2, 3
    on conflict (company_id, hour, metric) do update set value = u.value + excluded.value
$$;

-- Takes waiting jobs for a while; several workers never take the same one. A worker that dies loses its claim.
create function public.claim_jobs(p_limit integer default 10, p_lock_seconds integer default 60) returns jsonb
language sql security definer
set search_path = ''
as $$
  with taken as (
    select id from public.jobs
    where (status = 'waiting' and run_at <= now()) or (status = 'running' and locked_until < now())
    order by run_at
    limit p_limit
    for update skip locked
  ), claimed as (
    update public.jobs j
      set status = 'running', attempts = attempts + 1, locked_until = now() + make_interval(secs => p_lock_seconds)
      from taken where j.id = taken.id
      returning j.id, j.company_id, j.name, j.payload, j.attempts
  )
  select coalesce(jsonb_agg(jsonb_build_object('id', id, 'companyId', company_id, 'name', name, 'payload', payload, 'attempts', attempts)), '[]'::jsonb)
  from claimed
$$;

-- Ends a claimed job: done, or waiting again after a growing pause, or dead after p_max_attempts.
create function public.finish_job(p_job_id uuid, p_error text default null, p_max_attempts integer default 5) returns void
language sql security definer
set search_path = ''
as $$
  update public.jobs set
      status = case when p_error is null then 'done' when attempts >= p_max_attempts then 'dead' else 'waiting' end::public.job_status,
      last_error = left(p_error, 1000),
      run_at = case when p_error is null then run_at else now() + make_interval(secs => power(2, attempts)::integer * 5) end,
      locked_until = null,
      finished_at = case when p_error is null or attempts >= p_max_attempts then now() end
    where id = p_job_id and status = 'running'
$$;

-- Records what the follow-up job found out about a visitor; a known value is never overwritten by nothing.
create function public.save_lead(p_company_id uuid, p_session_id uuid, p_lead jsonb) returns void
language sql security definer
set search_path = ''
as $$
  insert into public.leads as l (company_id, session_id, visitor_id, name, email, phone, company_name, score, reasons, status)
    select s.company_id, s.id, s.visitor_id, p_lead ->> 'name', p_lead ->> 'email', p_lead ->> 'phone', p_lead ->> 'companyName',
           coalesce((p_lead ->> 'score')::smallint, 0), coalesce(p_lead -> 'reasons', '[]'::jsonb),
           coalesce((p_lead ->> 'status')::public.lead_status, 'new')
    from public.chat_sessions s where s.id = p_session_id and s.company_id = p_company_id
    on conflict (session_id) do update set
      name = coalesce(excluded.name, l.name), email = coalesce(excluded.email, l.email), phone = coalesce(excluded.phone, l.phone),
      company_name = coalesce(excluded.company_name, l.company_name), score = greatest(excluded.score, l.score),
      reasons = excluded.reasons,
      status = case when l.status in ('new', 'qualified') then excluded.status else l.status end,
      updated_at = now()
$$;

-- The visitor's own messages of a session, for the jobs that read them after the answer.
create function public.session_user_texts(p_company_id uuid, p_session_id uuid, p_limit integer default 50) returns jsonb
language sql stable security definer
set search_path = ''
as $$
  select coalesce(jsonb_agg(m.text order by m.created_at), '[]'::jsonb)
  from (
    select text, created_at from public.chat_messages
    where session_id = p_session_id and company_id = p_company_id and role = 'user'
    order by created_at desc limit p_limit
  ) m
$$;

-- Turns that a process left behind when it died. Called at boot and now and then.
create function public.close_abandoned_turns(p_older_than_seconds integer default 180) returns integer
language sql security definer
set search_path = ''
as $$
  with closed as (
    update public.chat_turns set outcome = 'interrupted', error_code = 'abandoned', settled_at = clock_timestamp()
    where outcome = 'running' and created_at < clock_timestamp() - make_interval(secs => p_older_than_seconds)
    returning 1
  )
  select count(*)::integer from closed
$$;

-- The rate of each model that holds today, by model name.
create function public.current_model_rates() returns jsonb
language sql stable security definer
set search_path = ''
as $$
  select coalesce(jsonb_object_agg(r.model, jsonb_build_object(
    'input', r.input_micros_per_mtok, 'cachedInput', r.cached_input_micros_per_mtok, 'output', r.output_micros_per_mtok
  )), '{}'::jsonb)
  from (
    select distinct on (model) * from public.model_rates
    where effective_from <= current_date order by model, effective_from desc
  ) r
$$;

do $$
declare
  f text;
begin
  foreach f in array array[
    'public.add_usage(jsonb)', 'public.claim_jobs(integer, integer)', 'public.finish_job(uuid, text, integer)',
    'public.save_lead(uuid, uuid, jsonb)', 'public.session_user_texts(uuid, uuid, integer)',
    'public.close_abandoned_turns(integer)', 'public.current_model_rates()'
  ] loop
    execute format('revoke all on function %s from public, anon, authenticated', f);
    execute format('grant execute on function %s to service_role', f);
  end loop;
end
$$;
