-- Answers made before anybody asks: to questions that admins pinned, and to those that are likely to be asked next. What
-- they came to is counted, so that preparing stops where it is wasted.

create table public.pinned_questions (
  id uuid primary key default app.uuid_v7(),
  company_id uuid not null references public.companies (id) on delete cascade,
  question text not null check (char_length(question) between 1 and 300),
  key text not null check (char_length(key) between 1 and 100),
  position integer not null default 0,
  enabled boolean not null default true,
  hits integer not null default 0 check (hits >= 0),
  last_used_at timestamptz,
  tried_at timestamptz,
  problem text check (problem in ('unsure', 'individual', 'failed')),
  created_at timestamptz not null default now(),
  unique (company_id, id),
  unique (company_id, key)
);
comment on table public.pinned_questions is 'Questions whose answer admins want ready at any time. The answer itself is the stored one of the same key.';
comment on column public.pinned_questions.problem is 'Why there is no answer: the knowledge does not hold one, each visitor gets one of their own, or the model could not be asked.';
comment on column public.pinned_questions.tried_at is 'Since when an answer is being made, or with a problem: when one was last tried for in vain.';

create table public.prefetch_settings (
  company_id uuid primary key references public.companies (id) on delete cascade,
  enabled boolean not null default true,
  max_waste_percent smallint not null default 30 check (max_waste_percent between 1 and 100),
  stopped_at timestamptz,
  stopped_waste real,
  counted_from timestamptz not null default 'epoch'
);
comment on table public.prefetch_settings is 'Whether answers to likely next questions are prepared. A company without a row has the defaults.';
comment on column public.prefetch_settings.stopped_at is 'Since when it has been off by itself, because too much was prepared for nobody.';
comment on column public.prefetch_settings.counted_from is 'Figures before this do not count against it: an admin has switched it on again.';

create table public.prepared_answer_hours (
  company_id uuid not null references public.companies (id) on delete cascade,
  hour timestamptz not null,
  kind text not null check (kind in ('pinned', 'predicted')),
  made integer not null default 0,
  used integer not null default 0,
  unused integer not null default 0,
  cost_micros bigint not null default 0,
  used_cost_micros bigint not null default 0,
  unused_cost_micros bigint not null default 0,
  primary key (company_id, hour, kind)
);
comment on table public.prepared_answer_hours is 'What became of the answers that were prepared in an hour (UTC): used at least once, gone without use, or neither yet.';

create table public.follow_up_sets (
  company_id uuid not null,
  source_id uuid not null,
  wanted_at timestamptz not null default now(),
  primary key (company_id, source_id),
  foreign key (company_id, source_id) references public.knowledge_sources (company_id, id) on delete cascade
);
comment on table public.follow_up_sets is 'Articles whose likely next questions were looked for, and when. A row goes as soon as it should be done again.';

create table public.follow_up_questions (
  company_id uuid not null,
  source_id uuid not null,
  key text not null check (char_length(key) between 1 and 100),
  question text not null check (char_length(question) between 1 and 300),
  position smallint not null,
  origin text not null check (origin in ('visitors', 'article', 'model')),
  primary key (company_id, source_id, key),
  foreign key (company_id, source_id) references public.follow_up_sets (company_id, source_id) on delete cascade
);
comment on table public.follow_up_questions is 'What is likely to be asked after an answer that cites an article.';
-- A prepared answer that goes: for which articles it was prepared.
create index follow_up_questions_by_key on public.follow_up_questions (company_id, key);

alter table public.pinned_questions enable row level security;
alter table public.prefetch_settings enable row level security;
alter table public.prepared_answer_hours enable row level security;
alter table public.follow_up_sets enable row level security;
alter table public.follow_up_questions enable row level security;
revoke all on public.pinned_questions, public.prefetch_settings, public.prepared_answer_hours, public.follow_up_sets,
  public.follow_up_questions from anon, authenticated;
grant all on public.pinned_questions, public.prefetch_settings, public.prepared_answer_hours, public.follow_up_sets,
  public.follow_up_questions to service_role;
