/**
 * A process of its own with the product's modules in it, for tests of what several processes do together. The parent
 * sends `{ id, call, args }` and gets `{ id, result }`.
 */
import { openLiveAnswer } from '../../lib/chat/live-answers';
import { answerTurn, startTurn } from '../../lib/chat/run-turn';
import { contextFromVisitorRequest } from '../../lib/companies/context';
import { findApiKey, findWidgetKey } from '../../lib/companies/keys';
import { findMembership } from '../../lib/companies/session';
import { rateOf } from '../../lib/costs/data';
import { bus } from '../../lib/platform/bus/current';
import { cacheStatistics } from '../../lib/platform/cache/named-cache';
import type { MemberDb } from '../../lib/platform/supabase/server';
import { signInUser } from './embedded';

const users = new Map<string, Promise<MemberDb>>();
const signedIn = (email: string, password: string) => {
  const known = users.get(email);
  if (known) return known;
  const {
    SUPABASE_URL: url = '',
    SUPABASE_PUBLISHABLE_KEY: publishableKey = '',
    SUPABASE_SECRET_KEY: secretKey = '',
    SUPABASE_JWT_SECRET: jwtSecret = '',
  } = process.env;
  const client = signInUser({ url, publishableKey, secretKey, jwtSecret }, email, password).then(
    (user) => user.client as MemberDb,
  );
  users.set(email, client);
  return client;
};

/** Takes a visitor's message as the chat route does, and answers it to the end. */
async function answer(widgetKey: string, token: string, sessionId: string, text: string): Promise<string> {
  const headers = new Headers({ 'x-widget-key': widgetKey, authorization: `Bearer ${token}` });
  const { ctx } = await contextFromVisitorRequest(headers);
  const live = openLiveAnswer(ctx, sessionId, true);
  const message = { id: `m-${Date.now()}`, role: 'user' as const, parts: [{ type: 'text' as const, text }] };
  const turn = await startTurn(ctx, { id: sessionId, message, resumable: true }, live);
  const read = new Response(live.stream.read()).text();
  await answerTurn(ctx, turn, live.stream.writer);
  return read;
}

const CALLS = {
  answer,
  ready: () => bus().ready(),
  widgetKey: (key: string) => findWidgetKey(key),
  apiKey: (key: string) => findApiKey(key),
  membership: async (email: string, password: string) => findMembership(await signedIn(email, password)),
  rate: (model: string) => rateOf(model),
  statistics: async () => cacheStatistics(),
};
export type Calls = typeof CALLS;

process.on('message', async ({ id, call, args }: { id: number; call: keyof Calls; args: string[] }) => {
  // The caller's types hold the arguments to what each call takes.
  const run = CALLS[call] as (...given: string[]) => Promise<unknown>;
  process.send?.({ id, result: await run(...args) });
});
