-- Websites: places whose pages are knowledge and are read again. What is still to be read stands in the database, so that
-- any process can go on where another one stopped, and so that people see how far it is.

create table public.knowledge_websites (
  id uuid primary key default app.uuid_v7(),
  company_id uuid not null references public.companies (id) on delete cascade,
  url text not null check (url ~ '^https?://' and char_length(url) <= 2000),
  kind text not null check (kind in ('page', 'sitemap', 'site')),
  schedule text not null default 'weekly' check (schedule in ('never', 'daily', 'weekly', 'monthly')),
  max_pages integer not null default 500 check (max_pages between 1 and 5000),
  max_depth smallint not null default 5 check (max_depth between 0 and 20),
  state text not null default 'idle' check (state in ('idle', 'queued', 'syncing')),
  run integer not null default 0,
  run_started_at timestamptz,
  root text check (char_length(root) <= 2000),
  robots text check (octet_length(robots) <= 200000),
  listed_whole boolean not null default true,
  lease_id uuid,
  lease_until timestamptz,
  outcome text check (outcome in ('complete', 'failed', 'cancelled')),
  problem text check (char_length(problem) <= 60),
  problem_detail text check (char_length(problem_detail) <= 300),
  failures smallint not null default 0,
  last_synced_at timestamptz,
  next_sync_at timestamptz default now(),
  created_at timestamptz not null default now(),
  unique (company_id, id),
  unique (company_id, url, kind)
);
comment on table public.knowledge_websites is 'A page, a sitemap or a site whose pages are sources and are read again on a schedule.';
comment on column public.knowledge_websites.root is 'Where the address led when the run began: the host whose pages are read.';
comment on column public.knowledge_websites.robots is 'The robots.txt of this run, so that every step goes by the same one.';
comment on column public.knowledge_websites.listed_whole is 'Whether every sitemap of this run could be read: only then a page that is missing in them is gone.';
comment on column public.knowledge_websites.lease_id is 'Who reads it at the moment; without the lease nothing of a run can be written.';
comment on column public.knowledge_websites.failures is 'Runs that failed altogether, one after the other.';

create table public.knowledge_pages (
  id uuid primary key default app.uuid_v7(),
  company_id uuid not null,
  website_id uuid not null,
  url text not null check (char_length(url) <= 2000),
  depth smallint not null default 0,
  run integer not null,
  waiting boolean not null default true,
  tries smallint not null default 0,
  preferred boolean not null default false,
  found_on text check (char_length(found_on) <= 2000),
  outcome text check (outcome in ('added', 'updated', 'unchanged', 'skipped', 'failed', 'gone')),
  problem text check (char_length(problem) <= 60),
  problem_detail text check (char_length(problem_detail) <= 300),
  source_id uuid,
  etag text check (char_length(etag) <= 300),
  last_modified text check (char_length(last_modified) <= 100),
  body_hash text check (char_length(body_hash) = 64),
  text_hash text check (char_length(text_hash) = 64),
  read_at timestamptz,
  gone_since timestamptz,
  created_at timestamptz not null default now(),
  unique (website_id, url),
  foreign key (company_id, website_id) references public.knowledge_websites (company_id, id) on delete cascade,
  foreign key (company_id, source_id) references public.knowledge_sources (company_id, id) on delete set null (source_id)
);
comment on table public.knowledge_pages is 'Addresses of a website: what is still to be read in a run, and what reading each came to.';
comment on column public.knowledge_pages.preferred is 'Another page named it as the one to read of several alike; it is read whatever it names itself.';
comment on column public.knowledge_pages.body_hash is 'Of the bytes as they came: the same again is no work.';
comment on column public.knowledge_pages.text_hash is 'Of title and text: two addresses with the same are one page.';

create index knowledge_pages_to_read on public.knowledge_pages (website_id, run, tries, depth, id) where waiting;
create index knowledge_pages_by_source on public.knowledge_pages (source_id) where source_id is not null;
create index knowledge_pages_by_text on public.knowledge_pages (website_id, text_hash) where source_id is not null;
create index knowledge_pages_by_path on public.knowledge_pages (website_id, (split_part(url, '?', 1))) where strpos(url, '?') > 0;
create index knowledge_websites_due on public.knowledge_websites (next_sync_at) where state = 'idle';
create index knowledge_websites_busy on public.knowledge_websites (id) where state <> 'idle';

