-- The work after an answer: the outbox, what is recorded of a turn (cost in detail, figures by the hour, what left the
-- house, events for webhooks), summaries of conversations, and turns that a dead process left behind.

alter table public.chat_sessions
  add column summary text check (char_length(summary) <= 4000),
  add column summary_until timestamptz;
comment on column public.chat_sessions.summary is 'What was said up to summary_until, in short: for what no longer fits into the context of an answer.';

alter table public.chat_turns
  add column cost_detail jsonb check (jsonb_typeof(cost_detail) = 'object'),
  add column recorded_at timestamptz,
  add column alive_at timestamptz;
comment on column public.chat_turns.cost_detail is 'What the answer cost by kind of token, the dated rate it was priced with, and what reading the message cost. Micro-dollars; the parts are exact, the total is rounded up.';
comment on column public.chat_turns.recorded_at is 'When the turn went into the figures, the audit log and the webhook queue; it goes there once.';
comment on column public.chat_turns.alive_at is 'When its process last said that it is still answering; only of answers that take long.';

create table public.analytics_hours (
  company_id uuid not null references public.companies (id) on delete cascade,
  hour timestamptz not null,
  plan text not null,
  model text not null,
  cache text not null,
  turns integer not null default 0 check (turns >= 0),
  complete integer not null default 0 check (complete >= 0),
  interrupted integer not null default 0 check (interrupted >= 0),
  failed integer not null default 0 check (failed >= 0),
  fallback integer not null default 0 check (fallback >= 0),
  first_tokens integer not null default 0 check (first_tokens >= 0),
  first_token_ms bigint not null default 0 check (first_token_ms >= 0),
  within_half_second integer not null default 0 check (within_half_second >= 0),
  input_tokens bigint not null default 0 check (input_tokens >= 0),
  cached_input_tokens bigint not null default 0 check (cached_input_tokens >= 0),
  output_tokens bigint not null default 0 check (output_tokens >= 0),
  cost_micros bigint not null default 0 check (cost_micros >= 0),
  reading_cost_micros bigint not null default 0 check (reading_cost_micros >= 0),
  primary key (company_id, hour, plan, model, cache)
);
comment on table public.analytics_hours is 'Turns of an hour (UTC), added up. Every figure is a sum, so rows of any stretch of time may be added up further.';
comment on column public.analytics_hours.first_token_ms is 'Sum over the first_tokens turns that had one.';

create table public.audit_log (
  company_id uuid not null references public.companies (id) on delete cascade,
  id uuid not null default app.uuid_v7(),
  at timestamptz not null default now(),
  action text not null check (action in ('model.answered', 'model.read', 'model.summarised')),
  subject_id uuid not null,
  detail jsonb not null default '{}'::jsonb check (jsonb_typeof(detail) = 'object'),
  primary key (company_id, id)
);
comment on table public.audit_log is 'What left the house: each call to a model of somebody else, with provider, model and tokens, and no text. The ids are ordered by time.';
comment on column public.audit_log.subject_id is 'The turn, or for a summary the session.';

create table public.webhook_endpoints (
  id uuid primary key default app.uuid_v7(),
  company_id uuid not null references public.companies (id) on delete cascade,
  url text not null check (url ~ '^https://' and char_length(url) <= 2000),
  event_types text[] not null check (cardinality(event_types) between 1 and 20),
  enabled boolean not null default true,
  created_at timestamptz not null default now(),
  unique (company_id, id)
);
comment on table public.webhook_endpoints is 'Where a company wants to hear of events. Without one that wants a type, no event of it is queued.';

create table public.webhook_events (
  company_id uuid not null references public.companies (id) on delete cascade,
  id text not null check (id ~ '^msg_[0-9a-f]{32}$'),
  type text not null check (type in ('message.answered', 'lead.created', 'lead.qualified')),
  subject_id uuid not null,
  payload jsonb not null check (jsonb_typeof(payload) = 'object'),
  status text not null default 'waiting' check (status in ('waiting', 'delivered', 'failed')),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '3 days',
  primary key (company_id, id),
  unique (company_id, type, subject_id)
);
comment on table public.webhook_events is 'Events that wait for delivery, in the form of Standard Webhooks. The payload holds ids and figures: names and texts are read when it is delivered, so that what was deleted meanwhile is not sent.';

