/** The hot queries, called as the product calls them: the function or the statement, the role, real parameters. */
import { type Landmarks, PAGE } from './fill.ts';

export type Case = {
  name: string;
  /** Who asks: the server with its secret key, or the signed-in member. */
  role: 'service_role' | 'authenticated';
  sql: string;
  parameters: unknown[];
  /** Indexes that must be used, whatever else is. */
  uses: string[];
  /** Indexes of which one must be used: several serve the query equally well. */
  usesOneOf?: string[];
  /** Who is signed in, when it is not the largest company's admin. */
  userId?: string;
};

export function hotCases(at: Landmarks): Case[] {
  const now = new Date();
  const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString();
  const turn = (clientMessageId: string, text: string) => [
    at.companyId,
    at.visitorId,
    at.sessionId,
    crypto.randomUUID(),
    clientMessageId,
    crypto.randomUUID(),
    text,
  ];
  const userMessageId = `from public.chat_messages where session_id = $2 and client_message_id = 'client-5'`;
  const reading = {
    intent: 'buying',
    sentiment: 0.2,
    language: 'en',
    source: 'rules',
    qualifiedFrom: 50,
    lead: { name: 'Kim', reasons: [{ reason: 'gave their name', points: 5 }] },
  };
  const openTurn = 'select public.open_turn($1, $2, $3, $4, $5, $6, $7)';
  const transcripts = (filters: string) => `select public.list_transcripts(p_company_id => $1${filters})`;
  const member = (name: string, sql: string, parameters: unknown[], uses: string[], usesOneOf?: string[]): Case => ({
    name,
    role: 'authenticated',
    sql,
    parameters,
    uses,
    ...(usesOneOf ? { usesOneOf } : {}),
  });
  const server = (name: string, sql: string, parameters: unknown[], uses: string[]): Case => ({
    name,
    role: 'service_role',
    sql,
    parameters,
    uses,
  });
  return [
    server('open_turn: new message, history of the turn', openTurn, turn('new', 'A new question'), [
      'chat_sessions_pkey',
      'chat_messages_by_session',
    ]),
    server('open_turn: the same message again', openTurn, turn('client-1', at.userMessage), [
      'chat_messages_by_client_id',
    ]),
    server(
      'settle_turn',
      'select public.settle_turn($1, $2, $3)',
      [
        at.companyId,
        at.turnId,
        { outcome: 'complete', text: 'An answer', operations: [{ name: 'stream', startedMs: 1, durationMs: 2 }] },
      ],
      ['chat_sessions_pkey', 'chat_turns_company_id_id_key'],
    ),
    server(
      'visitor_session: the widget after a reload',
      'select public.visitor_session($1, $2, $3)',
      [at.companyId, at.visitorId, at.sessionId],
      ['chat_sessions_pkey', 'chat_messages_by_session'],
    ),
    server(
      'search_knowledge: passages by words',
      'select public.search_knowledge($1, $2, 5, $3)',
      [at.companyId, at.userMessage, at.sessionId],
      ['knowledge_terms_pkey', 'knowledge_postings_pkey'],
    ),
    server('resolve_widget_key', 'select public.resolve_widget_key($1)', [at.widgetKey], ['widget_keys_key_key']),
    server('resolve_api_key', 'select public.resolve_api_key($1)', ['f'.repeat(64)], ['api_keys_hash_key']),
    server(
      'add_usage',
      'select public.add_usage($1)',
      [[{ companyId: at.companyId, hour: now, metric: 'requests', value: 3 }]],
      [],
    ),
    server(
      'claim_jobs: jobs due, and claims that ran out',
      'select public.claim_jobs(10, 60)',
      [],
      ['jobs_due', 'jobs_claimed'],
    ),
    server('record_turns: what settled since', 'select public.record_turns(500)', [], ['chat_turns_unrecorded']),
    server(
      'sweep_turns: turns of dead processes, events past their time',
      'select public.sweep_turns(array[$1]::uuid[])',
      [at.sessionId],
      ['chat_turns_running', 'chat_turns_by_session', 'webhook_events_by_expiry'],
    ),
    server(
      'message_to_read: what a visitor wrote since the last reading',
      `select public.message_to_read($1, $2, id) ${userMessageId}`,
      [at.companyId, at.sessionId],
      ['chat_messages_by_session', 'message_insights_by_session'],
    ),
    server(
      'save_reading',
      `select public.save_reading($1, $2, id, $3) ${userMessageId}`,
      [at.companyId, at.sessionId, reading],
      ['chat_messages_company_id_id_key', 'message_insights_by_session', 'leads_pkey'],
    ),

    member(
      'failed follow-up work of a company',
      `select id, name, last_error, finished_at from public.jobs
       where company_id = $1 and status = 'dead' order by finished_at desc limit 50`,
      [at.companyId],
      [],
      ['jobs_dead', 'jobs_dead_by_age'],
    ),
    member(
      'membership of the signed-in user',
      'select company_id, role, display_name, email from public.members where user_id = $1 order by created_at limit 1',
      [at.userId],
      ['members_by_user'],
    ),
    member(
      'my_companies, in every policy',
      'select id from public.companies where id in (select app.my_companies())',
      [],
      ['members_by_user'],
    ),
    member('read_inbox: open', "select public.read_inbox($1, 'open')", [at.companyId], ['chat_sessions_open']),
    member('read_inbox: mine', "select public.read_inbox($1, 'mine')", [at.companyId], ['chat_sessions_by_agent']),
    member(
      'read_inbox: closed',
      "select public.read_inbox($1, 'closed')",
      [at.companyId],
      ['chat_sessions_by_activity'],
    ),
    {
      ...member(
        'read_inbox: open, of a company with 1 % of the messages',
        "select public.read_inbox($1, 'open')",
        [at.smallCompanyId],
        ['chat_sessions_open'],
      ),
      userId: at.smallUserId,
    },
    {
      ...member(
        'list_transcripts: first page, of that small company',
        transcripts(''),
        [at.smallCompanyId],
        ['chat_sessions_by_activity'],
      ),
      userId: at.smallUserId,
    },
    member(
      'list_transcripts: first page',
      transcripts(''),
      [at.companyId],
      ['chat_sessions_by_activity', 'chat_turns_by_session'],
    ),
    member(
      'list_transcripts: a thousand pages down',
      transcripts(`, p_before_at => $2, p_before_id => $3, p_limit => ${PAGE}`),
      [at.companyId, at.deepAt, at.deepId],
      ['chat_sessions_by_activity'],
    ),
    member(
      'list_transcripts: full text, a rare word',
      transcripts(', p_query => $2'),
      [at.companyId, at.rareWord],
      ['chat_messages_by_words'],
    ),
    member(
      'list_transcripts: full text, a common word',
      transcripts(', p_query => $2'),
      [at.companyId, at.commonWord],
      [],
      ['chat_messages_by_words', 'chat_messages_by_session', 'chat_sessions_by_activity'],
    ),
    member(
      'list_transcripts: failed, of the last week',
      transcripts(', p_failed => true, p_from => $2'),
      [at.companyId, daysAgo(7)],
      ['chat_sessions_by_activity', 'chat_turns_by_session'],
    ),
    member(
      'list_transcripts: slower than 2 s',
      transcripts(', p_slow_ms => 2000'),
      [at.companyId],
      ['chat_turns_by_first_token'],
    ),
    member(
      'read_transcript',
      'select public.read_transcript($1)',
      [at.sessionId],
      ['chat_sessions_pkey', 'chat_messages_by_session'],
    ),
    member(
      'performance_report: a day by hours',
      'select public.performance_report($1, $2, $3, 3600)',
      [at.companyId, daysAgo(1), now],
      ['chat_turns_by_time'],
    ),
    member(
      'performance_report: a month by days',
      'select public.performance_report($1, $2, $3, 86400)',
      [at.companyId, daysAgo(30), now],
      ['chat_turns_by_time'],
    ),
    member(
      'lead of a session',
      'select status, score from public.leads where session_id = $1',
      [at.sessionId],
      [],
      ['leads_by_session_and_status', 'leads_session_id_key'],
    ),
    {
      ...member(
        'leads by status, of the small company',
        "select id, score from public.leads where company_id = $1 and status = 'qualified' order by created_at desc limit 50",
        [at.smallCompanyId],
        ['leads_by_company'],
      ),
      userId: at.smallUserId,
    },
    member(
      'sessions of a visitor',
      'select id from public.chat_sessions where company_id = $1 and visitor_id = $2 order by created_at desc',
      [at.companyId, at.visitorId],
      ['chat_sessions_by_visitor'],
    ),
    member(
      'usage of this hour',
      'select metric, value from public.usage_counters where company_id = $1 and hour = $2',
      [at.companyId, now],
      ['usage_counters_pkey'],
    ),
    member(
      'usage of a month',
      'select metric, sum(value) from public.usage_counters where company_id = $1 and hour >= $2 group by metric',
      [at.companyId, daysAgo(30)],
      ['usage_counters_pkey'],
    ),
    member(
      'knowledge sources, newest first',
      'select id, title from public.knowledge_sources where company_id = $1 order by updated_at desc, id desc limit 50',
      [at.companyId],
      [],
      ['knowledge_sources_by_company', 'knowledge_sources_company_id_external_id_key'],
    ),
    member(
      'search_own_knowledge: a test question',
      'select public.search_own_knowledge($1, $2)',
      [at.companyId, at.userMessage],
      ['knowledge_terms_pkey', 'knowledge_postings_pkey'],
    ),
  ];
}
