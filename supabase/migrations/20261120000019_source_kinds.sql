-- Knowledge from more than pasted text: what a source was read from, in which language, how large it is, when it was last
-- read from where it comes, and which of several articles an admin prefers.

alter type public.source_kind add value if not exists 'html';
alter type public.source_kind add value if not exists 'pdf';
alter type public.source_kind add value if not exists 'docx';
alter type public.source_kind add value if not exists 'csv';
alter type public.source_kind add value if not exists 'page';

alter table public.knowledge_sources
  add column language text check (language ~ '^[a-z]{2}$'),
  add column pinned boolean not null default false,
  add column website_id uuid,
  add column edited_at timestamptz,
  add column synced_at timestamptz not null default now(),
  add column size_bytes integer not null generated always as (octet_length(body)) stored;
comment on column public.knowledge_sources.language is 'ISO 639-1; empty where it cannot be told.';
comment on column public.knowledge_sources.pinned is 'Preferred by the search where several articles answer.';
comment on column public.knowledge_sources.website_id is 'The website it is a page of, which reads it again.';
comment on column public.knowledge_sources.edited_at is 'Edited here: reading it again where it comes from leaves it as it is.';
comment on column public.knowledge_sources.synced_at is 'When it was last read from where it comes, changed or not.';

alter table public.knowledge_passages
  add column language text check (language ~ '^[a-z]{2}$'),
  add column text_hash text not null generated always as (md5(title_path || chr(10) || body)) stored,
  add unique (company_id, id);
comment on column public.knowledge_passages.language is 'ISO 639-1; decides how its words are reduced to stems.';
comment on column public.knowledge_passages.text_hash is 'Of what is read by an embedding model: the same text has the same vector.';
