-- The engine's tables: how well a visitor is known, answers that are kept and served again, and the turn that uses both.

alter table public.visitors
  add column session_count integer not null default 0 check (session_count >= 0),
  add column answer_depth text check (answer_depth in ('detailed', 'balanced', 'concise'));
comment on column public.visitors.answer_depth is 'How thorough the visitor asked answers to be; null leaves it to the assistant.';

alter table public.chat_messages add column complete boolean not null default true;
comment on column public.chat_messages.complete is 'False for an answer that was stopped, overtaken or broke off: its text is what was shown of it.';

alter table public.chat_turns
  add column depth text check (depth in ('detailed', 'balanced', 'concise')),
  add column model_calls smallint not null default 0 check (model_calls >= 0),
  add column operations jsonb not null default '[]'::jsonb constraint chat_turns_operations_are_timed check (
    jsonb_typeof(operations) = 'array' and not operations @? '$[*] ? (!(
      @.name.type() == "string" && @.startedMs.type() == "number" && @.durationMs.type() == "number"
      && @.startedMs >= 0 && @.durationMs >= 0
    ))'
  );
comment on column public.chat_turns.operations is 'The timed steps, in milliseconds from the moment the request arrived: [{"name", "startedMs", "durationMs"}].';
comment on column public.chat_turns.model_calls is 'Calls to providers that this answer took, failed ones included; 0 for one that was stored or shared.';

create table public.stored_answers (
  id uuid primary key default app.uuid_v7(),
  company_id uuid not null references public.companies (id) on delete cascade,
  key text not null check (char_length(key) between 1 and 100),
  depth text not null check (depth in ('detailed', 'balanced', 'concise')),
  kind text not null default 'asked' check (kind in ('asked', 'pinned', 'predicted')),
  question text not null check (char_length(question) between 1 and 400),
  text text not null check (octet_length(text) between 1 and 200000),
  sources jsonb not null default '[]'::jsonb check (jsonb_typeof(sources) = 'array'),
  cost_micros bigint not null default 0 check (cost_micros >= 0),
  hits integer not null default 0 check (hits >= 0),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  unique (company_id, id),
  unique (company_id, key, depth)
);
comment on table public.stored_answers is 'Answers that are given again to the same question. They go as soon as an article they rest on, or how the assistant shall speak, changes.';
comment on column public.stored_answers.key is 'Hash of the question as it is compared: without case, marks and polite filler.';
comment on column public.stored_answers.kind is 'asked: a visitor asked it; pinned: an admin wants it ready; predicted: prepared because it is likely to be asked next.';
comment on column public.stored_answers.cost_micros is 'What making it cost, in millionths of a US dollar.';

create table public.stored_answer_sources (
  company_id uuid not null,
  answer_id uuid not null,
  source_id uuid not null,
  primary key (answer_id, source_id),
  foreign key (company_id, answer_id) references public.stored_answers (company_id, id) on delete cascade,
  foreign key (company_id, source_id) references public.knowledge_sources (company_id, id) on delete cascade
);
comment on table public.stored_answer_sources is 'Which articles a stored answer cites.';
-- Knowledge: which answers go when this article changes; also serves the foreign key.
create index stored_answer_sources_by_source on public.stored_answer_sources (company_id, source_id);
-- Housekeeping: answers past their time.
create index stored_answers_by_expiry on public.stored_answers (expires_at);

alter table public.stored_answers enable row level security;
alter table public.stored_answer_sources enable row level security;
revoke all on public.stored_answers, public.stored_answer_sources from anon, authenticated;
grant all on public.stored_answers, public.stored_answer_sources to service_role;
grant select on public.stored_answers, public.stored_answer_sources to authenticated;
create policy stored_answers_read on public.stored_answers for select to authenticated
  using (company_id in (select app.my_companies()));
create policy stored_answer_sources_read on public.stored_answer_sources for select to authenticated
  using (company_id in (select app.my_companies()));

