/** Saving knowledge on the real database: what a save writes, leaves alone and takes away, and what the search then knows. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { JobCtx, MemberCtx } from '@/lib/companies/context';
import type { CompanyId } from '@/lib/companies/schema';
import type { SourceInput } from '@/lib/knowledge/schema';
import { createTrace } from '@/lib/platform/trace';
import { type Embedded, signUpUser, startEmbedded } from '../support/embedded.ts';
import { useDatabase } from '../support/lib-env.ts';

let server: Embedded;
let ours: Company;
let theirs: Company;

type Company = { id: CompanyId; member: MemberCtx; job: JobCtx };

/** The modules under test, loaded after their settings. */
const product = async () => ({
  ...(await import('@/lib/knowledge/mutations')),
  ...(await import('@/lib/knowledge/data')),
  ...(await import('@/lib/knowledge/upload')),
  ...(await import('@/lib/knowledge/search')),
});

async function makeCompany(name: string): Promise<Company> {
  const { contextFromJob } = await import('@/lib/companies/context');
  const user = await signUpUser(server);
  const slug = `${name}-${randomUUID().slice(0, 8)}`;
  const [row] = await server.admin<{ id: string }>('insert into companies (slug, name) values ($1, $1) returning id', [
    slug,
  ]);
  const id = row?.id as CompanyId;
  await server.admin("insert into members values ($1, $2, 'agent', 'Agent', 'agent@users.test')", [id, user.id]);
  return {
    id,
    member: {
      companyId: id,
      requestId: 'test',
      trace: createTrace(),
      actor: { type: 'member', userId: user.id, role: 'agent' },
      db: user.client,
    } as unknown as MemberCtx,
    job: contextFromJob({ id: 'test', companyId: id }),
  };
}

const article = (externalId: string, title: string, body: string, more: Partial<SourceInput> = {}): SourceInput => ({
  externalId,
  kind: 'markdown',
  title,
  url: null,
  body,
  ...more,
});

async function titlesFound(company: Company, query: string): Promise<string[]> {
  const { searchKnowledge } = await product();
  const { passages } = await searchKnowledge(company.member, { query, limit: 20, budgetMs: 20_000 });
  return [...new Set(passages.map(({ title }) => title))];
}

/** The index counts right when every word is in as many passages as its postings say, and the total fits. */
async function wrongCounts(company: Company): Promise<unknown[]> {
  return server.admin(
    `select coalesce(p.term, t.term) as term, p.passages, t.passage_count
       from (select term, sum(cardinality(positions)) as passages from knowledge_postings where company_id = $1 group by 1) p
       full join (select term, passage_count from knowledge_terms where company_id = $1) t using (term)
       where p.passages is distinct from t.passage_count`,
    [company.id],
  );
}

const totalOf = async (company: Company) =>
  (
    await server.admin<{ passage_count: number }>('select passage_count from knowledge_totals where company_id = $1', [
      company.id,
    ])
  )[0]?.passage_count ?? 0;

const passagesOf = (sourceId: string) =>
  server.admin<{ id: string; position: number; body: string; enabled: boolean }>(
    'select id, position, body, enabled from knowledge_passages where source_id = $1 order by position',
    [sourceId],
  );

/** Sections long enough to be passages of their own. */
const section = (heading: string, fact: string) =>
  `## ${heading}\n\n${`${fact} `.repeat(14)}The rest of this section says again what it says about ${heading}.`;

beforeAll(async () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  server = await startEmbedded({ callLimitMs: 30_000 });
  useDatabase(server);
  ours = await makeCompany('ours');
  theirs = await makeCompany('theirs');
});

afterAll(async () => {
  await server.stop();
});

