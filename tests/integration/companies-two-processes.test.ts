import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import type { MemberCtx } from '@/lib/companies/context';
import { listApiKeys, listWidgetKeys } from '@/lib/companies/data';
import { findApiKey, findWidgetKey } from '@/lib/companies/keys';
import {
  createApiKey,
  createCompany,
  revokeApiKey,
  revokeWidgetKey,
  updateAssistant,
  updateHourlyLimit,
  updateWidgetKey,
} from '@/lib/companies/mutations';
import { findMembership } from '@/lib/companies/session';
import { rateOf } from '@/lib/costs/data';
import { bus } from '@/lib/platform/bus/current';
import { kvClient } from '@/lib/platform/kv/client';
import { createTrace } from '@/lib/platform/trace';
import { signUpUser, type TestUser } from '../support/embedded';
import { useDatabase } from '../support/lib-env';
import { type RedisKv, startRedisKv } from '../support/redis';
import { type SecondProcess, startSecondProcess } from '../support/start-second-process';

/** A change is heard within two seconds; a value that is not invalidated lives for five minutes. */
const SOON = { timeout: 15_000, interval: 20 };

const server = inject('embedded');
let redis: RedisKv;
let other: SecondProcess;
let user: TestUser;
let admin: MemberCtx;
let widgetKey: { id: string; key: string };
let apiKey: string;

beforeAll(async () => {
  redis = await startRedisKv();
  useDatabase(server, { KV_REST_API_URL: redis.url, KV_REST_API_TOKEN: redis.token });
  other = startSecondProcess();
  user = await signUpUser(server);
  const db = user.client as MemberCtx['db'];
  await createCompany(db, { companyName: `Company ${randomUUID()}`, displayName: 'Ada' });
  const member = await findMembership(db);
  if (!member) throw new Error('this user belongs to no company');
  admin = {
    companyId: member.companyId as MemberCtx['companyId'],
    companyName: member.companyName,
    requestId: randomUUID(),
    trace: createTrace(),
    actor: { type: 'member', userId: user.id, role: member.role, name: member.name, email: member.email },
    db,
  };
  const [first] = await listWidgetKeys(admin);
  if (!first) throw new Error('the company has no widget key');
  widgetKey = first;
  apiKey = await createApiKey(admin, { name: 'Shop' });
  await Promise.all([bus().ready(), other.call('ready')]);
});
afterAll(async () => {
  await other.stop();
  await redis.stop();
});

/** What each process knows, from its memory once it has asked. */
const here = async () => ({
  widget: await findWidgetKey(widgetKey.key),
  api: await findApiKey(apiKey),
  member: await findMembership(admin.db),
});
const there = async () => ({
  widget: await other.call('widgetKey', widgetKey.key),
  api: await other.call('apiKey', apiKey),
  member: await other.call('membership', user.email, user.password),
});

test('a saved limit holds here at once and in the other process soon: for keys and for members', async () => {
  expect((await there()).member).toEqual((await here()).member);
  await updateHourlyLimit(admin, { hourlyLimit: 77 });
  const limits = { widget: { hourlyLimit: 77 }, api: { hourlyLimit: 77 }, member: { hourlyLimit: 77 } };
  expect(await here()).toMatchObject(limits);
  await vi.waitFor(async () => expect(await there()).toMatchObject(limits), SOON);
});

test('so do the look of the widget and the websites that may use a key', async () => {
  await Promise.all([here(), there()]);
  const look = {
    assistantName: 'Nia',
    tone: 'formal',
    rules: '',
    greeting: 'Good day',
    accentColor: '#123456',
  } as const;
  await updateAssistant(admin, look);
  await updateWidgetKey(admin, { id: widgetKey.id, name: 'Shop', allowedOrigins: ['https://shop.test'] });
  const changed = { allowedOrigins: ['https://shop.test'], appearance: { greeting: 'Good day' } };
  expect((await here()).widget).toMatchObject(changed);
  await vi.waitFor(async () => expect((await there()).widget).toMatchObject(changed), SOON);
});

test('with everything known no process asks the store', async () => {
  await Promise.all([here(), rateOf('gpt-4.1-mini')]);
  const kv = kvClient();
  if (!kv) throw new Error('the store is not set');
  const requests = vi.spyOn(globalThis, 'fetch');
  const asked = vi.spyOn(kv, 'get');
  for (let n = 0; n < 50; n++) await Promise.all([here(), rateOf('gpt-4.1-mini')]);
  // What remains is the fetching of messages, which nobody waits for.
  const commands = requests.mock.calls
    .filter(([url]) => String(url).startsWith(redis.url))
    .map(([, init]) => String(init?.body));
  expect(commands.filter((body) => !body.includes('"xrange"') && !body.includes('"XRANGE"'))).toEqual([]);
  expect(asked).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

test('rates that one process loaded the other finds in the store', async () => {
  const rate = await rateOf('gpt-4.1-mini');
  const day = new Date().toISOString().slice(0, 10);
  await vi.waitFor(async () => expect(await kvClient()?.exists(`halfsecond:cache:model-rates:${day}`)).toBe(1), SOON);
  expect(await other.call('rate', 'gpt-4.1-mini')).toEqual(rate);
  const statistics = await other.call('statistics');
  expect(statistics.find(({ name }) => name === 'model-rates')).toMatchObject({ kvHits: 1, misses: 0 });
});

test('a revoked key opens nothing: here at once, in the other process soon', async () => {
  expect(await there()).toMatchObject({ widget: { companyId: admin.companyId }, api: { companyId: admin.companyId } });
  await revokeWidgetKey(admin, widgetKey);
  const [stored] = await listApiKeys(admin);
  await revokeApiKey(admin, { id: stored?.id ?? '' });
  expect(await here()).toMatchObject({ widget: null, api: null });
  await vi.waitFor(async () => expect(await there()).toMatchObject({ widget: null, api: null }), SOON);
});
