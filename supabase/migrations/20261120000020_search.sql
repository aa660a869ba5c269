-- The search, in the languages of a company's knowledge, with words that stand together, vectors where there are some,
-- pinned articles first among equals, and neighbouring passages joined. Measured by `npm run eval:retrieval`.

-- How a language's words are reduced to stems. Where nobody can tell the language it is read as English, as everything
-- was before; languages that PostgreSQL has no stemmer for are compared word by word.
create function app.text_config(p_language text) returns regconfig
language sql immutable
as $$
  select case p_language
    when 'ar' then 'pg_catalog.arabic'::regconfig
    when 'ca' then 'pg_catalog.catalan'::regconfig
    when 'da' then 'pg_catalog.danish'::regconfig
    when 'de' then 'pg_catalog.german'::regconfig
    when 'el' then 'pg_catalog.greek'::regconfig
    when 'es' then 'pg_catalog.spanish'::regconfig
    when 'fi' then 'pg_catalog.finnish'::regconfig
    when 'fr' then 'pg_catalog.french'::regconfig
    when 'hi' then 'pg_catalog.hindi'::regconfig
    when 'hu' then 'pg_catalog.hungarian'::regconfig
    when 'id' then 'pg_catalog.indonesian'::regconfig
    when 'it' then 'pg_catalog.italian'::regconfig
    when 'nl' then 'pg_catalog.dutch'::regconfig
    when 'no' then 'pg_catalog.norwegian'::regconfig
    when 'nb' then 'pg_catalog.norwegian'::regconfig
    when 'pt' then 'pg_catalog.portuguese'::regconfig
    when 'ro' then 'pg_catalog.romanian'::regconfig
    when 'ru' then 'pg_catalog.russian'::regconfig
    when 'sr' then 'pg_catalog.serbian'::regconfig
    when 'sv' then 'pg_catalog.swedish'::regconfig
    when 'ta' then 'pg_catalog.tamil'::regconfig
    when 'tr' then 'pg_catalog.turkish'::regconfig
    when 'en' then 'pg_catalog.english'::regconfig
    else case when p_language is null then 'pg_catalog.english'::regconfig else 'pg_catalog.simple'::regconfig end
  end
$$;

-- Chinese, Japanese, Korean and Thai put no space between words: each of their characters is read as a word, and the
-- search's liking for words that stand together does the rest.
create function app.spaced(p_text text) returns text
language sql immutable
as $$
  select case
    when p_text ~ '[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]'
      then regexp_replace(p_text, '([\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])', ' \1 ', 'g')
    else p_text
  end
$$;

alter table public.knowledge_passages drop column search;
alter table public.knowledge_passages add column search tsvector generated always as (
  setweight(to_tsvector(app.text_config(language), app.spaced(title_path)), 'A')
    || setweight(to_tsvector(app.text_config(language), app.spaced(body)), 'D')
) stored;

-- Search: the articles in which a word weighs most, from the index alone.
create index knowledge_postings_by_best on public.knowledge_postings (company_id, term, best desc) include (source_id);

alter table public.knowledge_totals add column languages text[] not null default '{}';
comment on column public.knowledge_totals.languages is 'The languages of the company''s passages, an empty text for those that nobody can tell: questions are read in each.';
-- Which languages there are, without looking at every passage.
create index knowledge_passages_by_language on public.knowledge_passages (company_id, coalesce(language, ''));

create function app.languages_of(p_company_id uuid) returns text[]
language plpgsql stable
set search_path = ''
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
  v_languages text[] := '{}';
  v_next text;
begin
  select coalesce(language, '') into v_next from public.knowledge_passages
    where company_id = p_company_id order by coalesce(language, '') limit 1;
  while v_next is not null loop
    v_languages := v_languages || v_next;
    select coalesce(language, '') into v_next from public.knowledge_passages
      where company_id = p_company_id and coalesce(language, '') > v_next order by coalesce(language, '') limit 1;
  end loop;
  return v_languages;
end
$$;

