-- Each index names the query that it serves. `npm run db:explain` shows that they are used.

-- Policies: which companies is the signed-in user a member of (app.my_companies).
create index members_by_user on public.members (user_id);

-- Settings: a company's keys.
create index widget_keys_by_company on public.widget_keys (company_id);
create index api_keys_by_company on public.api_keys (company_id);

-- Inbox and transcripts: a company's sessions, newest activity first, by keyset.
create index chat_sessions_by_activity on public.chat_sessions (company_id, last_message_at desc, id desc);

-- Visitor panel and privacy: the sessions of one visitor of a company.
create index chat_sessions_by_visitor on public.chat_sessions (company_id, visitor_id, created_at desc);

-- Inbox: what is assigned to me; also serves the foreign key when a member leaves.
create index chat_sessions_by_agent on public.chat_sessions (company_id, assigned_to) where assigned_to is not null;

-- A turn's history, the widget after a reload, a transcript: a session's messages in time.
create index chat_messages_by_session on public.chat_messages (session_id, created_at, id);

-- Idempotency: the same client message id in a session is the same message.
create unique index chat_messages_by_client_id on public.chat_messages (session_id, client_message_id)
  where client_message_id is not null;

-- Transcripts: full-text search over what was said.
create index chat_messages_by_words on public.chat_messages using gin (search);

-- When a member leaves, their messages keep their text and lose the author.
create index chat_messages_by_author on public.chat_messages (company_id, author_id) where author_id is not null;

-- Performance: a company's turns over time.
create index chat_turns_by_time on public.chat_turns (company_id, created_at);

-- Transcripts: conversations with an answer slower than so many milliseconds (list_transcripts, p_slow_ms).
create index chat_turns_by_first_token on public.chat_turns (company_id, first_token_ms);

-- Transcripts: the turns of a session (slowest, failed, cost).
create index chat_turns_by_session on public.chat_turns (session_id, created_at);

-- Boot and housekeeping: turns that a dead process left running.
create index chat_turns_running on public.chat_turns (created_at) where outcome = 'running';

-- Inbox: has this session a lead, and how far is it (index only).
create index leads_by_session_and_status on public.leads (session_id, status);

-- Leads page: a company's leads by status, newest first.
create index leads_by_company on public.leads (company_id, status, created_at desc);

-- Outbox: the next jobs to run, and claims that ran out.
create index jobs_due on public.jobs (run_at) where status in ('waiting', 'running');

-- Knowledge page: a company's sources, newest change first.
create index knowledge_sources_by_company on public.knowledge_sources (company_id, updated_at desc);

-- Knowledge: a company's passages. Search itself reads knowledge_postings by its key.
create index knowledge_passages_by_company on public.knowledge_passages (company_id, source_id);

-- Search: nearest passages by embedding, where pgvector is there.
do $$
begin
  if exists (select 1 from pg_extension where extname = 'vector') then
    create index knowledge_passages_by_embedding on public.knowledge_passages
      using hnsw (embedding extensions.vector_cosine_ops);
  end if;
end
$$;