describe('several sources', () => {
  it('are saved together, and told apart by what became of them', async () => {
    const { saveSources } = await product();
    const company = await makeCompany('several');
    const first = await saveSources(company.member, [
      article('a', 'Parking', 'Parking is free behind the house.'),
      article('b', 'Bicycles', 'Bicycles stand in the yard.'),
    ]);
    expect(first.sources.map(({ outcome }) => outcome)).toEqual(['added', 'added']);
    const second = await saveSources(company.member, [
      article('c', 'Buses', 'A bus stops at the gate.'),
      article('b', 'Bicycles', 'Bicycles stand in the cellar.'),
      article('a', 'Parking', 'Parking is free behind the house.'),
    ]);
    expect(second.sources.map(({ outcome }) => outcome)).toEqual(['added', 'updated', 'unchanged']);
    expect(second.sources[1]?.sourceId).toBe(first.sources[1]?.sourceId);
    expect(second.sources[2]).toEqual({ ...first.sources[0], outcome: 'unchanged' });
    expect(await titlesFound(company, 'yard')).toEqual([]);
    expect(await titlesFound(company, 'cellar')).toEqual(['Bicycles']);
    expect(await wrongCounts(company)).toEqual([]);
  });

  it('are saved all or none', async () => {
    const { saveSources, listSources } = await product();
    const company = await makeCompany('none');
    await saveSources(company.member, [article('a', 'Parking', 'Parking is free behind the house.')]);
    const good = article('b', 'Bicycles', 'Bicycles stand in the yard.');
    const changed = article('a', 'Parking', 'Parking costs two euros.');
    const broken = article('c', 'Signs', '<!-- nothing yet -->');
    await expect(saveSources(company.member, [good, changed, broken])).rejects.toMatchObject({
      code: 'unprocessable',
      message: '"Signs" has nothing to read in it.',
    });
    await expect(saveSources(company.member, [good, { ...good, body: 'Other.' }])).rejects.toMatchObject({
      code: 'unprocessable',
      message: 'Two entries are called "b".',
    });
    const { sources } = await listSources(company.member, {
      query: null,
      kind: null,
      state: null,
      sort: 'changed',
      page: 1,
    });
    expect(sources.map(({ title }) => title)).toEqual(['Parking']);
    expect(await titlesFound(company, 'behind the house')).toEqual(['Parking']);
    expect(await totalOf(company)).toBe(1);
    expect(await wrongCounts(company)).toEqual([]);
  });

  it('replace what is gone where they come from, and nothing beside it', async () => {
    const { saveSources } = await product();
    const company = await makeCompany('replace');
    const entry = (key: string) => article(`upload/list.csv#${key}`, `Entry ${key}`, `The entry says ${key}word.`);
    await saveSources(company.member, [
      entry('one'),
      entry('two'),
      entry('three'),
      article('upload/list.csv', 'L', 'x y z'),
    ]);
    const saved = await saveSources(company.member, [entry('two')], { replace: 'upload/list.csv#' });
    expect(saved.removed).toBe(2);
    expect(await titlesFound(company, 'oneword twoword threeword')).toEqual(['Entry two']);
    expect(await totalOf(company)).toBe(2);
    expect(await wrongCounts(company)).toEqual([]);
    const [left] = await server.admin<{ count: number }>(
      'select count(*)::int as count from knowledge_sources where company_id = $1',
      [company.id],
    );
    expect(left?.count).toBe(2);
  });

  it('of a large save are all known to the search when it is done', async () => {
    const { saveSources, listSources } = await product();
    const company = await makeCompany('large');
    const entries = Array.from({ length: 260 }, (_, index) =>
      article(
        `list#${index}`,
        `How do I order number${index}`,
        `Answer ${index}: you order it in the shop, as word${index % 7}.`,
      ),
    );
    const saved = await saveSources(company.member, entries);
    expect(saved.sources.filter(({ outcome }) => outcome === 'added')).toHaveLength(260);
    expect(await titlesFound(company, 'number259')).toEqual(['How do I order number259']);
    expect(await totalOf(company)).toBe(260);
    expect(await wrongCounts(company)).toEqual([]);
    const reading = { query: null, kind: null, state: 'reading', sort: 'title', page: 1 } as const;
    expect((await listSources(company.member, reading)).total).toBe(0);
    expect((await saveSources(company.member, entries)).sources.every(({ outcome }) => outcome === 'unchanged')).toBe(
      true,
    );
  });

  it('that a process left half-way to the index are finished by a job', async () => {
    const { indexWaiting } = await product();
    const { prepareSources } = await import('@/lib/knowledge/prepare');
    const company = await makeCompany('left');
    const entries = Array.from({ length: 120 }, (_, index) =>
      article(`l#${index}`, `Left ${index}`, `It says item${index}.`),
    );
    await company.member.db.rpc('save_sources', {
      p_company_id: company.id,
      p_sources: prepareSources(entries),
    } as never);
    expect(await titlesFound(company, 'item119')).toEqual([]);
    const jobs = await server.admin("select from jobs where company_id = $1 and name = 'index-sources'", [company.id]);
    expect(jobs).toHaveLength(1);
    await indexWaiting(company.job);
    expect(await titlesFound(company, 'item119')).toEqual(['Left 119']);
    expect(await wrongCounts(company)).toEqual([]);
  });
});