grant select on public.pinned_questions, public.prefetch_settings, public.prepared_answer_hours, public.follow_up_sets,
  public.follow_up_questions to authenticated;
grant insert (company_id, question, key, position, enabled) on public.pinned_questions to authenticated;
grant update (question, key, position, enabled) on public.pinned_questions to authenticated;
grant delete on public.pinned_questions to authenticated;
grant insert, update on public.prefetch_settings to authenticated;
create policy pinned_questions_read on public.pinned_questions for select to authenticated
  using (company_id in (select app.my_companies()));
create policy pinned_questions_make on public.pinned_questions for insert to authenticated
  with check (company_id in (select app.my_admin_companies()));
create policy pinned_questions_change on public.pinned_questions for update to authenticated
  using (company_id in (select app.my_admin_companies()))
  with check (company_id in (select app.my_admin_companies()));
create policy pinned_questions_remove on public.pinned_questions for delete to authenticated
  using (company_id in (select app.my_admin_companies()));
create policy prefetch_settings_read on public.prefetch_settings for select to authenticated
  using (company_id in (select app.my_companies()));
create policy prefetch_settings_make on public.prefetch_settings for insert to authenticated
  with check (company_id in (select app.my_admin_companies()));
create policy prefetch_settings_change on public.prefetch_settings for update to authenticated
  using (company_id in (select app.my_admin_companies()))
  with check (company_id in (select app.my_admin_companies()));
create policy prepared_answer_hours_read on public.prepared_answer_hours for select to authenticated
  using (company_id in (select app.my_companies()));
create policy follow_up_sets_read on public.follow_up_sets for select to authenticated
  using (company_id in (select app.my_companies()));
create policy follow_up_questions_read on public.follow_up_questions for select to authenticated
  using (company_id in (select app.my_companies()));

alter table public.audit_log drop constraint audit_log_action_check;
alter table public.audit_log add constraint audit_log_action_check
  check (action in ('model.answered', 'model.read', 'model.summarised', 'model.prepared'));

-- Keeping answers ------------------------------------------------------------------------------------------------------

-- Guarded like the extension: without pgvector a question is compared by its words alone.
alter table public.stored_answers add column embedding_model text check (char_length(embedding_model) <= 200);
comment on column public.stored_answers.embedding_model is 'Which model read the question; what another one read cannot be compared.';
-- Similar questions: a visitor waits while the company's newest answers are compared, so there are only so many of them. An
-- index over all vectors would find the nearest of all companies first, and few of this one's.
create index stored_answers_to_compare on public.stored_answers (company_id, embedding_model, created_at desc)
  where embedding_model is not null;
