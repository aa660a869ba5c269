/** A company with two agents and an admin, and rows to talk about, for the tests of the dashboard's verbs. */
import { randomUUID } from 'node:crypto';
import type { MemberCtx } from '@/lib/companies/context';
import { events } from '@/lib/platform/events/current';
import { type Channel, companyChannel, sessionChannel } from '@/lib/platform/events/events';
import type { SessionEvent } from '@/lib/platform/events/schema';
import { createTrace } from '@/lib/platform/trace';
import { type Admin, shared, signUpUser } from '../support/embedded';

export type World = { companyId: string; admin: MemberCtx; maya: MemberCtx; noor: MemberCtx; sql: Admin };

async function member(sql: Admin, companyId: string, role: 'agent' | 'admin', name: string): Promise<MemberCtx> {
  const user = await signUpUser(shared());
  await sql('insert into public.members (company_id, user_id, role, display_name, email) values ($1, $2, $3, $4, $5)', [
    companyId,
    user.id,
    role,
    name,
    user.email,
  ]);
  return {
    companyId: companyId as MemberCtx['companyId'],
    companyName: 'World',
    requestId: randomUUID(),
    trace: createTrace(),
    actor: { type: 'member', userId: user.id, role, name, email: user.email },
    db: user.client as MemberCtx['db'],
  };
}

export async function makeWorld(): Promise<World> {
  const sql = shared().admin;
  const [company] = await sql<{ id: string }>(
    'insert into public.companies (slug, name) values ($1, $2) returning id',
    [`w-${randomUUID().slice(0, 8)}`, 'World'],
  );
  if (!company) throw new Error('no company was made');
  const companyId = company.id;
  return {
    companyId,
    sql,
    admin: await member(sql, companyId, 'admin', 'Ines'),
    maya: await member(sql, companyId, 'agent', 'Maya'),
    noor: await member(sql, companyId, 'agent', 'Noor'),
  };
}

export type TurnRow = {
  text: string;
  /** Null for a turn that left no text behind. */
  answer?: string | null;
  outcome?: 'complete' | 'interrupted' | 'failed' | 'running';
  plan?: 'simple' | 'moderate' | 'complex';
  firstTokenMs?: number | null;
  totalMs?: number;
  cache?: 'none' | 'answer' | 'coalesced';
  fallback?: boolean;
  costMicros?: number;
  operations?: [name: string, startedMs: number, durationMs: number][];
};

/** A session whose turns all begin at `at`, with messages a second apart. @returns the session's id */
export async function makeSession(
  { sql, companyId }: Pick<World, 'sql' | 'companyId'>,
  at: string,
  turns: TurnRow[],
  session: {
    status?: 'open' | 'closed';
    handler?: 'assistant' | 'agent';
    assignedTo?: string;
    visitorName?: string;
  } = {},
): Promise<string> {
  const [visitorId, sessionId] = [randomUUID(), randomUUID()];
  await sql('insert into public.visitors (id, company_id, name) values ($1, $2, $3)', [
    visitorId,
    companyId,
    session.visitorName ?? null,
  ]);
  await sql(
    `insert into public.chat_sessions (id, company_id, visitor_id, status, handler, assigned_to, title, last_message_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      sessionId,
      companyId,
      visitorId,
      session.status ?? 'open',
      session.handler ?? 'assistant',
      session.assignedTo ?? null,
      turns[0]?.text ?? '',
      at,
    ],
  );
  let moment = Date.parse(at);
  const next = () => {
    moment += 1000;
    return new Date(moment).toISOString();
  };
  for (const turn of turns) {
    const [messageId, turnId] = [randomUUID(), randomUUID()];
    await sql(
      `insert into public.chat_messages (id, company_id, session_id, role, client_message_id, text, created_at)
       values ($1, $2, $3, 'user', $4, $5, $6)`,
      [messageId, companyId, sessionId, messageId, turn.text, next()],
    );
    await sql(
      `insert into public.chat_turns (id, company_id, session_id, user_message_id, outcome, plan, cache, fallback,
         cost_micros, first_token_ms, total_ms, created_at, operations)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13::text::jsonb)`,
      [
        turnId,
        companyId,
        sessionId,
        messageId,
        turn.outcome ?? 'complete',
        turn.plan ?? 'moderate',
        turn.cache ?? 'none',
        turn.fallback ?? false,
        turn.costMicros ?? 0,
        turn.firstTokenMs === undefined ? 100 : turn.firstTokenMs,
        turn.totalMs ?? 500,
        at,
        JSON.stringify(
          (turn.operations ?? []).map(([name, startedMs, durationMs]) => ({ name, startedMs, durationMs })),
        ),
      ],
    );
    if (turn.answer !== null) {
      await sql(
        `insert into public.chat_messages (id, company_id, session_id, role, text, created_at)
         values ($1, $2, $3, 'assistant', $4, $5)`,
        [turnId, companyId, sessionId, turn.answer ?? 'An answer', next()],
      );
    }
  }
  return sessionId;
}

/** What is published while `work` runs, on the company's channel and on the session's. */
export async function eventsDuring(companyId: string, sessionId: string, work: () => Promise<unknown>) {
  const heard = { company: [] as SessionEvent[], session: [] as SessionEvent[] };
  const listen = (channel: Channel, list: SessionEvent[]) => events().subscribe(channel, (event) => list.push(event));
  const ends = [
    listen(companyChannel(companyId), heard.company),
    listen(sessionChannel(companyId, sessionId), heard.session),
  ];
  try {
    await work();
  } finally {
    for (const end of ends) end();
  }
  return heard;
}

/** The code of the error that `work` ends with; fails when it does not. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => {
      throw new Error('this was expected to fail');
    },
    (reason: unknown) => reason,
  );
  return (error as { code?: string }).code ?? String(error);
}
