-- The visitor path. Visitors have no database user; the server calls these functions with the service key,
-- and each one takes the company and the visitor and checks both. Nobody else may execute them.
-- A missing session and somebody else's session raise the same PT404.

create function public.resolve_widget_key(p_key text) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'companyId', c.id,
      'slug', c.slug,
      'hourlyLimit', c.hourly_limit,
      'allowedOrigins', to_jsonb(k.allowed_origins),
      'appearance', jsonb_build_object(
        'companyName', c.name, 'assistantName', c.assistant_name, 'greeting', c.greeting, 'accentColor', c.accent_color
      )
    )
    from public.widget_keys k
    join public.companies c on c.id = k.company_id
    where k.key = p_key and k.revoked_at is null
  );
end
$$;

create function public.resolve_api_key(p_hash text) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_result jsonb;
begin
  update public.api_keys k
    set last_used_at = now()
    from public.companies c
    where k.hash = p_hash and k.revoked_at is null and c.id = k.company_id
    returning jsonb_build_object('companyId', c.id, 'slug', c.slug, 'hourlyLimit', c.hourly_limit, 'keyId', k.id)
    into v_result;
  return v_result;
end
$$;

-- Functions that a turn calls are plpgsql also where one query is all of them: its plan is kept between calls, while an
-- SQL function that sets its search_path is planned anew each time.
create function app.turn_json(p_turn_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'id', t.id, 'outcome', t.outcome, 'plan', t.plan, 'planReason', t.plan_reason, 'provider', t.provider,
      'model', t.model, 'cache', t.cache, 'fallback', t.fallback, 'inputTokens', t.input_tokens,
      'cachedInputTokens', t.cached_input_tokens, 'outputTokens', t.output_tokens, 'costMicros', t.cost_micros,
      'firstTokenMs', t.first_token_ms, 'totalMs', t.total_ms, 'errorCode', t.error_code,
      'ageSeconds', extract(epoch from clock_timestamp() - t.created_at),
      'operations', coalesce((
        select jsonb_agg(jsonb_build_object('name', o.name, 'startedMs', o.started_ms, 'durationMs', o.duration_ms) order by o.position)
        from public.turn_operations o where o.turn_id = t.id
      ), '[]'::jsonb)
    )
    from public.chat_turns t where t.id = p_turn_id
  );
end
$$;

create function app.message_json(m public.chat_messages) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'id', m.id, 'role', m.role, 'text', m.text, 'sources', m.sources, 'clientMessageId', m.client_message_id,
      'authorName', (select d.display_name from public.members d where d.company_id = m.company_id and d.user_id = m.author_id),
      'createdAt', to_char(m.created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
    )
  );
end
$$;

-- Opens a turn in one trip: visitor, session and user message are stored (idempotently), the turn begins,
-- and everything the answer needs comes back. The same client message id again stores nothing and returns
-- what became of the first: `duplicate` with its turn and, when there is one, its answer. A turn that failed, was
-- interrupted or has been running for longer than p_rerun_after_seconds is run again, and so is a complete one
-- when p_regenerate asks for another answer. While an agent has the session, nothing is run again.
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
  p_regenerate boolean default false
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
        update public.chat_sessions set message_count = message_count - 1 where id = p_session_id;
      end if;
      delete from public.chat_turns where id = v_turn.id;
      insert into public.chat_turns (id, company_id, session_id, user_message_id)
        values (p_turn_id, p_company_id, p_session_id, v_stored.id);
      v_turn_id := p_turn_id;
      v_duplicate := false;
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
    'newSession', v_new_session,
    'session', jsonb_build_object('id', v_session.id, 'status', v_session.status, 'handler', v_session.handler,
                                  'messageCount', v_session.message_count, 'title', v_session.title),
    'userMessageId', v_stored.id,
    'turn', case when v_turn_id is null then null else app.turn_json(v_turn_id) end,
    'answer', case when v_duplicate then (
      select app.message_json(m) from public.chat_messages m where m.id = v_turn_id and m.company_id = p_company_id
    ) end,
    'settings', (
      select jsonb_build_object('companyName', c.name, 'assistantName', c.assistant_name, 'tone', c.assistant_tone,
                                'rules', c.assistant_rules)
      from public.companies c where c.id = p_company_id
    ),
    'history', case when v_new_session then '[]'::jsonb else coalesce((
      select jsonb_agg(jsonb_build_object('role', h.role, 'text', h.text) order by h.created_at, h.id)
      from (
        select m.id, m.role, m.text, m.created_at from public.chat_messages m
        where m.session_id = p_session_id and m.created_at < v_stored.created_at
        order by m.created_at desc, m.id desc
        limit p_history_limit
      ) h
    ), '[]'::jsonb) end,
    'lead', (
      select jsonb_build_object('name', l.name, 'email', l.email, 'phone', l.phone, 'score', l.score, 'status', l.status)
      from public.leads l where l.session_id = p_session_id
    )
  );
