import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { VisitorCtx } from '@/lib/companies/context';
import { type RedisKv, startRedisKv } from '../support/redis';
import { type SecondProcess, startSecondProcess } from '../support/start-second-process';
import {
  companyId,
  database,
  key,
  message,
  readOn,
  storedTurns,
  textOf,
  upstream,
  useTurnWorld,
  Visitor,
} from './turn-world';

/** An answer is being written in another process; this one has the reader, the stop button, the agent, the next message. */

const SOON = { timeout: 15_000, interval: 20 };

useTurnWorld();

let redis: RedisKv;
let other: SecondProcess;
let visitor: Visitor;
let ctx: VisitorCtx;

beforeAll(async () => {
  redis = await startRedisKv();
  Object.assign(process.env, { KV_REST_API_URL: redis.url, KV_REST_API_TOKEN: redis.token });
  const { bus } = await import('@/lib/platform/bus/current');
  other = startSecondProcess();
  await Promise.all([bus().ready(), other.call('ready')]);
});
afterAll(async () => {
  await other.stop();
  await redis.stop();
});
beforeEach(async () => {
  visitor = new Visitor();
  ctx = await visitor.context();
  upstream.set({ firstTokenMs: 20, gapMs: 50, tokens: 600 });
});

/** Lets the other process answer. @returns once the provider is writing */
async function answeringElsewhere(sessionId: string) {
  const answered = other.call('answer', key, visitor.token ?? '', sessionId, 'How are boots kept dry?');
  await vi.waitFor(() => expect(upstream.calls[0]?.tokensSent).toBeGreaterThan(2), SOON);
  return answered;
}
const outcome = async (sessionId: string) => (await storedTurns(sessionId))[0];

test('a second tab reads it from its beginning to its end', async () => {
  upstream.set({ tokens: 40 });
  const { resumeAnswer } = await import('@/lib/chat/resume-answer');
  const sessionId = randomUUID();
  const answered = answeringElsewhere(sessionId);
  await vi.waitFor(() => expect(upstream.calls).toHaveLength(1), SOON);
  const stream = await resumeAnswer(ctx, { sessionId, after: undefined, signal: new AbortController().signal });
  if (!stream) throw new Error('the answer was not found');
  const parts = await readOn(stream.getReader());
  await answered;
  const [stored] = await database.admin<{ text: string }>(
    "select text from chat_messages where session_id = $1 and role = 'assistant'",
    [sessionId],
  );
  expect(textOf(parts)).toBe(stored?.text);
  expect(parts[0]).toMatchObject({ type: 'start', messageId: (await outcome(sessionId))?.id });
  expect(parts.at(-1)?.type).toBe('finish');
  expect(upstream.calls).toHaveLength(1);
});

test('stopping it here ends the call there', async () => {
  const { stopSession } = await import('@/lib/chat/resume-answer');
  const sessionId = randomUUID();
  const answered = answeringElsewhere(sessionId);
  await vi.waitFor(() => expect(upstream.calls[0]?.tokensSent).toBeGreaterThan(2), SOON);
  await stopSession(ctx, { sessionId });
  await answered;
  expect(await outcome(sessionId)).toMatchObject({ outcome: 'interrupted', error_code: 'stopped' });
  expect(upstream.aborted).toHaveLength(1);
});

test('an agent who takes over here ends it there', async () => {
  const { events } = await import('@/lib/platform/events/current');
  const { companyChannel } = await import('@/lib/platform/events/events');
  const sessionId = randomUUID();
  const answered = answeringElsewhere(sessionId);
  await vi.waitFor(() => expect(upstream.calls[0]?.tokensSent).toBeGreaterThan(2), SOON);
  events().publish(companyChannel(companyId), { type: 'session.changed', sessionId, handler: 'agent' });
  expect(await answered).toContain('with-agent');
  expect(await outcome(sessionId)).toMatchObject({ outcome: 'interrupted', error_code: 'taken-over' });
});

test('a newer message that comes here ends the older answer there', async () => {
  const sessionId = randomUUID();
  const answered = answeringElsewhere(sessionId);
  await vi.waitFor(() => expect(upstream.calls[0]?.tokensSent).toBeGreaterThan(2), SOON);
  upstream.set({ gapMs: 0, tokens: ['Both ', 'answered.'] });
  const parts = await visitor.ask(message('And gloves?', randomUUID(), sessionId));
  expect(await answered).toContain('superseded');
  expect(textOf(parts)).toBe('Both answered.');
  expect(upstream.aborted).toHaveLength(1);
});
