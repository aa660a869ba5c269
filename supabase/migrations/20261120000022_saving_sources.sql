-- Saving knowledge: many sources at once, all or nothing; what an admin changed here stays theirs; and the search index is
-- brought up to date once a save instead of once a row, a large save's in several short calls.

alter table public.knowledge_sources add column index_waiting boolean not null default false;
comment on column public.knowledge_sources.index_waiting is 'Stored, but the search does not know its words yet: it is being read.';
-- Which sources the index is still to be told of.
create index knowledge_sources_waiting on public.knowledge_sources (company_id, id) where index_waiting;

-- The index ------------------------------------------------------------------------------------------------------------

-- A save writes passages in several statements and has its sources indexed once, at its end: while it is at it the setting
-- app.index_later (of its transaction alone) holds the triggers back.
create or replace function app.index_changed_passages() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if current_setting('app.index_later', true) = 'on' then
    return null;
  end if;
  if tg_op = 'INSERT' then
    perform app.index_sources(company_id, array_agg(distinct source_id)) from new_rows group by company_id;
  elsif tg_op = 'DELETE' then
    perform app.index_sources(company_id, array_agg(distinct source_id)) from old_rows group by company_id;
  else
    -- A new embedding changes no word.
    perform app.index_sources(x.company_id, array_agg(distinct x.source_id))
      from old_rows o join new_rows n using (id)
      cross join lateral (values (o.company_id, o.source_id), (n.company_id, n.source_id)) x(company_id, source_id)
      where (o.company_id, o.source_id, o.position, o.title_path, o.body, o.enabled, o.language)
        is distinct from (n.company_id, n.source_id, n.position, n.title_path, n.body, n.enabled, n.language)
      group by x.company_id;
  end if;
  return null;
end
$$;

-- Of a whole statement: switching fifty sources is one pass over the index.
drop trigger knowledge_sources_index_changed on public.knowledge_sources;
create or replace function app.index_changed_source() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if current_setting('app.index_later', true) = 'on' then
    return null;
  end if;
  perform app.index_sources(n.company_id, array_agg(n.id))
    from old_rows o join new_rows n using (id)
    where (o.enabled, o.status) is distinct from (n.enabled, n.status)
    group by n.company_id;
  return null;
end
$$;
create trigger knowledge_sources_index_changed after update on public.knowledge_sources
  referencing old table as old_rows new table as new_rows for each statement execute function app.index_changed_source();

-- Tells the index of sources that a large save left, about p_passages passages of them, as whoever calls it.
-- Returns how many sources still wait.
create function app.index_waiting(p_company_id uuid, p_passages integer) returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_ids uuid[];
begin
  select array_agg(id order by id) into v_ids from (
    select id, sum(passage_count) over (order by id) - passage_count as before from (
      select id, passage_count from public.knowledge_sources
      -- What another call is about to be done with is waited for: whoever asks must not take it for nothing.
      where company_id = p_company_id and index_waiting order by id limit p_passages for update
    ) w
  ) w where before < p_passages;
  if v_ids is not null then
    update public.knowledge_sources set index_waiting = false where company_id = p_company_id and id = any (v_ids);
    perform app.index_sources(p_company_id, v_ids);
  end if;
  return (select count(*) from public.knowledge_sources where company_id = p_company_id and index_waiting);
end
$$;

create function public.index_waiting_sources(p_company_id uuid, p_passages integer default 100) returns integer
language sql security invoker
set search_path = ''
as $$ select app.index_waiting(p_company_id, p_passages) $$;

-- The same for the job that finishes what a process did not.
create function public.index_waiting_for_job(p_company_id uuid, p_passages integer default 100) returns integer
language sql security definer
set search_path = ''
as $$ select app.index_waiting(p_company_id, p_passages) $$;

-- Takes sources that wait out of the index: their postings name places at which another text stands by now.
create function app.take_from_index(p_company_id uuid, p_source_ids uuid[]) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  v_terms text[];
  v_counts integer[];
  v_passages integer;
