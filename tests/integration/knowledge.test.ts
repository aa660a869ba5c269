/** Knowledge on the real database: what is found, by whom, and what an import leaves behind when it breaks. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { MemberCtx, VisitorCtx } from '@/lib/companies/context';
import type { CompanyId } from '@/lib/companies/schema';
import type { PassageHit, SourceInput } from '@/lib/knowledge/schema';
import { createTrace } from '@/lib/platform/trace';
import { anonymousClient, type Embedded, signUpUser, startEmbedded } from '../support/embedded.ts';
import { useDatabase } from '../support/lib-env.ts';

/** The list without any filter. */
const ALL = { query: null, kind: null, state: null, sort: 'changed', page: 1 } as const;

let server: Embedded;
let ours: Company;
let theirs: Company;

type Company = { id: CompanyId; slug: string; member: MemberCtx; visitor: VisitorCtx };

/** The modules under test, loaded after their settings. */
const product = async () => ({
  ...(await import('@/lib/knowledge/mutations')),
  ...(await import('@/lib/knowledge/search')),
  ...(await import('@/lib/knowledge/data')),
  ...(await import('@/lib/knowledge/import')),
  ...(await import('@/lib/knowledge/relevance')),
  ...(await import('@/lib/knowledge/prepare')),
});

async function makeCompany(name: string): Promise<Company> {
  const { serviceDb } = await import('@/lib/platform/supabase/service');
  const user = await signUpUser(server);
  const slug = `${name}-${randomUUID().slice(0, 8)}`;
  const [row] = await server.admin<{ id: string }>('insert into companies (slug, name) values ($1, $1) returning id', [
    slug,
  ]);
  const id = row?.id as CompanyId;
  await server.admin("insert into members values ($1, $2, 'agent', 'Agent', 'agent@users.test')", [id, user.id]);
  const base = { companyId: id, requestId: 'test', trace: createTrace() };
  return {
    id,
    slug,
    member: {
      ...base,
      companyName: name,
      actor: { type: 'member', userId: user.id, role: 'agent', name: 'Agent', email: user.email },
      db: user.client as MemberCtx['db'],
    },
    visitor: { ...base, actor: { type: 'visitor', visitorId: randomUUID(), via: 'widget' }, db: serviceDb },
  };
}

const article = (externalId: string, title: string, body: string): SourceInput => ({
  externalId,
  kind: 'markdown',
  title,
  url: null,
  body,
});

async function search(company: Company, query: string, sessionId?: string): Promise<PassageHit[]> {
  const { searchKnowledge } = await product();
  const input = { query, budgetMs: 20_000, ...(sessionId ? { sessionId } : {}) };
  const { outcome, passages } = await searchKnowledge(company.visitor, input);
  expect(['found', 'nothing']).toContain(outcome);
  return passages;
}

const titles = (passages: PassageHit[]) => passages.map(({ title }) => title);

/** A session of the company in which these things were said. */
async function sessionWith(company: Company, ...said: ['user' | 'assistant', string][]): Promise<string> {
  const [sessionId, visitorId] = [randomUUID(), randomUUID()];
  await server.admin('insert into visitors (id, company_id) values ($1, $2)', [visitorId, company.id]);
  await server.admin('insert into chat_sessions (id, company_id, visitor_id) values ($1, $2, $3)', [
    sessionId,
    company.id,
    visitorId,
  ]);
  for (const [role, text] of said) {
    await server.admin(
      'insert into chat_messages (company_id, session_id, role, text) values ($1, $2, $3::message_role, $4)',
      [company.id, sessionId, role, text],
    );
  }
  return sessionId;
}

beforeAll(async () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  server = await startEmbedded({ callLimitMs: 30_000 });
  useDatabase(server);
  ours = await makeCompany('ours');
  theirs = await makeCompany('theirs');
  const { saveSource } = await product();
  const save = (title: string, body: string) => saveSource(ours.member, article(`help/${title}`, title, body));
  await save(
    'Return an order',
    'You can return an order within 30 days. Print the label and drop the parcel at any post office. A refund takes five working days.',
  );
  await save(
    'Track a parcel',
    'Open the link in your dispatch e-mail to see where the parcel is. Standard delivery takes three working days.',
  );
  await save('Gift cards', 'A gift card is valid for three years. Its balance cannot be paid out in cash.');
  await save(
    'Opening hours',
    'Our stores are open from Monday to Saturday, nine to seven. On Sundays they stay closed.',
  );
  await saveSource(
    theirs.member,
    article('secret', 'Warehouse code', 'The zanzibar warehouse opens with the code 4711.'),
  );
});

afterAll(async () => {
  await server.stop();
});