-- An answer goes with the article it cites: when its text, title or address changes, when it is switched off, when it is
-- deleted. Security definer, because members may change articles and only read stored answers.
create function app.expire_answers_of_source() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  delete from public.stored_answers a using public.stored_answer_sources s
    where s.company_id = old.company_id and s.source_id = old.id and a.id = s.answer_id;
  return case when tg_op = 'DELETE' then old else new end;
end
$$;
create trigger stored_answers_expire_with_source before update on public.knowledge_sources
  for each row when ((old.content_hash, old.enabled, old.status, old.title, old.url)
    is distinct from (new.content_hash, new.enabled, new.status, new.title, new.url))
  execute function app.expire_answers_of_source();
create trigger stored_answers_go_with_source before delete on public.knowledge_sources
  for each row execute function app.expire_answers_of_source();

-- A single passage may be switched off or rewritten too.
create function app.expire_answers_of_passages() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  delete from public.stored_answers a using public.stored_answer_sources s
    where a.id = s.answer_id and (s.company_id, s.source_id) in (
      select o.company_id, o.source_id from old_rows o join new_rows n using (id)
      where (o.body, o.title_path, o.enabled) is distinct from (n.body, n.title_path, n.enabled)
    );
  return null;
end
$$;
create trigger stored_answers_expire_with_passages after update on public.knowledge_passages
  referencing old table as old_rows new table as new_rows
  for each statement execute function app.expire_answers_of_passages();

create function app.expire_answers_of_company() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  delete from public.stored_answers where company_id = new.id;
  return null;
end
$$;
create trigger stored_answers_expire_with_settings after update on public.companies
  for each row when ((old.name, old.assistant_name, old.assistant_tone, old.assistant_rules)
    is distinct from (new.name, new.assistant_name, new.assistant_tone, new.assistant_rules))
  execute function app.expire_answers_of_company();

create or replace function app.turn_json(p_turn_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'id', t.id, 'outcome', t.outcome, 'plan', t.plan, 'planReason', t.plan_reason, 'provider', t.provider,
      'model', t.model, 'cache', t.cache, 'depth', t.depth, 'modelCalls', t.model_calls, 'fallback', t.fallback, 'inputTokens', t.input_tokens,
      'cachedInputTokens', t.cached_input_tokens, 'outputTokens', t.output_tokens, 'costMicros', t.cost_micros,
      'firstTokenMs', t.first_token_ms, 'totalMs', t.total_ms, 'errorCode', t.error_code,
      'ageSeconds', extract(epoch from clock_timestamp() - t.created_at),
      'operations', t.operations
    )
    from public.chat_turns t where t.id = p_turn_id
  );
end
$$;

create or replace function app.message_json(m public.chat_messages) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'id', m.id, 'role', m.role, 'text', m.text, 'sources', m.sources, 'complete', m.complete, 'clientMessageId', m.client_message_id,
      'authorName', (select d.display_name from public.members d where d.company_id = m.company_id and d.user_id = m.author_id),
      'createdAt', to_char(m.created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
    )
  );
end
$$;

-- An answer of the session that shall be continued: its question, its text, and the passages around those it cites, in
-- the order of the article. Null for an answer that is not of this session.
create function app.answer_to_continue(p_company_id uuid, p_session_id uuid, p_turn_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'text', m.text,
      'question', (
        select q.text from public.chat_turns t join public.chat_messages q on q.id = t.user_message_id where t.id = m.id
      ),
      'passages', coalesce((
        select jsonb_agg(jsonb_build_object(
          'passageId', near.id, 'sourceId', s.id, 'title', s.title, 'titlePath', near.title_path, 'url', s.url,
          'body', near.body, 'position', near.position, 'score', 1, 'coverage', 1
        ) order by cited.number, near.position)
        from (
          select (c ->> 'number')::integer as number, (c ->> 'passageId')::uuid as passage_id from jsonb_array_elements(m.sources) c
        ) cited
        join public.knowledge_passages p on p.id = cited.passage_id and p.company_id = p_company_id
        join public.knowledge_sources s on s.id = p.source_id and s.company_id = p_company_id and s.enabled
        join public.knowledge_passages near on near.source_id = p.source_id and near.enabled
          and near.position between p.position - 1 and p.position + 3
      ), '[]'::jsonb)
    )
    from public.chat_messages m
    where m.id = p_turn_id and m.session_id = p_session_id and m.company_id = p_company_id and m.role = 'assistant'
  );