-- Outbox: claims that ran out.
create index jobs_claimed on public.jobs (locked_until) where status = 'running';
-- Settings: a company's work that failed for good, newest first.
create index jobs_dead on public.jobs (company_id, finished_at desc) where status = 'dead';
-- Housekeeping: such work from long ago.
create index jobs_dead_by_age on public.jobs (finished_at) where status = 'dead';
-- Housekeeping: settled turns that are not in the figures yet.
create index chat_turns_unrecorded on public.chat_turns (settled_at) where recorded_at is null and settled_at is not null;
-- Housekeeping: events past their time.
create index webhook_events_by_expiry on public.webhook_events (expires_at);
-- Housekeeping: lines of the audit log, and figures, past their time.
create index audit_log_by_age on public.audit_log (at);
create index analytics_hours_by_age on public.analytics_hours (hour);
-- Recording a turn: does anybody want to hear of it.
create index webhook_endpoints_by_company on public.webhook_endpoints (company_id) where enabled;

alter table public.analytics_hours enable row level security;
alter table public.audit_log enable row level security;
alter table public.webhook_endpoints enable row level security;
alter table public.webhook_events enable row level security;
revoke all on public.analytics_hours, public.audit_log, public.webhook_endpoints, public.webhook_events from anon, authenticated;
grant all on public.analytics_hours, public.audit_log, public.webhook_endpoints, public.webhook_events to service_role;
grant select on public.analytics_hours, public.audit_log, public.webhook_endpoints, public.webhook_events, public.jobs to authenticated;
create policy analytics_hours_read on public.analytics_hours for select to authenticated
  using (company_id in (select app.my_admin_companies()));
create policy audit_log_read on public.audit_log for select to authenticated
  using (company_id in (select app.my_admin_companies()));
create policy webhook_endpoints_read on public.webhook_endpoints for select to authenticated
  using (company_id in (select app.my_admin_companies()));
create policy webhook_events_read on public.webhook_events for select to authenticated
  using (company_id in (select app.my_admin_companies()));
create policy jobs_read on public.jobs for select to authenticated
  using (company_id in (select app.my_admin_companies()));

-- The outbox ---------------------------------------------------------------------------------------------------------

-- Finished jobs are not kept any more. What looked for leads alone is part of reading a message now, and reads the whole
-- session with the next one.
delete from public.jobs where status = 'done' or name = 'qualify-lead';

drop function public.claim_jobs(integer, integer);
drop function public.finish_job(uuid, text, integer);

-- Takes waiting jobs for a while; several workers never take the same one. A worker that dies loses its claims, which
-- count as attempts. Among the jobs it held may be the one that killed it: so a claim that ran out is taken up alone, and
-- the others do not die with it.
create function public.claim_jobs(p_limit integer default 10, p_lock_seconds integer default 60, p_max_attempts integer default 5)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_ids uuid[];
  v_claimed jsonb;
begin
  update public.jobs set status = 'dead', locked_until = null, finished_at = now(),
      last_error = 'The server stopped each time it worked on this.'
    where id in (
      select id from public.jobs where status = 'running' and locked_until < now() and attempts >= p_max_attempts
      for update skip locked
    );
  select array_agg(id) into v_ids from (
    select id from public.jobs where status = 'running' and locked_until < now() order by locked_until limit 1
    for update skip locked
  ) expired;
  if v_ids is null then
    select array_agg(id) into v_ids from (
      select id from public.jobs where status = 'waiting' and run_at <= now() order by run_at limit p_limit
      for update skip locked
    ) due;
  end if;
  with claimed as (
    update public.jobs j
      set status = 'running', attempts = attempts + 1, locked_until = now() + make_interval(secs => p_lock_seconds)
      where j.id = any (v_ids)
      returning j.id, j.company_id, j.name, j.payload, j.attempts
  )
  select jsonb_agg(jsonb_build_object('id', id, 'companyId', company_id, 'name', name, 'payload', payload, 'attempts', attempts))
    into v_claimed from claimed;
  return coalesce(v_claimed, '[]'::jsonb);
end
$$;