alter table public.knowledge_sources
  add foreign key (company_id, website_id) references public.knowledge_websites (company_id, id) on delete cascade;
create index knowledge_sources_by_website on public.knowledge_sources (company_id, website_id) where website_id is not null;

alter table public.knowledge_websites enable row level security;
alter table public.knowledge_pages enable row level security;
revoke all on public.knowledge_websites, public.knowledge_pages from anon, authenticated;
grant all on public.knowledge_websites, public.knowledge_pages to service_role;
grant select, delete on public.knowledge_websites to authenticated;
grant insert (company_id, url, kind, schedule, max_pages, max_depth) on public.knowledge_websites to authenticated;
grant update (schedule, max_pages, max_depth) on public.knowledge_websites to authenticated;
grant select on public.knowledge_pages to authenticated;
create policy knowledge_websites_read on public.knowledge_websites for select to authenticated
  using (company_id in (select app.my_companies()));
create policy knowledge_websites_make on public.knowledge_websites for insert to authenticated
  with check (company_id in (select app.my_companies()));
create policy knowledge_websites_change on public.knowledge_websites for update to authenticated
  using (company_id in (select app.my_companies()))
  with check (company_id in (select app.my_companies()));
create policy knowledge_websites_remove on public.knowledge_websites for delete to authenticated
  using (company_id in (select app.my_companies()));
create policy knowledge_pages_read on public.knowledge_pages for select to authenticated
  using (company_id in (select app.my_companies()));

-- When it is due ------------------------------------------------------------------------------------------------------

create function app.schedule_interval(p_schedule text) returns interval
language sql immutable
set search_path = ''
as $$
  select case p_schedule when 'daily' then interval '1 day' when 'weekly' then interval '7 days' when 'monthly' then interval '1 month' end
$$;

create function app.reschedule_website() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.next_sync_at := coalesce(new.last_synced_at, now()) + app.schedule_interval(new.schedule);
  return new;
end
$$;
create trigger knowledge_websites_reschedule before update of schedule on public.knowledge_websites
  for each row when (old.schedule is distinct from new.schedule) execute function app.reschedule_website();

-- Begins a new run of a website that is idle; a job does the reading. Returns whether it was idle.
create function app.queue_website(p_website_id uuid) returns boolean
language plpgsql
set search_path = ''
as $$
declare
  v_website public.knowledge_websites;
begin
  update public.knowledge_websites set
      state = 'queued', run = run + 1, run_started_at = clock_timestamp(), outcome = null, problem = null,
      problem_detail = null, lease_id = null, lease_until = null
    where id = p_website_id and state = 'idle'
    returning * into v_website;
  if not found then
    return false;
  end if;
  insert into public.jobs (company_id, name, payload)
    values (v_website.company_id, 'sync-website', jsonb_build_object('websiteId', v_website.id, 'run', v_website.run));
  return true;
end
$$;

-- Ends the run of a website. What was read stays; addresses that were never read are forgotten.
create function app.end_website_run(p_website public.knowledge_websites, p_outcome text, p_problem text, p_detail text) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_failures smallint := case when p_outcome = 'failed' then least(p_website.failures + 1, 20) else 0 end;
  v_interval interval := app.schedule_interval(p_website.schedule);
begin
  update public.knowledge_pages set waiting = false where website_id = p_website.id and waiting;
  delete from public.knowledge_pages where website_id = p_website.id and outcome is null;
  update public.knowledge_websites set
      state = 'idle', lease_id = null, lease_until = null, outcome = p_outcome, problem = p_problem,
      problem_detail = left(p_detail, 300), failures = v_failures, robots = null,
      last_synced_at = case when p_outcome = 'complete' then clock_timestamp() else last_synced_at end,
      -- A site that is away is asked again sooner than it would be due, but less and less often.
      next_sync_at = clock_timestamp() + case when p_outcome = 'failed'
        then least(v_interval, interval '1 hour' * power(4, v_failures - 1)) else v_interval end
    where id = p_website.id;
end
$$;

-- What people do ------------------------------------------------------------------------------------------------------

