-- Who runs a company's models, when it is not the installation's own provider.

create table public.company_providers (
  company_id uuid not null references public.companies (id) on delete cascade,
  place text not null check (place in ('main', 'second')),
  kind text not null check (kind in ('openai', 'azure', 'ollama', 'compatible', 'bedrock')),
  base_url text check (char_length(base_url) <= 500 and base_url ~ '^https?://'),
  region text check (region ~ '^[a-z0-9-]{1,40}$'),
  main_model text not null check (char_length(main_model) between 1 and 120),
  light_model text check (char_length(light_model) between 1 and 120),
  sealed_key text check (char_length(sealed_key) <= 4000),
  key_end text check (char_length(key_end) <= 4),
  updated_at timestamptz not null default now(),
  primary key (company_id, place),
  -- Without a key of its own such a provider would be asked with what the server's environment holds.
  constraint company_providers_have_their_key check (kind not in ('openai', 'azure', 'bedrock') or sealed_key is not null),
  constraint company_providers_have_their_region check (kind <> 'bedrock' or region is not null)
);
comment on table public.company_providers is 'The model providers that a company pays for itself: its main one and the one to fall back on.';
comment on column public.company_providers.sealed_key is 'The key, encrypted for this company by the server. The database never sees it open.';
comment on column public.company_providers.key_end is 'The last characters of the key, to tell it from others.';

alter table public.company_providers enable row level security;
revoke all on public.company_providers from anon, authenticated;
grant all on public.company_providers to service_role;

-- The sealed key stays unreadable even for the company's admin: columns are granted one by one.
grant select (company_id, place, kind, base_url, region, main_model, light_model, key_end, updated_at)
  on public.company_providers to authenticated;
grant insert on public.company_providers to authenticated;
grant update (kind, base_url, region, main_model, light_model, sealed_key, key_end, updated_at)
  on public.company_providers to authenticated;
grant delete on public.company_providers to authenticated;
create policy company_providers_read on public.company_providers for select to authenticated
  using (company_id in (select app.my_admin_companies()));
create policy company_providers_make on public.company_providers for insert to authenticated
  with check (company_id in (select app.my_admin_companies()));
create policy company_providers_change on public.company_providers for update to authenticated
  using (company_id in (select app.my_admin_companies()))
  with check (company_id in (select app.my_admin_companies()));
create policy company_providers_remove on public.company_providers for delete to authenticated
  using (company_id in (select app.my_admin_companies()));

-- A company's providers with their sealed keys, for the server that calls them:
-- [{place, kind, baseUrl, region, mainModel, lightModel, sealedKey}], empty for a company that uses the installation's.
create function public.company_model_providers(p_company_id uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return coalesce((
    select jsonb_agg(jsonb_build_object(
      'place', p.place, 'kind', p.kind, 'baseUrl', p.base_url, 'region', p.region, 'mainModel', p.main_model,
      'lightModel', p.light_model, 'sealedKey', p.sealed_key
    ) order by p.place)
    from public.company_providers p
    where p.company_id = p_company_id
  ), '[]'::jsonb);
end
$$;
revoke all on function public.company_model_providers(uuid) from public, anon, authenticated;
grant execute on function public.company_model_providers(uuid) to service_role;