begin
  perform pg_advisory_xact_lock(hashtextextended('knowledge:' || p_company_id, 0));
  with gone as materialized (
    delete from public.knowledge_postings
    where company_id = p_company_id and source_id = any (array(
      select id from public.knowledge_sources where company_id = p_company_id and id = any (p_source_ids) and index_waiting
    ))
    returning term, source_id, positions
  ), counted as (
    select term, sum(cardinality(positions))::integer as passages from gone group by term
  )
  select array_agg(term), array_agg(passages),
      (select count(*) from (select distinct g.source_id, x.position from gone g, unnest(g.positions) x(position)) d)
    into v_terms, v_counts, v_passages from counted;
  update public.knowledge_terms t set passage_count = t.passage_count - c.passages
    from unnest(v_terms, v_counts) c(term, passages)
    where t.company_id = p_company_id and t.term = c.term;
  delete from public.knowledge_terms where company_id = p_company_id and term = any (v_terms) and passage_count <= 0;
  update public.knowledge_totals set passage_count = passage_count - v_passages where company_id = p_company_id;
end
$$;

-- Has a job tell the index after so long: at once where nobody else will, later should the process that saves end before
-- it has. One waiting is enough.
create function app.want_index(p_company_id uuid, p_after interval) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  update public.jobs set run_at = least(run_at, now() + p_after)
    where company_id = p_company_id and name = 'index-sources' and status = 'waiting';
  if not found then
    insert into public.jobs (company_id, name, run_at) values (p_company_id, 'index-sources', now() + p_after);
  end if;
end
$$;

-- Saving ---------------------------------------------------------------------------------------------------------------

-- Makes the passages of these sources what is given, as whoever calls it. What is the same at the same place is not
-- written again; a text that moved keeps its id, and whether it is switched on.
-- p_given: [{sourceId, passages: [{titlePath, body, tokenCount, language?}]}]
-- Rows are looked up in JSON maps: the planner cannot know how many entries a JSON list has, and would join two lists of a
-- thousand row by row.
create function app.put_passages(p_company_id uuid, p_given jsonb) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_ids uuid[] := array(select (g.value ->> 'sourceId')::uuid from jsonb_array_elements(p_given) g);
  v_wanted jsonb;
  v_kept jsonb;
  v_moved jsonb;
begin
  select coalesce(jsonb_object_agg(
      (g.value ->> 'sourceId') || ' ' || (p.ordinality - 1),
      concat_ws(' ', md5((p.value ->> 'titlePath') || chr(10) || (p.value ->> 'body')), p.value ->> 'tokenCount', p.value ->> 'language')
    ), '{}')
    into v_wanted
    from jsonb_array_elements(p_given) g, jsonb_array_elements(g.value -> 'passages') with ordinality p;
  with gone as (
    delete from public.knowledge_passages
    where company_id = p_company_id and source_id = any (v_ids)
      and v_wanted ->> (source_id || ' ' || position) is distinct from concat_ws(' ', text_hash, token_count, language)
    returning id, source_id, position, text_hash, enabled
  ), numbered as (
    select *, row_number() over (partition by source_id, text_hash order by position) as nth from gone
  )
  select coalesce(jsonb_object_agg(source_id || ' ' || text_hash || ' ' || nth, jsonb_build_object('id', id, 'enabled', enabled)), '{}')
    into v_moved from numbered;
  select coalesce(jsonb_object_agg(source_id || ' ' || position, true), '{}') into v_kept
    from public.knowledge_passages where company_id = p_company_id and source_id = any (v_ids);

  insert into public.knowledge_passages (id, company_id, source_id, position, title_path, body, token_count, language, enabled)
    with missing as (
      select (g.value ->> 'sourceId')::uuid as source_id, p.ordinality - 1 as position, p.value as passage,
        md5((p.value ->> 'titlePath') || chr(10) || (p.value ->> 'body')) as text_hash
      from jsonb_array_elements(p_given) g, jsonb_array_elements(g.value -> 'passages') with ordinality p
      where not v_kept ? ((g.value ->> 'sourceId') || ' ' || (p.ordinality - 1))
    ), matched as (
      select *, v_moved -> (
          source_id || ' ' || text_hash || ' ' || row_number() over (partition by source_id, text_hash order by position)
        ) as before
      from missing
    )
    select coalesce((before ->> 'id')::uuid, app.uuid_v7()), p_company_id, source_id, position, passage ->> 'titlePath',
      passage ->> 'body', (passage ->> 'tokenCount')::integer, passage ->> 'language', coalesce((before ->> 'enabled')::boolean, true)
    from matched
    order by source_id, position;