-- As before (0006), with the constants that measure best for today's size of passages.
create or replace function app.term_weight(p_in_body integer, p_in_title integer, p_length integer) returns real
language sql immutable
as $$
  select (3 / (1 + 2 / (p_in_body / (0.2::float8 + 0.8::float8 * p_length / 50) + 1.5::float8 * least(p_in_title, 2))))::real
$$;

-- What is found from now on may answer better than what a stored answer rests on. Those go whose question holds a word
-- that is in one of the sources and in few of the company's passages; of a great many answers the older ones go unread.
create function app.expire_answers_outdone(p_company_id uuid, p_source_ids uuid[]) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  delete from public.stored_answers a
    using (
      select id, question, row_number() over (order by created_at desc, id) as place
      from public.stored_answers where company_id = p_company_id
    ) r
    where a.id = r.id and (r.place > 1000 or exists (
      select 1
      from public.knowledge_totals n
      cross join lateral unnest(n.languages) l
      cross join lateral unnest(to_tsvector(app.text_config(nullif(l, '')), app.spaced(r.question))) w
      join public.knowledge_terms t on t.company_id = p_company_id and t.term = w.lexeme
      join lateral (
        select sum(cardinality(p.positions)) as passages from public.knowledge_postings p
        where p.company_id = p_company_id and p.term = w.lexeme and p.source_id = any (p_source_ids)
      ) here on here.passages > 0
      where n.company_id = p_company_id and app.word_weight(w.lexeme) = 1
        and (t.passage_count * 4 <= n.passage_count or t.passage_count = here.passages)
    ));
end
$$;

-- Brings the index up to date with some sources of a company, as they are now: gone, disabled, or with these passages.
-- All at once, because what counts words is one row a word: source by source a thousand of them took half a minute.
create function app.index_sources(p_company_id uuid, p_source_ids uuid[]) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  v_terms text[];
  v_counts integer[];
  v_before integer;
  v_after integer;
  v_languages text[];
begin
  if coalesce(cardinality(p_source_ids), 0) = 0 then
    return;
  end if;
  -- Two imports of one company take their turns: both count words in the same rows.
  perform pg_advisory_xact_lock(hashtextextended('knowledge:' || p_company_id, 0));

  with gone as materialized (
    delete from public.knowledge_postings where company_id = p_company_id and source_id = any (p_source_ids)
    returning term, source_id, positions
  ), counted as (
    select term, -sum(cardinality(positions))::integer as passages from gone group by term
  )
  select array_agg(term), array_agg(passages),
      (select count(*) from (select distinct g.source_id, x.position from gone g, unnest(g.positions) x(position)) d)
    into v_terms, v_counts, v_before from counted;

  -- In `search`, weight A marks the words of the headings and D those of the text.
  with words as materialized (
    select p.source_id, p.position, w.lexeme as term,
      cardinality(array_positions(w.weights, 'A')) as in_title, cardinality(array_positions(w.weights, 'D')) as in_body
    from public.knowledge_passages p
    join public.knowledge_sources s on s.id = p.source_id
    cross join lateral unnest(p.search) w
    where p.source_id = any (p_source_ids) and p.company_id = p_company_id and p.enabled and s.enabled and s.status = 'ready'
      and char_length(w.lexeme) <= 60
  ), lengths as materialized (
    select source_id, position, sum(in_body)::integer as length from words group by 1, 2
  ), weighed as (
    select w.source_id, w.term, w.position, app.term_weight(w.in_body, w.in_title, l.length) as weight
    from words w join lengths l using (source_id, position)
  ), postings as (
    insert into public.knowledge_postings (company_id, term, source_id, best, positions, weights)
    select p_company_id, term, source_id, max(weight), array_agg(position order by position), array_agg(weight order by position)
    from weighed group by term, source_id
    returning term, cardinality(positions) as passages
  ), changes as (
    select term, sum(passages)::integer as passages
    from (select term, passages from postings union all select * from unnest(v_terms, v_counts)) c(term, passages)
    group by term having sum(passages) <> 0
  ), counted as (
    insert into public.knowledge_terms as t (company_id, term, passage_count)
    select p_company_id, term, passages from changes
    on conflict (company_id, term) do update set passage_count = t.passage_count + excluded.passage_count
  )
  select count(*) into v_after from lengths;
  delete from public.knowledge_terms where company_id = p_company_id and term = any (v_terms) and passage_count <= 0;

  v_languages := app.languages_of(p_company_id);
  update public.knowledge_totals t set passage_count = t.passage_count + v_after - v_before, languages = v_languages
    where t.company_id = p_company_id;
  if not found and v_after > 0 then
    insert into public.knowledge_totals (company_id, passage_count, languages) values (p_company_id, v_after, v_languages);
  end if;
  perform app.expire_answers_outdone(p_company_id, p_source_ids);