do $$
begin
  if exists (select 1 from pg_extension where extname = 'vector') then
    alter table public.stored_answers add column embedding extensions.vector(384);
    comment on column public.stored_answers.embedding is 'The question, read by an embedding model when one is set up.';
    execute $f$
      create function app.embed_answer(p_answer_id uuid, p_embedding text, p_model text) returns void
      language plpgsql
      set search_path = ''
      as $b$
      begin
        update public.stored_answers set embedding = p_embedding::extensions.vector, embedding_model = p_model where id = p_answer_id;
      end
      $b$;
      create function public.similar_answers(p_company_id uuid, p_embedding text, p_model text, p_likeness real) returns jsonb
      language plpgsql stable security definer
      set search_path = ''
      as $b$
      begin
        return coalesce((
          select jsonb_agg(jsonb_build_object('id', a.id, 'depth', a.depth, 'kind', a.kind, 'text', a.text, 'sources', a.sources,
                                              'answeredAt', to_char(a.created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
                           order by n.distance)
          from (
            select c.id, c.embedding operator(extensions.<=>) p_embedding::extensions.vector as distance
            from (
              select id, embedding from public.stored_answers
              where company_id = p_company_id and embedding_model = p_model and expires_at > now()
              order by created_at desc limit 500
            ) c
            order by distance limit 3
          ) n
          join public.stored_answers a on a.id = n.id
          where n.distance <= 1 - p_likeness
        ), '[]'::jsonb);
      end
      $b$
    $f$;
  else
    create function app.embed_answer(p_answer_id uuid, p_embedding text, p_model text) returns void
    language sql as 'select';
    create function public.similar_answers(p_company_id uuid, p_embedding text, p_model text, p_likeness real) returns jsonb
    language sql immutable set search_path = '' as $f$ select '[]'::jsonb $f$;
  end if;
end
$$;
comment on function public.similar_answers(uuid, text, text, real) is 'Of the newest 500 stored answers, those to questions whose meaning is at least so like (cosine, 0 to 1), closest first, in the form in which open_turn returns them.';

create function app.count_prepared(
  p_company_id uuid, p_kind text, p_made_at timestamptz, p_made integer, p_used integer, p_unused integer, p_cost_micros bigint
) returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into public.prepared_answer_hours as h (company_id, hour, kind, made, used, unused, cost_micros, used_cost_micros, unused_cost_micros)
    values (p_company_id, date_trunc('hour', p_made_at), p_kind, p_made, p_used, p_unused, p_made * p_cost_micros,
            p_used * p_cost_micros, p_unused * p_cost_micros)
    on conflict (company_id, hour, kind) do update set
      made = h.made + excluded.made, used = h.used + excluded.used, unused = h.unused + excluded.unused,
      cost_micros = h.cost_micros + excluded.cost_micros, used_cost_micros = h.used_cost_micros + excluded.used_cost_micros,
      unused_cost_micros = h.unused_cost_micros + excluded.unused_cost_micros;
end
$$;

-- Keeps an answer for the next time its question is asked, unless an article that it cites, or how the assistant shall
-- speak, has changed since it was written. p_keep: {"key", "depth", "kind", "question", "lifetimeSeconds"}, and where they
-- are known "settings" (as open_turn returns them), "embedding" and "embeddingModel". Returns whether it was kept.
create or replace function app.store_answer(p_company_id uuid, p_keep jsonb, p_text text, p_sources jsonb, p_cost_micros bigint) returns boolean
language plpgsql
set search_path = ''
as $$
declare
  v_id uuid;
  v_source_ids uuid[];
  v_key text := p_keep ->> 'key';
  v_kind text := coalesce(p_keep ->> 'kind', 'asked');
  v_depth text := p_keep ->> 'depth';
  v_settings jsonb;
  v_before public.stored_answers;
begin
  -- Waits for a change of these rows that is under way; what follows sees its outcome, and one that begins later finds
  -- the answer and removes it.
  perform 1 from public.companies where id = p_company_id for share;
  v_settings := app.assistant_settings(p_company_id);
  if p_keep -> 'settings' <> v_settings then
    return false;
  end if;
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

  delete from public.stored_answers where company_id = p_company_id and key = v_key and expires_at <= now();
  -- What was prepared stands before what somebody asked, in whatever depth: a fresh answer takes its place and its kind.
  select * into v_before from public.stored_answers where company_id = p_company_id and key = v_key and kind <> 'asked'
    order by kind limit 1;
  if found then
    v_depth := v_before.depth;
    if v_kind = 'asked' or v_before.kind = 'pinned' then
      v_kind := v_before.kind;
    end if;
    if p_keep ->> 'kind' <> 'asked' and v_before.hits = 0 then
      perform app.count_prepared(p_company_id, v_before.kind, v_before.created_at, 0, 0, 1, v_before.cost_micros);
    end if;
  end if;
  insert into public.stored_answers as a (company_id, key, depth, kind, question, text, sources, cost_micros, expires_at)
    values (p_company_id, v_key, v_depth, v_kind, left(p_keep ->> 'question', 400), p_text, p_sources, p_cost_micros,
            now() + make_interval(secs => (p_keep ->> 'lifetimeSeconds')::integer))
    on conflict (company_id, key, depth) do update set
      text = excluded.text, sources = excluded.sources, cost_micros = excluded.cost_micros, created_at = now(),
      expires_at = excluded.expires_at, kind = excluded.kind,
      hits = case when p_keep ->> 'kind' = 'asked' then a.hits else 0 end
    returning a.id into v_id;
  delete from public.stored_answer_sources where answer_id = v_id;
  insert into public.stored_answer_sources (company_id, answer_id, source_id)
    select p_company_id, v_id, unnest(v_source_ids);
  if p_keep ->> 'embedding' is not null then
    perform app.embed_answer(v_id, p_keep ->> 'embedding', p_keep ->> 'embeddingModel');
  end if;
  return true;
end
$$;

-- A passage can be removed by itself too.
create function app.expire_answers_of_removed_passages() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  delete from public.stored_answers a using public.stored_answer_sources s
    where a.id = s.answer_id and (s.company_id, s.source_id) in (select o.company_id, o.source_id from old_rows o);
  return null;
end
$$;
create trigger stored_answers_go_with_passages after delete on public.knowledge_passages
  referencing old table as old_rows
  for each statement execute function app.expire_answers_of_removed_passages();

-- What sets off preparing, and what is counted -------------------------------------------------------------------------

-- Has a company's pinned questions looked after. One job waiting is enough.
create function app.want_prepared_answers(p_company_id uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into public.jobs (company_id, name)
    select p_company_id, 'prepare-answers'
    where not exists (
      select 1 from public.jobs where company_id = p_company_id and name = 'prepare-answers' and status = 'waiting'
    );
end
$$;

create function app.note_use_of_prepared() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if old.hits = 0 then
    perform app.count_prepared(new.company_id, new.kind, new.created_at, 0, 1, 0, new.cost_micros);
  end if;
  if new.kind = 'pinned' then
    -- Who unpins holds the question and waits for this answer: then the question is not waited for, and its count is moot.
    update public.pinned_questions set hits = hits + 1, last_used_at = now() where id = (
      select id from public.pinned_questions where company_id = new.company_id and key = new.key for update skip locked
    );
  end if;
  return null;
end
$$;
create trigger stored_answers_note_use after update of hits on public.stored_answers
  for each row when (new.kind <> 'asked' and new.hits > old.hits) execute function app.note_use_of_prepared();

create function app.note_end_of_prepared() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  -- With its company everything goes.
  if not exists (select 1 from public.companies where id = old.company_id) then
    return null;
  end if;
  if old.hits = 0 then
    perform app.count_prepared(old.company_id, old.kind, old.created_at, 0, 0, 1, old.cost_micros);
  end if;
  if old.kind = 'pinned' then
    if exists (select 1 from public.pinned_questions where company_id = old.company_id and key = old.key and enabled) then
      perform app.want_prepared_answers(old.company_id);
    end if;
  else
    delete from public.follow_up_sets s using public.follow_up_questions q
      where q.company_id = old.company_id and q.key = old.key and s.company_id = q.company_id and s.source_id = q.source_id;
  end if;
  return null;
end
$$;
create trigger stored_answers_note_end after delete on public.stored_answers
  for each row when (old.kind <> 'asked') execute function app.note_end_of_prepared();

-- A new or changed article may answer what could not be answered, and lead to other next questions.
create function app.prepare_after_source() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  update public.pinned_questions set tried_at = null, problem = null
    where company_id = new.company_id and enabled and problem = 'unsure';
  if found then
    perform app.want_prepared_answers(new.company_id);
  end if;
  delete from public.follow_up_sets where company_id = new.company_id and source_id = new.id;
  return null;
end
$$;
create trigger knowledge_sources_prepare_new after insert on public.knowledge_sources
  for each row execute function app.prepare_after_source();
create trigger knowledge_sources_prepare_changed after update on public.knowledge_sources
  for each row when ((old.content_hash, old.enabled) is distinct from (new.content_hash, new.enabled))
  execute function app.prepare_after_source();

create function app.renew_pinned_question() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.tried_at := null;
  new.problem := null;
  new.hits := case when new.question = old.question then old.hits else 0 end;
  return new;
end
$$;
create trigger pinned_questions_renew before update of question, key, enabled on public.pinned_questions
  for each row when ((old.question, old.key, old.enabled) is distinct from (new.question, new.key, new.enabled))
  execute function app.renew_pinned_question();

create function app.follow_pinned_question() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if tg_op <> 'INSERT' and (tg_op = 'DELETE' or not new.enabled or new.key <> old.key) then
    delete from public.stored_answers where company_id = old.company_id and key = old.key and kind = 'pinned';
  end if;
  if tg_op <> 'DELETE' and new.enabled then
    perform app.want_prepared_answers(new.company_id);
  end if;
  return null;
end
$$;
create trigger pinned_questions_follow after insert or delete or update of question, key, enabled on public.pinned_questions
  for each row execute function app.follow_pinned_question();

-- An admin wants another answer to a pinned question.
create function public.remake_pinned_answer(p_question_id uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  v_question public.pinned_questions;
begin
  update public.pinned_questions set tried_at = null, problem = null
    where id = p_question_id and company_id in (select app.my_admin_companies())
    returning * into v_question;
  if not found then
    raise exception 'This question does not exist.' using errcode = 'PT404';
  end if;
  delete from public.stored_answers where company_id = v_question.company_id and key = v_question.key and kind = 'pinned';
  update public.jobs set run_at = now()
    where company_id = v_question.company_id and name = 'prepare-answers' and status = 'waiting';
  perform app.want_prepared_answers(v_question.company_id);
end
$$;

-- What the server does -------------------------------------------------------------------------------------------------

-- Whether a pinned question is without an answer (or with one that ends within the hour) and it is time to try. Without a
-- problem somebody may be at it: that takes two minutes at most.
create function app.needs_answer(p public.pinned_questions) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return p.enabled
    and (p.tried_at is null or p.tried_at < now() - case
      when p.problem is null then interval '2 minutes' when p.problem = 'failed' then interval '10 minutes' else interval '6 hours' end)
    and not exists (
      select 1 from public.stored_answers a
      where a.company_id = p.company_id and a.key = p.key and a.kind = 'pinned' and a.expires_at > now() + interval '1 hour'
    );
end
$$;

-- Stored answers past their time go, of every company, and pinned questions that need an answer get a job. Returns how many companies got a job.
create function public.look_after_answers() returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  v_company_id uuid;
  v_companies integer := 0;
begin
  delete from public.stored_answers where id in (
    select id from public.stored_answers where expires_at <= now() order by expires_at limit 2000 for update skip locked
  );
  for v_company_id in
    select distinct p.company_id from public.pinned_questions p where app.needs_answer(p)
  loop
    perform app.want_prepared_answers(v_company_id);
    v_companies := v_companies + 1;
  end loop;
  return v_companies;
end
$$;

-- Takes the pinned questions of a company that need an answer now, and tells how the assistant shall speak. Nobody else gets
-- them for two minutes: two jobs at once do not pay twice.
create function public.take_pinned_to_prepare(p_company_id uuid) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_questions jsonb;
begin
  with taken as (
    update public.pinned_questions set tried_at = now(), problem = null
      where id in (select p.id from public.pinned_questions p where p.company_id = p_company_id and app.needs_answer(p) for update skip locked)
      returning id, question, position, created_at
  )
  select jsonb_agg(jsonb_build_object('id', id, 'question', question) order by position, created_at) into v_questions from taken;
  return jsonb_build_object(
    'settings', app.assistant_settings(p_company_id),
    'questions', coalesce(v_questions, '[]'::jsonb)
  );
end
$$;

-- What preparing an answer came to. p_keep: as app.store_answer takes it, or null when there is nothing to keep, and then
-- p_problem says why. p_asked: what the model used (see app.count_asked), null for the built-in one. p_subject_id: the pinned
-- question, or the article after which the question is likely. Returns whether the answer is kept.
create function public.keep_prepared_answer(
  p_company_id uuid, p_kind text, p_subject_id uuid, p_keep jsonb, p_text text, p_sources jsonb, p_asked jsonb, p_problem text default null
) returns boolean
language plpgsql security definer
set search_path = ''
as $$
declare
  v_cost bigint := 0;
  v_wanted boolean := true;
  v_kept boolean := false;
begin
  if not exists (select 1 from public.companies where id = p_company_id) then
    return false;
  end if;
  if p_kind = 'pinned' then
    -- The question before its answer, as whoever unpins it: the other way round each would wait for the other. Nothing is
    -- kept for one that was removed, switched off or worded anew meanwhile.
    perform 1 from public.pinned_questions
      where id = p_subject_id and company_id = p_company_id and enabled and (p_keep ->> 'question' is null or question = p_keep ->> 'question')
      for update;
    v_wanted := found;
  end if;
  if nullif(p_asked, 'null'::jsonb) is not null then
    v_cost := coalesce((app.count_asked(p_company_id, 'model.prepared', p_subject_id, p_asked) ->> 'totalMicros')::bigint, 0);
  end if;
  if v_wanted and nullif(p_keep, 'null'::jsonb) is not null then
    v_kept := app.store_answer(p_company_id, p_keep, p_text, p_sources, v_cost);
  end if;
  if v_kept then
    perform app.count_prepared(p_company_id, p_kind, now(), 1, 0, 0, v_cost);
  elsif v_cost > 0 then
    perform app.count_prepared(p_company_id, p_kind, now(), 1, 0, 1, v_cost);
  end if;
  if v_kept and p_kind = 'pinned' then
    -- How questions are compared may have changed since this one was pinned.
    update public.pinned_questions p set key = p_keep ->> 'key'
      where id = p_subject_id and company_id = p_company_id and key <> p_keep ->> 'key'
        and not exists (select 1 from public.pinned_questions q where q.company_id = p_company_id and q.key = p_keep ->> 'key');
  end if;
  if p_kind = 'pinned' then
    update public.pinned_questions set
        tried_at = case when not v_kept and p_problem is not null then now() end,
        problem = case when not v_kept then p_problem end
      where id = p_subject_id and company_id = p_company_id;
  end if;
  return v_kept;
end
$$;

-- How preparing answers to likely next questions does: figures of the last 7 days, or since an admin switched it on again.
-- `waste` (0 to 1) is the share of what was spent on answers that went without use, of those whose fate is known; counted
-- in answers where they cost nothing; null below 20 such answers. Runs under the caller's row-level security.
create function public.prefetch_report(p_company_id uuid) returns jsonb
language sql stable security invoker
set search_path = ''
as $$
  with set_up as (
    select coalesce(max(enabled::integer), 1) = 1 as enabled, coalesce(max(max_waste_percent), 30) as max_waste_percent,
      max(stopped_at) as stopped_at, max(stopped_waste) as stopped_waste, coalesce(max(counted_from), 'epoch') as counted_from
    from public.prefetch_settings where company_id = p_company_id
  ), counted as (
    select coalesce(sum(made), 0) as made, coalesce(sum(used), 0) as used, coalesce(sum(unused), 0) as unused,
      coalesce(sum(cost_micros), 0) as cost, coalesce(sum(used_cost_micros), 0) as used_cost,
      coalesce(sum(unused_cost_micros), 0) as unused_cost
    from set_up, public.prepared_answer_hours h
    where h.company_id = p_company_id and h.kind = 'predicted' and h.hour > now() - interval '7 days' and h.hour >= set_up.counted_from
  )
  select jsonb_build_object(
    'enabled', enabled, 'maxWastePercent', max_waste_percent, 'stoppedWaste', stopped_waste,
    'stoppedAt', to_char(stopped_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'made', made, 'used', used, 'unused', unused, 'costMicros', cost, 'unusedCostMicros', unused_cost,
    'waste', case when used + unused >= 20 then round(
      case when used_cost + unused_cost > 0 then unused_cost / (used_cost + unused_cost) else unused::numeric / (used + unused) end, 4) end
  )
  from set_up, counted
$$;

-- What is needed to predict the questions after an answer that cites an article: what visitors asked next, in the newest
-- 200 conversations; the headings near the cited passage; the article's
-- text. Null when there is nothing to predict:
-- the article is gone, or preparing is off. Here it switches itself off, when too much has gone without use.
create function public.follow_ups_to_predict(p_company_id uuid, p_source_id uuid, p_passage_id uuid) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_source public.knowledge_sources;
  v_report jsonb := public.prefetch_report(p_company_id);
  v_position integer;
begin
  select * into v_source from public.knowledge_sources where id = p_source_id and company_id = p_company_id and enabled;
  if not found or not (v_report ->> 'enabled')::boolean or v_report ->> 'stoppedAt' is not null then
    return null;
  end if;
  if (v_report ->> 'waste')::numeric * 100 > (v_report ->> 'maxWastePercent')::numeric then
    insert into public.prefetch_settings (company_id, stopped_at, stopped_waste) values (p_company_id, now(), (v_report ->> 'waste')::real)
      on conflict (company_id) do update set stopped_at = excluded.stopped_at, stopped_waste = excluded.stopped_waste;
    return null;
  end if;
  select position into v_position from public.knowledge_passages where id = p_passage_id and company_id = p_company_id;
  return jsonb_build_object(
    'settings', app.assistant_settings(p_company_id),
    'title', v_source.title,
    'text', left(v_source.body, 20000),
    'headings', coalesce((
      select jsonb_agg(h.title_path order by h.far, h.position)
      from (
        select p.title_path, p.position, abs(p.position - coalesce(v_position, 0)) as far from public.knowledge_passages p
        where p.source_id = p_source_id and p.company_id = p_company_id and p.enabled and p.position is distinct from v_position
        order by far, p.position limit 20
      ) h
    ), '[]'::jsonb),
    'asked', coalesce((
      select jsonb_agg(jsonb_build_object('text', n.text, 'visitorId', s.visitor_id))
      from (
        select id, visitor_id from public.chat_sessions where company_id = p_company_id order by last_message_at desc, id desc limit 200
      ) s
      join public.chat_messages m on m.session_id = s.id and m.role = 'assistant'
        and m.sources @> jsonb_build_array(jsonb_build_object('sourceId', p_source_id))
      cross join lateral (
        select u.text, u.role from public.chat_messages u
        where u.session_id = m.session_id and u.created_at > m.created_at order by u.created_at, u.id limit 1
      ) n
      where n.role = 'user' and char_length(n.text) between 3 and 120
    ), '[]'::jsonb)
  );
end
$$;

-- Which of these keys have an answer that may be given anywhere, and the articles that it cites: [{"key", "sourceIds"}].
create function public.ready_answers(p_company_id uuid, p_keys text[]) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return coalesce((
    select jsonb_agg(jsonb_build_object('key', r.key, 'sourceIds', r.source_ids))
    from (
      select a.key, jsonb_agg(distinct s.value -> 'sourceId') as source_ids
      from public.stored_answers a cross join lateral jsonb_array_elements(a.sources) s
      where a.company_id = p_company_id and a.key = any (p_keys) and a.kind <> 'asked' and a.expires_at > now()
      group by a.key
    ) r
  ), '[]'::jsonb);
end
$$;

-- Replaces the questions that are likely after answers that cite an article. p_questions: [{"question", "key", "origin"}];
-- p_asked: what a model used that was asked for them (see app.count_asked), or null.
create function public.keep_follow_ups(p_company_id uuid, p_source_id uuid, p_questions jsonb, p_asked jsonb default null) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform 1 from public.knowledge_sources where id = p_source_id and company_id = p_company_id for key share;
  if not found then
    return;
  end if;
  if nullif(p_asked, 'null'::jsonb) is not null then
    perform app.count_asked(p_company_id, 'model.prepared', p_source_id, p_asked);
  end if;
  insert into public.follow_up_sets (company_id, source_id) values (p_company_id, p_source_id)
    on conflict (company_id, source_id) do update set wanted_at = now();
  delete from public.follow_up_questions where company_id = p_company_id and source_id = p_source_id;
  insert into public.follow_up_questions (company_id, source_id, key, question, position, origin)
    select p_company_id, p_source_id, q.value ->> 'key', q.value ->> 'question', q.ordinality, q.value ->> 'origin'
    from jsonb_array_elements(p_questions) with ordinality q
    on conflict do nothing;
end
$$;

-- Settles a turn, and says in the same trip what may be asked next: questions that are likely after the cited articles and
-- whose answer is ready, [{"question", "key"}]. An article whose next questions were not looked for in six hours gets a job.
create function public.settle_and_offer(p_company_id uuid, p_turn_id uuid, p_settlement jsonb) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_settled jsonb := public.settle_turn(p_company_id, p_turn_id, p_settlement);
  v_sources jsonb := coalesce(p_settlement -> 'sources', '[]'::jsonb);
  v_source_id uuid := (v_sources -> 0 ->> 'sourceId')::uuid;
begin
  if not (v_settled ->> 'settled')::boolean or v_source_id is null or p_settlement ->> 'outcome' <> 'complete' then
    return v_settled || '{"next": []}'::jsonb;
  end if;
  if not exists (
    select 1 from public.follow_up_sets
    where company_id = p_company_id and source_id = v_source_id and wanted_at > now() - interval '6 hours'
  ) and not exists (
    select 1 from public.prefetch_settings where company_id = p_company_id and (not enabled or stopped_at is not null)
  ) then
    insert into public.follow_up_sets (company_id, source_id)
      select company_id, id from public.knowledge_sources where id = v_source_id and company_id = p_company_id
      on conflict (company_id, source_id) do update set wanted_at = now();
    if found then
      insert into public.jobs (company_id, name, payload)
        values (p_company_id, 'predict-follow-ups',
                jsonb_build_object('sourceId', v_source_id, 'passageId', v_sources -> 0 -> 'passageId',
                                   'besideIds', jsonb_path_query_array(v_sources, '$[1 to last].sourceId')));
    end if;
  end if;
  return v_settled || jsonb_build_object('next', coalesce((
    select jsonb_agg(jsonb_build_object('question', n.question, 'key', n.key) order by n.cited, n.position)
    from (
      select q.question, q.key, q.position, c.ordinality as cited
      from jsonb_array_elements(v_sources) with ordinality c
      join public.follow_up_questions q on q.company_id = p_company_id and q.source_id = (c.value ->> 'sourceId')::uuid
      where exists (
        select 1 from public.stored_answers a
        where a.company_id = p_company_id and a.key = q.key and a.kind <> 'asked' and a.expires_at > now()
      )
      order by c.ordinality, q.position limit 8
    ) n
  ), '[]'::jsonb));
end
$$;

-- The pinned questions that the widget may show: the first four whose answer is ready.
create function public.common_questions(p_company_id uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return coalesce((
    select jsonb_agg(q.question order by q.position, q.created_at)
    from (
      select p.question, p.position, p.created_at from public.pinned_questions p
      where p.company_id = p_company_id and p.enabled and exists (
        select 1 from public.stored_answers a
        where a.company_id = p_company_id and a.key = p.key and a.kind = 'pinned' and a.expires_at > now()
      )
      order by p.position, p.created_at limit 4
    ) q
  ), '[]'::jsonb);
end
$$;

do $$
declare
  f text;
begin
  foreach f in array array[
    'public.similar_answers(uuid, text, text, real)', 'public.look_after_answers()', 'public.take_pinned_to_prepare(uuid)',
    'public.keep_prepared_answer(uuid, text, uuid, jsonb, text, jsonb, jsonb, text)',
    'public.follow_ups_to_predict(uuid, uuid, uuid)', 'public.ready_answers(uuid, text[])',
    'public.keep_follow_ups(uuid, uuid, jsonb, jsonb)', 'public.settle_and_offer(uuid, uuid, jsonb)', 'public.common_questions(uuid)'
  ] loop
    execute format('revoke all on function %s from public, anon, authenticated', f);
    execute format('grant execute on function %s to service_role', f);
  end loop;
  foreach f in array array['public.remake_pinned_answer(uuid)', 'public.prefetch_report(uuid)'] loop
    execute format('revoke all on function %s from public, anon', f);
    execute format('grant execute on function %s to authenticated', f);
  end loop;
end
$$;
revoke all on all functions in schema app from public, anon;
grant execute on function app.uuid_v7() to anon;
