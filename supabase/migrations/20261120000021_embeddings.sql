-- The knowledge as an embedding model reads it. Vectors are kept by text, not by passage: what stands there unchanged is
-- never read twice, whichever article it is saved with. While another model is to be used, its vectors are made beside
-- those in use; once they are complete the company changes over in one statement, so that the search by meaning has no gap.
-- Without pgvector everything here exists and does nothing.

do $$
begin
  if exists (select 1 from pg_extension where extname = 'vector') then
    drop index if exists public.knowledge_passages_by_embedding;
    alter table public.knowledge_passages drop column if exists embedding;
  end if;
  -- Its signs are what pgvector tells from 0.7 on.
  if exists (select 1 from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'extensions' and p.proname = 'binary_quantize') then
    create table public.knowledge_embeddings (
      company_id uuid not null references public.companies (id) on delete cascade,
      model text not null check (char_length(model) between 1 and 200),
      text_hash text not null,
      embedding extensions.vector(384) not null,
      primary key (company_id, model, text_hash)
    );
    comment on table public.knowledge_embeddings is 'Texts of passages (knowledge_passages.text_hash) as a model reads them, of length one.';

    -- A vector takes 1.5 kB and its signs 48 bytes: looking through the signs first costs a fraction. They stand first in
    -- their row, where they are found without a look at the columns before them.
    create table public.knowledge_vector_signs (
      signs bit(384) not null,
      text_hash text not null,
      company_id uuid not null references public.companies (id) on delete cascade,
      model text not null,
      primary key (company_id, text_hash, model)
    );
    comment on table public.knowledge_vector_signs is 'For each vector of knowledge_embeddings, which of its numbers are above zero.';
    create index knowledge_vector_signs_by_model on public.knowledge_vector_signs (company_id, model);

    alter table public.knowledge_embeddings enable row level security;
    alter table public.knowledge_vector_signs enable row level security;
    revoke all on public.knowledge_embeddings, public.knowledge_vector_signs from anon, authenticated;
    grant all on public.knowledge_embeddings, public.knowledge_vector_signs to service_role;
  end if;
end
$$;

create index knowledge_passages_by_text on public.knowledge_passages (company_id, text_hash);

create table public.knowledge_embedding_state (
  company_id uuid primary key references public.companies (id) on delete cascade,
  wanted_model text check (char_length(wanted_model) between 1 and 200),
  active_model text check (char_length(active_model) between 1 and 200),
  done integer not null default 0 check (done >= 0),
  total integer not null default 0 check (total >= 0),
  failed_at timestamptz,
  problem text check (problem in ('refused', 'late', 'unreachable', 'limited', 'failed')),
  worker uuid,
  worker_until timestamptz,
  updated_at timestamptz not null default now()
);
comment on table public.knowledge_embedding_state is 'How far the reading of a company''s knowledge by an embedding model is.';
comment on column public.knowledge_embedding_state.wanted_model is 'The model that shall read; null where none shall.';
comment on column public.knowledge_embedding_state.active_model is 'The model whose vectors are searched: once it has read everything, and until the next one has.';
comment on column public.knowledge_embedding_state.done is 'Texts that the wanted model has read, of total.';
comment on column public.knowledge_embedding_state.problem is 'Why the newest attempt came to nothing; null since one went well. limited: the provider asked to be left alone for a while.';
comment on column public.knowledge_embedding_state.worker is 'The job that is reading, until worker_until.';

alter table public.knowledge_embedding_state enable row level security;
revoke all on public.knowledge_embedding_state from anon, authenticated;
grant all on public.knowledge_embedding_state to service_role;
grant select on public.knowledge_embedding_state to authenticated;
create policy knowledge_embedding_state_read on public.knowledge_embedding_state for select to authenticated
  using (company_id in (select app.my_companies()));

-- What the installation's settings name, as the process that started last says; what writes knowledge looks here.
create table app.embedding_model (
  only_row boolean primary key default true check (only_row),
  model text check (char_length(model) between 1 and 200)
);
insert into app.embedding_model default values;
alter table app.embedding_model enable row level security;
revoke all on app.embedding_model from public, anon, authenticated;