end
$$;

-- Adds sources or replaces those with the same external id, passages and all, as whoever calls it: all or nothing.
-- What did not change since it was last read is only noted as read; so is what was edited here, until its editors let it
-- follow the original again.
-- p_sources: [{source: {externalId, kind, title, url, body, contentHash, language?, websiteId?}, passages: [...]}]
-- p_replace: sources whose external id begins with this and is not among them are deleted, unless they were edited here
-- The index is told at once of a small save; of a large one index_waiting_sources tells it, called until it returns 0, and
-- what it changed is not found until then.
-- p_at_once: the index is told of a large save, too, before this returns
-- Returns {sources: [{sourceId, outcome: 'added' | 'updated' | 'unchanged', passageCount}] in their order, removed, waiting}.
create function app.store_sources(p_company_id uuid, p_sources jsonb, p_replace text, p_at_once boolean) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_names text[] := array(select source ->> 'externalId' from jsonb_to_recordset(p_sources) g(source jsonb));
  v_known jsonb;
  v_plan jsonb;
  v_repeated text;
  v_empty text;
  v_changed jsonb;
  v_removed uuid[];
  v_later boolean;
begin
  select name into v_repeated from unnest(v_names) n(name) group by 1 having count(*) > 1 limit 1;
  if found then
    raise exception 'Two entries are called "%".', v_repeated using errcode = 'PT422';
  end if;

  -- Rows first and the index's lock last, as everywhere: so nobody waits in a circle.
  perform 1 from public.knowledge_sources
    where company_id = p_company_id
      and (external_id = any (v_names) or starts_with(external_id, p_replace))
    order by id for update;

  select coalesce(jsonb_object_agg(external_id, jsonb_build_object(
      'id', id, 'stored', passage_count,
      'asIs', case when edited_at is not null then 'edited' when status = 'ready' then content_hash end
    )), '{}')
    into v_known
    from public.knowledge_sources where company_id = p_company_id and external_id = any (v_names);
  select coalesce(jsonb_agg(g.value || jsonb_build_object(
      'sourceId', coalesce((k.before ->> 'id')::uuid, app.uuid_v7()),
      'outcome', case
        when k.before is null then 'added'
        when k.before ->> 'asIs' in ('edited', g.value -> 'source' ->> 'contentHash') then 'unchanged'
        else 'updated'
      end,
      'passageCount', jsonb_array_length(g.value -> 'passages'), 'stored', k.before -> 'stored'
    ) order by g.ordinality), '[]')
    into v_plan
    from jsonb_array_elements(p_sources) with ordinality g
    cross join lateral (select v_known -> (g.value -> 'source' ->> 'externalId') as before) k;

  select jsonb_agg(c.value), min(c.value -> 'source' ->> 'title') filter (where c.value -> 'passageCount' = '0')
    into v_changed, v_empty
    from jsonb_array_elements(v_plan) c where c.value ->> 'outcome' <> 'unchanged';
  if v_empty is not null then
    raise exception '"%" has nothing to read in it.', v_empty using errcode = 'PT422';
  end if;
  -- Other calls wait while the embedded database works on this one.
  select sum((c.value ->> 'passageCount')::integer) > 100 and not p_at_once into v_later from jsonb_array_elements(v_changed) c;

  perform set_config('app.index_later', 'on', true);
  update public.knowledge_sources set synced_at = now()
    where company_id = p_company_id and id = any (array(
      select (c.value ->> 'sourceId')::uuid from jsonb_array_elements(v_plan) c where c.value ->> 'outcome' = 'unchanged'
    ));
  -- A page that was there before its website was.
  update public.knowledge_sources k set website_id = (c.source ->> 'websiteId')::uuid
    from jsonb_to_recordset(v_plan) c("sourceId" uuid, source jsonb)
    where k.id = c."sourceId" and k.company_id = p_company_id and k.website_id is distinct from (c.source ->> 'websiteId')::uuid
      and c.source ->> 'websiteId' is not null;
  update public.knowledge_sources k set
      kind = (c.source ->> 'kind')::public.source_kind, title = c.source ->> 'title', url = c.source ->> 'url',
      body = c.source ->> 'body', content_hash = c.source ->> 'contentHash', language = c.source ->> 'language',
      status = 'ready',
      passage_count = c."passageCount", updated_at = now(), synced_at = now(), index_waiting = v_later
    from jsonb_to_recordset(v_changed) c("sourceId" uuid, outcome text, source jsonb, "passageCount" integer)
    where c.outcome = 'updated' and k.id = c."sourceId" and k.company_id = p_company_id;
  insert into public.knowledge_sources
      (id, company_id, external_id, kind, title, url, body, content_hash, language, website_id, passage_count, index_waiting)
    select c."sourceId", p_company_id, c.source ->> 'externalId', (c.source ->> 'kind')::public.source_kind,
      c.source ->> 'title', c.source ->> 'url', c.source ->> 'body', c.source ->> 'contentHash', c.source ->> 'language',
      (c.source ->> 'websiteId')::uuid, c."passageCount", v_later
    from jsonb_to_recordset(v_changed) c("sourceId" uuid, outcome text, source jsonb, "passageCount" integer)
    where c.outcome = 'added';
  if v_changed is not null then
    perform app.put_passages(p_company_id, v_changed);
  end if;
  with gone as (
    delete from public.knowledge_sources k
    where k.company_id = p_company_id and starts_with(k.external_id, p_replace) and k.edited_at is null
      and k.external_id <> all (v_names)
    returning k.id
  )
  select array_agg(id) into v_removed from gone;
  perform set_config('app.index_later', '', true);

  perform app.index_sources(p_company_id, v_removed || array(
    select (c.value ->> 'sourceId')::uuid from jsonb_array_elements(v_changed) c where not v_later
  ));
  if v_later then
    perform app.take_from_index(p_company_id, array(
      select (c.value ->> 'sourceId')::uuid from jsonb_array_elements(v_changed) c where c.value ->> 'outcome' = 'updated'
    ));
    perform app.want_index(p_company_id, interval '1 minute');
  end if;
  return jsonb_build_object(
    'sources', (
      select coalesce(jsonb_agg(jsonb_build_object(
          'sourceId', r.value -> 'sourceId', 'outcome', r.value -> 'outcome',
          'passageCount', case when r.value ->> 'outcome' = 'unchanged' then r.value -> 'stored' else r.value -> 'passageCount' end
        ) order by r.ordinality), '[]')
      from jsonb_array_elements(v_plan) with ordinality r
    ),
    'removed', coalesce(cardinality(v_removed), 0),
    'waiting', case when v_later then jsonb_array_length(v_changed) else 0 end
  );