describe('what a question finds', () => {
  it('finds the article that answers it first, with all that an answer needs', async () => {
    const [best] = await search(ours, 'how do I send back something I ordered, can I return it?');
    expect(best).toMatchObject({ title: 'Return an order', titlePath: 'Return an order', position: 0, url: null });
    expect(best?.body).toContain('within 30 days');
    expect(best?.score).toBeGreaterThan(0);
  });

  it('reads a misspelt word as the one it looks like', async () => {
    expect(titles(await search(ours, 'retrun policy for parcells'))[0]).toBe('Return an order');
  });

  it('tells a question it can answer from one it cannot', async () => {
    const { isRelevant } = await product();
    expect(isRelevant(await search(ours, 'how long is a gift card valid?'))).toBe(true);
    expect(isRelevant(await search(ours, 'who won the chess world championship last year?'))).toBe(false);
    expect(isRelevant([])).toBe(false);
  });

  it('finds nothing for words that say nothing, and for none', async () => {
    for (const empty of ['', '   ', 'the and of', '???', '😀']) expect(await search(ours, empty)).toEqual([]);
  });

  it('understands a follow-up by what was said before', async () => {
    const followUp = 'and how long does it take?';
    const afterReturn = await sessionWith(
      ours,
      ['user', 'How do I return an order?'],
      ['assistant', 'Print the label.'],
    );
    const afterTracking = await sessionWith(ours, ['user', 'Where can I track my parcel?'], ['user', followUp]);
    expect(titles(await search(ours, followUp, afterReturn))[0]).toBe('Return an order');
    expect(titles(await search(ours, followUp, afterTracking))[0]).toBe('Track a parcel');
  });

  it('lets a question that speaks for itself change the subject', async () => {
    const session = await sessionWith(ours, ['user', 'How do I return an order?'], ['assistant', 'Print the label.']);
    expect(titles(await search(ours, 'On which days are your stores open?', session))[0]).toBe('Opening hours');
  });

  it('takes no context from another company', async () => {
    const foreign = await sessionWith(theirs, ['user', 'Where can I track my parcel?']);
    expect(await search(ours, 'and how long does it take?', foreign)).toEqual(
      await search(ours, 'and how long does it take?'),
    );
  });

  it('answers a question of ten thousand words, and one with every operator of the query language', async () => {
    const words = Array.from({ length: 10_000 }, (_, index) => `word${index}`).join(' ');
    expect(titles(await search(ours, `gift card ${words}`))[0]).toBe('Gift cards');
    expect(titles(await search(ours, `'gift' & !card | (balance <-> cash):* \\ -- ; drop`))[0]).toBe('Gift cards');
  });

  it('refuses U+0000', async () => {
    const { searchKnowledge, saveSource } = await product();
    await expect(searchKnowledge(ours.visitor, { query: 'gift\u0000card' })).rejects.toMatchObject({
      code: 'bad-request',
    });
    await expect(saveSource(ours.member, article('zero', 'Zero', 'a\u0000b'))).rejects.toMatchObject({
      code: 'bad-request',
    });
  });
});

