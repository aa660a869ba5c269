-- What agents and admins do and read. All of it runs as the signed-in member, under row-level security.

grant execute on function app.message_json(public.chat_messages) to authenticated;
grant execute on function app.turn_json(uuid) to authenticated;

-- The agent becomes the one who answers. Exactly one of two agents at once wins.
create function public.take_over(p_session_id uuid) returns jsonb
language plpgsql security invoker
set search_path = ''
as $$
declare
  v_company uuid;
begin
  update public.chat_sessions
    set handler = 'agent', assigned_to = auth.uid(), status = 'open', closed_at = null
    where id = p_session_id and (handler = 'assistant' or assigned_to is null or assigned_to = auth.uid())
    returning company_id into v_company;
  if not found then
    if exists (select 1 from public.chat_sessions where id = p_session_id) then
      raise exception 'Another agent has taken over this conversation.' using errcode = 'PT409';
    end if;
    raise exception 'This session does not exist.' using errcode = 'PT404';
  end if;
  return jsonb_build_object('companyId', v_company, 'handler', 'agent', 'assignedTo', auth.uid());
end
$$;

-- The assistant answers again. Only the agent who answers, or an admin, gives a conversation back.
create function public.hand_back(p_session_id uuid) returns jsonb
language plpgsql security invoker
set search_path = ''
as $$
declare
  v_company uuid;
begin
  update public.chat_sessions set handler = 'assistant', assigned_to = null
    where id = p_session_id
      and (assigned_to is null or assigned_to = auth.uid() or company_id in (select app.my_admin_companies()))
    returning company_id into v_company;
  if not found then
    if exists (select 1 from public.chat_sessions where id = p_session_id) then
      raise exception 'Another agent is answering this conversation.' using errcode = 'PT409';
    end if;
    raise exception 'This session does not exist.' using errcode = 'PT404';
  end if;
  return jsonb_build_object('companyId', v_company, 'handler', 'assistant', 'assignedTo', null);
end
$$;

create function public.set_session_status(p_session_id uuid, p_status public.session_status) returns jsonb
language plpgsql security invoker
set search_path = ''
as $$
declare
  v_company uuid;
begin
  update public.chat_sessions
    set status = p_status, closed_at = case when p_status = 'closed' then now() end,
        handler = case when p_status = 'closed' then 'assistant' else handler end,
        assigned_to = case when p_status = 'closed' then null else assigned_to end
    where id = p_session_id returning company_id into v_company;
  if not found then
    raise exception 'This session does not exist.' using errcode = 'PT404';
  end if;
  return jsonb_build_object('companyId', v_company, 'status', p_status);
end
$$;

-- A person's reply: message and session move together. The agent must have taken over first.
create function public.reply_as_agent(p_session_id uuid, p_message_id uuid, p_client_message_id text, p_text text) returns jsonb
language plpgsql security invoker
set search_path = ''
as $$
declare
  v_session public.chat_sessions;
  v_message public.chat_messages;
begin
  select * into v_session from public.chat_sessions where id = p_session_id for update;
  if not found then
    raise exception 'This session does not exist.' using errcode = 'PT404';
  end if;
  select * into v_message from public.chat_messages where session_id = p_session_id and client_message_id = p_client_message_id;
  if found then
    if v_message.author_id is distinct from auth.uid() or v_message.text <> p_text then
      raise exception 'This message id was used before with another text.' using errcode = 'PT422';
    end if;
    return app.message_json(v_message) || jsonb_build_object('companyId', v_session.company_id, 'duplicate', true);
  end if;
  if v_session.handler <> 'agent' or v_session.assigned_to is distinct from auth.uid() then
    raise exception 'Take over this conversation before you reply.' using errcode = 'PT409';
  end if;
  insert into public.chat_messages (id, company_id, session_id, role, author_id, client_message_id, text)
    values (p_message_id, v_session.company_id, p_session_id, 'agent', auth.uid(), p_client_message_id, p_text);
  select * into v_message from public.chat_messages where id = p_message_id;
  update public.chat_sessions
    set message_count = message_count + 1, last_message_at = v_message.created_at, last_message_role = 'agent',
        last_message_preview = left(regexp_replace(p_text, '\s+', ' ', 'g'), 200)
    where id = p_session_id;
  return app.message_json(v_message) || jsonb_build_object('companyId', v_session.company_id, 'duplicate', false);
end
$$;

-- One conversation with everything known about it: messages in order, each answer with its receipt.
-- A user message carries a receipt itself when its turn left no text behind (it failed, was stopped, or still runs).
create function public.read_transcript(p_session_id uuid) returns jsonb
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
      'messageCount', v_session.message_count, 'createdAt', v_session.created_at, 'lastMessageAt', v_session.last_message_at
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