-- Ends claimed jobs, many in one call. p_results: [{"id", "attempts", "outcome", "error"}], where attempts is the number
-- of the claim: who lost the claim meanwhile changes nothing. Outcomes: `done` removes the job (what it did stands in the
-- rows it wrote; the outbox stays as small as the work that waits); `failed` lets it wait, longer each time: 15 s, 1, 4
-- and 16 min, a quarter more or less so that jobs that failed together do not come back together, then it is dead;
-- `hopeless` is dead at once; `untouched` gives it back as if it had not been claimed.
create function public.finish_jobs(p_results jsonb, p_max_attempts integer default 5) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_done integer;
  v_dead integer;
  v_waiting integer;
begin
  delete from public.jobs j using jsonb_to_recordset(p_results) r(id uuid, attempts smallint, outcome text)
    where j.id = r.id and j.attempts = r.attempts and j.status = 'running' and r.outcome = 'done';
  get diagnostics v_done = row_count;
  with ended as (
    update public.jobs j set
        status = case when r.outcome = 'hopeless' or r.outcome = 'failed' and j.attempts >= p_max_attempts then 'dead' else 'waiting' end::public.job_status,
        attempts = case when r.outcome = 'untouched' then j.attempts - 1 else j.attempts end,
        last_error = case when r.outcome = 'untouched' then j.last_error else left(r.error, 1000) end,
        run_at = case when r.outcome = 'failed'
                      then now() + make_interval(secs => 15 * power(4, j.attempts - 1) * (0.75 + 0.5 * random())) else j.run_at end,
        locked_until = null,
        finished_at = case when r.outcome = 'hopeless' or r.outcome = 'failed' and j.attempts >= p_max_attempts then now() end
      from jsonb_to_recordset(p_results) r(id uuid, attempts smallint, outcome text, error text)
      where j.id = r.id and j.attempts = r.attempts and j.status = 'running' and r.outcome <> 'done'
      returning j.status
  )
  select count(*) filter (where status = 'dead'), count(*) filter (where status = 'waiting') into v_dead, v_waiting from ended;
  return jsonb_build_object('done', v_done, 'dead', v_dead, 'waiting', v_waiting);
end
$$;

