-- The import script saves as jobs do: many sources in one call, and what is gone from a file goes here, too.

-- The company that the person at the server's own console names. For the service role alone.
create function public.company_with_slug(p_company_slug text) returns uuid
language plpgsql stable security definer
set search_path = ''
as $$
declare
  v_company_id uuid;
begin
  select id into v_company_id from public.companies where slug = p_company_slug;
  if not found then
    raise exception 'There is no company with the slug "%".', p_company_slug using errcode = 'PT404';
  end if;
  return v_company_id;
end
$$;

-- Deletes sources whose external id begins with p_replace and is not among p_kept (a list of external ids), unless they
-- were edited here: the end of a save that took several calls. Returns how many there were.
create function public.remove_gone_for_job(p_company_id uuid, p_replace text, p_kept jsonb) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  v_removed uuid[];
begin
  perform 1 from public.companies where id = p_company_id;
  if not found then
    raise exception 'This company does not exist.' using errcode = 'PT404';
  end if;
  if coalesce(p_replace, '') = '' then
    raise exception 'Say what the names begin with.' using errcode = 'PT422';
  end if;
  perform set_config('app.index_later', 'on', true);
  with gone as (
    delete from public.knowledge_sources k
    where k.company_id = p_company_id and starts_with(k.external_id, p_replace) and k.edited_at is null
      and not exists (select 1 from jsonb_array_elements_text(p_kept) kept(name) where kept.name = k.external_id)
    returning k.id
  )
  select array_agg(id) into v_removed from gone;
  perform set_config('app.index_later', '', true);
  perform app.index_sources(p_company_id, v_removed);
  return coalesce(cardinality(v_removed), 0);
end
$$;

revoke all on function public.company_with_slug(text), public.remove_gone_for_job(uuid, text, jsonb)
  from public, anon, authenticated;
grant execute on function public.company_with_slug(text), public.remove_gone_for_job(uuid, text, jsonb) to service_role;