end
$$;

-- How a company's assistant shall speak. Null for a company that is gone.
create function app.assistant_settings(p_company_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object('companyName', c.name, 'assistantName', c.assistant_name, 'tone', c.assistant_tone,
                              'rules', c.assistant_rules)
    from public.companies c where c.id = p_company_id
  );
end
$$;

drop function public.open_turn(uuid, uuid, uuid, uuid, text, uuid, text, text, text, integer, integer, boolean);

-- Opens a turn in one trip: visitor, session and user message are stored (idempotently), the turn begins,
-- and everything the answer needs comes back. The same client message id again stores nothing and returns
-- what became of the first: `duplicate` with its turn and, when there is one, its answer. A turn that failed, was
-- interrupted or has been running for longer than p_rerun_after_seconds is run again, and so is a complete one
-- when p_regenerate asks for another answer. While an agent has the session, nothing is run again.
-- p_answer_key: the key under which an answer to this text may have been stored; p_continues: the earlier answer that
-- shall be continued, which comes back with the passages around those it cites.
create function public.open_turn(
  p_company_id uuid,
  p_visitor_id uuid,
  p_session_id uuid,
  p_message_id uuid,
  p_client_message_id text,
  p_turn_id uuid,
  p_text text,
  p_page_url text default null,
  p_locale text default null,
  p_history_limit integer default 20,
  p_rerun_after_seconds integer default 120,
  p_regenerate boolean default false,
  p_answer_key text default null,
  p_depth text default null,
  p_continues uuid default null
) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_session public.chat_sessions;
  v_stored public.chat_messages;
  v_turn public.chat_turns;
  v_turn_id uuid;
  v_duplicate boolean := false;
  v_new_session boolean := false;
  v_rerun boolean := false;
  v_visitor public.visitors;