end
$$;

create or replace function app.index_source(p_company_id uuid, p_source_id uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform app.index_sources(p_company_id, array[p_source_id]);
end
$$;

-- How near a vector is, on the scale on which `coverage` tells an answer from none. The likeness of texts that have
-- nothing to do with each other differs by model; 0.2 and 0.95 fit those of today. Not measured: no model was at hand.
create function app.coverage_by_likeness(p_likeness real) returns real
language sql immutable
as $$ select case when p_likeness is null then 0 else greatest(0, least(1, (p_likeness - 0.2) / 0.75)) end::real $$;

-- Passages by meaning, best first; 0021 says how they are found.
create function app.vector_candidates(p_company_id uuid, p_embedding text, p_model text, p_limit integer)
returns table (source_id uuid, "position" integer, likeness real)
language sql stable
set search_path = ''
as $$ select null::uuid, null::integer, null::real where false $$;

drop function public.search_knowledge(uuid, text, integer, uuid);
drop function public.search_own_knowledge(uuid, text, integer, uuid);
drop function app.search_passages(uuid, text, integer, uuid);

-- The search itself, as whoever calls it: row-level security applies to members. One trip:
--   words      what the question and what was said before it ask for, each worth by its rarity in this company's knowledge;
--              a word that the knowledge does not hold is read as the most similar one it does hold
--   ranks      BM25 over the inverted index; passages of one source support each other; of the best twenty those that
--              hold words of the question together, in their order, move up
--   vectors    p_embedding, read by p_model, finds passages by meaning; both lists are fused by rank (reciprocal rank
--              fusion, Cormack, Clarke and Büttcher 2009)
--   likely     p_likely, {source id: how much}, moves up what a model of the company's own words expects
--   neighbours passages that stand one after the other in their source become one
-- coverage, 0 to 1: how much of what was asked the passage holds, in summed rarity; comparable between searches.
create function app.search_passages(
  p_company_id uuid, p_query text, p_limit integer, p_session_id uuid, p_embedding text, p_model text,
  p_likely jsonb
) returns jsonb
language plpgsql stable
set search_path = ''
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
  -- Passages whose words are looked at for their order, and those that a vector brings in.
  c_looked_at constant integer := 20;
  c_longest_run constant integer := 3;
  -- Of a word that many articles hold, those where it weighs most: what is read does not grow with the knowledge.
  c_most_sources constant integer := 200;
  v_limit constant integer := greatest(1, least(p_limit, 200));
  v_query constant text := app.spaced(left(p_query, 8000));
  v_passages integer;
  v_rarest real;
  v_configs regconfig[];
  v_context text[] := '{}';
  v_words text[];
  v_places integer[];
  v_terms text[];
  v_gains real[];
  v_asked real;
  v_pairs tsquery[];
  v_pair_gains real[];
  v_hit record;
  v_at integer;
  v_taken integer := 0;
  v_groups integer := 0;
  v_source_ids uuid[] := '{}';
  v_firsts integer[] := '{}';
  v_lasts integer[] := '{}';
  v_bests integer[] := '{}';
  v_scores real[] := '{}';
  v_coverages real[] := '{}';
  v_result jsonb;
begin
  select passage_count, ln(1 + passage_count),
      (select array_agg(distinct app.text_config(nullif(l, ''))) from unnest(languages) l)
    into v_passages, v_rarest, v_configs
    from public.knowledge_totals where company_id = p_company_id;
  if coalesce(v_passages, 0) = 0 then
    return '[]'::jsonb;
  end if;

  if p_session_id is not null then
    -- The question itself may be stored already; it is not its own context.
    select coalesce(array_agg(app.spaced(left(m.text, 600)) order by m.created_at desc, m.id desc), '{}') into v_context
      from (
        select m.id, m.text, m.created_at from public.chat_messages m
        where m.session_id = p_session_id and m.company_id = p_company_id and m.text <> p_query
        order by m.created_at desc, m.id desc limit 2
      ) m;
  end if;

  if cardinality(v_configs) = 1 then
    select array_agg(w.lexeme), array_agg(place) into v_words, v_places
      from unnest(to_tsvector(v_configs[1], v_query)) w, unnest(w.positions) place;
  else
    -- In several languages a word has several stems, which stand at the same place of the question: those count that the
    -- knowledge holds. Of one that it does not hold at all one stem counts as asked, unless a language takes it for a word
    -- that says nothing ("die" is an article in German; in English it is not).
    select array_agg(lexeme), array_agg(place) into v_words, v_places
      from (
        select r.*, row_number() over (partition by place order by held desc, lexeme) as rank
        from (
          select w.lexeme, place, count(*) over (partition by place) as readings,
            exists (select 1 from public.knowledge_terms t where t.company_id = p_company_id and t.term = w.lexeme) as held
          from unnest(v_configs) config, unnest(to_tsvector(config, v_query)) w, unnest(w.positions) place
        ) r
      ) q where held or (rank = 1 and readings >= cardinality(v_configs));
  end if;

  -- What to look for: each word and what it is worth. Words of the question that are nowhere count as asked.
  with said as (
    select term, 1::float8 as weight, true as asked, place::integer from unnest(v_words, v_places) w(term, place)
    union all
    select w.lexeme, 0.5::float8, false, w.positions[1]::integer
      from unnest(v_context) c(text), unnest(v_configs) config, unnest(to_tsvector(config, c.text)) w
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
      k.weight * coalesce(r.likeness, 1) * ln(1 + (v_passages - n.passages + 0.5::float8) / (n.passages + 0.5::float8)) as gain
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
  select array_agg(term) filter (where held), array_agg(gain) filter (where held), sum(gain) + 2.5 * v_rarest
    into v_terms, v_gains, v_asked
    from summed;

  if v_terms is not null then
    -- Words of the question that stand near each other in it, as phrases.
    with places as (
      select term, gain, place
      from unnest(v_words, v_places) w(term, place) join unnest(v_terms, v_gains) t(term, gain) using (term)
    ), pairs as (
      select distinct a.term as first, b.term as second, least(a.gain, b.gain) as gain
      from places a join places b on b.place > a.place and b.place <= a.place + 3 and b.term <> a.term
      order by gain desc limit 16
    ), quoted as (
      select '''' || replace(replace(first, '\', '\\'), '''', '''''') || '''' as a,
        '''' || replace(replace(second, '\', '\\'), '''', '''''') || '''' as b, gain
      from pairs
    )
    select array_agg(format('%1$s <-> %2$s | %1$s <2> %2$s | %1$s <3> %2$s | %1$s <4> %2$s', a, b)::tsquery), array_agg(gain)
      into v_pairs, v_pair_gains from quoted;
  end if;

  for v_hit in
    with rarest as materialized (
      -- The words that say most: together nine tenths of what was asked. What is left out is in nearly every article, so
      -- it would be most of what is read and tell no article from another.
      select term, gain from (
        select term, gain, sum(gain) over (order by gain desc, term) - gain as before, sum(gain) over () as in_all
        from unnest(v_terms, v_gains) t(term, gain)
      ) x where before < 0.9 * in_all
    ), candidates as materialized (
      select source_id from (
        select p.source_id, sum(t.gain * p.best) as most
        from rarest t
        cross join lateral (
          select source_id, best from public.knowledge_postings p
          where p.company_id = p_company_id and p.term = t.term order by best desc limit c_most_sources
        ) p
        group by 1 order by most desc, 1 limit 18 + v_limit / 4
      ) x
      union
      select key::uuid from jsonb_object_keys(p_likely) key
    ), passages as (
      -- Two unnest in a select list go in step; as a table they would be written down and read again for every hit.
      select source_id, position, sum(gain * weight) as own_score
      from (
        select p.source_id, t.gain, unnest(p.positions) as position, unnest(p.weights) as weight
        from unnest(v_terms, v_gains) t(term, gain)
        cross join candidates c
        cross join lateral (
          select source_id, positions, weights from public.knowledge_postings p
          where p.company_id = p_company_id and p.term = t.term and p.source_id = c.source_id offset 0
        ) p
      ) x
      group by 1, 2
    ), placed as (
      select *, row_number() over (partition by source_id order by own_score desc, position) as place from passages
    ), supported as (
      select source_id, position, own_score,
        own_score + 0.3 * sum(case when place <= 3 then own_score * power(0.3::float8, place - 1) else 0 end) over (partition by source_id)
          + coalesce((p_likely ->> source_id::text)::float8, 0) as score
      from placed
      order by score desc, source_id, position limit 3 * v_limit + c_looked_at
    ), numbered as (
      select *, row_number() over (order by score desc, source_id, position) as place from supported
    ), ordered as (
      select n.source_id, n.position, n.own_score + together.bonus as own_score,
        (n.score + together.bonus) * case when s.pinned then 1.15::float8 else 1 end as score
      from numbered n
      cross join lateral (
        select pinned from public.knowledge_sources s where s.id = n.source_id and s.company_id = p_company_id offset 0
      ) s
      cross join lateral (
        select coalesce(sum(0.8::float8 * pair.gain), 0) as bonus
        from public.knowledge_passages p, unnest(v_pairs, v_pair_gains) pair(words, gain)
        where n.place <= c_looked_at and p.source_id = n.source_id and p.position = n.position
          and p.company_id = p_company_id and p.search @@ pair.words
        offset 0
      ) together
    ), by_words as (
      select source_id, position, score, own_score / v_asked as coverage,
        row_number() over (order by score desc, source_id, position) as place
      from ordered
    ), by_meaning as (
      select source_id, "position" as position, likeness, row_number() over (order by likeness desc, source_id, "position") as place
      from app.vector_candidates(p_company_id, p_embedding, p_model, c_looked_at)
      where p_embedding is not null
    )
    select coalesce(w.source_id, m.source_id) as source_id, coalesce(w.position, m.position) as position,
      case when p_embedding is null then w.score
        else coalesce(1 / (20 + w.place::float8), 0) + coalesce(1 / (20 + m.place::float8), 0) end as score,
      least(1, greatest(w.coverage, app.coverage_by_likeness(m.likeness))) as coverage
    from by_words w
    full join by_meaning m on m.source_id = w.source_id and m.position = w.position
    order by score desc, source_id, position
  loop
    -- A passage that stands beside one found before joins it; whoever reads them reads on.
    v_at := null;
    for i in 1 .. v_groups loop
      if v_source_ids[i] = v_hit.source_id and v_lasts[i] - v_firsts[i] + 1 < c_longest_run
         and v_hit.position in (v_firsts[i] - 1, v_lasts[i] + 1) then
        v_at := i;
        exit;
      end if;
    end loop;
    if v_at is null then
      exit when v_groups >= v_limit;
      v_groups := v_groups + 1;
      v_source_ids[v_groups] := v_hit.source_id;
      v_firsts[v_groups] := v_hit.position;
      v_lasts[v_groups] := v_hit.position;
      v_bests[v_groups] := v_hit.position;
      v_scores[v_groups] := v_hit.score;
      v_coverages[v_groups] := v_hit.coverage;
    else
      v_firsts[v_at] := least(v_firsts[v_at], v_hit.position);
      v_lasts[v_at] := greatest(v_lasts[v_at], v_hit.position);
      v_coverages[v_at] := greatest(v_coverages[v_at], v_hit.coverage);
    end if;
    v_taken := v_taken + 1;
    exit when v_taken >= v_limit + 3;
  end loop;

  select coalesce(jsonb_agg(jsonb_build_object(
      'passageId', k.id, 'sourceId', g.source_id, 'title', s.title, 'titlePath', k.title_path, 'url', s.url,
      'body', case when g.first = g.last then k.body else (
        -- Under a heading of its own a passage keeps it.
        select string_agg(
          case when n.title_path = k.title_path then n.body
            else split_part(n.title_path, ' › ', -1) || E'\n\n' || n.body end,
          E'\n\n' order by n.position)
        from public.knowledge_passages n
        where n.source_id = g.source_id and n.position between g.first and g.last and n.company_id = p_company_id and n.enabled
      ) end,
      'position', g.best, 'score', round(g.score::numeric, 4), 'coverage', round(g.coverage::numeric, 4)
    ) order by g.place), '[]'::jsonb)
    into v_result
    from unnest(v_source_ids, v_firsts, v_lasts, v_bests, v_scores, v_coverages) with ordinality
      g(source_id, first, last, best, score, coverage, place)
    cross join lateral (
      select id, title_path, body from public.knowledge_passages
      where source_id = g.source_id and position = g.best and company_id = p_company_id and enabled offset 0
    ) k
    cross join lateral (
      select title, url from public.knowledge_sources where id = g.source_id and company_id = p_company_id offset 0
    ) s;
  return v_result;
end
$$;

-- The visitor path: the server proved the company; nobody else may call it.
create function public.search_knowledge(
  p_company_id uuid,
  p_query text,
  p_limit integer default 5,
  p_session_id uuid default null,
  p_embedding text default null,
  p_model text default null,
  p_likely jsonb default null
) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return app.search_passages(p_company_id, p_query, p_limit, p_session_id, p_embedding, p_model, p_likely);
end
$$;

-- The same search for a signed-in member: of a foreign company they find nothing.
create function public.search_own_knowledge(
  p_company_id uuid,
  p_query text,
  p_limit integer default 5,
  p_session_id uuid default null,
  p_embedding text default null,
  p_model text default null,
  p_likely jsonb default null
) returns jsonb
language plpgsql stable security invoker
set search_path = ''
as $$
begin
  return app.search_passages(p_company_id, p_query, p_limit, p_session_id, p_embedding, p_model, p_likely);
end
$$;

do $$
declare
  f text;
begin
  foreach f in array array[
    'public.search_knowledge(uuid, text, integer, uuid, text, text, jsonb)',
    'public.search_own_knowledge(uuid, text, integer, uuid, text, text, jsonb)',
    'app.search_passages(uuid, text, integer, uuid, text, text, jsonb)',
    'app.text_config(text)',
    'app.spaced(text)',
    'app.coverage_by_likeness(real)',
    'app.index_sources(uuid, uuid[])',
    'app.languages_of(uuid)',
    'app.expire_answers_outdone(uuid, uuid[])'
  ] loop
    execute format('revoke all on function %s from public, anon, authenticated', f);
  end loop;
end
$$;
grant execute on function public.search_knowledge(uuid, text, integer, uuid, text, text, jsonb) to service_role;
grant execute on function public.search_own_knowledge(uuid, text, integer, uuid, text, text, jsonb),
  app.search_passages(uuid, text, integer, uuid, text, text, jsonb), app.text_config(text), app.spaced(text),
  app.coverage_by_likeness(real) to authenticated, service_role;

-- What was there before is read anew.
select app.index_sources(company_id, array_agg(id)) from public.knowledge_sources group by company_id;