-- Texts that the wanted model has not read, and texts of passages that were removed, whose vectors may go. Kept as passages
-- change, so that what there is to do costs what has changed, not a look at everything.
create table app.texts_to_read (
  company_id uuid not null references public.companies (id) on delete cascade,
  text_hash text not null,
  primary key (company_id, text_hash)
);
create table app.texts_to_forget (
  company_id uuid not null references public.companies (id) on delete cascade,
  text_hash text not null,
  primary key (company_id, text_hash)
);
alter table app.texts_to_read enable row level security;
alter table app.texts_to_forget enable row level security;
revoke all on app.texts_to_read, app.texts_to_forget from public, anon, authenticated;

create function app.vectors_exist() returns boolean
language sql stable
set search_path = ''
as $$ select to_regclass('public.knowledge_embeddings') is not null $$;

-- Finding ------------------------------------------------------------------------------------------------------------

-- Passages whose vector is nearest, best first: of enabled passages of enabled sources that are ready. likeness is the
-- cosine. No rows without pgvector, without vectors of this model, for a null, or to a member of another company.
--
-- Exact for up to 2,000 texts of the company. Above that the signs are compared first (Hamming distance), and of the best
-- 200 the vectors themselves. Either way it is a scan of this company's rows alone, by an index that begins with the
-- company: others neither slow it nor crowd it out, as they do an HNSW index over all companies, which finds the nearest of
-- everybody and few of this one's. Where much is disabled, the scan is repeated for more, so that what is not searched
-- takes nobody's place.
--
-- Measured in PGlite in a folder (pgvector 0.8.1) beside 100,000 vectors of another company and 122,000 of further ones,
-- processor time a call, p50 / p95: 1,000 texts 4 to 6 / 5 to 10 ms, 10,000 texts 9 to 11 / 10 to 15 ms, 100,000 texts 44 to
-- 55 / 53 to 78 ms (two very busy cores: trust the ratios). Comparing all vectors of 10,000 texts took 1.7 times as long, as
-- halfvec 4 times. Of the true best 20 it finds all where vectors have topics (200 of them in 40 dimensions); of
-- random unit vectors, which no text gives, 100 % of 1,000, 47 % of 10,000 and 30 % of 100,000.
create or replace function app.vector_candidates(p_company_id uuid, p_embedding text, p_model text, p_limit integer)
returns table (source_id uuid, "position" integer, likeness real)
language plpgsql stable security definer
set search_path = ''
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  c_compared_exactly constant integer := 2000;
  c_looked_at constant integer := 200;
  v_wanted integer := greatest(1, least(p_limit, 1000));
  v_take integer := greatest(c_looked_at, 4 * v_wanted);
  v_best integer := 4 * v_wanted;
  v_texts integer;
  v_hashes text[];
  v_likenesses real[];
  v_sources uuid[];
  v_positions integer[];
  v_found real[];