describe('a source that is read again', () => {
  it('is noted as read, changed or not', async () => {
    const { saveSource } = await product();
    const { sourceId } = await saveSource(ours.member, article('sync', 'Sync', 'Read every day.'));
    const times = async () =>
      (
        await server.admin<{ synced: string; updated: string }>(
          'select synced_at::text as synced, updated_at::text as updated from knowledge_sources where id = $1',
          [sourceId],
        )
      )[0];
    const before = await times();
    await saveSource(ours.member, article('sync', 'Sync', 'Read every day.'));
    const after = await times();
    expect(after?.updated).toBe(before?.updated);
    expect(after?.synced).not.toBe(before?.synced);
  });

  it('leaves passages as they are where nothing changed, and switched off what was switched off', async () => {
    const { saveSource, setPassageEnabled } = await product();
    const company = await makeCompany('passages');
    const text = (...sections: string[]) => sections.join('\n\n');
    const parking = section('Parking', 'Parking is free behind the house.');
    const bicycles = section('Bicycles', 'Bicycles stand in the yard.');
    const buses = section('Buses', 'A bus stops at the gate.');
    const { sourceId } = await saveSource(company.member, article('a', 'Arriving', text(parking, bicycles, buses)));
    const before = await passagesOf(sourceId);
    expect(before).toHaveLength(3);
    const off = before[1]?.id ?? '';
    await setPassageEnabled(company.member, { passageId: off, enabled: false });
    expect(await titlesFound(company, 'bicycles yard')).toEqual([]);

    const trains = section('Trains', 'Trains leave every hour.');
    await saveSource(company.member, article('a', 'Arriving', text(parking, trains, bicycles, buses)));
    const after = await passagesOf(sourceId);
    expect(after.map(({ body }) => /Parking|Trains|Bicycles|bus/.exec(body)?.[0])).toEqual([
      'Parking',
      'Trains',
      'Bicycles',
      'bus',
    ]);
    expect(after.map(({ id }) => id)).toEqual([before[0]?.id, expect.any(String), off, before[2]?.id]);
    expect(after.map(({ enabled }) => enabled)).toEqual([true, true, false, true]);
    expect(await titlesFound(company, 'bicycles yard')).toEqual([]);
    expect(await titlesFound(company, 'trains hour')).toEqual(['Arriving']);
    expect(await wrongCounts(company)).toEqual([]);

    await setPassageEnabled(company.member, { passageId: off, enabled: true });
    expect(await titlesFound(company, 'bicycles yard')).toEqual(['Arriving']);
  });

  it('keeps what somebody edited here, until it shall follow its original again', async () => {
    const { saveSource, saveSources, editSource, findSource, followOriginal } = await product();
    const company = await makeCompany('edited');
    const original = article('site#1', 'Parking', 'Parking is free behind the house.', { kind: 'page' });
    const { sourceId } = await saveSource(company.member, original);
    const opened = await findSource(company.member, sourceId);
    const edit = { sourceId, openedHash: opened?.contentHash ?? '', kind: 'page', url: null } as const;
    await editSource(company.member, { ...edit, title: 'Parking', body: 'Parking costs two euros an hour.' });
    expect(await titlesFound(company, 'euros')).toEqual(['Parking']);

    const changed = { ...original, body: 'Parking is free on Sundays.' };
    expect((await saveSource(company.member, changed)).outcome).toBe('unchanged');
    expect((await findSource(company.member, sourceId))?.body).toBe('Parking costs two euros an hour.');
    expect((await saveSources(company.member, [], { replace: 'site#' })).removed).toBe(0);

    await followOriginal(company.member, { sourceId });
    expect((await saveSource(company.member, changed)).outcome).toBe('updated');
    expect(await titlesFound(company, 'sundays')).toEqual(['Parking']);
    expect(await titlesFound(company, 'euros')).toEqual([]);
    expect(await wrongCounts(company)).toEqual([]);
  });

  it('is not overwritten by somebody who opened it before it changed', async () => {
    const { saveSource, editSource, findSource } = await product();
    const { sourceId } = await saveSource(ours.member, article('race', 'Race', 'First text of the race.'));
    const opened = (await findSource(ours.member, sourceId))?.contentHash ?? '';
    const edit = { sourceId, openedHash: opened, kind: 'markdown', title: 'Race', url: null } as const;
    await editSource(ours.member, { ...edit, body: 'The text of the quicker one.' });
    await expect(editSource(ours.member, { ...edit, body: 'The text of the slower one.' })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('was changed while you were editing it'),
    });
    expect((await findSource(ours.member, sourceId))?.body).toBe('The text of the quicker one.');
  });
});