end
$$;

-- Settles a turn in one trip: answer, timings, tokens, cost, usage and follow-up jobs stand or fall together.
-- A turn settles once; a second call changes nothing and says so.
create function public.settle_turn(p_company_id uuid, p_turn_id uuid, p_settlement jsonb) returns jsonb
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
      cache = coalesce(p_settlement ->> 'cache', 'none'),
      fallback = coalesce((p_settlement ->> 'fallback')::boolean, false),
      input_tokens = coalesce((p_settlement ->> 'inputTokens')::integer, 0),
      cached_input_tokens = coalesce((p_settlement ->> 'cachedInputTokens')::integer, 0),
      output_tokens = coalesce((p_settlement ->> 'outputTokens')::integer, 0),
      cost_micros = coalesce((p_settlement ->> 'costMicros')::bigint, 0),
      first_token_ms = (p_settlement ->> 'firstTokenMs')::real,
      total_ms = (p_settlement ->> 'totalMs')::real,
      error_code = p_settlement ->> 'errorCode',
      settled_at = clock_timestamp()
    where id = p_turn_id and company_id = p_company_id and outcome = 'running'
    returning * into v_turn;
  if not found then
    return jsonb_build_object('settled', false);
  end if;

  if v_text <> '' then
    insert into public.chat_messages (id, company_id, session_id, role, text, sources)
      values (p_turn_id, p_company_id, v_turn.session_id, 'assistant', v_text, coalesce(p_settlement -> 'sources', '[]'::jsonb));
    update public.chat_sessions
      set message_count = message_count + 1, last_message_at = clock_timestamp(), last_message_role = 'assistant',
          last_message_preview = left(regexp_replace(v_text, '\s+', ' ', 'g'), 200)
      where id = v_turn.session_id and company_id = p_company_id;
  end if;

  insert into public.turn_operations (turn_id, position, company_id, name, started_ms, duration_ms)
    select p_turn_id, o.ordinality, p_company_id, o.value ->> 'name', (o.value ->> 'startedMs')::real, (o.value ->> 'durationMs')::real
    from jsonb_array_elements(coalesce(p_settlement -> 'operations', '[]'::jsonb)) with ordinality o;

  insert into public.jobs (company_id, name, payload)
    select p_company_id, j.value ->> 'name', coalesce(j.value -> 'payload', '{}'::jsonb)
    from jsonb_array_elements(coalesce(p_settlement -> 'jobs', '[]'::jsonb)) j;

  insert into public.usage_counters as u (company_id, hour, metric, value)
    select p_company_id, v_hour, x.metric, x.value
    from (values ('turns', 1::bigint), ('input_tokens', v_turn.input_tokens::bigint),
                 ('output_tokens', v_turn.output_tokens::bigint), ('cost_micros', v_turn.cost_micros)) x(metric, value)
    where x.value > 0
    on conflict (company_id, hour, metric) do update set value = u.value + excluded.value;

  return jsonb_build_object('settled', true, 'sessionId', v_turn.session_id);
end
$$;

-- What the visitor sees after a reload: the newest messages of their own session, oldest first.
create function public.visitor_session(p_company_id uuid, p_visitor_id uuid, p_session_id uuid, p_limit integer default 50)
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
    'public.resolve_widget_key(text)', 'public.resolve_api_key(text)',
    'public.open_turn(uuid, uuid, uuid, uuid, text, uuid, text, text, text, integer, integer, boolean)',
    'public.settle_turn(uuid, uuid, jsonb)', 'public.visitor_session(uuid, uuid, uuid, integer)'
  ] loop
    execute format('revoke all on function %s from public, anon, authenticated', f);
    execute format('grant execute on function %s to service_role', f);
  end loop;
end
$$;
revoke all on all functions in schema app from public, anon;
grant execute on function app.uuid_v7() to anon;