-- An admin has work that failed for good tried again, from the first attempt on, or gives it up.
create function public.retry_job(p_job_id uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  update public.jobs set status = 'waiting', attempts = 0, run_at = now(), finished_at = null
    where id = p_job_id and status = 'dead' and company_id in (select app.my_admin_companies());
  if not found then
    raise exception 'This work does not wait for you any more.' using errcode = 'PT404';
  end if;
end
$$;

create function public.discard_job(p_job_id uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  delete from public.jobs
    where id = p_job_id and status = 'dead' and company_id in (select app.my_admin_companies());
  if not found then
    raise exception 'This work does not wait for you any more.' using errcode = 'PT404';
  end if;
end
$$;

-- What a turn cost ---------------------------------------------------------------------------------------------------

-- The cost of a call to a model by kind of token, priced by the rate that held on that day, whose date is named. A dated
-- name (gpt-4.1-mini-2025-04-14) finds the rate of its family. Null rate and parts when the model has no price.
create function app.cost_detail(p_model text, p_input bigint, p_cached_input bigint, p_output bigint, p_day date) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  v_rate public.model_rates;
  v_fresh bigint := greatest(p_input - p_cached_input, 0);
begin
  select * into v_rate from public.model_rates r
    where r.model in (p_model, regexp_replace(p_model, '-\d{4}-\d{2}-\d{2}$', '')) and r.effective_from <= p_day
    order by r.model = p_model desc, r.effective_from desc limit 1;
  return jsonb_build_object(
    'model', p_model,
    'freshInput', jsonb_build_object('tokens', v_fresh, 'micros', trim_scale(v_fresh * v_rate.input_micros_per_mtok / 1e6)),
    'cachedInput', jsonb_build_object('tokens', p_cached_input, 'micros', trim_scale(p_cached_input * v_rate.cached_input_micros_per_mtok / 1e6)),
    'output', jsonb_build_object('tokens', p_output, 'micros', trim_scale(p_output * v_rate.output_micros_per_mtok / 1e6)),
    'totalMicros', ceil((v_fresh * v_rate.input_micros_per_mtok + p_cached_input * v_rate.cached_input_micros_per_mtok
                         + p_output * v_rate.output_micros_per_mtok) / 1e6),
    'rate', case when v_rate.model is not null then jsonb_build_object(
      'model', v_rate.model, 'effectiveFrom', v_rate.effective_from, 'input', v_rate.input_micros_per_mtok,
      'cachedInput', v_rate.cached_input_micros_per_mtok, 'output', v_rate.output_micros_per_mtok) end
  );
end
$$;

-- Work after an answer that asked a model: its tokens and cost are the company's use like any other, and its leaving the
-- house stands in the audit log. p_asked: {"provider", "model", "tokens": {"input", "cachedInput", "output"}, "id"}; a call
-- that has an id of its own is counted once, however often it is reported. Returns the cost in detail, null for a call
-- that was counted before.
create function app.count_asked(p_company_id uuid, p_action text, p_subject_id uuid, p_asked jsonb) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_input bigint := coalesce((p_asked #>> '{tokens,input}')::bigint, 0);
  v_output bigint := coalesce((p_asked #>> '{tokens,output}')::bigint, 0);
  v_detail jsonb := app.cost_detail(p_asked ->> 'model', v_input, coalesce((p_asked #>> '{tokens,cachedInput}')::bigint, 0), v_output, current_date);
begin
  insert into public.audit_log (company_id, id, action, subject_id, detail)
    values (p_company_id, coalesce((p_asked ->> 'id')::uuid, app.uuid_v7()), p_action, p_subject_id, jsonb_build_object(
      'provider', p_asked ->> 'provider', 'model', p_asked ->> 'model', 'inputTokens', v_input,
      'cachedInputTokens', coalesce((p_asked #>> '{tokens,cachedInput}')::bigint, 0), 'outputTokens', v_output))
    on conflict (company_id, id) do nothing;
  if not found then
    return null;
  end if;
  insert into public.usage_counters as u (company_id, hour, metric, value)
    select p_company_id, date_trunc('hour', now()), x.metric, x.value
    -- In the order of settle_turn, so that the two do not wait for each other in a circle.
    from (values ('input_tokens', v_input), ('output_tokens', v_output),
                 ('cost_micros', coalesce((v_detail ->> 'totalMicros')::bigint, 0))) x(metric, value)
    where x.value > 0
    on conflict (company_id, hour, metric) do update set value = u.value + excluded.value;
  return v_detail;
end
$$;

-- Recording turns ----------------------------------------------------------------------------------------------------

-- Queues an event for the company's webhooks, once for what it is about, when somebody wants to hear of it.
create function app.queue_webhook(p_company_id uuid, p_type text, p_subject_id uuid, p_data jsonb) returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into public.webhook_events (company_id, id, type, subject_id, payload)
    select p_company_id, 'msg_' || replace(app.uuid_v7()::text, '-', ''), p_type, p_subject_id,
           jsonb_build_object('type', p_type, 'timestamp', to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'data', p_data)
    where exists (select 1 from public.webhook_endpoints e where e.company_id = p_company_id and e.enabled and p_type = any (e.event_types))
    on conflict (company_id, type, subject_id) do nothing;
end
$$;

-- Whether an answer called a model, or pays for a call that it shared.
create function app.asked_model(p_turn public.chat_turns) returns boolean
language sql immutable
set search_path = ''
as $$
  select p_turn.cache <> 'answer'
     and (p_turn.model_calls > 0 or p_turn.cost_micros > 0 or p_turn.input_tokens > 0 or p_turn.output_tokens > 0)
$$;

-- Puts settled turns of all companies into the figures of their hour, what left the house into the audit log, and answers
-- into the webhook queue; a turn goes there once. Many turns in one call: one at a time they would cost the database as
-- much again as their answers did. What settled more than a day ago is history and stays as it is. A turn that was given
-- up waits some minutes: its process may be alive and settle it still, once it reaches the database again. What called a
-- model or pays for a call has its cost in detail and a line in the audit log, an answer that listened in to another's
-- call as well as the one that made it, should that one have left.
create function public.record_turns(p_limit integer default 500) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  v_ids uuid[];
  v_recorded integer;
begin
  select array_agg(id) into v_ids from (
    select id from public.chat_turns
    where recorded_at is null and settled_at > now() - interval '1 day'
      and (error_code is distinct from 'abandoned' or settled_at < now() - interval '5 minutes')
    order by settled_at limit p_limit
    for update skip locked
  ) settled;
  if v_ids is null then
    return 0;
  end if;
  with recorded as (
    update public.chat_turns t set
        recorded_at = now(),
        cost_detail = case when t.model is not null and app.asked_model(t)
          then app.cost_detail(t.model, t.input_tokens, t.cached_input_tokens, t.output_tokens, (t.created_at at time zone 'utc')::date)
               || jsonb_build_object('totalMicros', t.cost_micros) || coalesce(t.cost_detail, '{}'::jsonb)
          else t.cost_detail end
      where t.id = any (v_ids)
      returning t.id, t.company_id, t.session_id, t.user_message_id, t.created_at, t.plan, t.provider, t.model, t.cache, t.outcome,
        t.fallback, t.model_calls, t.first_token_ms, t.total_ms, t.input_tokens, t.cached_input_tokens, t.output_tokens, t.cost_micros,
        app.asked_model(t) as asked
  ), rolled as (
    insert into public.analytics_hours as a (company_id, hour, plan, model, cache, turns, complete, interrupted, failed, fallback,
        first_tokens, first_token_ms, within_half_second, input_tokens, cached_input_tokens, output_tokens, cost_micros)
      select r.company_id, date_trunc('hour', r.created_at), coalesce(r.plan::text, 'none'), coalesce(r.model, 'none'), r.cache,
             count(*), count(*) filter (where r.outcome = 'complete'), count(*) filter (where r.outcome = 'interrupted'),
             count(*) filter (where r.outcome = 'failed'), count(*) filter (where r.fallback),
             count(r.first_token_ms), coalesce(sum(r.first_token_ms), 0)::bigint, count(*) filter (where r.first_token_ms <= 500),
             sum(r.input_tokens), sum(r.cached_input_tokens), sum(r.output_tokens), sum(r.cost_micros)
      -- In one order, so that two calls do not wait for each other in a circle.
      from recorded r group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
      on conflict (company_id, hour, plan, model, cache) do update set
        turns = a.turns + excluded.turns, complete = a.complete + excluded.complete, interrupted = a.interrupted + excluded.interrupted,
        failed = a.failed + excluded.failed, fallback = a.fallback + excluded.fallback,
        first_tokens = a.first_tokens + excluded.first_tokens, first_token_ms = a.first_token_ms + excluded.first_token_ms,
        within_half_second = a.within_half_second + excluded.within_half_second, input_tokens = a.input_tokens + excluded.input_tokens,
        cached_input_tokens = a.cached_input_tokens + excluded.cached_input_tokens, output_tokens = a.output_tokens + excluded.output_tokens,
        cost_micros = a.cost_micros + excluded.cost_micros
  ), audited as (
    -- The built-in model is in the house. An answer that it gave because others failed left the house before.
    insert into public.audit_log (company_id, action, subject_id, detail)
      select r.company_id, 'model.answered', r.id, jsonb_build_object(
        'provider', r.provider, 'model', r.model, 'inputTokens', r.input_tokens, 'cachedInputTokens', r.cached_input_tokens,
        'outputTokens', r.output_tokens, 'calls', r.model_calls)
      from recorded r
      where r.asked and (r.fallback or r.model is distinct from 'built-in')
  ), queued as (
    select app.queue_webhook(r.company_id, 'message.answered', r.id, jsonb_build_object(
      'sessionId', r.session_id, 'messageId', r.id, 'questionId', r.user_message_id, 'plan', r.plan, 'model', r.model,
      'cache', r.cache, 'firstTokenMs', r.first_token_ms, 'totalMs', r.total_ms, 'costMicros', r.cost_micros))
    from recorded r
    where r.outcome = 'complete' and r.company_id in (select e.company_id from public.webhook_endpoints e where e.enabled)
  )
  select (select count(*) from recorded) + 0 * (select count(*) from queued) into v_recorded;
  return v_recorded;
end
$$;

-- The sum of two costs in detail of the same kind; the second names model and rate.
create function app.add_cost(p_before jsonb, p_more jsonb) returns jsonb
language sql immutable
set search_path = ''
as $$
  select coalesce(jsonb_object_agg(m.key, case
    when jsonb_typeof(m.value) = 'object' and m.key <> 'rate' then app.add_cost(p_before -> m.key, m.value)
    when jsonb_typeof(m.value) = 'number' then to_jsonb(m.value::numeric + coalesce((p_before ->> m.key)::numeric, 0))
    else m.value end), '{}'::jsonb)
  from jsonb_each(p_more) m
$$;

-- Counts what one reading of a turn's message cost: in the turn, the figures of its hour, the use and the audit log. A
-- message that is read again because the first attempt was not stored was paid for again, so costs add up; one call is
-- counted once (see app.count_asked). A turn that is gone (its message was answered anew) leaves use and audit log.
create function app.count_reading(p_company_id uuid, p_turn_id uuid, p_asked jsonb) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_turn public.chat_turns;
  v_cost jsonb;
begin
  select * into v_turn from public.chat_turns where id = p_turn_id and company_id = p_company_id for update;
  v_cost := app.count_asked(p_company_id, 'model.read', p_turn_id, p_asked);
  if v_cost is null or v_turn.id is null then
    return;
  end if;
  update public.chat_turns
    set cost_detail = coalesce(cost_detail, '{}'::jsonb)
                      || jsonb_build_object('reading', app.add_cost(v_turn.cost_detail -> 'reading', v_cost))
    where id = p_turn_id;
  insert into public.analytics_hours as a (company_id, hour, plan, model, cache, reading_cost_micros)
    values (p_company_id, date_trunc('hour', v_turn.created_at), coalesce(v_turn.plan::text, 'none'), coalesce(v_turn.model, 'none'),
            v_turn.cache, coalesce((v_cost ->> 'totalMicros')::bigint, 0))
    on conflict (company_id, hour, plan, model, cache) do update
      set reading_cost_micros = a.reading_cost_micros + excluded.reading_cost_micros;
end
$$;

-- Tells of the lead that reading a turn's message made, and counts a reading that could not be stored (one that was is
-- counted with it, by save_reading). Twice is as good as once.
-- p_lead: {"score", "status", "isNew", "becameQualified"} or null; p_asked: see app.count_asked, or null.
create function public.record_reading(p_company_id uuid, p_turn_id uuid, p_lead jsonb, p_asked jsonb) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  v_session_id uuid;
  v_lead jsonb := nullif(p_lead, 'null'::jsonb);
begin
  select session_id into v_session_id from public.chat_turns where id = p_turn_id and company_id = p_company_id;
  -- A message that was answered anew has another turn by now.
  if not found then
    return;
  end if;
  if nullif(p_asked, 'null'::jsonb) is not null then
    perform app.count_reading(p_company_id, p_turn_id, p_asked);
  end if;
  if (v_lead ->> 'isNew')::boolean then
    perform app.queue_webhook(p_company_id, 'lead.created', v_session_id, jsonb_build_object(
      'sessionId', v_session_id, 'score', v_lead -> 'score', 'status', v_lead -> 'status'));
  end if;
  if (v_lead ->> 'becameQualified')::boolean then
    perform app.queue_webhook(p_company_id, 'lead.qualified', v_session_id, jsonb_build_object(
      'sessionId', v_session_id, 'score', v_lead -> 'score'));
  end if;
end
$$;

-- Looks after turns, now and then, for every company. p_answering: the sessions that the caller is answering right now;
-- their turns are known to be alive for another while. A running turn that nobody has spoken for in p_lease_seconds
-- belongs to a dead process and becomes interrupted. What has had its time goes: undelivered events, work that failed for
-- good, the audit log and the figures, of the latter two some at a time.
-- Returns {"abandoned": how many turns it closed, "takenOver": those of p_answering that an agent has}: whoever answers
-- them may not have heard of it.
create function public.sweep_turns(p_answering uuid[] default '{}', p_lease_seconds integer default 45) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  c_jobs_kept constant interval := '30 days';
  c_audit_kept constant interval := '1 year';
  c_figures_kept constant interval := '2 years';
  c_at_a_time constant integer := 5000;
  v_abandoned integer;
  v_taken_over jsonb := '[]'::jsonb;
begin
  if cardinality(p_answering) > 0 then
    update public.chat_turns set alive_at = clock_timestamp() where session_id = any (p_answering) and outcome = 'running';
    select coalesce(jsonb_agg(id), '[]'::jsonb) into v_taken_over
      from public.chat_sessions where id = any (p_answering) and handler = 'agent';
  end if;
  update public.chat_turns set outcome = 'interrupted', error_code = 'abandoned', settled_at = clock_timestamp()
    where id in (
      select id from public.chat_turns
      where outcome = 'running' and created_at < clock_timestamp() - make_interval(secs => p_lease_seconds)
        and coalesce(alive_at, created_at) < clock_timestamp() - make_interval(secs => p_lease_seconds)
      for update skip locked
    );
  get diagnostics v_abandoned = row_count;
  delete from public.webhook_events where expires_at < now();
  delete from public.jobs where status = 'dead' and finished_at < now() - c_jobs_kept;
  delete from public.audit_log where (company_id, id) in (
    select company_id, id from public.audit_log where at < now() - c_audit_kept order by at limit c_at_a_time for update skip locked
  );
  delete from public.analytics_hours where (company_id, hour, plan, model, cache) in (
    select company_id, hour, plan, model, cache from public.analytics_hours where hour < now() - c_figures_kept
    order by hour limit c_at_a_time for update skip locked
  );
  return jsonb_build_object('abandoned', v_abandoned, 'takenOver', v_taken_over);
end
$$;
drop function public.close_abandoned_turns(integer);

-- Rates, each with the day since which it holds.
create or replace function public.current_model_rates() returns jsonb
language sql stable security definer
set search_path = ''
as $$
  select coalesce(jsonb_object_agg(r.model, jsonb_build_object(
    'model', r.model, 'effectiveFrom', r.effective_from, 'input', r.input_micros_per_mtok,
    'cachedInput', r.cached_input_micros_per_mtok, 'output', r.output_micros_per_mtok
  )), '{}'::jsonb)
  from (
    select distinct on (model) * from public.model_rates
    where effective_from <= current_date order by model, effective_from desc
  ) r
$$;

-- Summaries ----------------------------------------------------------------------------------------------------------

-- A conversation that ends is summed up.
create function app.summarise_closed_session() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into public.jobs (company_id, name, payload)
    values (new.company_id, 'summarise-session', jsonb_build_object('sessionId', new.id));
  return null;
end
$$;
create trigger chat_sessions_summarise_when_closed after update of status on public.chat_sessions
  for each row when (old.status = 'open' and new.status = 'closed' and new.message_count > 1)
  execute function app.summarise_closed_session();

-- What there is to sum up: the summary so far and what was said since, oldest first, long texts cut. Null for a session
-- that is gone. `createdAt` and `summaryUntil` are exact to the microsecond: hand them back as they came.
create function public.session_to_summarise(p_company_id uuid, p_session_id uuid, p_limit integer default 60) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'status', s.status, 'visitorId', s.visitor_id, 'summary', s.summary, 'summaryUntil', s.summary_until,
      'messages', coalesce((
        select jsonb_agg(jsonb_build_object('role', m.role, 'text', left(m.text, 4000), 'createdAt', m.created_at) order by m.created_at, m.id)
        from (
          select * from public.chat_messages
          where session_id = s.id and created_at > coalesce(s.summary_until, '-infinity')
          order by created_at, id limit p_limit
        ) m
      ), '[]'::jsonb)
    )
    from public.chat_sessions s where s.id = p_session_id and s.company_id = p_company_id
  );
end
$$;

-- Keeps a summary, unless another one was kept since the texts were read. p_asked: see app.count_asked; what was paid
-- for is counted in any case. Returns whether the summary was kept.
create function public.keep_summary(
  p_company_id uuid, p_session_id uuid, p_summary text, p_until timestamptz, p_since timestamptz, p_asked jsonb default null
) returns boolean
language plpgsql security definer
set search_path = ''
as $$
declare
  v_kept boolean;
begin
  update public.chat_sessions set summary = p_summary, summary_until = p_until
    where id = p_session_id and company_id = p_company_id and summary_until is not distinct from p_since;
  v_kept := found;
  if nullif(p_asked, 'null'::jsonb) is not null and exists (select 1 from public.companies where id = p_company_id) then
    perform app.count_asked(p_company_id, 'model.summarised', p_session_id, p_asked);
  end if;
  return v_kept;
end
$$;

-- The summary stands at the head of a conversation.
create or replace function public.read_transcript(p_session_id uuid) returns jsonb
language plpgsql stable security invoker
set search_path = ''
as $$
declare
  v_session public.chat_sessions;
begin
  select * into v_session from public.chat_sessions where id = p_session_id;
  if not found then
    raise exception 'This session does not exist.' using errcode = 'PT404';
  end if;
  return jsonb_build_object(
    'session', jsonb_build_object(
      'id', v_session.id, 'companyId', v_session.company_id, 'status', v_session.status, 'handler', v_session.handler,
      'assignedTo', v_session.assigned_to,
      'assignedName', (select d.display_name from public.members d
                       where d.company_id = v_session.company_id and d.user_id = v_session.assigned_to),
      'title', v_session.title, 'pageUrl', v_session.page_url, 'locale', v_session.locale,
      'messageCount', v_session.message_count, 'createdAt', v_session.created_at, 'lastMessageAt', v_session.last_message_at,
      'summary', v_session.summary
    ),
    'visitor', (
      select jsonb_build_object('id', v.id, 'name', v.name, 'email', v.email, 'phone', v.phone, 'locale', v.locale,
                                'createdAt', v.created_at, 'lastSeenAt', v.last_seen_at,
                                'sessionCount', (select count(*) from public.chat_sessions o
                                                 where o.company_id = v.company_id and o.visitor_id = v.id))
      from public.visitors v where v.id = v_session.visitor_id
    ),
    'runningTurnId', (
      select t.id from public.chat_turns t
      where t.session_id = p_session_id and t.outcome = 'running' and t.created_at > clock_timestamp() - interval '3 minutes'
      order by t.created_at desc limit 1
    ),
    'lead', (
      select jsonb_build_object('id', l.id, 'name', l.name, 'email', l.email, 'phone', l.phone, 'companyName', l.company_name,
                                'score', l.score, 'reasons', l.reasons, 'status', l.status)
      from public.leads l where l.session_id = p_session_id
    ),
    'insight', (
      select jsonb_build_object('intent', i.intent, 'sentiment', i.sentiment, 'language', i.language)
      from public.message_insights i where i.session_id = p_session_id order by i.created_at desc limit 1
    ),
    'messages', coalesce((
      select jsonb_agg(app.message_json(m) || jsonb_build_object('turn', case m.role
                         when 'assistant' then app.turn_json(m.id)
                         when 'user' then (
                           select app.turn_json(t.id) from public.chat_turns t
                           where t.user_message_id = m.id and not exists (select 1 from public.chat_messages a where a.id = t.id)
                         ) end)
                       order by m.created_at, m.id)
      from (select * from public.chat_messages where session_id = p_session_id order by created_at desc, id desc limit 1000) m
    ), '[]'::jsonb)
  );
end
$$;

do $$
declare
  f text;
begin
  foreach f in array array[
    'public.claim_jobs(integer, integer, integer)', 'public.finish_jobs(jsonb, integer)', 'public.record_turns(integer)',
    'public.record_reading(uuid, uuid, jsonb, jsonb)', 'public.sweep_turns(uuid[], integer)', 'public.session_to_summarise(uuid, uuid, integer)',
    'public.keep_summary(uuid, uuid, text, timestamptz, timestamptz, jsonb)'
  ] loop
    execute format('revoke all on function %s from public, anon, authenticated', f);
    execute format('grant execute on function %s to service_role', f);
  end loop;
  foreach f in array array['public.retry_job(uuid)', 'public.discard_job(uuid)'] loop
    execute format('revoke all on function %s from public, anon', f);
    execute format('grant execute on function %s to authenticated', f);
  end loop;
end
$$;
revoke all on all functions in schema app from public, anon;
grant execute on function app.uuid_v7() to anon;