describe('the language of a source', () => {
  it('is told from its text, and stored for each of its passages', async () => {
    const { saveSources, findSource } = await product();
    const german = 'Sie können eine Bestellung innerhalb von 30 Tagen zurückgeben. Drucken Sie dafür das Etikett aus.';
    const { sources } = await saveSources(ours.member, [
      article('de', 'Rückgabe', german),
      article('en', 'Returns', 'You can return an order within 30 days. Print the label for that.'),
      article('given', 'Retour', 'OK', { language: 'nl' }),
    ]);
    const languages = await Promise.all(
      sources.map(async ({ sourceId }) => {
        const source = await findSource(ours.member, sourceId);
        return [source?.language, ...(source?.passages.map(({ language }) => language) ?? [])];
      }),
    );
    expect(languages).toEqual([
      ['de', 'de'],
      ['en', 'en'],
      ['nl', 'nl'],
    ]);
  });
});

describe('an answer that is ready', () => {
  /** A stored answer that cites the source. */
  async function answerFrom(company: Company, sourceId: string): Promise<string> {
    const id = randomUUID();
    await server.admin(
      `insert into stored_answers (id, company_id, key, depth, question, text, expires_at)
       values ($1::uuid, $2, $1::text, 'balanced', 'Where?', 'There.', '2100-01-01')`,
      [id, company.id],
    );
    await server.admin('insert into stored_answer_sources (company_id, answer_id, source_id) values ($1, $2, $3)', [
      company.id,
      id,
      sourceId,
    ]);
    return id;
  }
  const isKept = async (id: string) =>
    (await server.admin('select from stored_answers where id = $1', [id])).length === 1;

  it('goes with the source it cites: edited, with a passage switched off, saved anew, replaced or deleted', async () => {
    const { saveSource, saveSources, editSource, setPassageEnabled, deleteSources, findSource } = await product();
    const company = await makeCompany('answers');
    const save = (body: string) => saveSource(company.member, article('x#1', 'Parking', body));
    const { sourceId } = await save('Parking is free.');
    const other = await saveSource(company.member, article('y', 'Other', 'Other text.'));
    const untouched = await answerFrom(company, other.sourceId);
    const source = await findSource(company.member, sourceId);
    const ways: [string, () => Promise<unknown>][] = [
      ['saved anew', () => save('Parking is free on Sundays.')],
      [
        'passage off',
        async () =>
          setPassageEnabled(company.member, {
            passageId: (await passagesOf(sourceId))[0]?.id ?? '',
            enabled: false,
          }),
      ],
      [
        'edited',
        async () =>
          editSource(company.member, {
            sourceId,
            openedHash: (await findSource(company.member, sourceId))?.contentHash ?? '',
            kind: 'markdown',
            title: source?.title ?? '',
            url: null,
            body: 'Parking costs two euros.',
          }),
      ],
      ['deleted', () => deleteSources(company.member, { sourceIds: [sourceId] })],
    ];
    for (const [name, change] of ways) {
      const answer = await answerFrom(company, sourceId);
      await save((await findSource(company.member, sourceId))?.body ?? '');
      expect(await isKept(answer), `before it was ${name}`).toBe(true);
      await change();
      expect(await isKept(answer), name).toBe(false);
    }
    const again = await save('Parking is free.');
    const answer = await answerFrom(company, again.sourceId);
    await saveSources(company.member, [], { replace: 'x#' });
    expect(await isKept(answer), 'replaced').toBe(false);
    expect(await isKept(untouched)).toBe(true);
    expect(await totalOf(company)).toBe(1);
    expect(await wrongCounts(company)).toEqual([]);
  });
});

