-- Visitors, their sessions and messages, and the turns in which the assistant answered.

create type public.session_status as enum ('open', 'closed');
create type public.session_handler as enum ('assistant', 'agent');
create type public.message_role as enum ('user', 'assistant', 'agent');
create type public.turn_plan as enum ('simple', 'moderate', 'complex');
create type public.turn_outcome as enum ('running', 'complete', 'interrupted', 'failed');
create type public.lead_status as enum ('new', 'qualified', 'contacted', 'won', 'lost');

create table public.visitors (
  id uuid primary key default app.uuid_v7(),
  company_id uuid not null references public.companies (id) on delete cascade,
  name text check (char_length(name) <= 200),
  email text check (char_length(email) <= 320),
  phone text check (char_length(phone) <= 40),
  locale text check (char_length(locale) <= 35),
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  unique (company_id, id)
);
comment on table public.visitors is 'The customers of a company. They have no database user: a signed token names them.';

create table public.chat_sessions (
  id uuid primary key,
  company_id uuid not null references public.companies (id) on delete cascade,
  visitor_id uuid not null,
  status public.session_status not null default 'open',
  handler public.session_handler not null default 'assistant',
  assigned_to uuid,
  title text not null default '' check (char_length(title) <= 160),
  page_url text check (char_length(page_url) <= 2000),
  locale text check (char_length(locale) <= 35),
  message_count integer not null default 0 check (message_count >= 0),
  last_message_preview text not null default '' check (char_length(last_message_preview) <= 200),
  last_message_role public.message_role,
  last_message_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  closed_at timestamptz,
  unique (company_id, id),
  foreign key (company_id, visitor_id) references public.visitors (company_id, id) on delete cascade,
  foreign key (company_id, assigned_to) references public.members (company_id, user_id) on delete set null (assigned_to)
);
comment on table public.chat_sessions is 'One conversation of one visitor. The browser chooses the id (a uuid never used before).';
comment on column public.chat_sessions.handler is 'Who answers the next message: the assistant, or the agent who took over.';

create table public.chat_messages (
  id uuid primary key default app.uuid_v7(),
  company_id uuid not null,
  session_id uuid not null,
  role public.message_role not null,
  author_id uuid,
  client_message_id text check (client_message_id ~ '^[A-Za-z0-9_-]{1,64}$'),
  text text not null check (octet_length(text) <= 200000),
  sources jsonb not null default '[]'::jsonb check (jsonb_typeof(sources) = 'array'),
  created_at timestamptz not null default clock_timestamp(),
  search tsvector generated always as (to_tsvector('simple', left(text, 50000))) stored,
  unique (company_id, id),
  foreign key (company_id, session_id) references public.chat_sessions (company_id, id) on delete cascade,
  foreign key (company_id, author_id) references public.members (company_id, user_id) on delete set null (author_id),
  constraint chat_messages_author_is_agent check (author_id is null or role = 'agent')
);
comment on table public.chat_messages is 'What was said: by the visitor (user), the assistant, or an agent.';
comment on column public.chat_messages.client_message_id is 'The id that the sender chose; the same one again in a session is the same message.';

create table public.chat_turns (
  id uuid primary key,
  company_id uuid not null,
  session_id uuid not null,
  user_message_id uuid not null unique,
  outcome public.turn_outcome not null default 'running',
  plan public.turn_plan,
  plan_reason text,
  provider text,
  model text,
  cache text not null default 'none' check (cache in ('none', 'answer', 'coalesced')),
  fallback boolean not null default false,
  input_tokens integer not null default 0 check (input_tokens >= 0),
  cached_input_tokens integer not null default 0 check (cached_input_tokens >= 0),
  output_tokens integer not null default 0 check (output_tokens >= 0),
  cost_micros bigint not null default 0 check (cost_micros >= 0),
  first_token_ms real check (first_token_ms >= 0),
  total_ms real check (total_ms >= 0),
  error_code text,
  created_at timestamptz not null default clock_timestamp(),
  settled_at timestamptz,
  unique (company_id, id),
  foreign key (company_id, session_id) references public.chat_sessions (company_id, id) on delete cascade,
  foreign key (company_id, user_message_id) references public.chat_messages (company_id, id) on delete cascade
);
comment on table public.chat_turns is 'A user message and its answer: how it was planned, what it took and cost. The id is the id of the answer''s message.';
comment on column public.chat_turns.cost_micros is 'Millionths of a US dollar.';

