-- What was learned of a company's own sentences: which source they belong to. The app learns it in the background, some
-- seconds after the knowledge changed, and reads it to tell the search which sources are likely (`p_likely`, 0020). What
-- the bytes are, lib/knowledge/embeddings/built-in-bytes.ts says; to the database they are just that.

create table public.knowledge_built_in_models (
  company_id uuid primary key references public.companies (id) on delete cascade,
  model bytea not null check (octet_length(model) <= 16000000),
  learned_at timestamptz not null default now()
);
comment on table public.knowledge_built_in_models is 'One model a company, of up to some three megabytes; a company with fewer than two articles has none.';
-- It does not get smaller by compression.
alter table public.knowledge_built_in_models alter column model set storage external;
alter table public.knowledge_built_in_models enable row level security;
revoke all on public.knowledge_built_in_models from anon, authenticated;
grant all on public.knowledge_built_in_models to service_role;

-- Passages that are searched, in the order of their places; after the one named, if one is.
create function public.passages_to_learn(
  p_company_id uuid, p_after_source uuid default null, p_after_position integer default null, p_limit integer default 500
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
        and (p_after_source is null or (p.source_id, p.position) > (p_after_source, coalesce(p_after_position, -1)))
      order by p.source_id, p.position limit greatest(1, least(p_limit, 2000))
    ) x
  );
end
$$;

-- Stores what was learned (base64), in place of what was before; null where there was nothing to learn.
create function public.keep_built_in_model(p_company_id uuid, p_model text default null) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  if p_model is null then
    delete from public.knowledge_built_in_models where company_id = p_company_id;
  else
    insert into public.knowledge_built_in_models (company_id, model)
      select id, decode(p_model, 'base64') from public.companies where id = p_company_id
      on conflict (company_id) do update set model = excluded.model, learned_at = now();
  end if;
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

-- Queues the learning, once, and late enough that an import of many files is learned together.
create function app.queue_learning(p_company_id uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  -- A company that is being deleted takes its knowledge along.
  if exists (select 1 from public.companies where id = p_company_id) and not exists (
    select 1 from public.jobs where company_id = p_company_id and name = 'learn-knowledge' and status = 'waiting'
  ) then
    insert into public.jobs (company_id, name, run_at) values (p_company_id, 'learn-knowledge', now() + interval '15 seconds');
  end if;
end
$$;
create index jobs_learning_waits on public.jobs (company_id) where name = 'learn-knowledge' and status = 'waiting';

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
    'public.passages_to_learn(uuid, uuid, integer, integer)', 'public.keep_built_in_model(uuid, text)',
    'public.built_in_model(uuid)'
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
