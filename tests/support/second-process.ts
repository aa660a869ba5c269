/**
 * A process of its own with the product's modules in it, for tests of what several processes do together. The parent
 * sends `{ id, call, args }` and gets `{ id, result }`.
 */
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

const CALLS = {
  ready: () => bus().ready(),
  widgetKey: (key: string) => findWidgetKey(key),
  apiKey: (key: string) => findApiKey(key),
  membership: async (email: string, password: string) => findMembership(await signedIn(email, password)),
  rate: (model: string) => rateOf(model),
  statistics: async () => cacheStatistics(),
};
export type Calls = typeof CALLS;

process.on('message', async ({ id, call, args }: { id: number; call: keyof Calls; args: [string, string] }) => {
  process.send?.({ id, result: await CALLS[call](...args) });
});
