-- What visitors' messages say beside their words: intent, sentiment, language; and the lead that a reading makes.

create table public.message_insights (
  message_id uuid primary key,
  company_id uuid not null,
  session_id uuid not null,
  intent text not null check (char_length(intent) between 1 and 40),
  sentiment real not null check (sentiment between -1 and 1),
  language text check (language ~ '^[a-z]{2,3}$'),
  source text not null check (source in ('rules', 'model')),
  made_lead boolean not null default false,
  qualified_lead boolean not null default false,
  created_at timestamptz not null,
  foreign key (company_id, message_id) references public.chat_messages (company_id, id) on delete cascade
);
comment on table public.message_insights is 'One row for each message of a visitor that was read. Small talk is not read.';
comment on column public.message_insights.sentiment is 'From -1 (very negative) over 0 to 1 (very positive).';
comment on column public.message_insights.made_lead is 'Whether this message made the lead, so that a repeated reading tells the same again.';
comment on column public.message_insights.created_at is 'When the message was written, not when it was read: reports ask for that.';

-- A reading begins behind the last one of its session; a transcript shows the latest one.
create index message_insights_by_session on public.message_insights (session_id, created_at);

alter table public.message_insights enable row level security;
revoke all on public.message_insights from anon, authenticated;
grant all on public.message_insights to service_role;
grant select on public.message_insights to authenticated;
create policy message_insights_read on public.message_insights for select to authenticated
  using (company_id in (select app.my_companies()));

alter table public.leads add column phone_e164 text check (phone_e164 ~ '^\+[1-9][0-9]{5,14}$');
comment on column public.leads.phone is 'As the visitor wrote it.';
comment on column public.leads.phone_e164 is 'The same number in international form, when it could be told.';
grant update (phone_e164) on public.leads to authenticated;

-- A number that somebody corrects takes its international form with it, unless they give a new one.
create function app.forget_old_e164() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.phone_e164 := null;
  return new;
end
$$;
create trigger leads_forget_old_e164 before update of phone on public.leads
  for each row when (new.phone is distinct from old.phone and new.phone_e164 is not distinct from old.phone_e164)
  execute function app.forget_old_e164();

-- Everything a reading needs, in one call: the message, what the visitor wrote since the last message that was read
-- (several messages may share one answer), the end of what was said to them right before, and the visitor's locale. A
-- message that was read already comes back as its reading, and nothing else is looked up.
create function public.message_to_read(p_company_id uuid, p_session_id uuid, p_message_id uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  v_at timestamptz;
  v_read public.message_insights;
  v_since timestamptz;
begin
  select created_at into v_at from public.chat_messages
    where id = p_message_id and session_id = p_session_id and company_id = p_company_id and role = 'user';
  if not found then
    raise exception 'This message does not exist.' using errcode = 'PT404';
  end if;
  select * into v_read from public.message_insights where message_id = p_message_id;
  if found then
    return jsonb_build_object('reading', app.reading_json(v_read));
  end if;
  select i.created_at into v_since from public.message_insights i
    where i.session_id = p_session_id and i.created_at < v_at order by i.created_at desc limit 1;
  return jsonb_build_object(
    'texts', (
      select jsonb_agg(m.text order by m.created_at, m.id)
      from (
        select id, text, created_at from public.chat_messages
        where session_id = p_session_id and role = 'user' and created_at <= v_at
          and created_at > coalesce(v_since, '-infinity'::timestamptz)
        order by created_at desc, id desc limit 20
      ) m
    ),
    'before', (
      select case when b.role <> 'user' then right(b.text, 500) end
      from (
        select role, text from public.chat_messages
        where session_id = p_session_id and created_at < v_at order by created_at desc, id desc limit 1
      ) b
    ),
    'locale', (
      select coalesce(s.locale, v.locale) from public.chat_sessions s join public.visitors v on v.id = s.visitor_id
      where s.id = p_session_id
    )
  );
end
$$;

-- A stored reading with the lead as it is now.
create function app.reading_json(p_read public.message_insights) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'intent', p_read.intent, 'sentiment', p_read.sentiment, 'language', p_read.language,
    'lead', (
      select jsonb_build_object('score', l.score, 'status', l.status, 'isNew', p_read.made_lead,
                                'becameQualified', p_read.qualified_lead)
      from public.leads l where l.session_id = p_read.session_id
    )
  )
$$;

-- Stores a reading, in one call and once: a repeated one changes nothing and answers as the first did. The lead grows:
-- a known value is never lost, a newer message's value replaces an older one's, reasons add up, and what people set
-- (contacted, won, lost) stays.
-- p_reading: {"intent", "sentiment", "language", "source", "qualifiedFrom": score,
--             "lead": null | {"name", "email", "phone", "phoneE164", "companyName", "reasons": [{"reason", "points"}]}}
-- p_asked: what a model was paid for it, or null: it is counted for p_turn_id in the same transaction, each call once (see
-- app.count_reading), also when another reading of the message was stored before this one.
create function public.save_reading(
  p_company_id uuid, p_session_id uuid, p_message_id uuid, p_reading jsonb, p_turn_id uuid default null, p_asked jsonb default null
) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_found jsonb := nullif(p_reading -> 'lead', 'null'::jsonb);
  v_read public.message_insights;
  v_lead public.leads;
  v_was public.lead_status;
  v_newest boolean;
  v_first boolean;
