-- Inbox: the open conversations of a company, newest activity first, and how many there are (read_inbox: open,
-- unassigned). Closed ones are the many; this index stays as small as the day's work.
create index chat_sessions_open on public.chat_sessions (company_id, last_message_at desc, id desc) where status = 'open';