describe('what an import leaves', () => {
  const words = async (company: Company) =>
    server.admin<{ term: string; passage_count: number }>(
      'select term, passage_count from knowledge_terms where company_id = $1 order by 1',
      [company.id],
    );

  it('replaces a source with the same external id, and does nothing for an unchanged one', async () => {
    const { saveSource } = await product();
    const company = await makeCompany('replace');
    const first = await saveSource(company.member, article('a', 'Parking', 'Parking is free behind the house.'));
    const again = await saveSource(company.member, article('a', 'Parking', 'Parking is free behind the house.'));
    expect(again).toEqual({ ...first, outcome: 'unchanged' });
    const changed = await saveSource(company.member, article('a', 'Parking', 'Parking costs two euros an hour.'));
    expect(changed).toEqual({ sourceId: first.sourceId, outcome: 'updated', passageCount: 1 });
    expect(await search(company, 'house')).toEqual([]);
    expect((await search(company, 'euros'))[0]?.body).toContain('two euros');
  });

  it('keeps the old text, searchable, when the new one breaks half-way', async () => {
    const { saveSource, prepareSource } = await product();
    const company = await makeCompany('broken');
    await saveSource(company.member, article('a', 'Parking', 'Parking is free behind the house.'));
    const before = await words(company);
    const { source, passages } = prepareSource(article('a', 'Parking', 'Parking costs two euros an hour.'));
    const broken = [...passages, { titlePath: 'Parking', body: '', tokenCount: 1 }];
    const { error } = await company.member.db.rpc('save_source', {
      p_company_id: company.id,
      p_source: source,
      p_passages: broken,
    });
    expect(error).not.toBeNull();
    expect((await search(company, 'house'))[0]?.body).toContain('behind the house');
    expect(await search(company, 'euros')).toEqual([]);
    expect(await words(company)).toEqual(before);
  });

  it('hides a source that is turned off, its words included, and shows it again', async () => {
    const { saveSource, setSourcesEnabled } = await product();
    const company = await makeCompany('switch');
    const { sourceId } = await saveSource(company.member, article('a', 'Parking', 'Parking is free.'));
    await saveSource(company.member, article('b', 'Bicycles', 'Bicycles stand in the yard.'));
    const before = await words(company);
    await setSourcesEnabled(company.member, { sourceIds: [sourceId], enabled: false });
    expect(await search(company, 'parking')).toEqual([]);
    expect((await words(company)).map(({ term }) => term)).toEqual(['bicycl', 'stand', 'yard']);
    await setSourcesEnabled(company.member, { sourceIds: [sourceId], enabled: true });
    expect(titles(await search(company, 'parking'))).toEqual(['Parking']);
    expect(await words(company)).toEqual(before);
  });

  it('deletes a source without a trace', async () => {
    const { saveSource, deleteSources } = await product();
    const company = await makeCompany('delete');
    const { sourceId } = await saveSource(company.member, article('a', 'Parking', 'Parking is free.'));
    await deleteSources(company.member, { sourceIds: [sourceId] });
    expect(await search(company, 'parking')).toEqual([]);
    expect(await words(company)).toEqual([]);
    await expect(deleteSources(company.member, { sourceIds: [sourceId] })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('keeps passages in order and counts them in the list', async () => {
    const { saveSource, listSources, findSource } = await product();
    const company = await makeCompany('long');
    const body = Array.from({ length: 200 }, (_, index) => `Rule number ${index} says what rule ${index} says.`).join(
      ' ',
    );
    const { sourceId, passageCount } = await saveSource(company.member, article('a', '100% rules_of "x"', body));
    const page = await listSources(company.member, { ...ALL, query: '100% RULES_' });
    expect(page.sources.map((row) => [row.id, row.passageCount])).toEqual([[sourceId, passageCount]]);
    expect(page.searchedPassages).toBe(passageCount);
    expect((await listSources(company.member, { ...ALL, query: '1000' })).sources).toEqual([]);
    const behind = await listSources(company.member, { ...ALL, page: 99 });
    expect({ ...behind, sources: behind.sources.length }).toMatchObject({ sources: 1, total: 1, page: 1 });
    const none = await listSources(company.member, { ...ALL, query: '1000', page: 2 });
    expect(none).toMatchObject({ sources: [], total: 0, page: 1 });
    const source = await findSource(company.member, sourceId);
    expect(source?.passages.map(({ position }) => position)).toEqual(
      Array.from({ length: passageCount }, (_, index) => index),
    );
  });

  it('imports for the company of a slug, and for no other', async () => {
    const { contextForImport, importFile } = await product();
    const company = await makeCompany('import');
    const ctx = await contextForImport(company.slug);
    const { sources } = await importFile(ctx, 'a', [article('a', 'Parking', 'Parking is free.')]);
    expect(sources.map(({ outcome }) => outcome)).toEqual(['added']);
    expect(titles(await search(company, 'parking'))).toEqual(['Parking']);
    await expect(contextForImport('no-such-company')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('removes what is gone from a file that is imported again, whether it takes one call or several', async () => {
    const { contextForImport, importFile, listSources } = await product();
    const company = await makeCompany('import-again');
    const ctx = await contextForImport(company.slug);
    const rows = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, at) => article(`faq.csv#${from + at}`, `Row ${from + at}`, 'Some words.'));
    const other = article('faq.csv.md', 'Other', 'Another file whose name begins alike.');
    await importFile(ctx, 'faq.csv.md', [other]);
    expect(await importFile(ctx, 'faq.csv', rows(0, 3))).toMatchObject({ removed: 0 });
    expect(await importFile(ctx, 'faq.csv', rows(1, 3))).toMatchObject({ removed: 1 });
    const counts: number[] = [];
    const large = await importFile(ctx, 'faq.csv', rows(2, 520), (count) => counts.push(count));
    expect(large.removed).toBe(1);
    expect(counts).toEqual([500, 518]);
    expect((await listSources(company.member, ALL)).total).toBe(519);
  });
});

describe('a file too large for one call', () => {
  it('is checked as a whole before anything of it is saved', async () => {
    const { contextForImport, importFile, listSources } = await product();
    const company = await makeCompany('import-broken');
    const ctx = await contextForImport(company.slug);
    const rows = Array.from({ length: 501 }, (_, at) => article(`f.csv#${at}`, `Row ${at}`, 'Some words.'));
    const blank = article('f.csv#blank', 'Blank', '<!-- nothing yet -->');
    await expect(importFile(ctx, 'f.csv', [...rows, blank])).rejects.toMatchObject({
      code: 'unprocessable',
      message: '"Blank" has nothing to read in it.',
    });
    await expect(importFile(ctx, 'f.csv', [...rows, article('f.csv#0', 'Again', 'Words.')])).rejects.toMatchObject({
      code: 'unprocessable',
      message: 'Two entries are called "f.csv#0".',
    });
    expect((await listSources(company.member, ALL)).total).toBe(0);
  });
});

describe('whose knowledge it is', () => {
  it('searches one company only', async () => {
    expect(await search(ours, 'zanzibar warehouse code')).toEqual([]);
    expect(titles(await search(theirs, 'zanzibar warehouse code'))).toEqual(['Warehouse code']);
  });

  it('gives a member the same passages as a visitor of their company', async () => {
    const { searchKnowledge } = await product();
    const asMember = await searchKnowledge(ours.member, { query: 'gift card', budgetMs: 20_000 });
    expect(asMember.passages).toEqual(await search(ours, 'gift card'));
  });

  it('gives a member nothing of a foreign company, whatever id they pass', async () => {
    const found = await ours.member.db.rpc('search_own_knowledge', {
      p_company_id: theirs.id,
      p_query: 'zanzibar warehouse',
    });
    expect(found).toMatchObject({ data: [], error: null });
  });

  it('gives a member nothing foreign even when the search forgets to filter by company', async () => {
    const [definition] = await server.admin<{ sql: string }>(
      "select pg_get_functiondef('app.search_passages'::regproc) as sql",
    );
    const unfiltered = definition?.sql
      .replaceAll(/= p_company_id\b/g, 'is not null')
      .replace('app.search_passages', 'public.search_everything');
    await server.admin(
      `${unfiltered}; grant execute on function public.search_everything to authenticated, service_role;`,
    );
    const words = { p_session_id: null, p_embedding: null, p_model: null, p_likely: null };
    const ask = { p_company_id: ours.id, p_query: 'zanzibar gift', p_limit: 50, ...words };
    const asMember = await ours.member.db.rpc('search_everything' as never, ask as never);
    expect(asMember.error).toBeNull();
    expect(titles(asMember.data as unknown as PassageHit[])).toEqual(['Gift cards']);
    // The very same function, past row-level security, does find it: the test can fail.
    const [all] = await server.admin<{ found: PassageHit[] }>(
      'select public.search_everything($1, $2, 50, null, null, null, null) as found',
      [ours.id, 'zanzibar gift'],
    );
    expect(titles(all?.found ?? [])).toContain('Warehouse code');
  });

  it('keeps the index readable by its own company alone, and writable by nobody', async () => {
    for (const table of ['knowledge_postings', 'knowledge_terms', 'knowledge_totals'] as const) {
      const { data } = await ours.member.db.from(table).select('company_id');
      expect(new Set(data?.map(({ company_id }) => company_id))).toEqual(new Set([ours.id]));
      expect((await ours.member.db.from(table).delete().eq('company_id', ours.id)).error?.code).toBe('42501');
      expect((await anonymousClient(server).from(table).select('company_id')).error?.code).toBe('42501');
    }
  });

  it('lets nobody but the server call the functions that trust their caller', async () => {
    for (const client of [ours.member.db, anonymousClient(server)]) {
      for (const [name, parameters] of [
        ['search_knowledge', { p_company_id: theirs.id, p_query: 'zanzibar' }],
        ['save_source_for_company', { p_company_slug: theirs.slug, p_source: {}, p_passages: [] }],
      ] as const) {
        const { error } = await client.rpc(name as never, parameters as never);
        expect(error?.code).toBe('42501');
      }
    }
  });

  it('treats a foreign source as one that does not exist', async () => {
    const { saveSource, setSourcesEnabled, deleteSources, findSource } = await product();
    const { sourceId } = await saveSource(theirs.member, article('f', 'Foreign', 'Foreign text.'));
    await expect(setSourcesEnabled(ours.member, { sourceIds: [sourceId], enabled: false })).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(deleteSources(ours.member, { sourceIds: [sourceId] })).rejects.toMatchObject({ code: 'not-found' });
    expect(await findSource(ours.member, sourceId)).toBeNull();
    const pretender = { ...ours.member, companyId: theirs.id };
    await expect(saveSource(pretender, article('g', 'Planted', 'Planted text.'))).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(titles(await search(theirs, 'foreign planted'))).toEqual(['Foreign']);
  });
});