create table public.turn_operations (
  turn_id uuid not null,
  position smallint not null,
  company_id uuid not null,
  name text not null check (char_length(name) between 1 and 60),
  started_ms real not null check (started_ms >= 0),
  duration_ms real not null check (duration_ms >= 0),
  primary key (turn_id, position),
  foreign key (company_id, turn_id) references public.chat_turns (company_id, id) on delete cascade
);
comment on table public.turn_operations is 'The timed steps of a turn, in milliseconds from the moment the request arrived. With chat_turns they make the receipt.';

create table public.leads (
  id uuid primary key default app.uuid_v7(),
  company_id uuid not null,
  session_id uuid not null unique,
  visitor_id uuid not null,
  name text check (char_length(name) <= 200),
  email text check (char_length(email) <= 320),
  phone text check (char_length(phone) <= 40),
  company_name text check (char_length(company_name) <= 200),
  score smallint not null default 0 check (score between 0 and 100),
  reasons jsonb not null default '[]'::jsonb check (jsonb_typeof(reasons) = 'array'),
  status public.lead_status not null default 'new',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (company_id, session_id) references public.chat_sessions (company_id, id) on delete cascade,
  foreign key (company_id, visitor_id) references public.visitors (company_id, id) on delete cascade
);
comment on table public.leads is 'Visitors who may become customers, one a session, with a score from 0 to 100 and the reasons for it.';

alter table public.visitors enable row level security;
alter table public.chat_sessions enable row level security;
alter table public.chat_messages enable row level security;
alter table public.chat_turns enable row level security;
alter table public.turn_operations enable row level security;
alter table public.leads enable row level security;

revoke all on public.visitors, public.chat_sessions, public.chat_messages, public.chat_turns, public.turn_operations,
  public.leads from anon, authenticated;
grant all on public.visitors, public.chat_sessions, public.chat_messages, public.chat_turns, public.turn_operations,
  public.leads to service_role;
grant select on public.visitors, public.chat_sessions, public.chat_messages, public.chat_turns, public.turn_operations,
  public.leads to authenticated;

create policy visitors_read on public.visitors for select to authenticated
  using (company_id in (select app.my_companies()));

create policy chat_sessions_read on public.chat_sessions for select to authenticated
  using (company_id in (select app.my_companies()));
grant update (status, handler, assigned_to, message_count, last_message_preview, last_message_role, last_message_at, closed_at)
  on public.chat_sessions to authenticated;
create policy chat_sessions_change on public.chat_sessions for update to authenticated
  using (company_id in (select app.my_companies()))
  with check (company_id in (select app.my_companies()));

create policy chat_messages_read on public.chat_messages for select to authenticated
  using (company_id in (select app.my_companies()));
grant insert (id, company_id, session_id, role, author_id, client_message_id, text) on public.chat_messages to authenticated;
create policy chat_messages_reply on public.chat_messages for insert to authenticated
  with check (
    company_id in (select app.my_companies())
    and role = 'agent'
    and author_id = (select auth.uid())
  );

create policy chat_turns_read on public.chat_turns for select to authenticated
  using (company_id in (select app.my_companies()));

create policy turn_operations_read on public.turn_operations for select to authenticated
  using (company_id in (select app.my_companies()));

create policy leads_read on public.leads for select to authenticated
  using (company_id in (select app.my_companies()));
grant update (status, name, email, phone, company_name, updated_at) on public.leads to authenticated;
create policy leads_change on public.leads for update to authenticated
  using (company_id in (select app.my_admin_companies()))
  with check (company_id in (select app.my_admin_companies()));