describe('an uploaded file', () => {
  const upload = async (company: Company, name: string, text: string) =>
    (await product()).uploadFile(company.member, { name, bytes: new TextEncoder().encode(text) });

  it('is its entries, and takes away those that are gone from it', async () => {
    const company = await makeCompany('upload');
    const lines = (...keys: string[]) =>
      keys
        .map((key) => JSON.stringify({ id: key, question: `What is ${key}?`, answer: `It is ${key}thing.` }))
        .join('\n');
    expect(await upload(company, 'faq.jsonl', lines('one', 'two'))).toEqual({ sources: 2, changed: 2, passages: 2 });
    expect(await upload(company, 'faq.jsonl', lines('two', 'three'))).toEqual({ sources: 2, changed: 1, passages: 2 });
    expect(await titlesFound(company, 'onething')).toEqual([]);
    expect(await titlesFound(company, 'threething')).toEqual(['What is three?']);
  });

  it('that cannot be read leaves nothing, and says why', async () => {
    const company = await makeCompany('broken-file');
    await expect(upload(company, 'a.jsonl', '{"question":"A?","answer":"B."}\nnot json')).rejects.toMatchObject({
      code: 'unprocessable',
      message: 'Line 2: this is not JSON.',
    });
    await expect(upload(company, 'picture.png', 'x')).rejects.toMatchObject({ code: 'unprocessable' });
    await expect(upload(company, 'large.md', 'word '.repeat(1_000_001))).rejects.toMatchObject({ code: 'too-large' });
    expect(await totalOf(company)).toBe(0);
  });
});

describe('another company’s source', () => {
  it('does not exist, whatever is done to it', async () => {
    const product_ = await product();
    const { sourceId } = await product_.saveSource(theirs.member, article('f', 'Foreign', 'Foreign text.'));
    const foreign = await product_.findSource(theirs.member, sourceId);
    const passageId = foreign?.passages[0]?.id ?? '';
    const edit = {
      sourceId,
      openedHash: foreign?.contentHash ?? '',
      kind: 'markdown',
      title: 'T',
      url: null,
      body: 'B.',
    } as const;
    const { member } = ours;
    const attempts = [
      () => product_.editSource(member, edit),
      () => product_.editSource({ ...member, companyId: theirs.id }, edit),
      () => product_.followOriginal(member, { sourceId }),
      () => product_.setSourcePinned(member, { sourceId, pinned: true }),
      () => product_.setPassageEnabled(member, { passageId, enabled: false }),
      () => product_.deleteSources({ ...member, companyId: theirs.id }, { sourceIds: [sourceId] }),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'not-found' });
    const pretender = { ...member, companyId: theirs.id };
    await expect(product_.saveSources(pretender, [article('f', 'Planted', 'Planted text.')])).rejects.toMatchObject({
      code: 'forbidden',
    });
    await product_.saveSources(pretender, [], { replace: 'f' });
    expect(await product_.findSource(theirs.member, sourceId)).toEqual(foreign);
    expect(await titlesFound(theirs, 'foreign planted')).toEqual(['Foreign']);
  });
});
