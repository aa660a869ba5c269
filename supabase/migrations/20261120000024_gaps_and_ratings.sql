-- What was asked and not answered, and what visitors think of the answers. How the search of a turn ended is written with
-- the turn itself; topics are made of the questions when somebody looks at them.

alter table public.chat_turns
  add column search_end text check (search_end in ('answered', 'unsure', 'nothing', 'late', 'failed', 'none'));
comment on column public.chat_turns.search_end is 'answered: the answer cites what was found; unsure: it found something and did not rely on it; nothing: no article was near; late, failed: the search itself; none: nothing was asked of the articles. Empty for turns of before and without an end.';

-- Turns of before, where it can be told: what owned up to being a hint counts as answered, since it cites.
update public.chat_turns t set search_end = case when m.sources <> '[]'::jsonb then 'answered' else 'nothing' end
  from public.chat_messages m
  where m.id = t.id and t.outcome = 'complete' and t.plan <> 'simple' and t.created_at > now() - interval '180 days'
    and (m.sources <> '[]'::jsonb or t.plan_reason not in ('contact data', 'asks for a person'))
    and t.operations @> '[{"name": "search-knowledge"}]'::jsonb;

-- Content gaps: a company's questions without an answer, newest first.
create index chat_turns_without_answer on public.chat_turns (company_id, created_at)
  where search_end in ('unsure', 'nothing') and outcome = 'complete';

create table public.answer_ratings (
  turn_id uuid primary key,
  company_id uuid not null,
  rating text not null check (rating in ('good', 'bad')),
  comment text check (char_length(comment) between 1 and 1000),
  rated_at timestamptz not null default now(),
  foreign key (company_id, turn_id) references public.chat_turns (company_id, id) on delete cascade
);
comment on table public.answer_ratings is 'What a visitor said of an answer: good or bad, and why. An answer that is made anew loses its rating.';
-- Content gaps: answers of a stretch of time that were rated; with its company a rating goes.
create index answer_ratings_by_time on public.answer_ratings (company_id, rated_at);

create table public.gap_marks (
  id uuid primary key default app.uuid_v7(),
  company_id uuid not null references public.companies (id) on delete cascade,
  kind text not null check (kind in ('dismissed', 'answered')),
  question text not null check (char_length(question) between 1 and 300),
  asked integer not null default 0 check (asked >= 0),
  source_id uuid,
  marked_at timestamptz not null default now(),
  unique (company_id, id),
  unique (company_id, question),
  foreign key (company_id, source_id) references public.knowledge_sources (company_id, id) on delete cascade,
  constraint gap_marks_answered_by_source check ((kind = 'answered') = (source_id is not null))
);
comment on table public.gap_marks is 'What became of topics without an answer: dismissed, or answered by an article since. The question is the topic''s label without personal data; it finds its topic again by likeness.';
comment on column public.gap_marks.asked is 'How often the topic had been asked in the period looked at when it was dismissed: asked more often than that since, it comes back.';
-- Which marks go with an article.
create index gap_marks_by_source on public.gap_marks (company_id, source_id);

alter table public.answer_ratings enable row level security;
alter table public.gap_marks enable row level security;
revoke all on public.answer_ratings, public.gap_marks from anon, authenticated;
grant all on public.answer_ratings, public.gap_marks to service_role;
grant select on public.answer_ratings, public.gap_marks to authenticated;
grant insert, update, delete on public.gap_marks to authenticated;
create policy answer_ratings_read on public.answer_ratings for select to authenticated
  using (company_id in (select app.my_companies()));
create policy gap_marks_read on public.gap_marks for select to authenticated
  using (company_id in (select app.my_companies()));
create policy gap_marks_make on public.gap_marks for insert to authenticated
  with check (company_id in (select app.my_companies()));
create policy gap_marks_change on public.gap_marks for update to authenticated
  using (company_id in (select app.my_companies()))
  with check (company_id in (select app.my_companies()));
create policy gap_marks_remove on public.gap_marks for delete to authenticated
  using (company_id in (select app.my_companies()));

