-- What models cost, what companies used, and the work that waits to be done after an answer.

create type public.job_status as enum ('waiting', 'running', 'done', 'dead');

create table public.model_rates (
  model text not null check (char_length(model) between 1 and 120),
  effective_from date not null,
  input_micros_per_mtok bigint not null check (input_micros_per_mtok >= 0),
  cached_input_micros_per_mtok bigint not null check (cached_input_micros_per_mtok >= 0),
  output_micros_per_mtok bigint not null check (output_micros_per_mtok >= 0),
  primary key (model, effective_from)
);
comment on table public.model_rates is 'Dated list prices in micro-dollars for a million tokens. An answer is priced by the newest rate that is not in its future.';

create table public.usage_counters (
  company_id uuid not null references public.companies (id) on delete cascade,
  hour timestamptz not null,
  metric text not null check (metric in ('requests', 'refused', 'turns', 'input_tokens', 'output_tokens', 'cost_micros')),
  value bigint not null default 0 check (value >= 0),
  primary key (company_id, hour, metric)
);
comment on table public.usage_counters is 'What each company used in each hour (UTC).';

create table public.jobs (
  id uuid primary key default app.uuid_v7(),
  company_id uuid not null references public.companies (id) on delete cascade,
  name text not null check (char_length(name) between 1 and 60),
  payload jsonb not null default '{}'::jsonb,
  status public.job_status not null default 'waiting',
  attempts smallint not null default 0,
  run_at timestamptz not null default now(),
  locked_until timestamptz,
  last_error text,
  created_at timestamptz not null default now(),
  finished_at timestamptz
);
comment on table public.jobs is 'The outbox: follow-up work written in the same transaction as the answer that asks for it.';

alter table public.model_rates enable row level security;
alter table public.usage_counters enable row level security;
alter table public.jobs enable row level security;
revoke all on public.model_rates, public.usage_counters, public.jobs from anon, authenticated;
grant all on public.model_rates, public.usage_counters, public.jobs to service_role;

grant select on public.model_rates to authenticated;
create policy model_rates_read on public.model_rates for select to authenticated using (true);

grant select on public.usage_counters to authenticated;
create policy usage_counters_read on public.usage_counters for select to authenticated
  using (company_id in (select app.my_admin_companies()));

-- Published list prices, US dollars for a million tokens times 1,000,000.
insert into public.model_rates (model, effective_from, input_micros_per_mtok, cached_input_micros_per_mtok, output_micros_per_mtok) values
  ('built-in',     '2026-01-01',       0,       0,        0),
  ('gpt-4o',       '2024-10-02', 2500000, 1250000, 10000000),
  ('gpt-4o-mini',  '2024-07-18',  150000,   75000,   600000),
  ('gpt-4.1',      '2025-04-14', 2000000,  500000,  8000000),
  ('gpt-4.1-mini', '2025-04-14',  400000,  100000,  1600000),
  ('gpt-4.1-nano', '2025-04-14',  100000,   25000,   400000),
  ('gpt-5',        '2025-08-07', 1250000,  125000, 10000000),
  ('gpt-5-mini',   '2025-08-07',  250000,   25000,  2000000),
  ('gpt-5-nano',   '2025-08-07',   50000,    5000,   400000);