-- The inbox: how many conversations each folder holds (counted to 1,000 at most, so that the cost stays flat) and
-- the newest ones of the folder that is open: 'open', 'mine', 'unassigned' or 'closed'.
-- Without sequential scans: a generic plan is made for a company of average size and would read everybody's rows to
-- count those of a small one.
create function public.read_inbox(p_company_id uuid, p_folder text, p_limit integer default 60) returns jsonb
language plpgsql stable security invoker
set search_path = ''
set enable_seqscan = off
as $$
declare
  v_me uuid := auth.uid();
  v_where text := case p_folder
    when 'open' then 's.status = ''open'''
    when 'mine' then 's.status = ''open'' and s.assigned_to = $2'
    when 'unassigned' then 's.status = ''open'' and s.assigned_to is null'
    when 'closed' then 's.status = ''closed'''
  end;
  v_sessions jsonb;
begin
  if v_where is null then
    raise exception 'There is no such folder.' using errcode = 'PT400';
  end if;
  execute 'select coalesce(jsonb_agg(jsonb_build_object(
      ''id'', p.id, ''title'', p.title, ''status'', p.status, ''handler'', p.handler, ''assignedTo'', p.assigned_to,
      ''assignedName'', (select d.display_name from public.members d where d.company_id = p.company_id and d.user_id = p.assigned_to),
      ''messageCount'', p.message_count, ''preview'', p.last_message_preview, ''lastRole'', p.last_message_role,
      ''lastMessageAt'', p.last_message_at, ''createdAt'', p.created_at,
      ''visitorName'', coalesce((select l.name from public.leads l where l.session_id = p.id),
                                (select v.name from public.visitors v where v.id = p.visitor_id)),
      ''leadScore'', (select l.score from public.leads l where l.session_id = p.id)
    ) order by p.last_message_at desc, p.id desc), ''[]''::jsonb)
    from (select s.* from public.chat_sessions s where s.company_id = $1 and ' || v_where
      || ' order by s.last_message_at desc, s.id desc limit $3) p'
    into v_sessions using p_company_id, v_me, least(greatest(p_limit, 1), 200);
  return jsonb_build_object(
    'counts', jsonb_build_object(
      'open', (select count(*) from (select 1 from public.chat_sessions s
               where s.company_id = p_company_id and s.status = 'open' limit 1000) c),
      'mine', (select count(*) from (select 1 from public.chat_sessions s
               where s.company_id = p_company_id and s.status = 'open' and s.assigned_to = v_me limit 1000) c),
      'unassigned', (select count(*) from (select 1 from public.chat_sessions s
               where s.company_id = p_company_id and s.status = 'open' and s.assigned_to is null limit 1000) c),
      'closed', (select count(*) from (select 1 from public.chat_sessions s
               where s.company_id = p_company_id and s.status = 'closed' limit 1000) c)
    ),
    'sessions', v_sessions
  );
end
$$;

-- What people type into a search box as a query in which every word may go on: "refund" finds "refunds" in any language.
create function app.words_query(p_query text) returns tsquery
language sql immutable strict
set search_path = ''
as $$ select regexp_replace(websearch_to_tsquery('simple', p_query)::text, '''(?=[ )]|$)', ''':*', 'g')::tsquery $$;

-- The sessions of a company in which something was said that matches. Security definer, because full-text match is not
-- leakproof: under row-level security PostgreSQL may not use the word index for it. It proves the membership itself,
-- and who calls it reads the sessions under row-level security again.
-- Executed with the query as a value, because how common its words are decides which index is quicker.
create function app.sessions_with_words(p_company_id uuid, p_query text) returns setof uuid
language plpgsql stable security definer
rows 100
set search_path = ''
as $$
begin
  return query execute
    'select distinct m.session_id from public.chat_messages m
     where m.company_id = $1 and $1 in (select app.my_companies()) and m.search @@ $2'
    using p_company_id, app.words_query(p_query);
end
$$;
revoke all on function app.words_query(text), app.sessions_with_words(uuid, text) from public, anon;
grant execute on function app.words_query(text), app.sessions_with_words(uuid, text) to authenticated;

-- A page of transcripts, newest activity first, by keyset: pass the last row's lastMessageAt and id as p_before to
-- read older ones, the first row's as p_after to read newer ones. With a query each row brings the words around its
-- first match.
create function public.list_transcripts(
  p_company_id uuid,
  p_query text default null,
  p_status public.session_status default null,
  p_handler public.session_handler default null,
  p_plan public.turn_plan default null,
  p_failed boolean default null,
  p_slow_ms real default null,
  p_from timestamptz default null,
  p_to timestamptz default null,
  p_before_at timestamptz default null,
  p_before_id uuid default null,
  p_after_at timestamptz default null,
  p_after_id uuid default null,
  p_limit integer default 30
) returns jsonb
language plpgsql stable security invoker
set search_path = ''
set enable_seqscan = off
as $$
declare
  v_sql text := 'select s.* from public.chat_sessions s where s.company_id = $1';
  v_rows jsonb;
begin
  -- Only the filters that are set become part of the statement, so each combination gets a plan of its own.
  if p_query is not null then
    v_sql := v_sql || ' and s.id in (select w from app.sessions_with_words($1, $2) w)';
  end if;
  if p_status is not null then v_sql := v_sql || ' and s.status = $3'; end if;
  if p_handler is not null then v_sql := v_sql || ' and s.handler = $4'; end if;
  if p_plan is not null then
    v_sql := v_sql || ' and exists (select 1 from public.chat_turns t where t.session_id = s.id and t.plan = $5)';
  end if;
  if p_failed is not null then
    v_sql := v_sql || ' and ' || case when p_failed then '' else 'not ' end
                   || 'exists (select 1 from public.chat_turns t where t.session_id = s.id and t.outcome = ''failed'')';
  end if;
  if p_slow_ms is not null then
    v_sql := v_sql || ' and exists (select 1 from public.chat_turns t where t.session_id = s.id and t.company_id = $1 and t.first_token_ms >= $6)';
  end if;
  if p_from is not null then v_sql := v_sql || ' and s.last_message_at >= $7'; end if;
  if p_to is not null then v_sql := v_sql || ' and s.last_message_at < $8'; end if;
  if p_before_at is not null then v_sql := v_sql || ' and (s.last_message_at, s.id) < ($9, $10)'; end if;
  if p_after_at is not null then
    v_sql := v_sql || ' and (s.last_message_at, s.id) > ($12, $13) order by s.last_message_at, s.id limit $11';
  else
    v_sql := v_sql || ' order by s.last_message_at desc, s.id desc limit $11';
  end if;

  execute 'select coalesce(jsonb_agg(jsonb_build_object(
      ''id'', p.id, ''title'', p.title, ''status'', p.status, ''handler'', p.handler, ''assignedTo'', p.assigned_to,
      ''messageCount'', p.message_count, ''preview'', p.last_message_preview, ''lastRole'', p.last_message_role,
      ''lastMessageAt'', p.last_message_at, ''createdAt'', p.created_at, ''locale'', p.locale,
      ''visitorName'', coalesce((select l.name from public.leads l where l.session_id = p.id),
                                (select v.name from public.visitors v where v.id = p.visitor_id)),
      ''leadScore'', (select l.score from public.leads l where l.session_id = p.id),
      ''firstTokenMs'', (select max(t.first_token_ms) from public.chat_turns t where t.session_id = p.id),
      ''costMicros'', (select coalesce(sum(t.cost_micros), 0) from public.chat_turns t where t.session_id = p.id),
      ''failed'', exists (select 1 from public.chat_turns t where t.session_id = p.id and t.outcome = ''failed''),
      ''match'', ' || case when p_query is null then 'null::text' else '(
        select ts_headline(''simple'', left(m.text, 5000), app.words_query($2), ''StartSel="", StopSel="", MaxWords=18, MinWords=9'')
        from public.chat_messages m where m.session_id = p.id and m.search @@ app.words_query($2)
        order by m.created_at limit 1)' end || '
    ) order by p.last_message_at desc, p.id desc), ''[]''::jsonb) from (' || v_sql || ') p'
    into v_rows
    using p_company_id, p_query, p_status, p_handler, p_plan, p_slow_ms, p_from, p_to, p_before_at, p_before_id,
          least(greatest(p_limit, 1), 101), p_after_at, p_after_id;
  return v_rows;
end
$$;

do $$
declare
  f text;
begin
  foreach f in array array[
    'public.take_over(uuid)', 'public.hand_back(uuid)', 'public.set_session_status(uuid, public.session_status)',
    'public.reply_as_agent(uuid, uuid, text, text)', 'public.read_transcript(uuid)',
    'public.read_inbox(uuid, text, integer)',
    'public.list_transcripts(uuid, text, public.session_status, public.session_handler, public.turn_plan, boolean, real, timestamptz, timestamptz, timestamptz, uuid, timestamptz, uuid, integer)'
  ] loop
    execute format('revoke all on function %s from public, anon', f);
    execute format('grant execute on function %s to authenticated', f);
  end loop;
end
$$;
