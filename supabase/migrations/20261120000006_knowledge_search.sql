-- Finding passages by words, without a model call: BM25 over an inverted index that is kept per company.
-- ts_rank knows nothing of how rare a word is, so the weights are kept here, where one key look-up a word finds them.
-- Everything is keyed by company first: the size of one company's knowledge does not slow another's search.

create table public.knowledge_postings (
  company_id uuid not null references public.companies (id) on delete cascade,
  term text collate "C" not null,
  source_id uuid not null,
  best real not null,
  positions integer[] not null,
  weights real[] not null,
  primary key (company_id, term, source_id)
);
comment on table public.knowledge_postings is 'Which passages of which source hold a word stem, and how much it weighs there. Only of enabled sources and passages; kept by triggers on knowledge_passages and knowledge_sources.';
comment on column public.knowledge_postings.positions is 'Positions of the passages in their source; weights stand in the same order, best is the largest of them.';

-- Re-indexing a source takes out what it had.
create index knowledge_postings_by_source on public.knowledge_postings (source_id);

create table public.knowledge_terms (
  company_id uuid not null references public.companies (id) on delete cascade,
  term text collate "C" not null,
  passage_count integer not null,
  primary key (company_id, term)
) with (fillfactor = 70);
comment on table public.knowledge_terms is 'The words of a company''s knowledge and in how many passages each is: rare words say more.';

create table public.knowledge_totals (
  company_id uuid primary key references public.companies (id) on delete cascade,
  passage_count integer not null
);
comment on table public.knowledge_totals is 'How many passages a company''s search looks through.';

alter table public.knowledge_postings enable row level security;
alter table public.knowledge_terms enable row level security;
alter table public.knowledge_totals enable row level security;
revoke all on public.knowledge_postings, public.knowledge_terms, public.knowledge_totals from anon, authenticated;
grant all on public.knowledge_postings, public.knowledge_terms, public.knowledge_totals to service_role;
grant select on public.knowledge_postings, public.knowledge_terms, public.knowledge_totals to authenticated;
create policy knowledge_postings_read on public.knowledge_postings for select to authenticated
  using (company_id in (select app.my_companies()));
create policy knowledge_terms_read on public.knowledge_terms for select to authenticated
  using (company_id in (select app.my_companies()));
create policy knowledge_totals_read on public.knowledge_totals for select to authenticated
  using (company_id in (select app.my_companies()));

-- The BM25 weight of a word in a passage, 0 to 3: how often it is there (with less and less effect), against the
-- passage's length (55 stems is a usual passage), and a bonus where the headings hold it. The usual length is a constant,
-- so the weight never changes and the search only has to add. Chosen on one half of doc2dial (bench/eval-retrieval.ts).
-- No search_path is set here and below, so that the planner can write the expression in place of the call.
create function app.term_weight(p_in_body integer, p_in_title integer, p_length integer) returns real
language sql immutable
as $$
  select (3 / (1 + 2 / (p_in_body / (0.4::float8 + 0.6::float8 * p_length / 55) + 1.5::float8 * least(p_in_title, 2))))::real
$$;

-- People wrap their question in words that say nothing about what they want to know, and that are rare in articles.
-- Some say nothing at all: something, and what is left of contractions written without their apostrophe (whats, dont).
create function app.word_weight(p_term text) returns real
language sql immutable
as $$
  select case
    when p_term = any (array[
      'hi', 'hello', 'hey', 'pleas', 'thank', 'ok', 'okay', 'yes', 'sure', 'would', 'could', 'can', 'like', 'want', 'need',
      'know', 'tell', 'wonder', 'think', 'understand', 'mean', 'inform', 'help', 'question', 'get', 'go', 'look', 'see',
      'say', 'let', 'happen', 'us', 'one', 'also', 'much', 'mani', 'long', 'often', 'soon', 'way', 'realli', 'still',
      'alreadi'
    ]) then 0.35
    when p_term = any (array[
      'someth', 'anyth', 'what', 'where', 'when', 'who', 'how', 'that', 'there', 'your', 'im', 'ive', 'id', 'dont', 'doesnt', 'didnt', 'cant',
      'couldnt', 'wont', 'wouldnt', 'shouldnt', 'isnt', 'arent', 'wasnt', 'havent', 'hasnt'
    ]) then 0
    else 1
  end::real
$$;