begin
  insert into public.message_insights (message_id, company_id, session_id, intent, sentiment, language, source, created_at)
    select m.id, m.company_id, m.session_id, p_reading ->> 'intent', (p_reading ->> 'sentiment')::real,
           p_reading ->> 'language', p_reading ->> 'source', m.created_at
    from public.chat_messages m
    where m.id = p_message_id and m.session_id = p_session_id and m.company_id = p_company_id and m.role = 'user'
    on conflict (message_id) do nothing
    returning * into v_read;
  v_first := found;
  if not v_first then
    select * into v_read from public.message_insights
      where message_id = p_message_id and session_id = p_session_id and company_id = p_company_id;
    if not found then
      raise exception 'This message does not exist.' using errcode = 'PT404';
    end if;
  end if;
  if nullif(p_asked, 'null'::jsonb) is not null then
    perform app.count_reading(p_company_id, p_turn_id, p_asked);
  end if;
  if not v_first or v_found is null then
    return app.reading_json(v_read);
  end if;

  insert into public.leads (company_id, session_id, visitor_id)
    select s.company_id, s.id, s.visitor_id from public.chat_sessions s
    where s.id = p_session_id and s.company_id = p_company_id
    on conflict (session_id) do nothing
    returning * into v_lead;
  v_read.made_lead := found;
  -- Two messages of a session may be read at the same time, and not in their order.
  select * into v_lead from public.leads where session_id = p_session_id for update;
  v_was := v_lead.status;
  v_newest := not exists (
    select from public.message_insights where session_id = p_session_id and created_at > v_read.created_at
  );
  v_lead.name := app.known(v_found ->> 'name', v_lead.name, v_newest);
  v_lead.email := app.known(v_found ->> 'email', v_lead.email, v_newest);
  v_lead.company_name := app.known(v_found ->> 'companyName', v_lead.company_name, v_newest);
  if v_found ->> 'phone' is not null and (v_newest or v_lead.phone is null) then
    v_lead.phone := v_found ->> 'phone';
    v_lead.phone_e164 := v_found ->> 'phoneE164';
  end if;
  select coalesce(jsonb_agg(r order by first), '[]'::jsonb), least(100, coalesce(sum((r ->> 'points')::integer), 0))
    into v_lead.reasons, v_lead.score
    from (
      select distinct on (r ->> 'reason') r, place as first
      from jsonb_array_elements(v_lead.reasons || coalesce(v_found -> 'reasons', '[]'::jsonb)) with ordinality x(r, place)
      order by r ->> 'reason', place
    ) y;
  if v_was = 'new' and coalesce(v_lead.email, v_lead.phone) is not null
     and v_lead.score >= (p_reading ->> 'qualifiedFrom')::integer then
    v_lead.status := 'qualified';
  end if;
  v_read.qualified_lead := v_lead.status = 'qualified' and v_was = 'new';
  update public.leads set
      name = v_lead.name, email = v_lead.email, phone = v_lead.phone, phone_e164 = v_lead.phone_e164,
      company_name = v_lead.company_name, score = v_lead.score, reasons = v_lead.reasons, status = v_lead.status,
      updated_at = now()
    where id = v_lead.id;
  if v_read.made_lead or v_read.qualified_lead then
    update public.message_insights set made_lead = v_read.made_lead, qualified_lead = v_read.qualified_lead
      where message_id = p_message_id;
  end if;
  return app.reading_json(v_read);
end
$$;

-- The newer of two values; what is known is never replaced by nothing.
create function app.known(p_found text, p_stored text, p_newest boolean) returns text
language sql immutable
set search_path = ''
as $$
  select case when p_newest then coalesce(p_found, p_stored) else coalesce(p_stored, p_found) end
$$;

-- They read a whole session again for each message and let what was older win over what an admin had corrected.
drop function public.save_lead(uuid, uuid, jsonb);
drop function public.session_user_texts(uuid, uuid, integer);

do $$
declare
  f text;
begin
  foreach f in array array['public.message_to_read(uuid, uuid, uuid)', 'public.save_reading(uuid, uuid, uuid, jsonb, uuid, jsonb)'] loop
    execute format('revoke all on function %s from public, anon, authenticated', f);
    execute format('grant execute on function %s to service_role', f);
  end loop;
end
$$;
revoke all on function app.forget_old_e164(), app.reading_json(public.message_insights), app.known(text, text, boolean)
  from public, anon, authenticated;