-- Rating -------------------------------------------------------------------------------------------------------------

-- Keeps what a visitor says of an answer of their own session; null takes it back. The same again changes nothing. A
-- reason may come later, and stays as long as the rating does.
create function public.rate_answer(
  p_company_id uuid, p_visitor_id uuid, p_session_id uuid, p_turn_id uuid, p_rating text, p_comment text default null
) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform 1 from public.chat_turns t
    join public.chat_sessions s on s.id = t.session_id and s.company_id = t.company_id
    join public.chat_messages m on m.id = t.id and m.role = 'assistant'
    where t.id = p_turn_id and t.session_id = p_session_id and t.company_id = p_company_id and s.visitor_id = p_visitor_id
    for key share of t;
  if not found then
    raise exception 'This answer does not exist.' using errcode = 'PT404';
  end if;
  if p_rating is null then
    delete from public.answer_ratings where turn_id = p_turn_id and company_id = p_company_id;
    return;
  end if;
  insert into public.answer_ratings as r (turn_id, company_id, rating, comment)
    values (p_turn_id, p_company_id, p_rating, p_comment)
    on conflict (turn_id) do update set
      rating = excluded.rating,
      comment = case when excluded.comment is null and r.rating = excluded.rating then r.comment else excluded.comment end,
      rated_at = case when r.rating = excluded.rating then r.rated_at else now() end;
end
$$;