begin
  if p_embedding is null or p_model is null or not app.vectors_exist()
     or (auth.uid() is not null and p_company_id not in (select app.my_companies())) then
    return;
  end if;
  select total into v_texts from public.knowledge_embedding_state where company_id = p_company_id;
  loop
    if coalesce(v_texts, 0) <= c_compared_exactly then
      select array_agg(n.text_hash), array_agg(-n.distance) into v_hashes, v_likenesses
      from (
        select e.text_hash,
          (e.embedding operator(extensions.<#>) (select extensions.l2_normalize(p_embedding::extensions.vector)))::real as distance
        from public.knowledge_embeddings e
        where e.company_id = p_company_id and e.model = p_model
        order by distance limit v_best
      ) n;
    else
      select array_agg(n.text_hash), array_agg(-n.distance) into v_hashes, v_likenesses
      from (
        select c.text_hash,
          (e.embedding operator(extensions.<#>) (select extensions.l2_normalize(p_embedding::extensions.vector)))::real as distance
        from (
          select s.text_hash from public.knowledge_vector_signs s
          where s.company_id = p_company_id and s.model = p_model
          order by s.signs operator(extensions.<~>) (select extensions.binary_quantize(p_embedding::extensions.vector)::bit(384))
          limit v_take
        ) c
        join public.knowledge_embeddings e on e.company_id = p_company_id and e.model = p_model and e.text_hash = c.text_hash
        order by distance limit v_best
      ) n;
    end if;
    select array_agg(f.source_id), array_agg(f.position), array_agg(f.likeness) into v_sources, v_positions, v_found
    from (
      select p.source_id, p.position, h.likeness
      from unnest(v_hashes, v_likenesses) h(text_hash, likeness)
      join public.knowledge_passages p on p.company_id = p_company_id and p.text_hash = h.text_hash and p.enabled
      join public.knowledge_sources s on s.company_id = p_company_id and s.id = p.source_id and s.enabled and s.status = 'ready'
      order by h.likeness desc, p.source_id, p.position limit v_wanted
    ) f;
    exit when coalesce(cardinality(v_sources), 0) >= v_wanted or coalesce(cardinality(v_hashes), 0) < v_best;
    v_take := 8 * v_take;
    v_best := 8 * v_best;
  end loop;
  return query select * from unnest(v_sources, v_positions, v_found);
end
$$;

-- The model whose vectors a company's search can use; null where there is none.
create function public.active_embedding_model(p_company_id uuid) returns text
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return (select active_model from public.knowledge_embedding_state where company_id = p_company_id);
end
$$;

-- What is to be read -------------------------------------------------------------------------------------------------

-- Queues the reading of a company's knowledge, once.
create function app.queue_embedding(p_company_id uuid, p_seconds double precision default 0) returns void
language plpgsql
set search_path = ''
as $$
begin
  -- One that runs may have looked before the newest passage was there: it does not count. While the provider is in trouble
  -- the one that will try again is enough.
  if not exists (
    select 1 from public.jobs j
    where j.company_id = p_company_id and j.name = 'embed-passages' and j.status = 'waiting'
      and (j.run_at <= now() + make_interval(secs => p_seconds)
        or exists (select 1 from public.knowledge_embedding_state s where s.company_id = p_company_id and s.problem is not null))
  ) then
    insert into public.jobs (company_id, name, run_at) values (p_company_id, 'embed-passages', now() + make_interval(secs => p_seconds));
  end if;
end
$$;
create index jobs_embedding on public.jobs (company_id) where name = 'embed-passages';

-- Brings what a company wants in line with the settings. Who brought a model provider of their own chose who reads their
-- texts: the installation's model does not.
create function app.want_embeddings(p_company_id uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  v_model text;
  v_state public.knowledge_embedding_state;
begin
  -- A company that is being deleted takes its providers along.
  if not app.vectors_exist() or not exists (select 1 from public.companies where id = p_company_id) then
    return;
  end if;
  select m.model into v_model from app.embedding_model m
    where not exists (select 1 from public.company_providers where company_id = p_company_id and place = 'main');
  select * into v_state from public.knowledge_embedding_state where company_id = p_company_id for update;
  if v_model is null then
    -- The vectors stay: when the model is wanted again, only what is new has to be read.
    update public.knowledge_embedding_state set wanted_model = null, active_model = null, problem = null, failed_at = null, updated_at = now()
      where company_id = p_company_id and (wanted_model is not null or active_model is not null);
    delete from app.texts_to_read where company_id = p_company_id;
    return;
  end if;
  if v_state.wanted_model is distinct from v_model then
    insert into public.knowledge_embedding_state as s (company_id, wanted_model) values (p_company_id, v_model)
      on conflict (company_id) do update set
        wanted_model = excluded.wanted_model, problem = null, failed_at = null, updated_at = now();
    delete from app.texts_to_read where company_id = p_company_id;
    insert into app.texts_to_read (company_id, text_hash)
      select distinct p.company_id, p.text_hash from public.knowledge_passages p
      where p.company_id = p_company_id and not exists (
        select 1 from public.knowledge_embeddings e
        where e.company_id = p_company_id and e.model = v_model and e.text_hash = p.text_hash
      )
      on conflict do nothing;
    update public.knowledge_embedding_state s set
        done = n.vectors, total = n.vectors + (select count(*) from app.texts_to_read where company_id = p_company_id)
      from (select count(*) as vectors from public.knowledge_vector_signs where company_id = p_company_id and model = v_model) n
      where s.company_id = p_company_id;
  elsif v_state.active_model = v_model then
    return;
  end if;
  perform app.queue_embedding(p_company_id);
end
$$;

-- The installation's settings name this model; null for none. Returns for how many companies it was looked at.
create function public.set_embedding_model(p_model text default null) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  v_company_id uuid;
  v_companies integer := 0;
begin
  if not app.vectors_exist() then
    return 0;
  end if;
  update app.embedding_model set model = p_model where model is distinct from p_model;
  for v_company_id in
    select c.id from public.companies c
    left join public.knowledge_embedding_state s on s.company_id = c.id
    where exists (select 1 from public.knowledge_sources k where k.company_id = c.id)
      and (s.wanted_model is distinct from p_model or s.active_model is distinct from p_model)
    order by c.id
  loop
    perform app.want_embeddings(v_company_id);
    v_companies := v_companies + 1;
  end loop;
  return v_companies;
end
$$;

-- Queues the reading again where its job gave up: a provider may be away for longer than a job tries. Not within five
-- minutes after a job's end; the new job stands for those that gave up. Returns for how many companies.
create function public.queue_unread_texts() returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  v_company_id uuid;
  v_companies integer := 0;
begin
  for v_company_id in
    select s.company_id from public.knowledge_embedding_state s
    where (
        s.active_model is distinct from s.wanted_model
        or exists (select 1 from app.texts_to_read t where t.company_id = s.company_id)
        or exists (select 1 from app.texts_to_forget t where t.company_id = s.company_id)
      )
      and not exists (
        select 1 from public.jobs j
        where j.company_id = s.company_id and j.name = 'embed-passages'
          and (j.status in ('waiting', 'running') or j.finished_at > now() - interval '5 minutes')
      )
    order by s.company_id
  loop
    delete from public.jobs where company_id = v_company_id and name = 'embed-passages' and status = 'dead';
    perform app.queue_embedding(v_company_id);
    v_companies := v_companies + 1;
  end loop;
  return v_companies;
end
$$;

create function app.want_embeddings_of_owner() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform app.want_embeddings(coalesce(new.company_id, old.company_id));
  return null;
end
$$;
create trigger company_providers_want_embeddings after insert or update or delete on public.company_providers
  for each row execute function app.want_embeddings_of_owner();

-- New texts shall be read. Without a model in the settings this is one look into a table of one row.
create function app.want_vectors_of_passages() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_company_id uuid;
  v_model text;
begin
  if not exists (select 1 from app.embedding_model where model is not null) or not app.vectors_exist() then
    return null;
  end if;
  for v_company_id in select distinct company_id from new_rows loop
    -- Held until these passages are there for all to see: whoever changes the model meanwhile waits, and finds them.
    select wanted_model into v_model from public.knowledge_embedding_state where company_id = v_company_id for share;
    if not found then
      perform app.want_embeddings(v_company_id);
      continue;
    end if;
    insert into app.texts_to_read (company_id, text_hash)
      select distinct n.company_id, n.text_hash from new_rows n
      where n.company_id = v_company_id and v_model is not null and not exists (
        select 1 from public.knowledge_embeddings e
        where e.company_id = v_company_id and e.model = v_model and e.text_hash = n.text_hash
      )
      on conflict do nothing;
    if found then
      perform app.queue_embedding(v_company_id);
    end if;
  end loop;
  return null;
end
$$;
create trigger knowledge_passages_want_vectors after insert on public.knowledge_passages
  referencing new table as new_rows for each statement execute function app.want_vectors_of_passages();
create trigger knowledge_passages_want_new_vectors after update on public.knowledge_passages
  referencing new table as new_rows for each statement execute function app.want_vectors_of_passages();

-- Vectors of texts that are gone go, too: a minute later, because an article that is saved anew is removed and written
-- again, and most of its texts come back.
create function app.forget_vectors_of_passages() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  -- A company that is deleted takes its vectors along.
  insert into app.texts_to_forget (company_id, text_hash)
    select distinct o.company_id, o.text_hash from old_rows o
    join public.knowledge_embedding_state s on s.company_id = o.company_id
    join public.companies c on c.id = o.company_id
    on conflict do nothing;
  if found then
    perform app.queue_embedding(c.company_id, 60)
      from (select distinct company_id from old_rows) c;
  end if;
  return null;
end
$$;
create trigger knowledge_passages_forget_vectors after delete on public.knowledge_passages
  referencing old table as old_rows for each statement execute function app.forget_vectors_of_passages();

-- Reading ------------------------------------------------------------------------------------------------------------

-- The next texts that the wanted model shall read, for the job p_job_id alone; another job gets none while this one is
-- at work. With nothing left to read the wanted model becomes the active one, and what nobody needs any more goes: vectors
-- of texts that no passage has, and, a minute after the change, of models that are neither wanted nor active (a search
-- that began before may still ask for them).
-- Returns {"model": …, "texts": [{"hash", "text"}], "changed": whether another model is active from now on}.
create function public.texts_to_embed(p_company_id uuid, p_job_id uuid, p_limit integer default 96) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  c_lease constant interval := '90 seconds';
  c_at_a_time constant integer := 5000;
  v_state public.knowledge_embedding_state;
  v_hashes text[];
  v_texts jsonb;
  v_removed integer := 0;
  v_gone integer;
begin
  if not app.vectors_exist() then
    return '{"model": null, "texts": [], "changed": false}';
  end if;
  select * into v_state from public.knowledge_embedding_state where company_id = p_company_id for update;
  if not found or (v_state.worker <> p_job_id and v_state.worker_until > now()) then
    return '{"model": null, "texts": [], "changed": false}';
  end if;
  loop
    select array_agg(t.text_hash) into v_hashes
      from (select text_hash from app.texts_to_read where company_id = p_company_id order by text_hash limit p_limit) t;
    exit when v_hashes is null;
    select jsonb_agg(jsonb_build_object('hash', h.text_hash, 'text', p.text)) into v_texts
    from unnest(v_hashes) h(text_hash)
    cross join lateral (
      select k.title_path || chr(10) || k.body as text from public.knowledge_passages k
      where k.company_id = p_company_id and k.text_hash = h.text_hash limit 1
    ) p;
    exit when v_texts is not null;
    -- None of them stands anywhere any more.
    delete from app.texts_to_read where company_id = p_company_id and text_hash = any (v_hashes);
  end loop;
  if v_texts is not null then
    -- Counted when a job begins; while it is at work, what it has done is added up.
    if v_state.worker is distinct from p_job_id then
      v_state.total := v_state.done + (select count(*) from app.texts_to_read where company_id = p_company_id);
    end if;
    update public.knowledge_embedding_state set worker = p_job_id, worker_until = now() + c_lease, total = v_state.total
      where company_id = p_company_id;
    return jsonb_build_object('model', v_state.wanted_model, 'texts', v_texts, 'changed', false);
  end if;

  if v_state.wanted_model is not null then
    if v_state.active_model is distinct from v_state.wanted_model then
      perform app.queue_embedding(p_company_id, 60);
    else
      delete from public.knowledge_embeddings where (company_id, model, text_hash) in (
        select company_id, model, text_hash from public.knowledge_embeddings
        where company_id = p_company_id and model <> v_state.wanted_model limit c_at_a_time
      );
      get diagnostics v_removed = row_count;
      delete from public.knowledge_vector_signs where (company_id, text_hash, model) in (
        select company_id, text_hash, model from public.knowledge_vector_signs
        where company_id = p_company_id and model <> v_state.wanted_model limit c_at_a_time
      );
    end if;
  end if;
  with looked_at as (
    delete from app.texts_to_forget where (company_id, text_hash) in (
      select company_id, text_hash from app.texts_to_forget where company_id = p_company_id limit c_at_a_time
    ) returning text_hash
  )
  select array_agg(text_hash) into v_hashes from looked_at;
  v_removed := greatest(v_removed, coalesce(cardinality(v_hashes), 0));
  delete from public.knowledge_embeddings e
    using public.knowledge_vector_signs s
    where s.company_id = p_company_id and s.text_hash = any (v_hashes) and e.company_id = p_company_id and e.model = s.model
      and e.text_hash = s.text_hash and not exists (
        select 1 from public.knowledge_passages p where p.company_id = p_company_id and p.text_hash = s.text_hash
      );
  with gone as (
    delete from public.knowledge_vector_signs s
    where s.company_id = p_company_id and s.text_hash = any (v_hashes) and not exists (
      select 1 from public.knowledge_passages p where p.company_id = p_company_id and p.text_hash = s.text_hash
    ) returning s.model
  )
  select count(*) into v_gone from gone where model = v_state.wanted_model;
  v_state.done := case when v_state.wanted_model is null then 0 else greatest(v_state.done - v_gone, 0) end;
  update public.knowledge_embedding_state set
      worker = null, worker_until = null, done = v_state.done, total = v_state.done,
      active_model = v_state.wanted_model, problem = null, failed_at = null, updated_at = now()
    where company_id = p_company_id;
  if v_removed >= c_at_a_time then
    perform app.queue_embedding(p_company_id, 1);
  end if;
  return jsonb_build_object(
    'model', v_state.wanted_model, 'texts', '[]'::jsonb, 'changed', v_state.active_model is distinct from v_state.wanted_model
  );
end
$$;

-- Keeps vectors: p_vectors is [{"hash", "vector": "[0.1, …]"}], as p_model read the texts. p_asked: what that took (see
-- app.count_asked), or null. Nothing is kept for a model that is not wanted any more; what was paid for is counted in any
-- case.
create function public.keep_embeddings(p_company_id uuid, p_model text, p_vectors jsonb, p_asked jsonb default null) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  v_kept integer := 0;
begin
  if nullif(p_asked, 'null'::jsonb) is not null then
    perform app.count_asked(p_company_id, 'model.embedded', p_company_id, p_asked);
  end if;
  perform 1 from public.knowledge_embedding_state where company_id = p_company_id and wanted_model = p_model for update;
  if not found or not app.vectors_exist() then
    return;
  end if;
  insert into public.knowledge_embeddings (company_id, model, text_hash, embedding)
    select p_company_id, p_model, v.hash, extensions.l2_normalize(v.vector::extensions.vector)
    from jsonb_to_recordset(p_vectors) v(hash text, vector text)
    where exists (select 1 from public.knowledge_passages p where p.company_id = p_company_id and p.text_hash = v.hash)
    on conflict do nothing;
  get diagnostics v_kept = row_count;
  insert into public.knowledge_vector_signs (signs, text_hash, company_id, model)
    select extensions.binary_quantize(e.embedding)::bit(384), e.text_hash, p_company_id, p_model
    from jsonb_to_recordset(p_vectors) v(hash text)
    join public.knowledge_embeddings e on e.company_id = p_company_id and e.model = p_model and e.text_hash = v.hash
    on conflict do nothing;
  delete from app.texts_to_read t using jsonb_to_recordset(p_vectors) v(hash text)
    where t.company_id = p_company_id and t.text_hash = v.hash;
  update public.knowledge_embedding_state set
      done = done + v_kept, total = greatest(total, done + v_kept), problem = null, failed_at = null, updated_at = now()
    where company_id = p_company_id;
end
$$;

-- The reading stops here and, with p_seconds, goes on so much later. p_problem says what was in the way, if anything.
create function public.stop_embedding(p_company_id uuid, p_job_id uuid, p_seconds double precision default null, p_problem text default null)
returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  update public.knowledge_embedding_state set
      worker = null, worker_until = null, updated_at = now(),
      problem = coalesce(p_problem, problem), failed_at = case when p_problem is null then failed_at else now() end
    where company_id = p_company_id and worker = p_job_id;
  if found and p_seconds is not null then
    perform app.queue_embedding(p_company_id, p_seconds);
  end if;
end
$$;

-- What a rearrangement of found passages took; see app.count_asked.
create function public.count_reranking(p_company_id uuid, p_asked jsonb) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  if exists (select 1 from public.companies where id = p_company_id) then
    perform app.count_asked(p_company_id, 'model.reranked', p_company_id, p_asked);
  end if;
end
$$;

alter table public.audit_log drop constraint audit_log_action_check;
alter table public.audit_log add constraint audit_log_action_check
  check (action in ('model.answered', 'model.read', 'model.summarised', 'model.prepared', 'model.embedded', 'model.reranked'));
comment on column public.audit_log.subject_id is 'The turn; for a summary the session, for knowledge that was read or put in order the company.';

insert into public.model_rates (model, effective_from, input_micros_per_mtok, cached_input_micros_per_mtok, output_micros_per_mtok) values
  ('text-embedding-3-small', '2024-01-25',  20000,  20000, 0),
  ('text-embedding-3-large', '2024-01-25', 130000, 130000, 0)
on conflict do nothing;

do $$
declare
  f text;
begin
  foreach f in array array[
    'public.active_embedding_model(uuid)', 'public.set_embedding_model(text)', 'public.texts_to_embed(uuid, uuid, integer)',
    'public.keep_embeddings(uuid, text, jsonb, jsonb)', 'public.stop_embedding(uuid, uuid, double precision, text)',
    'public.count_reranking(uuid, jsonb)', 'public.queue_unread_texts()'
  ] loop
    execute format('revoke all on function %s from public, anon, authenticated', f);
    execute format('grant execute on function %s to service_role', f);
  end loop;
end
$$;
revoke all on all functions in schema app from public, anon;
grant execute on function app.uuid_v7() to anon;
revoke all on function app.queue_embedding(uuid, double precision), app.want_embeddings(uuid) from authenticated;
grant execute on function app.vector_candidates(uuid, text, text, integer) to authenticated, service_role;
