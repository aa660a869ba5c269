import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '../../bench/fake-upstream.ts';
import { type Embedded, startEmbedded } from '../support/embedded.ts';
import { useDatabase } from '../support/lib-env.ts';

/** A database of its own, because follow-up work reaches across companies, and a provider that says what a test wants. */

export let server: Embedded;
export let upstream: FakeUpstream;

/** Sets everything up and down again; to be called once at the top of a test file. */
export function useFollowUpsWorld(): void {
  beforeAll(async () => {
    [server, upstream] = await Promise.all([startEmbedded(), startFakeUpstream()]);
    useDatabase(server, {
      OPENAI_API_KEY: 'test',
      OPENAI_BASE_URL: upstream.url,
      HALFSECOND_MODEL: 'gpt-4.1-mini',
      HALFSECOND_LIGHT_MODEL: 'gpt-4.1-nano',
    });
  });
  afterAll(async () => {
    await Promise.all([server?.stop(), upstream?.close()]);
  });
}

export async function addCompany(): Promise<string> {
  const [company] = await server.admin<{ id: string }>(
    'insert into companies (slug, name) values ($1, $1) returning id',
    [`follow-${randomUUID().slice(0, 8)}`],
  );
  return company?.id ?? '';
}

export async function call(name: string, args: Record<string, unknown>): Promise<unknown> {
  const { serviceDb } = await import('@/lib/platform/supabase/service');
  return serviceDb.call(name as 'open_turn', args);
}

export type AddedTurn = {
  companyId: string;
  visitorId: string;
  sessionId: string;
  turnId: string;
  userMessageId: string;
};

/** Begins a turn, in a new session unless one is given. */
export async function addTurn(
  companyId: string,
  text = 'Where is my parcel?',
  { visitorId, sessionId }: { visitorId: string; sessionId: string } = {
    visitorId: randomUUID(),
    sessionId: randomUUID(),
  },
): Promise<AddedTurn> {
  const turnId = randomUUID();
  const opened = (await call('open_turn', {
    p_company_id: companyId,
    p_visitor_id: visitorId,
    p_session_id: sessionId,
    p_message_id: randomUUID(),
    p_client_message_id: randomUUID(),
    p_turn_id: turnId,
    p_text: text,
  })) as { userMessageId: string };
  return { companyId, visitorId, sessionId, turnId, userMessageId: opened.userMessageId };
}

/** Ends it as the product does: by the main model, 1,000 tokens in (200 of them cached) and 100 out. */
export const settle = ({ companyId, turnId }: AddedTurn, settlement: Record<string, unknown> = {}) =>
  call('settle_turn', {
    p_company_id: companyId,
    p_turn_id: turnId,
    p_settlement: {
      outcome: 'complete',
      text: 'It is on its way.',
      plan: 'moderate',
      provider: 'openai',
      model: 'gpt-4.1-mini-2025-04-14',
      cache: 'none',
      modelCalls: 1,
      inputTokens: 1000,
      cachedInputTokens: 200,
      outputTokens: 100,
      costMicros: 500,
      firstTokenMs: 240,
      totalMs: 900,
      ...settlement,
    },
  });
