/** Two companies with a row in every table, and everybody who might look at them. */
import { randomUUID } from 'node:crypto';
import type { SupabaseClient } from '@supabase/supabase-js';
import { type Admin, anonymousClient, type Embedded, signUpUser, type TestUser } from '../support/embedded.ts';

/** A company and the ids of its rows. `secret` stands in every text that only this company may read. */
export interface TestCompany {
  id: string;
  slug: string;
  secret: string;
  admin: TestUser;
  agent: TestUser;
  visitorId: string;
  sessionId: string;
  userMessageId: string;
  turnId: string;
  widgetKey: string;
  apiKeyHash: string;
  jobId: string;
  websiteId: string;
}

export interface World {
  victim: TestCompany;
  other: TestCompany;
  /** Who must see and change nothing of the victim's. */
  strangers: { name: string; client: SupabaseClient; userId: string | null }[];
}

export async function makeWorld(server: Embedded): Promise<World> {
  const victim = await makeCompany(server, 'victim');
  const other = await makeCompany(server, 'other');
  const outsider = await signUpUser(server);
  return {
    victim,
    other,
    strangers: [
      { name: 'the admin of another company', client: other.admin.client, userId: other.admin.id },
      { name: 'an agent of another company', client: other.agent.client, userId: other.agent.id },
      { name: 'somebody signed in without a company', client: outsider.client, userId: outsider.id },
      { name: 'somebody not signed in', client: anonymousClient(server), userId: null },
    ],
  };
}

async function makeCompany(server: Embedded, name: string): Promise<TestCompany> {
  const [admin, agent] = [await signUpUser(server), await signUpUser(server)];
  const secret = `secret${randomUUID().replaceAll('-', '')}`;
  const slug = `${name}-${randomUUID().slice(0, 8)}`;
  const [company] = await server.admin<{ id: string }>(
    'insert into companies (slug, name, assistant_rules) values ($1, $2, $2) returning id',
    [slug, secret],
  );
  const made: TestCompany = {
    id: company?.id ?? '',
    slug,
    secret,
    admin,
    agent,
    visitorId: randomUUID(),
    sessionId: randomUUID(),
    userMessageId: randomUUID(),
    turnId: randomUUID(),
    widgetKey: `wk_${randomUUID()}`,
    apiKeyHash: randomUUID().replaceAll('-', '').repeat(2),
    jobId: randomUUID(),
    websiteId: randomUUID(),
  };
  const { id } = made;
  const add = (table: string, row: Record<string, unknown>) =>
    insertRow(server.admin, table, { company_id: id, ...row });
  await add('members', { user_id: admin.id, role: 'admin', display_name: secret, email: admin.email });
  await add('members', { user_id: agent.id, role: 'agent', display_name: secret, email: agent.email });
  await add('widget_keys', { key: made.widgetKey, name: secret });
  await add('api_keys', { name: secret, prefix: 'hs_abcd', hash: made.apiKeyHash });
  await add('company_providers', {
    place: 'main',
    kind: 'openai',
    main_model: secret.slice(0, 60),
    sealed_key: secret,
  });
  await add('visitors', { id: made.visitorId, name: secret, email: `${secret}@example.com` });
  await add('chat_sessions', {
    id: made.sessionId,
    visitor_id: made.visitorId,
    title: secret,
    assigned_to: agent.id,
    last_message_preview: secret,
  });
  const said = { session_id: made.sessionId, text: secret };
  await add('chat_messages', { ...said, id: made.userMessageId, role: 'user', client_message_id: 'first' });
  await add('chat_turns', {
    id: made.turnId,
    session_id: made.sessionId,
    user_message_id: made.userMessageId,
    operations: JSON.stringify([{ name: secret, startedMs: 0, durationMs: 1 }]),
  });
  await add('chat_messages', { ...said, id: made.turnId, role: 'assistant' });
  await add('chat_messages', { ...said, role: 'agent', author_id: agent.id, client_message_id: 'reply' });
  await add('answer_ratings', { turn_id: made.turnId, rating: 'bad', comment: secret });
  await add('leads', { session_id: made.sessionId, visitor_id: made.visitorId, name: secret, score: 40 });
  await add('message_insights', {
    message_id: made.userMessageId,
    session_id: made.sessionId,
    intent: 'question',
    sentiment: 0,
    source: 'rules',
    created_at: '2026-11-20T10:00:00Z',
  });
  await add('usage_counters', { hour: '2026-11-20T10:00:00Z', metric: 'turns', value: 7 });
  // Work that failed for good: only such work may be tried again or discarded.
  const failed = { status: 'dead', attempts: 5, finished_at: '2026-11-20T10:00:00Z' };
  await add('jobs', { id: made.jobId, name: 'probe', payload: JSON.stringify({ secret }), ...failed });
  await add('analytics_hours', {
    hour: '2026-11-20T10:00:00Z',
    plan: 'moderate',
    model: secret,
    cache: 'none',
    turns: 1,
  });
  await add('audit_log', { action: 'model.answered', subject_id: made.turnId, detail: JSON.stringify({ secret }) });
  await add('webhook_endpoints', { url: `https://${secret}.example`, event_types: ['lead.created'] });
  await add('webhook_events', {
    id: `msg_${randomUUID().replaceAll('-', '')}`,
    type: 'lead.created',
    subject_id: made.sessionId,
    payload: JSON.stringify({ secret }),
  });
  await addKnowledge(server.admin, made);
  return made;
}