begin
  select * into v_session from public.chat_sessions where id = p_session_id for update;
  if not found then
    -- Two first requests of a session may come at once. No target: either unique key of the row may meet the other's.
    insert into public.visitors (id, company_id, locale) values (p_visitor_id, p_company_id, left(p_locale, 35))
      on conflict do nothing;
    insert into public.chat_sessions (id, company_id, visitor_id, title, page_url, locale)
      values (p_session_id, p_company_id, p_visitor_id, left(regexp_replace(p_text, '\s+', ' ', 'g'), 160),
              left(p_page_url, 2000), left(p_locale, 35))
      on conflict do nothing
      returning * into v_session;
    v_new_session := v_session.id is not null;
    if not v_new_session then
      select * into v_session from public.chat_sessions where id = p_session_id for update;
    end if;
  end if;
  if v_session.company_id <> p_company_id or v_session.visitor_id <> p_visitor_id then
    raise exception 'This session does not exist.' using errcode = 'PT404';
  end if;
  if p_continues is not null and not exists (
    select 1 from public.chat_messages where id = p_continues and session_id = p_session_id and role = 'assistant'
  ) then
    raise exception 'The answer to continue is not one of this session.' using errcode = 'PT422';
  end if;

  if v_new_session or p_depth is not null then
    update public.visitors
      set session_count = session_count + v_new_session::integer, answer_depth = coalesce(p_depth, answer_depth), last_seen_at = now()
      where id = p_visitor_id and company_id = p_company_id
      returning * into v_visitor;
  else
    select * into v_visitor from public.visitors where id = p_visitor_id and company_id = p_company_id;
  end if;

  select * into v_stored from public.chat_messages
    where session_id = p_session_id and client_message_id = p_client_message_id;
  if found then
    if v_stored.text <> p_text then
      raise exception 'This message id was used before with another text.' using errcode = 'PT422';
    end if;
    v_duplicate := true;
    select * into v_turn from public.chat_turns where user_message_id = v_stored.id for update;
    if found and v_session.handler = 'assistant' and (
      v_turn.outcome in ('failed', 'interrupted')
      or v_turn.outcome = 'complete' and p_regenerate
      or v_turn.outcome = 'running' and v_turn.created_at < clock_timestamp() - make_interval(secs => p_rerun_after_seconds)
    ) then
      -- Nobody is answering this message any more: sending it again tries again, under the new id.
      delete from public.chat_messages where id = v_turn.id and company_id = p_company_id;
      if found then
        update public.chat_sessions set message_count = message_count - 1 where id = p_session_id
          returning * into v_session;
      end if;
      delete from public.chat_turns where id = v_turn.id;
      insert into public.chat_turns (id, company_id, session_id, user_message_id)
        values (p_turn_id, p_company_id, p_session_id, v_stored.id);
      v_turn_id := p_turn_id;
      v_duplicate := false;
      v_rerun := true;
    else
      v_turn_id := v_turn.id;
    end if;
  else
    insert into public.chat_messages (id, company_id, session_id, role, client_message_id, text)
      values (p_message_id, p_company_id, p_session_id, 'user', p_client_message_id, p_text)
      returning * into v_stored;
    update public.chat_sessions
      set message_count = message_count + 1, last_message_at = v_stored.created_at, last_message_role = 'user',
          last_message_preview = left(regexp_replace(p_text, '\s+', ' ', 'g'), 200), status = 'open', closed_at = null
      where id = p_session_id
      returning * into v_session;
    if v_session.handler = 'assistant' then
      insert into public.chat_turns (id, company_id, session_id, user_message_id)
        values (p_turn_id, p_company_id, p_session_id, v_stored.id);
      v_turn_id := p_turn_id;
    end if;
  end if;

  return jsonb_build_object(
    'duplicate', v_duplicate,
    'rerun', v_rerun,
    'newSession', v_new_session,
    'session', jsonb_build_object('id', v_session.id, 'status', v_session.status, 'handler', v_session.handler,
                                  'messageCount', v_session.message_count, 'title', v_session.title,
                                  'summary', v_session.summary),
    'visitor', jsonb_build_object(
      'sessionCount', v_visitor.session_count, 'chosenDepth', v_visitor.answer_depth,
      'messageCount', case when v_visitor.session_count <= 1 then v_session.message_count else (
        select sum(s.message_count) from public.chat_sessions s where s.company_id = p_company_id and s.visitor_id = p_visitor_id
      ) end),
    'userMessageId', v_stored.id,
    'turn', case when v_turn_id is null then null else app.turn_json(v_turn_id) end,
    'answer', case when v_duplicate then (
      select app.message_json(m) from public.chat_messages m where m.id = v_turn_id and m.company_id = p_company_id
    ) end,
    'settings', app.assistant_settings(p_company_id),
    'history', case when v_new_session then '[]'::jsonb else coalesce((
      select jsonb_agg(jsonb_build_object('role', h.role, 'text', h.text, 'complete', h.complete) order by h.created_at, h.id)
      from (
        select m.id, m.role, m.text, m.created_at, m.complete from public.chat_messages m
        where m.session_id = p_session_id and m.created_at < v_stored.created_at
        order by m.created_at desc, m.id desc
        limit p_history_limit
      ) h
    ), '[]'::jsonb) end,
    'lead', (
      select jsonb_build_object('name', l.name, 'email', l.email, 'phone', l.phone, 'score', l.score, 'status', l.status)
      from public.leads l where l.session_id = p_session_id
    ),
    'storedAnswers', case when p_answer_key is null or v_duplicate or p_regenerate then '[]'::jsonb else coalesce((
      select jsonb_agg(jsonb_build_object('id', a.id, 'depth', a.depth, 'kind', a.kind, 'text', a.text, 'sources', a.sources,
                                          'answeredAt', to_char(a.created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
      from public.stored_answers a
      where a.company_id = p_company_id and a.key = p_answer_key and a.expires_at > now()
    ), '[]'::jsonb) end,
    'continued', case when p_continues is not null then app.answer_to_continue(p_company_id, p_session_id, p_continues) end
  );
end
$$;

-- Keeps an answer for the next time its question is asked, unless an article that it cites has changed since it was read.
-- p_keep: {"key", "depth", "kind", "question", "lifetimeSeconds"}. Returns whether it was kept.
create function app.store_answer(p_company_id uuid, p_keep jsonb, p_text text, p_sources jsonb, p_cost_micros bigint) returns boolean
language plpgsql
set search_path = ''
as $$
declare
  v_id uuid;
  v_source_ids uuid[];
begin
  -- Waits for a change of these articles that is under way; what follows sees its outcome, and one that begins later finds
  -- the answer and removes it.
  select array_agg(id) into v_source_ids from (
    select s.id from public.knowledge_sources s
    where s.company_id = p_company_id and s.enabled
      and s.id in (select (x ->> 'sourceId')::uuid from jsonb_array_elements(p_sources) x)
    order by s.id
    for share
  ) locked;
  if exists (
    select 1 from jsonb_array_elements(p_sources) x
    where (x ->> 'sourceId')::uuid <> all (coalesce(v_source_ids, '{}'))
       or not exists (
         select 1 from public.knowledge_passages p
         where p.id = (x ->> 'passageId')::uuid and p.source_id = (x ->> 'sourceId')::uuid and p.enabled
       )
  ) then
    return false;
  end if;
  insert into public.stored_answers as a (company_id, key, depth, kind, question, text, sources, cost_micros, expires_at)
    values (p_company_id, p_keep ->> 'key', p_keep ->> 'depth', coalesce(p_keep ->> 'kind', 'asked'), left(p_keep ->> 'question', 400),
            p_text, p_sources, p_cost_micros, now() + make_interval(secs => (p_keep ->> 'lifetimeSeconds')::integer))
    on conflict (company_id, key, depth) do update set
      text = excluded.text, sources = excluded.sources, cost_micros = excluded.cost_micros, created_at = now(),
      expires_at = excluded.expires_at,
      -- What an admin pinned stays pinned when a visitor asks for a fresh answer.
      kind = case when a.kind = 'pinned' then a.kind else excluded.kind end
    returning a.id into v_id;
  delete from public.stored_answer_sources where answer_id = v_id;
  insert into public.stored_answer_sources (company_id, answer_id, source_id)
    select p_company_id, v_id, unnest(v_source_ids);
  return true;
end
$$;

-- Settles a turn in one trip: answer, timings, tokens, cost, usage and follow-up jobs stand or fall together.
-- A turn settles once; a second call changes nothing and says so.
create or replace function public.settle_turn(p_company_id uuid, p_turn_id uuid, p_settlement jsonb) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_turn public.chat_turns;
  v_text text := coalesce(p_settlement ->> 'text', '');
  v_hour timestamptz := date_trunc('hour', now());
begin
  update public.chat_turns set
      outcome = (p_settlement ->> 'outcome')::public.turn_outcome,
      plan = (p_settlement ->> 'plan')::public.turn_plan,
      plan_reason = p_settlement ->> 'planReason',
      provider = p_settlement ->> 'provider',
      model = p_settlement ->> 'model',
      depth = p_settlement ->> 'depth',
      model_calls = coalesce((p_settlement ->> 'modelCalls')::smallint, 0),
      cache = coalesce(p_settlement ->> 'cache', 'none'),
      fallback = coalesce((p_settlement ->> 'fallback')::boolean, false),
      input_tokens = coalesce((p_settlement ->> 'inputTokens')::integer, 0),
      cached_input_tokens = coalesce((p_settlement ->> 'cachedInputTokens')::integer, 0),
      output_tokens = coalesce((p_settlement ->> 'outputTokens')::integer, 0),
      cost_micros = coalesce((p_settlement ->> 'costMicros')::bigint, 0),
      first_token_ms = (p_settlement ->> 'firstTokenMs')::real,
      total_ms = (p_settlement ->> 'totalMs')::real,
      error_code = p_settlement ->> 'errorCode',
      operations = coalesce(p_settlement -> 'operations', '[]'::jsonb),
      settled_at = clock_timestamp()
    where id = p_turn_id and company_id = p_company_id
      -- A turn may have been given up while its process could not reach the database: its answer counts all the same.
      and (outcome = 'running' or outcome = 'interrupted' and error_code = 'abandoned')
    returning * into v_turn;
  if not found then
    return jsonb_build_object('settled', false);
  end if;

  if v_text <> '' then
    insert into public.chat_messages (id, company_id, session_id, role, text, sources, complete)
      values (p_turn_id, p_company_id, v_turn.session_id, 'assistant', v_text, coalesce(p_settlement -> 'sources', '[]'::jsonb),
              v_turn.outcome = 'complete');
    update public.chat_sessions
      set message_count = message_count + 1, last_message_at = clock_timestamp(), last_message_role = 'assistant',
          last_message_preview = left(regexp_replace(v_text, '\s+', ' ', 'g'), 200)
      where id = v_turn.session_id and company_id = p_company_id;
  end if;

  insert into public.jobs (company_id, name, payload)
    select p_company_id, j.value ->> 'name', coalesce(j.value -> 'payload', '{}'::jsonb)
    from jsonb_array_elements(coalesce(p_settlement -> 'jobs', '[]'::jsonb)) j;

  insert into public.usage_counters as u (company_id, hour, metric, value)
    select p_company_id, v_hour, x.metric, x.value
    from (values ('turns', 1::bigint), ('input_tokens', v_turn.input_tokens::bigint),
                 ('output_tokens', v_turn.output_tokens::bigint), ('cost_micros', v_turn.cost_micros)) x(metric, value)
    where x.value > 0
    on conflict (company_id, hour, metric) do update set value = u.value + excluded.value;

  if p_settlement -> 'storedAnswerId' <> 'null'::jsonb then
    update public.stored_answers set hits = hits + 1
      where id = (p_settlement ->> 'storedAnswerId')::uuid and company_id = p_company_id;
  end if;
  if p_settlement -> 'keep' <> 'null'::jsonb then
    perform app.store_answer(p_company_id, p_settlement -> 'keep', v_text, coalesce(p_settlement -> 'sources', '[]'::jsonb),
                             v_turn.cost_micros);
  end if;

  return jsonb_build_object('settled', true, 'sessionId', v_turn.session_id);
end
$$;

-- What the visitor sees after a reload: the newest messages of their own session, oldest first, and the answer that is
-- being written.
create or replace function public.visitor_session(p_company_id uuid, p_visitor_id uuid, p_session_id uuid, p_limit integer default 50)
returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  v_session public.chat_sessions;
begin
  select * into v_session from public.chat_sessions
    where id = p_session_id and company_id = p_company_id and visitor_id = p_visitor_id;
  if not found then
    raise exception 'This session does not exist.' using errcode = 'PT404';
  end if;
  return jsonb_build_object(
    'answering', (
      select t.id from public.chat_turns t
      where t.session_id = p_session_id and t.outcome = 'running' order by t.created_at desc limit 1
    ),
    'session', jsonb_build_object('id', v_session.id, 'status', v_session.status, 'handler', v_session.handler),
    'messages', coalesce((
      select jsonb_agg(app.message_json(m) order by m.created_at, m.id)
      from (
        select * from public.chat_messages
        where session_id = p_session_id and company_id = p_company_id
        order by created_at desc, id desc
        limit least(greatest(p_limit, 1), 200)
      ) m
    ), '[]'::jsonb)
  );
end
$$;

do $$
declare
  f text;
begin
  foreach f in array array[
    'public.open_turn(uuid, uuid, uuid, uuid, text, uuid, text, text, text, integer, integer, boolean, text, text, uuid)'
  ] loop
    execute format('revoke all on function %s from public, anon, authenticated', f);
    execute format('grant execute on function %s to service_role', f);
  end loop;
end
$$;
revoke all on all functions in schema app from public, anon;
grant execute on function app.uuid_v7() to anon;
