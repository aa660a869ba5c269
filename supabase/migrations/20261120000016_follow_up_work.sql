-- The work after an answer: the running summary of a session.

alter table public.chat_sessions
  add column summary text check (char_length(summary) <= 4000),
  add column summary_until timestamptz;
comment on column public.chat_sessions.summary is 'What was said up to summary_until, in short: for what no longer fits into the context of an answer.';