/** A source with one passage and a stored answer that cites it; the search index follows by triggers. */
export async function addKnowledge(admin: Admin, { id, secret, websiteId }: TestCompany): Promise<void> {
  const sourceId = randomUUID();
  const text = `${secret} walrus`;
  await insertRow(admin, 'knowledge_sources', {
    id: sourceId,
    company_id: id,
    external_id: randomUUID(),
    kind: 'text',
    title: secret,
    body: text,
    content_hash: 'a'.repeat(64),
    passage_count: 1,
  });
  await insertRow(admin, 'knowledge_passages', {
    company_id: id,
    source_id: sourceId,
    position: 0,
    title_path: secret,
    body: text,
    token_count: 5,
  });
  await admin(
    `insert into public.knowledge_websites (id, company_id, url, kind) values ($1, $2, $3, 'site') on conflict do nothing`,
    [websiteId, id, `https://${secret}.example/`],
  );
  await admin(
    `insert into public.knowledge_pages (company_id, website_id, url, run, source_id) values ($1, $2, $3, 0, $4)
     on conflict (website_id, url) do update set source_id = excluded.source_id`,
    [id, websiteId, `https://${secret}.example/page`, sourceId],
  );
  const answerId = randomUUID();
  await insertRow(admin, 'stored_answers', {
    id: answerId,
    company_id: id,
    key: answerId,
    depth: 'balanced',
    question: secret,
    text: secret,
    expires_at: '2100-01-01',
  });
  await insertRow(admin, 'stored_answer_sources', { company_id: id, answer_id: answerId, source_id: sourceId });
  await insertRow(admin, 'follow_up_sets', { company_id: id, source_id: sourceId });
  await insertRow(admin, 'follow_up_questions', {
    company_id: id,
    source_id: sourceId,
    key: answerId,
    question: secret,
    position: 1,
    origin: 'article',
  });
  await admin(
    `insert into public.pinned_questions (company_id, question, key) values ($1, $2, $3) on conflict do nothing`,
    [id, secret, 'pinned'],
  );
  await admin(
    `insert into public.gap_marks (company_id, kind, question, source_id) values ($1, 'answered', $2, $3) on conflict do nothing`,
    [id, secret, sourceId],
  );
  await admin(
    `insert into public.knowledge_built_in_models (company_id, model) values ($1, convert_to($2, 'utf8')) on conflict do nothing`,
    [id, secret],
  );
  await admin(
    `insert into public.knowledge_embedding_state (company_id, wanted_model) values ($1, $2) on conflict do nothing`,
    [id, secret],
  );
  await admin(
    `insert into public.knowledge_embeddings (company_id, model, text_hash, embedding)
     values ($1, $2, $2, array_fill(1, array[384])::extensions.vector) on conflict do nothing`,
    [id, secret],
  );
  await admin(
    `insert into public.knowledge_vector_signs (signs, text_hash, company_id, model)
     values (repeat('1', 384)::bit(384), $2, $1, $2) on conflict do nothing`,
    [id, secret],
  );
  await admin(`insert into public.prefetch_settings (company_id) values ($1) on conflict do nothing`, [id]);
  await admin(
    `insert into public.prepared_answer_hours (company_id, hour, kind) values ($1, '2026-11-20T10:00:00Z', 'predicted')
     on conflict do nothing`,
    [id],
  );
}

async function insertRow(admin: Admin, table: string, row: Record<string, unknown>): Promise<void> {
  const columns = Object.keys(row);
  const places = columns.map((_, index) => `$${index + 1}`).join(', ');
  await admin(`insert into public.${table} (${columns.join(', ')}) values (${places})`, Object.values(row));
}
