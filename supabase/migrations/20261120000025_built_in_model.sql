-- What was learned of a company's own sentences: which source they belong to. The app learns it in the background, some
-- seconds after the knowledge changed, and reads it to tell the search which sources are likely (`p_likely`, 0020). What
-- the bytes are, lib/knowledge/embeddings/built-in-bytes.ts says; to the database they are just that.

create table public.knowledge_built_in_models (
  company_id uuid primary key references public.companies (id) on delete cascade,
  -- Null where there was nothing to learn, or too much.
  model bytea check (octet_length(model) <= 16000000),
  -- When the reading of what it was learned from began, and when the learning ended.
  began_at timestamptz not null default now(),
  learned_at timestamptz not null default now()
);
comment on table public.knowledge_built_in_models is 'The last learning of a company; its model has up to some four megabytes.';
-- It does not get smaller by compression.
alter table public.knowledge_built_in_models alter column model set storage external;
alter table public.knowledge_built_in_models enable row level security;
revoke all on public.knowledge_built_in_models from anon, authenticated;
grant all on public.knowledge_built_in_models to service_role;

-- How much there is to learn from, and the time by the database's clock, which goes before all that is read afterwards.
create function public.knowledge_to_learn(p_company_id uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'beganAt', now(),
    'sources', (select count(*) from public.knowledge_sources s where s.company_id = p_company_id and s.enabled and s.status = 'ready'),
    'passages', coalesce((select t.passage_count from public.knowledge_totals t where t.company_id = p_company_id), 0)
  );
end
$$;

-- Passages that are searched, in the order of their places; after the one named, if one is. Of each source the first one
-- and every p_every-th.
create function public.passages_to_learn(
  p_company_id uuid, p_after_source uuid default null, p_after_position integer default null,
  p_every integer default 1, p_limit integer default 500
) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
        'sourceId', x.source_id, 'position', x.position, 'titlePath', x.title_path, 'body', x.body
      ) order by x.source_id, x.position), '[]'::jsonb)
    from (
      select p.source_id, p.position, p.title_path, p.body
      from public.knowledge_passages p
      join public.knowledge_sources s on s.company_id = p_company_id and s.id = p.source_id
      where p.company_id = p_company_id and p.enabled and s.enabled and s.status = 'ready'
        and p.position % greatest(1, p_every) = 0
        and (p_after_source is null or (p.source_id, p.position) > (p_after_source, coalesce(p_after_position, -1)))
      order by p.source_id, p.position limit greatest(1, least(p_limit, 2000))
    ) x
  );
end
$$;

-- Stores what was learned (base64; null where nothing was) from what was read since p_began_at. Of two learnings that
-- overlap the one that began later read the newer knowledge, whichever ends last.
create function public.keep_built_in_model(p_company_id uuid, p_began_at timestamptz, p_model text default null) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into public.knowledge_built_in_models as kept (company_id, model, began_at, learned_at)
    select id, decode(p_model, 'base64'), p_began_at, now() from public.companies where id = p_company_id
    on conflict (company_id) do update
      set model = excluded.model, began_at = excluded.began_at, learned_at = excluded.learned_at
      where kept.began_at <= excluded.began_at;
end
$$;

create function public.built_in_model(p_company_id uuid) returns text
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return (select encode(model, 'base64') from public.knowledge_built_in_models where company_id = p_company_id);
end
$$;

-- Queues the learning, once, and late enough that an import of many files is learned together; and not before ten times
-- as long has passed as the last one took, so that a large company that edits all day learns for a tenth of it.
create function app.queue_learning(p_company_id uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  -- A company that is being deleted takes its knowledge along.
  if exists (select 1 from public.companies where id = p_company_id) and not exists (
    select 1 from public.jobs where company_id = p_company_id and name = 'learn-knowledge' and status = 'waiting'
  ) then
    insert into public.jobs (company_id, name, run_at)
      select p_company_id, 'learn-knowledge', greatest(now() + interval '15 seconds', max(learned_at + 10 * (learned_at - began_at)))
      from public.knowledge_built_in_models where company_id = p_company_id;
  end if;
end
$$;
create index jobs_learning_waits on public.jobs (company_id) where name = 'learn-knowledge' and status = 'waiting';

-- For whoever could not begin in time.
create function public.learn_later(p_company_id uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform app.queue_learning(p_company_id);
end
$$;

create function app.learn_changed_passages() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if tg_op = 'DELETE' then
    perform app.queue_learning(c.company_id) from (select distinct company_id from old_rows) c;
  else
    perform app.queue_learning(c.company_id) from (select distinct company_id from new_rows) c;
  end if;
  return null;
end
$$;
create trigger knowledge_passages_learn_new after insert on public.knowledge_passages
  referencing new table as new_rows for each statement execute function app.learn_changed_passages();
create trigger knowledge_passages_learn_changed after update on public.knowledge_passages
  referencing new table as new_rows for each statement execute function app.learn_changed_passages();
create trigger knowledge_passages_learn_gone after delete on public.knowledge_passages
  referencing old table as old_rows for each statement execute function app.learn_changed_passages();

create function app.learn_changed_source() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform app.queue_learning(new.company_id);
  return null;
end
$$;
create trigger knowledge_sources_learn_changed after update on public.knowledge_sources
  for each row when ((old.enabled, old.status) is distinct from (new.enabled, new.status))
  execute function app.learn_changed_source();

do $$
declare
  f text;
begin
  foreach f in array array[
    'public.knowledge_to_learn(uuid)', 'public.passages_to_learn(uuid, uuid, integer, integer, integer)',
    'public.keep_built_in_model(uuid, timestamptz, text)', 'public.built_in_model(uuid)', 'public.learn_later(uuid)'
  ] loop
    execute format('revoke all on function %s from public, anon, authenticated', f);
    execute format('grant execute on function %s to service_role', f);
  end loop;
end
$$;
revoke all on function app.queue_learning(uuid), app.learn_changed_passages(), app.learn_changed_source()
  from public, anon, authenticated;

-- What was there before is learned too.
select app.queue_learning(company_id) from (select distinct company_id from public.knowledge_passages) c;
