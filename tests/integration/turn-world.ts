import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { ChatRequest } from '@/lib/chat/schema';
import { type FakeUpstream, startFakeUpstream } from '../../bench/fake-upstream.ts';
import { shared } from '../support/embedded.ts';
import { forgetShared, useDatabase } from '../support/lib-env.ts';

/** A company with a widget key in front of a provider that says what a test wants. */

export const database = shared();
export let upstream: FakeUpstream;
export let companyId: string;
export const key = `wk_turn_${randomUUID().slice(0, 8)}`;

type Parts = { type: string; delta?: string; data?: Record<string, unknown>; messageId?: string }[];

/** The modules under test, loaded after their settings. */
export async function product() {
  const [{ contextFromVisitorRequest }, { startTurn, answerTurn }, { openLiveAnswer }, { createJsonAnswer }] =
    await Promise.all([
      import('@/lib/companies/context'),
      import('@/lib/chat/run-turn'),
      import('@/lib/chat/live-answers'),
      import('@/lib/chat/json-answer'),
    ]);
  return { contextFromVisitorRequest, startTurn, answerTurn, openLiveAnswer, createJsonAnswer };
}

export const message = (text: string, id: string = randomUUID(), session: string = randomUUID()): ChatRequest => ({
  id: session,
  message: { id, role: 'user' as const, parts: [{ type: 'text' as const, text }] },
});
export type Ask = ChatRequest;

export class Visitor {
  token: string | null = null;

  private readonly widgetKey: string;

  constructor(widgetKey: string = key) {
    this.widgetKey = widgetKey;
  }

  async context() {
    const { contextFromVisitorRequest } = await product();
    const headers = new Headers({ 'x-widget-key': this.widgetKey });
    if (this.token) headers.set('authorization', `Bearer ${this.token}`);
    const entry = await contextFromVisitorRequest(headers);
    this.token ??= entry.newToken;
    return entry.ctx;
  }

  /** Begins a turn and hands out its stream and the means to leave it. */
  async begin(ask: Ask) {
    const { startTurn, answerTurn, openLiveAnswer } = await product();
    const ctx = await this.context();
    const live = openLiveAnswer(ctx, ask.id, ask.resumable ?? false);
    const turn = await startTurn(ctx, ask, live);
    const reader = live.stream.read().getReader();
    return { reader, ended: answerTurn(ctx, turn, live.stream.writer) };
  }

  /** Asks and reads to the end. */
  async ask(ask: Ask): Promise<Parts> {
    const { reader, ended } = await this.begin(ask);
    const parts = await readOn(reader);
    await ended;
    return parts;
  }
}

function parse(text: string): Parts {
  return text
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice(6)));
}

export async function readOn(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  until?: (text: string) => boolean,
): Promise<Parts> {
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
    if (until?.(text)) break;
  }
  return parse(text);
}

export const textOf = (parts: Parts) => parts.map(({ type, delta }) => (type === 'text-delta' ? delta : '')).join('');
export const receiptOf = (parts: Parts) => parts.find(({ type }) => type === 'data-receipt')?.data;

type StoredTurn = {
  id: string;
  outcome: string;
  model: string | null;
  fallback: boolean;
  cost_micros: number;
  error_code: string | null;
};
export const storedTurns = (session: string) =>
  database.admin<StoredTurn>('select * from chat_turns where session_id = $1 order by created_at', [session]);
export const storedTexts = async (session: string) =>
  (
    await database.admin<{ role: string; text: string }>(
      'select role, text from chat_messages where session_id = $1 order by created_at, id',
      [session],
    )
  ).map(({ role, text }) => `${role}: ${text}`);

/** Adds an article to the company's knowledge, in one passage a paragraph. @returns its id */
export async function addArticle(title: string, body: string, company = companyId): Promise<string> {
  const [source] = await database.admin<{ id: string }>(
    `insert into knowledge_sources (company_id, external_id, kind, title, body, content_hash)
     values ($1, $2, 'text', $3, $4, $5) returning id`,
    [company, randomUUID(), title, body, 'a'.repeat(64)],
  );
  for (const [position, text] of body.split('\n\n').entries()) {
    await database.admin(
      `insert into knowledge_passages (company_id, source_id, position, title_path, body, token_count)
       values ($1, $2, $3, $4, $5, 20)`,
      [company, source?.id, position, title, text],
    );
  }
  return source?.id ?? '';
}

/** Sets everything up and down again; to be called once at the top of a test file. */
export function useTurnWorld(): void {
  beforeAll(async () => {
    upstream = await startFakeUpstream({ tokens: ['The ', 'parcel ', 'is ', 'on ', 'its ', 'way.'] });
    useDatabase(database, {
      OPENAI_API_KEY: 'test',
      OPENAI_BASE_URL: upstream.url,
      HALFSECOND_MODEL: 'gpt-4.1-mini',
      HALFSECOND_LIGHT_MODEL: 'light',
    });
    const [company] = await database.admin<{ id: string }>(
      "insert into companies (slug, name) values ($1, 'Turn Test') returning id",
      [`turn-${randomUUID().slice(0, 8)}`],
    );
    companyId = company?.id ?? '';
    await database.admin('insert into widget_keys (company_id, key) values ($1, $2)', [companyId, key]);
  });
  afterAll(() => upstream.close());
  beforeEach(() => {
    forgetShared('models.lanes');
    upstream.set({
      failure: null,
      firstTokenMs: 0,
      gapMs: 0,
      models: {},
      tokens: ['The ', 'parcel ', 'is ', 'on ', 'its ', 'way.'],
    });
    upstream.reset();
  });
}