-- A message tells how it was rated: to its visitor after a reload, to the team in the transcript.
create or replace function app.message_json(m public.chat_messages) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  v_rating public.answer_ratings;
begin
  if m.role = 'assistant' then
    select * into v_rating from public.answer_ratings where turn_id = m.id and company_id = m.company_id;
  end if;
  return (
    select jsonb_build_object(
      'id', m.id, 'role', m.role, 'text', m.text, 'sources', m.sources, 'complete', m.complete, 'clientMessageId', m.client_message_id,
      'authorName', (select d.display_name from public.members d where d.company_id = m.company_id and d.user_id = m.author_id),
      'createdAt', to_char(m.created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'rating', v_rating.rating, 'ratingComment', v_rating.comment
    )
  );
end
$$;

-- Settling -----------------------------------------------------------------------------------------------------------

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
      search_end = p_settlement ->> 'searchEnd',
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
    -- The search may have begun before the turn was opened: three seconds before, at the most.
    perform app.store_answer(p_company_id,
                             p_settlement -> 'keep' || jsonb_build_object('since', v_turn.created_at - interval '3 seconds'),
                             v_text, coalesce(p_settlement -> 'sources', '[]'::jsonb), v_turn.cost_micros);
  end if;

  return jsonb_build_object('settled', true, 'sessionId', v_turn.session_id);
end
$$;

-- Reading gaps -------------------------------------------------------------------------------------------------------

-- The questions since p_before that found no answer, newest first, p_limit at most, and how all searches since p_since
-- ended. Only what was asked: no small talk, nothing that was overtaken, no wish for a person, and no mere remark (a
-- complaint, or a reply within a conversation, that asks nothing). `agentMessageId` is the first reply of a person after
-- the question. Runs under the caller's row-level security.
create function public.unanswered_questions(p_company_id uuid, p_since timestamptz, p_before timestamptz, p_limit integer)
returns jsonb
language sql stable security invoker
set search_path = ''
as $$
  with unanswered as (
    select t.id, t.session_id, t.user_message_id, t.created_at, t.search_end
    from public.chat_turns t
    where t.company_id = p_company_id and t.created_at >= p_before and t.search_end in ('unsure', 'nothing') and t.outcome = 'complete'
      and not exists (
        select 1 from public.message_insights i
        where i.message_id = t.user_message_id and (
          i.intent in ('small-talk', 'contact', 'feedback')
          or i.intent in ('other', 'complaint') and (
            select q.text !~ '[?？؟]' and (i.intent = 'complaint' or exists (
              select 1 from public.chat_messages b
              where b.session_id = t.session_id and b.role = 'user' and b.created_at < q.created_at
            ))
            from public.chat_messages q where q.id = t.user_message_id
          )
        )
      )
    order by t.created_at desc, t.id desc
    limit p_limit
  )
  select jsonb_build_object(
    'ends', coalesce((
      select jsonb_object_agg(e.search_end, e.n) from (
        select t.search_end, count(*) as n from public.chat_turns t
        where t.company_id = p_company_id and t.created_at >= p_since and t.outcome = 'complete' and t.search_end <> 'none'
        group by t.search_end
      ) e
    ), '{}'::jsonb),
    'questions', coalesce((
      select jsonb_agg(jsonb_build_object(
        'turnId', u.id, 'sessionId', u.session_id, 'visitorId', s.visitor_id, 'messageId', u.user_message_id,
        'text', left(m.text, 600), 'end', u.search_end, 'language', i.language,
        'askedAt', to_char(u.created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'agentMessageId', (
          select a.id from public.chat_messages a
          where a.session_id = u.session_id and a.role = 'agent' and a.created_at > u.created_at order by a.created_at, a.id limit 1
        )) order by u.created_at desc, u.id desc)
      from unanswered u
      join public.chat_sessions s on s.id = u.session_id
      join public.chat_messages m on m.id = u.user_message_id
      left join public.message_insights i on i.message_id = u.user_message_id
    ), '[]'::jsonb)
  )
$$;

-- Answers that visitors rated badly since p_since, newest first, p_limit at most, with question and sources; and how many
-- ratings there were. A source's `position` is empty once the cited passage is gone. Runs under the caller's row-level
-- security.
create function public.rated_answers(p_company_id uuid, p_since timestamptz, p_limit integer) returns jsonb
language sql stable security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'good', (select count(*) from public.answer_ratings r where r.company_id = p_company_id and r.rated_at >= p_since and r.rating = 'good'),
    'bad', (select count(*) from public.answer_ratings r where r.company_id = p_company_id and r.rated_at >= p_since and r.rating = 'bad'),
    'answers', coalesce((
      select jsonb_agg(jsonb_build_object(
        'turnId', b.turn_id, 'sessionId', t.session_id, 'visitorId', s.visitor_id,
        'question', left(q.text, 600), 'answer', left(a.text, 400), 'comment', b.comment, 'language', i.language,
        'ratedAt', to_char(b.rated_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'sources', coalesce((
          select jsonb_agg(jsonb_build_object('sourceId', k.id, 'title', k.title, 'position', p.position) order by c.ordinality)
          from jsonb_array_elements(a.sources) with ordinality c
          join public.knowledge_sources k on k.company_id = p_company_id and k.id = (c.value ->> 'sourceId')::uuid
          left join public.knowledge_passages p on p.company_id = p_company_id and p.id = (c.value ->> 'passageId')::uuid
        ), '[]'::jsonb)) order by b.rated_at desc, b.turn_id desc)
      from (
        select r.turn_id, r.comment, r.rated_at from public.answer_ratings r
        where r.company_id = p_company_id and r.rated_at >= p_since and r.rating = 'bad'
        order by r.rated_at desc, r.turn_id desc limit p_limit
      ) b
      join public.chat_turns t on t.id = b.turn_id
      join public.chat_sessions s on s.id = t.session_id
      join public.chat_messages q on q.id = t.user_message_id
      join public.chat_messages a on a.id = t.id
      left join public.message_insights i on i.message_id = t.user_message_id
    ), '[]'::jsonb)
  )
$$;

do $$
declare
  f text;
begin
  foreach f in array array['public.rate_answer(uuid, uuid, uuid, uuid, text, text)'] loop
    execute format('revoke all on function %s from public, anon, authenticated', f);
    execute format('grant execute on function %s to service_role', f);
  end loop;
  foreach f in array array[
    'public.unanswered_questions(uuid, timestamptz, timestamptz, integer)', 'public.rated_answers(uuid, timestamptz, integer)'
  ] loop
    execute format('revoke all on function %s from public, anon', f);
    execute format('grant execute on function %s to authenticated', f);
  end loop;
end
$$;