end
$$;

-- One of them, with the index told at once.
create or replace function app.store_source(p_company_id uuid, p_source jsonb, p_passages jsonb) returns jsonb
language plpgsql
set search_path = ''
as $$
begin
  return app.store_sources(
    p_company_id, jsonb_build_array(jsonb_build_object('source', p_source, 'passages', p_passages)), null, true
  ) -> 'sources' -> 0;
end
$$;

create function public.save_sources(p_company_id uuid, p_sources jsonb, p_replace text default null) returns jsonb
language sql security invoker
set search_path = ''
as $$ select app.store_sources(p_company_id, p_sources, p_replace, false) $$;

-- The same for jobs, which read websites for a company.
create function public.save_sources_for_job(p_company_id uuid, p_sources jsonb, p_replace text default null) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
begin
  perform 1 from public.companies where id = p_company_id;
  if not found then
    raise exception 'This company does not exist.' using errcode = 'PT404';
  end if;
  return app.store_sources(p_company_id, p_sources, p_replace, false);
end
$$;

-- Changes a source by hand: from now on it stays as it is when it is read again where it comes from.
-- p_source: {title, url, body, contentHash, language?, openedHash}; openedHash is the content hash of the text that was
-- edited, so that nobody overwrites what somebody else wrote meanwhile.
-- Returns {sourceId, outcome: 'updated' | 'unchanged', passageCount}.
create function public.edit_source(p_company_id uuid, p_source_id uuid, p_source jsonb, p_passages jsonb) returns jsonb
language plpgsql security invoker
set search_path = ''
as $$
declare
  v_source public.knowledge_sources;
