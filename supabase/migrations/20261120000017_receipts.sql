-- The timed steps of a turn are part of its row (chat_turns.operations): nine rows of a table of their own, each with
-- keys to check and to index, took a tenth of what a turn costs the database, and nobody ever reads one without its turn.

update public.chat_turns t set operations = o.operations
  from (
    select turn_id, jsonb_agg(jsonb_build_object('name', name, 'startedMs', started_ms, 'durationMs', duration_ms) order by position) as operations
    from public.turn_operations group by turn_id
  ) o
  where t.id = o.turn_id;

-- What each operation took in the finished turns of a stretch of time, or in those whose first token came at p_slow_from
-- or later; of every p_every-th turn, told by the random end of its id. Runs under the caller's row-level security.
create or replace function app.operation_shares(
  p_company_id uuid, p_from timestamptz, p_to timestamptz, p_slow_from double precision, p_every integer
) returns jsonb
language sql stable security invoker
set search_path = ''
as $$
  with measured as materialized (
    select t.id, t.operations, coalesce(t.first_token_ms, t.total_ms) as waited from public.chat_turns t
    where t.company_id = p_company_id and t.created_at >= p_from and t.created_at < p_to and t.outcome <> 'running'
      and (p_slow_from is null or t.first_token_ms >= p_slow_from)
      and (p_every = 1 or ('x' || right(t.id::text, 6))::bit(24)::integer % p_every = 0)
  ), did as (
    select o.name, sum(o."durationMs") as took,
           sum(greatest(least(o."startedMs" + o."durationMs", m.waited) - o."startedMs", 0)) as wait
    from measured m cross join lateral jsonb_to_recordset(m.operations) o(name text, "startedMs" real, "durationMs" real)
    group by m.id, o.name
  ), shares as (
    select name, count(*) as turns, avg(took) as average, sum(took) as total,
           percentile_cont(0.95) within group (order by took) as p95, avg(wait) as wait
    from did group by name
  )
  select jsonb_build_object(
    'turns', (select count(*) from measured),
    'operations', coalesce((
      select jsonb_agg(jsonb_build_object('name', s.name, 'turns', s.turns, 'averageMs', s.average, 'p95Ms', s.p95,
                                          'totalMs', s.total, 'waitMs', s.wait) order by s.total desc)
      from shares s
    ), '[]'::jsonb)
  )
$$;

drop table public.turn_operations;

-- The language matters where a turn calls a function: PostgreSQL keeps the plan of plpgsql between calls, and plans an SQL
-- function that cannot be written in place of its call anew each time. New ids and the search are such functions.
create or replace function app.uuid_v7() returns uuid
language plpgsql volatile
set search_path = ''
as $$
begin
  return encode(
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
  )::uuid;
end
$$;

create or replace function public.search_knowledge(
  p_company_id uuid,
  p_query text,
  p_limit integer default 5,
  p_session_id uuid default null
) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return app.search_passages(p_company_id, p_query, p_limit, p_session_id);
end
$$;

-- The search as it was, computed in float8 throughout: `ln`, `power` and constants like 0.35 were numeric, which takes some
-- twenty times as long, for every word of what was said before. A fifth of a search's time.
create or replace function app.word_weight(p_term text) returns real
language sql immutable
as $$
  select case
    when p_term = any (array[
      'hi', 'hello', 'hey', 'pleas', 'thank', 'ok', 'okay', 'yes', 'sure', 'would', 'could', 'can', 'like', 'want', 'need',
      'know', 'tell', 'wonder', 'think', 'understand', 'mean', 'inform', 'help', 'question', 'get', 'go', 'look', 'see',
      'say', 'let', 'happen', 'us', 'one', 'also', 'much', 'mani', 'long', 'often', 'soon', 'way', 'realli', 'still',
      'alreadi'
    ]) then 0.35::real
    when p_term = any (array[
      'someth', 'anyth', 'what', 'where', 'when', 'who', 'how', 'that', 'there', 'your', 'im', 'ive', 'id', 'dont', 'doesnt', 'didnt', 'cant',
      'couldnt', 'wont', 'wouldnt', 'shouldnt', 'isnt', 'arent', 'wasnt', 'havent', 'hasnt'
    ]) then 0::real
    else 1::real
  end
$$;

create or replace function app.search_passages(p_company_id uuid, p_query text, p_limit integer, p_session_id uuid) returns jsonb
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
    select w.lexeme as term, 1::float8 as weight, true as asked, w.positions[1]::integer as place
      from unnest(to_tsvector('english', left(p_query, 8000))) w
    union all
    select w.lexeme, 0.5::float8, false, w.positions[1]
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
    -- Two unnest in a select list go in step; as a table they would be written down and read again for every hit.
    select source_id, position, sum(gain * weight) as own_score
    from (
      select h.source_id, h.gain, unnest(h.positions) as position, unnest(h.weights) as weight
      from candidates c join hits h using (source_id)
    ) x
    group by 1, 2
  ), placed as (
    select *, row_number() over (partition by source_id order by own_score desc, position) as place from passages
  ), ranked as (
    select source_id, position, own_score,
      own_score + 0.3 * sum(case when place <= 3 then own_score * power(0.3::float8, place - 1) else 0 end) over (partition by source_id) as score
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
