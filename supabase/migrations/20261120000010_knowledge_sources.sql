-- Writing knowledge: a source and its passages come and change together.

-- Adds or replaces a source with its passages, all or nothing, as whoever calls it.
-- p_source: {externalId, kind, title, url, body, contentHash}; p_passages: [{titlePath, body, tokenCount}] in order.
-- Returns {sourceId, outcome: 'added' | 'updated' | 'unchanged', passageCount}. An unchanged content hash writes nothing.
create or replace function app.store_source(p_company_id uuid, p_source jsonb, p_passages jsonb) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_source public.knowledge_sources;
  v_known boolean;
  v_count integer := jsonb_array_length(p_passages);
begin
  select * into v_source from public.knowledge_sources
    where company_id = p_company_id and external_id = p_source ->> 'externalId' for update;
  v_known := found;
  if v_known and v_source.content_hash = p_source ->> 'contentHash' and v_source.status = 'ready' then
    return jsonb_build_object('sourceId', v_source.id, 'outcome', 'unchanged', 'passageCount', v_source.passage_count);
  end if;
  if v_count = 0 then
    raise exception 'This text has nothing to read in it.' using errcode = 'PT422';
  end if;
  if v_known then
    delete from public.knowledge_passages where source_id = v_source.id and company_id = p_company_id;
    update public.knowledge_sources set
        kind = (p_source ->> 'kind')::public.source_kind, title = p_source ->> 'title', url = p_source ->> 'url',
        body = p_source ->> 'body', content_hash = p_source ->> 'contentHash', status = 'ready',
        passage_count = v_count, updated_at = now()
      where id = v_source.id and company_id = p_company_id
      returning * into v_source;
  else
    insert into public.knowledge_sources (company_id, external_id, kind, title, url, body, content_hash, passage_count)
      values (p_company_id, p_source ->> 'externalId', (p_source ->> 'kind')::public.source_kind, p_source ->> 'title',
              p_source ->> 'url', p_source ->> 'body', p_source ->> 'contentHash', v_count)
      returning * into v_source;
  end if;
  insert into public.knowledge_passages (company_id, source_id, position, title_path, body, token_count)
    select p_company_id, v_source.id, p.ordinality - 1, p.value ->> 'titlePath', p.value ->> 'body', (p.value ->> 'tokenCount')::integer
    from jsonb_array_elements(p_passages) with ordinality p;
  return jsonb_build_object(
    'sourceId', v_source.id, 'outcome', case when v_known then 'updated' else 'added' end, 'passageCount', v_count
  );
end
$$;

create or replace function public.save_source(p_company_id uuid, p_source jsonb, p_passages jsonb) returns jsonb
language sql security invoker
set search_path = ''
as $$ select app.store_source(p_company_id, p_source, p_passages) $$;

-- The same for the import script, which names the company by its slug.
create or replace function public.save_source_for_company(p_company_slug text, p_source jsonb, p_passages jsonb) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_company_id uuid;
begin
  select id into v_company_id from public.companies where slug = p_company_slug;
  if not found then
    raise exception 'There is no company with the slug "%".', p_company_slug using errcode = 'PT404';
  end if;
  return app.store_source(v_company_id, p_source, p_passages);
end
$$;

do $$
declare
  f text;
begin
  foreach f in array array[
    'app.store_source(uuid, jsonb, jsonb)',
    'public.save_source(uuid, jsonb, jsonb)',
    'public.save_source_for_company(text, jsonb, jsonb)'
  ] loop
    execute format('revoke all on function %s from public, anon, authenticated', f);
  end loop;
end
$$;
grant execute on function public.save_source_for_company(text, jsonb, jsonb) to service_role;
grant execute on function app.store_source(uuid, jsonb, jsonb), public.save_source(uuid, jsonb, jsonb)
  to authenticated, service_role;