begin
  select * into v_source from public.knowledge_sources
    where id = p_source_id and company_id = p_company_id for update;
  if not found then
    raise exception 'This source does not exist.' using errcode = 'PT404';
  end if;
  if v_source.content_hash is distinct from p_source ->> 'openedHash' then
    raise exception 'It was changed while you were editing it. Copy your text, reload the page and edit it again.' using errcode = 'PT409';
  end if;
  if v_source.content_hash = p_source ->> 'contentHash' then
    return jsonb_build_object('sourceId', v_source.id, 'outcome', 'unchanged', 'passageCount', v_source.passage_count);
  end if;
  if jsonb_array_length(p_passages) = 0 then
    raise exception 'This text has nothing to read in it.' using errcode = 'PT422';
  end if;
  perform set_config('app.index_later', 'on', true);
  update public.knowledge_sources set
      title = p_source ->> 'title', url = p_source ->> 'url', body = p_source ->> 'body',
      content_hash = p_source ->> 'contentHash', language = p_source ->> 'language', status = 'ready',
      passage_count = jsonb_array_length(p_passages), edited_at = now(), updated_at = now(),
      index_waiting = false
    where id = p_source_id and company_id = p_company_id;
  perform app.put_passages(
    p_company_id, jsonb_build_array(jsonb_build_object('sourceId', p_source_id, 'passages', p_passages))
  );
  perform set_config('app.index_later', '', true);
  perform app.index_sources(p_company_id, array[p_source_id]);
  return jsonb_build_object('sourceId', p_source_id, 'outcome', 'updated', 'passageCount', jsonb_array_length(p_passages));
end
$$;

do $$
declare
  f text;
begin
  foreach f in array array[
    'app.put_passages(uuid, jsonb)',
    'app.index_waiting(uuid, integer)',
    'app.take_from_index(uuid, uuid[])',
    'app.want_index(uuid, interval)',
    'public.index_waiting_sources(uuid, integer)',
    'public.index_waiting_for_job(uuid, integer)',
    'app.store_sources(uuid, jsonb, text, boolean)',
    'public.save_sources(uuid, jsonb, text)',
    'public.save_sources_for_job(uuid, jsonb, text)',
    'public.edit_source(uuid, uuid, jsonb, jsonb)'
  ] loop
    execute format('revoke all on function %s from public, anon, authenticated', f);
  end loop;
end
$$;
grant execute on function public.save_sources_for_job(uuid, jsonb, text), public.index_waiting_for_job(uuid, integer)
  to service_role;
-- The inner ones that run as their owner write what the passages say and nothing else; the REST interface cannot call them.
grant execute on function app.put_passages(uuid, jsonb), app.store_sources(uuid, jsonb, text, boolean), app.index_sources(uuid, uuid[]),
  app.index_waiting(uuid, integer), app.take_from_index(uuid, uuid[]), app.want_index(uuid, interval),
  public.index_waiting_sources(uuid, integer),
  public.save_sources(uuid, jsonb, text), public.edit_source(uuid, uuid, jsonb, jsonb)
  to authenticated, service_role;
