-- A stored answer holds only while everything it was written from stands as it was found: a found passage carries the text
-- of its neighbours, and an edit keeps the ids of the passages that it leaves alone, so the cited passage says too little.
-- When an article changed last is told by the clock, not by the beginning of the transaction that changed it.

create function app.date_changed_source() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.updated_at := clock_timestamp();
  return new;
end
$$;
create trigger knowledge_sources_date_change before update on public.knowledge_sources
  for each row when ((old.content_hash, old.title, old.url) is distinct from (new.content_hash, new.title, new.url))
  execute function app.date_changed_source();

-- A passage that is switched or rewritten changes its source. This also makes whoever keeps an answer wait for the change:
-- both want the source's row. By its name it comes before the trigger that expires answers, and before those of the index,
-- whose lock is the last. A save dates its sources itself.
create function app.date_source_of_passages() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_ids uuid[];
begin
  if current_setting('app.index_later', true) = 'on' then
    return null;
  end if;
  if tg_op = 'DELETE' then
    select array_agg(distinct source_id) into v_ids from old_rows;
  else
    select array_agg(distinct n.source_id) into v_ids
      from old_rows o join new_rows n using (id)
      where (o.position, o.title_path, o.body, o.enabled) is distinct from (n.position, n.title_path, n.body, n.enabled);
  end if;
  update public.knowledge_sources set updated_at = clock_timestamp() where id in (
    select s.id from public.knowledge_sources s where s.id = any (v_ids) order by s.id for update
  );
  return null;
end
$$;
create trigger knowledge_passages_date_source after update on public.knowledge_passages
  referencing old table as old_rows new table as new_rows for each statement execute function app.date_source_of_passages();
create trigger knowledge_passages_date_source_gone after delete on public.knowledge_passages
  referencing old table as old_rows for each statement execute function app.date_source_of_passages();

-- What the database's clock says: whoever prepares an answer asks before the search.
create function public.current_moment() returns timestamptz
language sql volatile
set search_path = ''
as $$ select clock_timestamp() $$;

-- Keeps an answer for the next time its question is asked, unless an article that it cites has changed since it was looked
-- for, or how the assistant shall speak has since it was written. p_keep: {"key", "depth", "kind", "question",
-- "lifetimeSeconds", "since"}, and where they are known "settings" (as open_turn returns them), "embedding" and
-- "embeddingModel". "since" is a moment before the search, by this database's clock; without it nothing that cites is kept.
-- Returns whether it was kept.
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
  v_since timestamptz := (p_keep ->> 'since')::timestamptz;
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
    where s.company_id = p_company_id and s.enabled and s.updated_at < v_since
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

-- Which article the search prefers decides what an answer rests on: those that were found before are found anew. Pinned
-- questions keep theirs until their week is over.
create function app.expire_answers_of_preference() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  delete from public.stored_answers where company_id = new.company_id and kind in ('asked', 'predicted');
  return null;
end
$$;
create trigger stored_answers_expire_with_preference after update on public.knowledge_sources
  for each row when (old.pinned is distinct from new.pinned) execute function app.expire_answers_of_preference();

revoke all on function public.current_moment() from public, anon, authenticated;
grant execute on function public.current_moment() to service_role;
revoke all on all functions in schema app from public, anon;
grant execute on function app.uuid_v7() to anon;
revoke all on function app.expire_answers_of_preference(), app.date_changed_source(), app.date_source_of_passages() from authenticated;