create function public.start_website_sync(p_website_id uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform 1 from public.knowledge_websites where id = p_website_id and company_id in (select app.my_companies());
  if not found then
    raise exception 'This website does not exist.' using errcode = 'PT404';
  end if;
  if not app.queue_website(p_website_id) then
    raise exception 'It is being read already.' using errcode = 'PT409';
  end if;
end
$$;

create function public.cancel_website_sync(p_website_id uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  v_website public.knowledge_websites;
begin
  select * into v_website from public.knowledge_websites
    where id = p_website_id and company_id in (select app.my_companies()) for update;
  if not found then
    raise exception 'This website does not exist.' using errcode = 'PT404';
  end if;
  if v_website.state <> 'idle' then
    perform app.end_website_run(v_website, 'cancelled', null, null);
    delete from public.jobs where company_id = v_website.company_id and name = 'sync-website' and status = 'waiting'
      and payload ->> 'websiteId' = v_website.id::text;
  end if;
end
$$;

-- Removes sources, and tells the search index once of all of them. Returns how many there were.
create function app.remove_sources(p_company_id uuid, p_source_ids uuid[]) returns integer
language plpgsql
set search_path = ''
as $$
begin
  perform set_config('app.index_later', 'on', true);
  delete from public.knowledge_sources where company_id = p_company_id and id = any (p_source_ids);
  perform set_config('app.index_later', '', true);
  perform app.index_sources(p_company_id, p_source_ids);
  return coalesce(cardinality(p_source_ids), 0);
end
$$;

-- Deletes a website with its sources, a few at a time, and is called until it returns true. From the first call on it is
-- not read any more.
create function public.delete_website(p_website_id uuid) returns boolean
language plpgsql security definer
set search_path = ''
as $$
declare
  v_website public.knowledge_websites;
begin
  select * into v_website from public.knowledge_websites
    where id = p_website_id and company_id in (select app.my_companies()) for update;
  if not found then
    raise exception 'This website does not exist.' using errcode = 'PT404';
  end if;
  if v_website.state <> 'idle' then
    perform app.end_website_run(v_website, 'cancelled', null, null);
  end if;
  if app.remove_sources(v_website.company_id, array(
    select id from public.knowledge_sources where company_id = v_website.company_id and website_id = p_website_id limit 25
  )) > 0 then
    update public.knowledge_websites set schedule = 'never', next_sync_at = null where id = p_website_id;
    return false;
  end if;
  delete from public.knowledge_websites where id = p_website_id;
  return true;
end
$$;

-- A member's websites with what the last or running run came to, or one of them.
create function public.list_websites(p_company_id uuid, p_website_id uuid default null) returns jsonb
language plpgsql stable security invoker
set search_path = ''
as $$
begin
  return coalesce((
    select jsonb_agg(jsonb_build_object(
        'id', w.id, 'url', w.url, 'kind', w.kind, 'schedule', w.schedule, 'maxPages', w.max_pages, 'maxDepth', w.max_depth,
        'state', w.state, 'outcome', w.outcome, 'problem', w.problem, 'problemDetail', w.problem_detail,
        'runStartedAt', w.run_started_at, 'lastSyncedAt', w.last_synced_at, 'nextSyncAt', w.next_sync_at,
        'sources', c.sources, 'pages', c.pages, 'waiting', c.waiting, 'read', c.read, 'changed', c.changed, 'failed', c.failed,
        'skipped', c.skipped, 'gone', c.gone
      ) order by w.created_at desc, w.id desc)
    from public.knowledge_websites w
    cross join lateral (
      select count(*) as pages, count(p.source_id) as sources,
             count(*) filter (where p.waiting) as waiting,
             count(*) filter (where p.read_at >= w.run_started_at) as read,
             count(*) filter (where p.read_at >= w.run_started_at and p.outcome in ('added', 'updated')) as changed,
             count(*) filter (where not p.waiting and p.outcome = 'failed') as failed,
             count(*) filter (where not p.waiting and p.outcome = 'skipped') as skipped,
             count(*) filter (where not p.waiting and p.outcome = 'gone') as gone
      from public.knowledge_pages p where p.company_id = p_company_id and p.website_id = w.id
    ) c
    where w.company_id = p_company_id and (p_website_id is null or w.id = p_website_id)
  ), '[]'::jsonb);
end
$$;

-- A page that was edited here and shall follow its original again is read whole the next time, changed or not.
create function app.read_original_again() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  update public.knowledge_pages set etag = null, last_modified = null, body_hash = null, text_hash = null
    where company_id = new.company_id and source_id = new.id;
  return null;
end
$$;
create trigger knowledge_sources_read_original_again after update of edited_at on public.knowledge_sources
  for each row when (old.edited_at is not null and new.edited_at is null) execute function app.read_original_again();

-- What a step of a run does -------------------------------------------------------------------------------------------

-- The website if the run is still wanted and the lease is held; the row is locked. Extends the lease.
create function app.hold_website(p_company_id uuid, p_website_id uuid, p_run integer, p_lease uuid) returns public.knowledge_websites
language plpgsql
set search_path = ''
as $$
declare
  v_website public.knowledge_websites;
begin
  update public.knowledge_websites set lease_until = clock_timestamp() + interval '90 seconds'
    where id = p_website_id and company_id = p_company_id and run = p_run and state <> 'idle' and lease_id = p_lease
    returning * into v_website;
  return v_website;
end
$$;

-- Takes up a run. Null when it is over; {"busy": true} while another process reads; else the website as a step needs it.
create function public.take_website(p_company_id uuid, p_website_id uuid, p_run integer, p_lease uuid) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_website public.knowledge_websites;
begin
  select * into v_website from public.knowledge_websites
    where id = p_website_id and company_id = p_company_id and run = p_run and state <> 'idle' for update;
  if not found then
    return null;
  end if;
  if v_website.lease_id is distinct from p_lease and v_website.lease_until > clock_timestamp() then
    return '{"busy": true}'::jsonb;
  end if;
  update public.knowledge_websites set lease_id = p_lease, lease_until = clock_timestamp() + interval '90 seconds'
    where id = p_website_id;
  return jsonb_build_object(
    'busy', false, 'state', v_website.state, 'url', v_website.url, 'kind', v_website.kind, 'root', v_website.root,
    'robots', v_website.robots, 'maxPages', v_website.max_pages, 'maxDepth', v_website.max_depth,
    'company', (select slug from public.companies where id = p_company_id)
  );
end
$$;

-- Puts addresses into the frontier, as far as the limits allow: pages of the run, and 50 queries on one path.
-- p_links: [{"url", "depth", "preferred"}] in the order in which they count.
create function app.add_pages(p_website public.knowledge_websites, p_links jsonb, p_found_on text) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_room integer;
  v_link record;
  v_path text;
begin
  if jsonb_array_length(p_links) = 0 then
    return;
  end if;
  select p_website.max_pages - count(*) into v_room from public.knowledge_pages
    where website_id = p_website.id and run = p_website.run;
  for v_link in
    select l.value ->> 'url' as url, (l.value ->> 'depth')::smallint as depth,
           coalesce((l.value ->> 'preferred')::boolean, false) as preferred, p.id
    from jsonb_array_elements(p_links) with ordinality l
    left join public.knowledge_pages p on p.website_id = p_website.id and p.url = l.value ->> 'url'
    where p.run is distinct from p_website.run
    order by l.ordinality
  loop
    exit when v_room <= 0;
    if v_link.id is not null then
      update public.knowledge_pages set run = p_website.run, waiting = true, tries = 0, depth = v_link.depth,
          preferred = v_link.preferred or preferred, found_on = coalesce(p_found_on, found_on)
        where id = v_link.id and run < p_website.run;
    else
      v_path := split_part(v_link.url, '?', 1);
      if v_path <> v_link.url and 50 <= (
        select count(*) from public.knowledge_pages
        where website_id = p_website.id and split_part(url, '?', 1) = v_path and strpos(url, '?') > 0
      ) then
        continue;
      end if;
      insert into public.knowledge_pages (company_id, website_id, url, depth, run, preferred, found_on)
        values (p_website.company_id, p_website.id, v_link.url, v_link.depth, p_website.run, v_link.preferred, p_found_on)
        on conflict (website_id, url) do nothing;
    end if;
    if found then
      v_room := v_room - 1;
    end if;
  end loop;
end
$$;

-- Begins the reading: keeps where the address led and what robots.txt says, and fills the frontier with p_seeds (see
-- app.add_pages). The pages that a site had before are read again too, nearest first. Many seeds come in several calls, of
-- which the last one begins (p_begin). Returns whether the run goes on.
create function public.plan_website(
  p_company_id uuid, p_website_id uuid, p_run integer, p_lease uuid, p_root text, p_robots text, p_seeds jsonb, p_listed_whole boolean,
  p_begin boolean default true
) returns boolean
language plpgsql security definer
set search_path = ''
as $$
declare
  v_website public.knowledge_websites := app.hold_website(p_company_id, p_website_id, p_run, p_lease);
begin
  if v_website.id is null then
    return false;
  end if;
  if v_website.state = 'queued' then
    perform app.add_pages(v_website, p_seeds, null);
    if not p_begin then
      return true;
    end if;
    if v_website.kind = 'site' then
      update public.knowledge_pages set run = p_run, waiting = true, tries = 0
        where id in (
          select id from public.knowledge_pages
          where website_id = p_website_id and run < p_run and depth <= v_website.max_depth
          order by depth, id
          limit greatest(v_website.max_pages - (
            select count(*) from public.knowledge_pages where website_id = p_website_id and run = p_run), 0)
        );
    end if;
    update public.knowledge_websites set state = 'syncing', root = p_root, robots = p_robots, listed_whole = p_listed_whole
      where id = p_website_id;
  end if;
  return true;
end
$$;

-- The next pages to read, nearest to the start first; those that failed once come last. Null when the run is over.
create function public.pages_to_read(p_company_id uuid, p_website_id uuid, p_run integer, p_lease uuid, p_limit integer default 20)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_website public.knowledge_websites := app.hold_website(p_company_id, p_website_id, p_run, p_lease);
begin
  if v_website.id is null then
    return null;
  end if;
  return coalesce((
    select jsonb_agg(jsonb_build_object(
        'id', p.id, 'url', p.url, 'depth', p.depth, 'tries', p.tries, 'preferred', p.preferred,
        'etag', p.known ->> 'etag', 'lastModified', p.known ->> 'lastModified', 'bodyHash', p.known ->> 'bodyHash'
      ) order by p.tries, p.depth, p.id)
    from (
      -- A page whose source was removed, or that was passed over for another one, is read anew: the other may be gone.
      select *, case when source_id is not null or outcome = 'skipped' and problem not in ('duplicate', 'canonical', 'redirect-to') then
          jsonb_build_object('etag', etag, 'lastModified', last_modified, 'bodyHash', body_hash) end as known
      from public.knowledge_pages where website_id = p_website_id and run = p_run and waiting
      order by tries, depth, id limit p_limit
    ) p
  ), '[]'::jsonb);
end
$$;

-- Keeps what reading a page came to, in one transaction: its source and passages, and the addresses found on it.
-- p_page: {"id", "outcome": "read" | "unchanged" | "skipped" | "failed" | "gone" | "again", "problem", "detail", "etag",
-- "lastModified", "bodyHash", "textHash"}; "again" puts it at the end of the row. p_source and p_passages as
-- app.store_source takes them, with a page that was read; the website's id is set here. Returns whether the run goes on; when not, nothing was written.
create function public.keep_website_page(
  p_company_id uuid, p_website_id uuid, p_run integer, p_lease uuid, p_page jsonb, p_links jsonb,
  p_source jsonb default null, p_passages jsonb default null
) returns boolean
language plpgsql security definer
set search_path = ''
as $$
declare
  v_website public.knowledge_websites := app.hold_website(p_company_id, p_website_id, p_run, p_lease);
  v_page public.knowledge_pages;
  v_outcome text := p_page ->> 'outcome';
  v_problem text := p_page ->> 'problem';
  v_detail text := left(p_page ->> 'detail', 300);
  v_source_id uuid;
  v_twin text;
  v_stored jsonb;
begin
  if v_website.id is null then
    return false;
  end if;
  select * into v_page from public.knowledge_pages
    where id = (p_page ->> 'id')::uuid and company_id = p_company_id and website_id = p_website_id and run = p_run and waiting
    for update;
  if not found then
    return true;
  end if;
  perform app.add_pages(v_website, p_links, v_page.url);
  if v_outcome = 'again' then
    update public.knowledge_pages set tries = tries + 1 where id = v_page.id;
    return true;
  end if;
  v_source_id := v_page.source_id;
  if v_outcome = 'unchanged' and v_source_id is null then
    -- As it was before: passed over for the same reason.
    v_outcome := coalesce(v_page.outcome, 'skipped');
    v_problem := v_page.problem;
    v_detail := v_page.problem_detail;
  end if;

  if v_outcome = 'read' then
    select p.url into v_twin from public.knowledge_pages p
      where p.website_id = p_website_id and p.text_hash = p_page ->> 'textHash' and p.id <> v_page.id and p.run = p_run
        and not p.waiting and p.source_id is not null and p.outcome in ('added', 'updated', 'unchanged')
      limit 1;
    if v_twin is not null then
      v_outcome := 'skipped';
      v_problem := 'duplicate';
      v_detail := left(v_twin, 300);
    elsif exists (
      select 1 from public.knowledge_sources
      where company_id = p_company_id and external_id = p_source ->> 'externalId' and edited_at is not null
    ) then
      v_outcome := 'unchanged';
      v_problem := 'edited';
    else
      v_stored := app.store_sources(
        p_company_id,
        jsonb_build_array(jsonb_build_object(
          'source', p_source || jsonb_build_object('websiteId', p_website_id), 'passages', p_passages
        )), null, false
      );
      if (v_stored ->> 'waiting')::integer > 0 then
        perform app.want_index(p_company_id, interval '0');
      end if;
      v_stored := v_stored -> 'sources' -> 0;
      v_outcome := v_stored ->> 'outcome';
      v_source_id := (v_stored ->> 'sourceId')::uuid;
    end if;
  end if;

  if v_outcome = 'unchanged' then
    update public.knowledge_sources set synced_at = clock_timestamp() where id = v_source_id and company_id = p_company_id;
  end if;
  update public.knowledge_pages set
      waiting = false, outcome = v_outcome, problem = v_problem, problem_detail = v_detail, source_id = v_source_id,
      read_at = clock_timestamp(),
      gone_since = case when v_outcome = 'gone' then coalesce(gone_since, clock_timestamp()) end,
      -- What failed keeps what is known of it, and is asked for anew next time.
      etag = case when v_outcome = 'failed' then null when p_page ? 'etag' then p_page ->> 'etag' else etag end,
      last_modified = case when v_outcome = 'failed' then null when p_page ? 'lastModified' then p_page ->> 'lastModified' else last_modified end,
      body_hash = case when v_outcome = 'failed' then null when p_page ? 'bodyHash' then p_page ->> 'bodyHash' else body_hash end,
      text_hash = case when p_page ? 'textHash' then p_page ->> 'textHash' else text_hash end
    where id = v_page.id;
  return true;
end
$$;

-- Ends a step whose time is up: the next one goes on.
create function public.pause_website(p_company_id uuid, p_website_id uuid, p_run integer, p_lease uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  v_website public.knowledge_websites := app.hold_website(p_company_id, p_website_id, p_run, p_lease);
begin
  if v_website.id is null then
    return;
  end if;
  update public.knowledge_websites set lease_id = null, lease_until = null where id = p_website_id;
  insert into public.jobs (company_id, name, payload)
    values (p_company_id, 'sync-website', jsonb_build_object('websiteId', p_website_id, 'run', p_run));
end
$$;

-- Ends a run. Only one that is complete removes: pages that are gone or must not be read, and those that nothing leads to
-- any more. A source that was edited here stays. Returns whether it is at its end: other calls wait while the database
-- removes, so it does so a few sources at a time, and is called until it is.
create function public.end_website(
  p_company_id uuid, p_website_id uuid, p_run integer, p_lease uuid, p_outcome text, p_problem text default null, p_detail text default null
) returns boolean
language plpgsql security definer
set search_path = ''
as $$
declare
  v_website public.knowledge_websites := app.hold_website(p_company_id, p_website_id, p_run, p_lease);
begin
  if v_website.id is null then
    return true;
  end if;
  if p_outcome = 'complete' then
    if app.remove_sources(p_company_id, array(
      select p.source_id from public.knowledge_pages p
      join public.knowledge_sources s on s.id = p.source_id and s.edited_at is null
      where p.website_id = p_website_id and p.company_id = p_company_id
        and (p.outcome = 'gone' or p.outcome = 'skipped' and p.problem in ('noindex', 'robots', 'canonical', 'redirect-to', 'duplicate')
             or p.run < p_run and v_website.listed_whole)
      limit 25
    )) > 0 then
      return false;
    end if;
    delete from public.knowledge_pages
      where website_id = p_website_id and company_id = p_company_id and source_id is null
        and (run < p_run and v_website.listed_whole or gone_since < clock_timestamp() - interval '30 days');
  end if;
  perform app.end_website_run(v_website, p_outcome, p_problem, p_detail);
  return true;
end
$$;

-- Begins the runs that are due, and ends those that nobody works on any more because their job failed for good. Returns
-- how many began.
create function public.queue_due_websites(p_now timestamptz default now()) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  v_website public.knowledge_websites;
  v_begun integer := 0;
begin
  for v_website in
    select w.* from public.knowledge_websites w
    where w.state <> 'idle' and coalesce(w.lease_until, w.run_started_at) < p_now - interval '2 minutes'
      and not exists (
        select 1 from public.jobs j
        where j.company_id = w.company_id and j.name = 'sync-website' and j.status in ('waiting', 'running')
          and j.payload ->> 'websiteId' = w.id::text
      )
    for update skip locked
  loop
    perform app.end_website_run(v_website, 'failed', 'broken', null);
  end loop;
  for v_website in
    select * from public.knowledge_websites where state = 'idle' and next_sync_at <= p_now
    order by next_sync_at limit 100 for update skip locked
  loop
    if app.queue_website(v_website.id) then
      v_begun := v_begun + 1;
    end if;
  end loop;
  return v_begun;
end
$$;

-- Lanes of the outbox -------------------------------------------------------------------------------------------------

-- Reading a website takes most of a minute at a time; what follows an answer must not wait for it. So a worker may take
-- only some kinds of work, or all but some.
drop function public.claim_jobs(integer, integer, integer);
create function public.claim_jobs(
  p_limit integer default 10, p_lock_seconds integer default 60, p_max_attempts integer default 5,
  p_only text[] default null, p_except text[] default null
) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_ids uuid[];
  v_claimed jsonb;
begin
  update public.jobs set status = 'dead', locked_until = null, finished_at = now(),
      last_error = 'The server stopped each time it worked on this.'
    where id in (
      select id from public.jobs where status = 'running' and locked_until < now() and attempts >= p_max_attempts
      for update skip locked
    );
  select array_agg(id) into v_ids from (
    select id from public.jobs where status = 'running' and locked_until < now()
      and (p_only is null or name = any (p_only)) and (p_except is null or name <> all (p_except))
    order by locked_until limit 1
    for update skip locked
  ) expired;
  if v_ids is null then
    select array_agg(id) into v_ids from (
      select id from public.jobs where status = 'waiting' and run_at <= now()
        and (p_only is null or name = any (p_only)) and (p_except is null or name <> all (p_except))
      order by run_at limit p_limit
      for update skip locked
    ) due;
  end if;
  with claimed as (
    update public.jobs j
      set status = 'running', attempts = attempts + 1, locked_until = now() + make_interval(secs => p_lock_seconds)
      where j.id = any (v_ids)
      returning j.id, j.company_id, j.name, j.payload, j.attempts
  )
  select jsonb_agg(jsonb_build_object('id', id, 'companyId', company_id, 'name', name, 'payload', payload, 'attempts', attempts))
    into v_claimed from claimed;
  return coalesce(v_claimed, '[]'::jsonb);
end
$$;

do $$
declare
  f text;
begin
  foreach f in array array[
    'public.claim_jobs(integer, integer, integer, text[], text[])', 'public.take_website(uuid, uuid, integer, uuid)',
    'public.plan_website(uuid, uuid, integer, uuid, text, text, jsonb, boolean, boolean)',
    'public.pages_to_read(uuid, uuid, integer, uuid, integer)',
    'public.keep_website_page(uuid, uuid, integer, uuid, jsonb, jsonb, jsonb, jsonb)',
    'public.pause_website(uuid, uuid, integer, uuid)', 'public.end_website(uuid, uuid, integer, uuid, text, text, text)',
    'public.queue_due_websites(timestamptz)'
  ] loop
    execute format('revoke all on function %s from public, anon, authenticated', f);
    execute format('grant execute on function %s to service_role', f);
  end loop;
  foreach f in array array['public.start_website_sync(uuid)', 'public.cancel_website_sync(uuid)', 'public.delete_website(uuid)',
    'public.list_websites(uuid, uuid)'] loop
    execute format('revoke all on function %s from public, anon', f);
    execute format('grant execute on function %s to authenticated', f);
  end loop;
end
$$;
revoke all on all functions in schema app from public, anon;
grant execute on function app.uuid_v7() to anon;
grant execute on function app.schedule_interval(text) to authenticated, service_role;