-- Brings the index up to date with one source, as it is now: gone, disabled, or with these passages.
create function app.index_source(p_company_id uuid, p_source_id uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  v_gone text[];
  v_before integer;
  v_after integer;
begin
  -- Two imports of one company take their turns: both count words in the same rows.
  perform pg_advisory_xact_lock(hashtextextended('knowledge:' || p_company_id, 0));

  select count(distinct x.position) into v_before
    from public.knowledge_postings p, unnest(p.positions) x(position)
    where p.source_id = p_source_id;
  with gone as (
    delete from public.knowledge_postings where source_id = p_source_id
    returning term, cardinality(positions) as passages
  ), counted as (
    update public.knowledge_terms t set passage_count = t.passage_count - g.passages
    from gone g where t.company_id = p_company_id and t.term = g.term
    returning t.term, t.passage_count
  )
  select array_agg(term) filter (where passage_count <= 0) into v_gone from counted;
  if v_gone is not null then
    delete from public.knowledge_terms where company_id = p_company_id and term = any (v_gone);
  end if;

  -- In `search`, weight A marks the words of the headings and D those of the text.
  with words as (
    select p.position, w.lexeme as term,
      cardinality(array_positions(w.weights, 'A')) as in_title, cardinality(array_positions(w.weights, 'D')) as in_body
    from public.knowledge_passages p
    join public.knowledge_sources s on s.id = p.source_id
    cross join lateral unnest(p.search) w
    where p.source_id = p_source_id and p.company_id = p_company_id and p.enabled and s.enabled and s.status = 'ready'
      and char_length(w.lexeme) <= 60
  ), lengths as (
    select position, sum(in_body)::integer as length from words group by 1
  ), weighed as (
    select w.term, w.position, app.term_weight(w.in_body, w.in_title, l.length) as weight
    from words w join lengths l using (position)
  ), postings as (
    insert into public.knowledge_postings (company_id, term, source_id, best, positions, weights)
    select p_company_id, term, p_source_id, max(weight), array_agg(position order by position), array_agg(weight order by position)
    from weighed group by term
    returning term, cardinality(positions) as passages
  ), counted as (
    insert into public.knowledge_terms as t (company_id, term, passage_count)
    select p_company_id, term, passages from postings
    on conflict (company_id, term) do update set passage_count = t.passage_count + excluded.passage_count
  )
  select count(*) into v_after from lengths;

  update public.knowledge_totals set passage_count = passage_count + v_after - v_before where company_id = p_company_id;
  if not found and v_after > 0 then
    insert into public.knowledge_totals (company_id, passage_count) values (p_company_id, v_after);
  end if;
end
$$;

create function app.index_changed_passages() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    perform app.index_source(c.company_id, c.source_id) from (select distinct company_id, source_id from new_rows) c;
  elsif tg_op = 'DELETE' then
    perform app.index_source(c.company_id, c.source_id) from (select distinct company_id, source_id from old_rows) c;
  else
    -- A new embedding changes no word.
    perform app.index_source(c.company_id, c.source_id)
      from (
        select distinct x.company_id, x.source_id
        from old_rows o join new_rows n using (id)
        cross join lateral (values (o.company_id, o.source_id), (n.company_id, n.source_id)) x(company_id, source_id)
        where (o.company_id, o.source_id, o.position, o.title_path, o.body, o.enabled)
          is distinct from (n.company_id, n.source_id, n.position, n.title_path, n.body, n.enabled)
      ) c;
  end if;
  return null;
end
$$;

create trigger knowledge_passages_index_new after insert on public.knowledge_passages
  referencing new table as new_rows for each statement execute function app.index_changed_passages();
create trigger knowledge_passages_index_changed after update on public.knowledge_passages
  referencing old table as old_rows new table as new_rows for each statement execute function app.index_changed_passages();
create trigger knowledge_passages_index_gone after delete on public.knowledge_passages
  referencing old table as old_rows for each statement execute function app.index_changed_passages();

create function app.index_changed_source() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform app.index_source(new.company_id, new.id);
  return null;
end
$$;
create trigger knowledge_sources_index_changed after update on public.knowledge_sources
  for each row when ((old.enabled, old.status) is distinct from (new.enabled, new.status))
  execute function app.index_changed_source();

-- Patterns for the words that one slip of the finger makes of this one: a letter wrong, missing, too many, or two swapped.
create function app.one_letter_off(p_word text) returns text[]
language sql immutable
set search_path = ''
as $$
  select array_agg(form)
  from generate_series(0, char_length(p_word)) i
  cross join lateral (values
    (left(p_word, i) || '_' || substr(p_word, i + 1)),
    (left(p_word, i) || '_' || substr(p_word, i + 2)),
    (left(p_word, i) || substr(p_word, i + 2)),
    (left(p_word, i) || substr(p_word, i + 2, 1) || substr(p_word, i + 1, 1) || substr(p_word, i + 3))
  ) f(form)
  where i > 0
$$;

-- The search itself, as whoever calls it: row-level security applies to members.
-- A word weighs by its rarity in this company's knowledge. A word that the knowledge does not hold is read as the most
-- similar one it does hold. The two messages before the question count too, the more the less the question says by itself
-- ("and how long does it take?"). Passages of one source support each other.
-- coverage, 0 to 1: how much of what was asked the passage holds, in summed rarity; comparable between searches.
-- A ranking by embeddings would join at `ranked`, where each passage has its score by words.
create function app.search_passages(p_company_id uuid, p_query text, p_limit integer, p_session_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
  v_passages integer;
  v_rarest real;
  v_context text[] := '{}';
  v_terms text[];
  v_gains real[];
  v_asked real;
  v_result jsonb;
begin
  select passage_count, ln(1 + passage_count) into v_passages, v_rarest
    from public.knowledge_totals where company_id = p_company_id;
  if coalesce(v_passages, 0) = 0 then
    return '[]'::jsonb;
  end if;

  if p_session_id is not null then
    -- The question itself may be stored already; it is not its own context.
    select coalesce(array_agg(left(m.text, 600) order by m.created_at desc, m.id desc), '{}') into v_context
      from (
        select m.id, m.text, m.created_at from public.chat_messages m
        where m.session_id = p_session_id and m.company_id = p_company_id and m.text <> p_query
        order by m.created_at desc, m.id desc limit 2
      ) m;
  end if;

  -- What to look for: each word and what it is worth. Words of the question that are nowhere count as asked.
  with said as (
    select w.lexeme as term, 1.0 as weight, true as asked, w.positions[1]::integer as place
      from unnest(to_tsvector('english', left(p_query, 8000))) w
    union all
    select w.lexeme, 0.5, false, w.positions[1]
      from unnest(v_context) c(text), unnest(to_tsvector('english', c.text)) w
  ), wanted as (
    select term, max(weight) * app.word_weight(term) as weight, bool_or(asked) as asked, min(place) as place
    from said group by term having app.word_weight(term) > 0
  ), known as (
    select w.term, w.weight, w.asked, t.passage_count
    from wanted w
    left join lateral (
      select passage_count from public.knowledge_terms t where t.company_id = p_company_id and t.term = w.term offset 0
    ) t on true
    -- Of a very long question, the words that can be found, in the order in which they were said.
    order by w.asked desc, t.passage_count is null, w.place limit 64
  ), respelled as (
    select k.term, s.term as instead, s.passage_count, s.likeness
    from (
      select term, app.one_letter_off(term) as forms from known
      where passage_count is null and asked and term ~ '^[[:alpha:]]{5,30}$' limit 4
    ) k
    cross join lateral (
      select t.term, t.passage_count,
        case
          when abs(char_length(t.term) - char_length(k.term)) <= 1 and t.term like any (k.forms) then 0.8
          when char_length(k.term) >= 7 then extensions.similarity(t.term, k.term)
        end as likeness
      from public.knowledge_terms t
      where t.company_id = p_company_id and t.term >= left(k.term, 1) and t.term < left(k.term, 1) || U&'\FFFF'
        and char_length(t.term) between char_length(k.term) - 2 and char_length(k.term) + 2
      order by likeness desc nulls last, t.passage_count desc, t.term limit 1
    ) s
    where s.likeness >= 0.55
  ), worth as (
    select coalesce(r.instead, k.term) as term, k.asked, n.passages > 0 as held,
      k.weight * coalesce(r.likeness, 1) * ln(1 + (v_passages - n.passages + 0.5) / (n.passages + 0.5)) as gain
    from known k
    left join respelled r using (term)
    cross join lateral (select coalesce(k.passage_count, r.passage_count, 0) as passages) n
  ), asking as (
    select *, coalesce(sum(gain) filter (where asked) over (), 0) as asked_in_all,
      sum(gain) filter (where not asked and held) over () as said_in_all
    from worth
  ), scaled as (
    -- What was said before weighs the less the more the question says by itself; and all of it together weighs no more
    -- than the question lacks, so that a long answer about the last subject does not pull the next question back to it.
    select term, asked, held,
      gain * case when asked then 1 else least(
        1,
        0.6 * v_rarest / (0.01 + asked_in_all),
        (0.25 * asked_in_all + greatest(0, 2 * v_rarest - asked_in_all)) / nullif(said_in_all, 0)
      ) end as gain
    from asking
  ), summed as (
    select term, max(gain)::real as gain, bool_or(held) as held
    from scaled where asked or held group by term
  )
  -- A question of one word must be held better than one of ten: the more was asked, the more certain a match.
  select array_agg(term) filter (where held), array_agg(gain) filter (where held), sum(gain) + 1.2 * v_rarest
    into v_terms, v_gains, v_asked
    from summed;
  if v_terms is null then
    return '[]'::jsonb;
  end if;

  with hits as materialized (
    select p.source_id, p.best, p.positions, p.weights, t.gain
    from unnest(v_terms, v_gains) t(term, gain)
    cross join lateral (
      select source_id, best, positions, weights from public.knowledge_postings p
      where p.company_id = p_company_id and p.term = t.term offset 0
    ) p
  ), candidates as materialized (
    select source_id from hits group by source_id order by sum(gain * best) desc, source_id limit 40 + p_limit / 4
  ), passages as (
    select h.source_id, x.position, sum(h.gain * x.weight) as own_score
    from candidates c
    join hits h using (source_id)
    cross join lateral unnest(h.positions, h.weights) x(position, weight)
    group by 1, 2
  ), placed as (
    select *, row_number() over (partition by source_id order by own_score desc, position) as place from passages
  ), ranked as (
    select source_id, position, own_score,
      own_score + 0.3 * sum(case when place <= 3 then own_score * power(0.3, place - 1) else 0 end) over (partition by source_id) as score
    from placed
  ), chosen as (
    select * from ranked order by score desc, source_id, position limit greatest(1, least(p_limit, 200))
  )
  select coalesce(jsonb_agg(jsonb_build_object(
      'passageId', k.id, 'sourceId', c.source_id, 'title', s.title, 'titlePath', k.title_path, 'url', s.url,
      'body', k.body, 'position', c.position, 'score', round(c.score::numeric, 4),
      'coverage', round(least(c.own_score / v_asked, 1)::numeric, 4)
    ) order by c.score desc, c.source_id, c.position), '[]'::jsonb)
    into v_result
    from chosen c
    cross join lateral (
      select id, title_path, body from public.knowledge_passages
      where source_id = c.source_id and position = c.position and company_id = p_company_id offset 0
    ) k
    cross join lateral (
      select title, url from public.knowledge_sources where id = c.source_id and company_id = p_company_id offset 0
    ) s;
  return v_result;
end
$$;

-- The visitor path: the server proved the company; nobody else may call it.
create function public.search_knowledge(
  p_company_id uuid,
  p_query text,
  p_limit integer default 5,
  p_session_id uuid default null
) returns jsonb
language sql stable security definer
set search_path = ''
as $$ select app.search_passages(p_company_id, p_query, p_limit, p_session_id) $$;

-- The same search for a signed-in member: of a foreign company they find nothing.
create function public.search_own_knowledge(
  p_company_id uuid,
  p_query text,
  p_limit integer default 5,
  p_session_id uuid default null
) returns jsonb
language sql stable security invoker
set search_path = ''
as $$ select app.search_passages(p_company_id, p_query, p_limit, p_session_id) $$;

do $$
declare
  f text;
begin
  foreach f in array array[
    'public.search_knowledge(uuid, text, integer, uuid)',
    'public.search_own_knowledge(uuid, text, integer, uuid)',
    'app.search_passages(uuid, text, integer, uuid)',
    'app.term_weight(integer, integer, integer)',
    'app.word_weight(text)',
    'app.one_letter_off(text)',
    'app.index_source(uuid, uuid)',
    'app.index_changed_passages()',
    'app.index_changed_source()'
  ] loop
    execute format('revoke all on function %s from public, anon, authenticated', f);
  end loop;
end
$$;
grant execute on function public.search_knowledge(uuid, text, integer, uuid) to service_role;
grant execute on function public.search_own_knowledge(uuid, text, integer, uuid),
  app.search_passages(uuid, text, integer, uuid), app.word_weight(text), app.one_letter_off(text) to authenticated, service_role;
