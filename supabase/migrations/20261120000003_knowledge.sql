-- What the assistant knows: sources (an article, a page, a file) and the passages they were cut into.

create type public.source_kind as enum ('text', 'markdown', 'jsonl');
create type public.source_status as enum ('ready', 'failed');

create table public.knowledge_sources (
  id uuid primary key default app.uuid_v7(),
  company_id uuid not null references public.companies (id) on delete cascade,
  external_id text not null check (char_length(external_id) between 1 and 500),
  kind public.source_kind not null,
  title text not null check (char_length(title) between 1 and 300),
  url text check (char_length(url) <= 2000),
  body text not null check (octet_length(body) <= 2000000),
  content_hash text not null check (char_length(content_hash) = 64),
  status public.source_status not null default 'ready',
  enabled boolean not null default true,
  passage_count integer not null default 0 check (passage_count >= 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (company_id, id),
  unique (company_id, external_id)
);
comment on table public.knowledge_sources is 'Articles, pages and files of a company. The external id (a file''s path, a page''s address) makes a second import an update.';

create table public.knowledge_passages (
  id uuid primary key default app.uuid_v7(),
  company_id uuid not null,
  source_id uuid not null,
  position integer not null check (position >= 0),
  title_path text not null check (char_length(title_path) <= 600),
  body text not null check (char_length(body) between 1 and 20000),
  token_count integer not null check (token_count > 0),
  enabled boolean not null default true,
  created_at timestamptz not null default now(),
  search tsvector generated always as (
    setweight(to_tsvector('english', title_path), 'A') || setweight(to_tsvector('english', body), 'D')
  ) stored,
  unique (source_id, position),
  foreign key (company_id, source_id) references public.knowledge_sources (company_id, id) on delete cascade
);
comment on table public.knowledge_passages is 'Pieces of a source, small enough to be quoted, each knowing its place in the headings.';

-- Guarded like the extension: without pgvector the search is by words alone.
do $$
begin
  if exists (select 1 from pg_extension where extname = 'vector') then
    alter table public.knowledge_passages add column embedding extensions.vector(384);
    comment on column public.knowledge_passages.embedding is '384 dimensions; empty until an embedding model is set up.';
  end if;
end
$$;

alter table public.knowledge_sources enable row level security;
alter table public.knowledge_passages enable row level security;
revoke all on public.knowledge_sources, public.knowledge_passages from anon, authenticated;
grant all on public.knowledge_sources, public.knowledge_passages to service_role;

grant select on public.knowledge_sources to authenticated;
grant insert, update, delete on public.knowledge_sources to authenticated;
create policy knowledge_sources_read on public.knowledge_sources for select to authenticated
  using (company_id in (select app.my_companies()));
create policy knowledge_sources_make on public.knowledge_sources for insert to authenticated
  with check (company_id in (select app.my_companies()));
create policy knowledge_sources_change on public.knowledge_sources for update to authenticated
  using (company_id in (select app.my_companies()))
  with check (company_id in (select app.my_companies()));
create policy knowledge_sources_remove on public.knowledge_sources for delete to authenticated
  using (company_id in (select app.my_companies()));

grant select, insert, update, delete on public.knowledge_passages to authenticated;
create policy knowledge_passages_read on public.knowledge_passages for select to authenticated
  using (company_id in (select app.my_companies()));
create policy knowledge_passages_make on public.knowledge_passages for insert to authenticated
  with check (company_id in (select app.my_companies()));
create policy knowledge_passages_change on public.knowledge_passages for update to authenticated
  using (company_id in (select app.my_companies()))
  with check (company_id in (select app.my_companies()));
create policy knowledge_passages_remove on public.knowledge_passages for delete to authenticated
  using (company_id in (select app.my_companies()));
