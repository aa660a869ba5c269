import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CompanyId } from '@/lib/companies/schema';
import { prepareSource } from '@/lib/knowledge/prepare';
import { type Embedded, startEmbedded } from '../support/embedded.ts';
import { useDatabase } from '../support/lib-env.ts';

let server: Embedded;
let company: { id: CompanyId; slug: string };

beforeAll(async () => {
  server = await startEmbedded();
  useDatabase(server);
});
afterAll(async () => {
  await server?.stop();
});
beforeEach(async () => {
  await server.admin('delete from companies');
  company = await addCompany();
});

async function addCompany() {
  const slug = `learn-${randomUUID().slice(0, 8)}`;
  const [row] = await server.admin<{ id: CompanyId }>(
    'insert into companies (slug, name) values ($1, $1) returning id',
    [slug],
  );
  return { id: row?.id as CompanyId, slug };
}

async function save(title: string, lines: readonly string[], of = company): Promise<string> {
  const { serviceDb } = await import('@/lib/platform/supabase/service');
  const body = lines.map((line) => `- ${line}`).join('\n');
  const { source, passages } = prepareSource({ externalId: title, kind: 'markdown', title, url: null, body });
  const saved = await serviceDb.call('save_source_for_company', {
    p_company_slug: of.slug,
    p_source: source,
    p_passages: passages,
  });
  return (saved as { sourceId: string }).sourceId;
}

const waiting = async () =>
  (await server.admin("select from jobs where name = 'learn-knowledge' and status = 'waiting'")).length;

/** What the sweep does, a while later. */
async function work(): Promise<void> {
  const { runSlowWorkNow } = await import('@/lib/chat/follow-ups');
  await server.admin("update jobs set run_at = now() where name = 'learn-knowledge' and status = 'waiting'");
  await runSlowWorkNow();
}

async function likely(question: string, of = company): Promise<string | undefined> {
  const { sourcesLikely } = await import('@/lib/knowledge/embeddings/built-in-model');
  const found = (await sourcesLikely(of.id, question)) ?? {};
  return Object.entries(found).sort(([, a], [, b]) => b - a)[0]?.[0];
}

const DELIVERY = ['When will my parcel arrive?', 'My parcel is late', 'How long does delivery take?'];
const REFUNDS = ['I want my money back', 'When is the refund on my card?', 'How do I get a refund?'];

describe('what is learned of the knowledge', () => {
  it('tells which article a question is about, from when it was learned', async () => {
    const [delivery, refunds] = [await save('Delivery', DELIVERY), await save('Refunds', REFUNDS)];
    expect(await likely('why is my parcel so late')).toBeUndefined();
    await work();
    expect(await likely('why is my parcel so late')).toBe(delivery);
    expect(await likely('refund me')).toBe(refunds);
    expect(await likely('zzyzx')).toBeUndefined();
  });

  it('is learned once for many articles saved together', async () => {
    await save('Delivery', DELIVERY);
    await save('Refunds', REFUNDS);
    expect(await waiting()).toBe(1);
    await work();
    expect(await waiting()).toBe(0);
  });

  it('follows what is switched off, deleted and written anew', async () => {
    const [delivery, refunds] = [await save('Delivery', DELIVERY), await save('Refunds', REFUNDS)];
    const passwords = await save('Passwords', ['I forgot my password', 'Reset my password']);
    await work();
    expect(await likely('password reset')).toBe(passwords);

    await server.admin('update knowledge_sources set enabled = false where id = $1', [passwords]);
    await work();
    expect(await likely('password reset')).not.toBe(passwords);

    await save('Refunds', ['The password of a gift card', 'Which password does the gift card have?']);
    await work();
    expect(await likely('password')).toBe(refunds);

    await server.admin('delete from knowledge_sources where id = $1', [delivery]);
    await work();
    expect(await likely('my parcel is late')).toBeUndefined();
  });

  it("stays within its company, of which it knows nothing else's words", async () => {
    await save('Delivery', DELIVERY);
    await save('Refunds', REFUNDS);
    const other = await addCompany();
    const secrets = [await save('Secret bicycle', ['The bicycle'], other), await save('Opening', ['At nine'], other)];
    await work();
    expect(await likely('bicycle', other)).toBe(secrets[0]);
    expect(await likely('bicycle')).toBeUndefined();
  });

  it('is kept of the learning that began last, whichever ends last', async () => {
    const { serviceDb } = await import('@/lib/platform/supabase/service');
    const begin = async () =>
      (await serviceDb.call('knowledge_to_learn', { p_company_id: company.id })) as { beganAt: string };
    const keep = (beganAt: string, model: string | null) =>
      serviceDb.call('keep_built_in_model', {
        p_company_id: company.id,
        p_began_at: beganAt,
        p_model: model && Buffer.from(model).toString('base64'),
      });
    const kept = async () =>
      Buffer.from(
        ((await serviceDb.call('built_in_model', { p_company_id: company.id })) as string | null) ?? '',
        'base64',
      ).toString();
    const [older, newer] = [await begin(), await begin()];
    await keep(newer.beganAt, 'newer');
    await keep(older.beganAt, 'older');
    expect(await kept()).toBe('newer');
    await keep((await begin()).beganAt, null);
    await keep(newer.beganAt, 'newer');
    expect(await kept()).toBe('');
  });

  it('is not learned anew before ten times as long has passed as it took', async () => {
    await save('Delivery', DELIVERY);
    await save('Refunds', REFUNDS);
    await work();
    await server.admin("update knowledge_built_in_models set began_at = learned_at - interval '20 seconds'");
    await save('Refunds', ['Something else']);
    const [{ seconds = 0 } = {}] = await server.admin<{ seconds: number }>(
      `select extract(epoch from j.run_at - m.learned_at)::float8 as seconds
       from jobs j join knowledge_built_in_models m using (company_id) where j.status = 'waiting'`,
    );
    expect(seconds).toBeCloseTo(200);
  });

  it('is learned of a part of the passages where there are many, of each source', async () => {
    const { serviceDb } = await import('@/lib/platform/supabase/service');
    const long = Array.from({ length: 2_000 }, (_, at) => `Item ${at} of the long list of parcels`);
    const [delivery, refunds] = [await save('Delivery', long), await save('Refunds', REFUNDS)];
    const read = async (every: number) =>
      (await serviceDb.call('passages_to_learn', { p_company_id: company.id, p_every: every })) as {
        sourceId: string;
        position: number;
      }[];
    const all = await read(1);
    const part = await read(4);
    expect(part).toEqual(all.filter(({ position }) => position % 4 === 0));
    expect(part.length).toBeLessThan(all.length / 2);
    expect(new Set(part.map(({ sourceId }) => sourceId))).toEqual(new Set([delivery, refunds]));
  });

  it('waits once more when it is put off', async () => {
    await save('Delivery', DELIVERY);
    const { serviceDb } = await import('@/lib/platform/supabase/service');
    await server.admin("update jobs set status = 'running' where name = 'learn-knowledge'");
    for (let time = 0; time < 2; time += 1) await serviceDb.call('learn_later', { p_company_id: company.id });
    expect(await waiting()).toBe(1);
  });

  it('leaves nothing behind when the company goes', async () => {
    await save('Delivery', DELIVERY);
    await save('Refunds', REFUNDS);
    await work();
    await server.admin('delete from companies where id = $1', [company.id]);
    expect(await server.admin('select from knowledge_built_in_models')).toHaveLength(0);
    expect(await waiting()).toBe(0);
  });
});
