-- Companies, the people who work for them, and the keys their websites and servers call with.
-- Row-level security is on from the first line: a signed-in member sees their own company and nothing else.

create schema if not exists extensions;
create schema if not exists app;
comment on schema app is 'Helpers for policies and triggers. Never exposed through the REST interface.';

create extension if not exists pg_trgm with schema extensions;

-- A plain PostgreSQL without pgvector runs everything but vector search.
do $$
begin
  if exists (select 1 from pg_available_extensions where name = 'vector') then
    create extension if not exists vector with schema extensions;
  end if;
end
$$;

-- Time-ordered ids (RFC 9562, version 7): the 48-bit Unix time in milliseconds, then random bits.
create function app.uuid_v7() returns uuid
language sql volatile
set search_path = ''
as $$
  select encode(
    set_bit(
      set_bit(
        overlay(
          uuid_send(gen_random_uuid())
          placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
          from 1 for 6
        ),
        52, 1
      ),
      53, 1
    ),
    'hex'
  )::uuid
$$;

create type public.member_role as enum ('agent', 'admin');

create table public.companies (
  id uuid primary key default app.uuid_v7(),
  slug text not null unique check (slug ~ '^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?$'),
  name text not null check (char_length(name) between 1 and 120),
  is_demo boolean not null default false,
  assistant_name text not null default 'Assistant' check (char_length(assistant_name) between 1 and 60),
  assistant_tone text not null default 'friendly' check (assistant_tone in ('friendly', 'neutral', 'formal')),
  assistant_rules text not null default '' check (char_length(assistant_rules) <= 4000),
  greeting text not null default 'Hello. How can we help?' check (char_length(greeting) between 1 and 300),
  accent_color text not null default '#0b7a75' check (accent_color ~ '^#[0-9a-f]{6}$'),
  hourly_limit integer not null default 1000,
  hourly_limit_ceiling integer not null default 100000 check (hourly_limit_ceiling > 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint companies_hourly_limit_in_range check (hourly_limit between 1 and hourly_limit_ceiling)
);
comment on table public.companies is 'Tenants: each has its own knowledge, visitors, people and settings.';
comment on column public.companies.hourly_limit is 'Requests an hour that the middleware lets through for this company.';
comment on column public.companies.hourly_limit_ceiling is 'The highest limit that the company may choose by itself; only the installation changes it.';

create table public.members (
  company_id uuid not null references public.companies (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  role public.member_role not null,
  display_name text not null check (char_length(display_name) between 1 and 120),
  email text not null check (char_length(email) between 3 and 320),
  created_at timestamptz not null default now(),
  primary key (company_id, user_id)
);
comment on table public.members is 'People who answer (agents) and people who run a company (admins). The role lives here, not in the token.';

create table public.widget_keys (
  id uuid primary key default app.uuid_v7(),
  company_id uuid not null references public.companies (id) on delete cascade,
  key text not null unique check (key ~ '^wk_[A-Za-z0-9_-]{4,64}$'),
  name text not null default 'Website' check (char_length(name) between 1 and 80),
  allowed_origins text[] not null default '{}' check (cardinality(allowed_origins) <= 50),
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);
comment on table public.widget_keys is 'Public keys that a website''s script tag carries. They name a company; they open nothing but the visitor path.';
comment on column public.widget_keys.allowed_origins is 'Origins that may use the key; empty means any.';

create table public.api_keys (
  id uuid primary key default app.uuid_v7(),
  company_id uuid not null references public.companies (id) on delete cascade,
  name text not null check (char_length(name) between 1 and 80),
  prefix text not null check (char_length(prefix) between 4 and 16),
  hash text not null unique check (char_length(hash) = 64),
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz
);
comment on table public.api_keys is 'Secret keys of a company''s own servers. Only the SHA-256 of a key is kept.';

-- Which companies the signed-in user belongs to. Security definer, so that the policy on members
-- does not call itself; stable and wrapped in a sub-select by the policies, so it runs once a query.
create function app.my_companies() returns setof uuid
language sql stable security definer
set search_path = ''
as $$ select company_id from public.members where user_id = auth.uid() $$;

create function app.my_admin_companies() returns setof uuid
language sql stable security definer
set search_path = ''
as $$ select company_id from public.members where user_id = auth.uid() and role = 'admin' $$;

revoke all on all functions in schema app from public;
grant usage on schema app to anon, authenticated, service_role;
grant execute on function app.uuid_v7() to anon, authenticated, service_role;
grant execute on function app.my_companies() to authenticated, service_role;
grant execute on function app.my_admin_companies() to authenticated, service_role;

alter table public.companies enable row level security;
alter table public.members enable row level security;
alter table public.widget_keys enable row level security;
alter table public.api_keys enable row level security;

revoke all on public.companies, public.members, public.widget_keys, public.api_keys from anon, authenticated;
grant all on public.companies, public.members, public.widget_keys, public.api_keys to service_role;

grant select on public.companies to authenticated;
grant update (name, assistant_name, assistant_tone, assistant_rules, greeting, accent_color, hourly_limit, updated_at)
  on public.companies to authenticated;
create policy companies_read on public.companies for select to authenticated
  using (id in (select app.my_companies()));
create policy companies_change on public.companies for update to authenticated
  using (id in (select app.my_admin_companies()))
  with check (id in (select app.my_admin_companies()));

grant select on public.members to authenticated;
create policy members_read on public.members for select to authenticated
  using (company_id in (select app.my_companies()));

grant select, insert on public.widget_keys to authenticated;
grant update (name, allowed_origins, revoked_at) on public.widget_keys to authenticated;
create policy widget_keys_read on public.widget_keys for select to authenticated
  using (company_id in (select app.my_admin_companies()));
create policy widget_keys_make on public.widget_keys for insert to authenticated
  with check (company_id in (select app.my_admin_companies()));
create policy widget_keys_change on public.widget_keys for update to authenticated
  using (company_id in (select app.my_admin_companies()))
  with check (company_id in (select app.my_admin_companies()));

-- The hash stays unreadable even for the company's admin: columns are granted one by one.
grant select (id, company_id, name, prefix, created_at, last_used_at, revoked_at) on public.api_keys to authenticated;
grant insert (company_id, name, prefix, hash) on public.api_keys to authenticated;
grant update (name, revoked_at) on public.api_keys to authenticated;
create policy api_keys_read on public.api_keys for select to authenticated
  using (company_id in (select app.my_admin_companies()));
create policy api_keys_make on public.api_keys for insert to authenticated
  with check (company_id in (select app.my_admin_companies()));
create policy api_keys_change on public.api_keys for update to authenticated
  using (company_id in (select app.my_admin_companies()))
  with check (company_id in (select app.my_admin_companies()));

-- Sign-up: the signed-in user makes a company and becomes its admin, with a first widget key.
create function public.create_company(p_name text, p_slug text, p_display_name text, p_widget_key text) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_user uuid := auth.uid();
  v_company public.companies;
begin
  if v_user is null then
    raise exception 'Sign in first.' using errcode = '42501';
  end if;
  -- A form that is sent twice must not make two companies.
  perform pg_advisory_xact_lock(hashtextextended('create_company:' || v_user, 0));
  if exists (select 1 from public.members where user_id = v_user) then
    raise exception 'This account already belongs to a company.' using errcode = 'PT409';
  end if;
  insert into public.companies (name, slug) values (p_name, p_slug) returning * into v_company;
  insert into public.members (company_id, user_id, role, display_name, email)
    select v_company.id, v_user, 'admin', p_display_name, u.email from auth.users u where u.id = v_user;
  insert into public.widget_keys (company_id, key) values (v_company.id, p_widget_key);
  return jsonb_build_object('companyId', v_company.id, 'slug', v_company.slug);
end
$$;
revoke all on function public.create_company(text, text, text, text) from public, anon;
grant execute on function public.create_company(text, text, text, text) to authenticated, service_role;
