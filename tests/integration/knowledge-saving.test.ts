/** Saving knowledge on the real database: what a save writes and takes away, and what the search then knows. */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  article,
  type Company,
  makeCompany,
  product,
  server,
  titlesFound,
  totalOf,
  useKnowledge,
  wrongCounts,
} from './knowledge-world.ts';

let ours: Company;
let theirs: Company;
beforeAll(async () => {
  useKnowledge();
  ours = await makeCompany('ours');
  theirs = await makeCompany('theirs');
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
      p_sources: await prepareSources(entries),
    } as never);
    expect(await titlesFound(company, 'item119')).toEqual([]);
    const jobs = await server.admin("select from jobs where company_id = $1 and name = 'index-sources'", [company.id]);
    expect(jobs).toHaveLength(1);
    await indexWaiting(company.job);
    expect(await titlesFound(company, 'item119')).toEqual(['Left 119']);
    expect(await wrongCounts(company)).toEqual([]);
  });
});

describe('a large save of what was there before', () => {
  it('is not found by what it said, nor by what it says until the index knows it', async () => {
    const { saveSource, saveSources, indexWaiting } = await product();
    const { prepareSources } = await import('@/lib/knowledge/prepare');
    const company = await makeCompany('again');
    const entries = (word: string) =>
      Array.from({ length: 120 }, (_, index) => article(`e#${index}`, `Entry ${index}`, `It is the ${word}${index}.`));
    await saveSource(company.member, article('other', 'Other', 'It stays as it is.'));
    await saveSources(company.member, entries('before'));
    expect(await titlesFound(company, 'before7')).toEqual(['Entry 7']);
    const { error } = await company.member.db.rpc('save_sources', {
      p_company_id: company.id,
      p_sources: await prepareSources(entries('after')),
    } as never);
    expect(error).toBeNull();
    for (const query of ['before7', 'after7', 'entry 7']) expect(await titlesFound(company, query), query).toEqual([]);
    expect(await titlesFound(company, 'other stays')).toEqual(['Other']);
    expect(await totalOf(company)).toBe(1);
    expect(await wrongCounts(company)).toEqual([]);
    await indexWaiting(company.job);
    expect(await titlesFound(company, 'after7')).toEqual(['Entry 7']);
    expect(await titlesFound(company, 'before7')).toEqual([]);
    expect(await totalOf(company)).toBe(121);
    expect(await wrongCounts(company)).toEqual([]);
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
    const text = await product_.findSourceText(theirs.member, sourceId);
    expect(text?.body).toBe('Foreign text.');
    expect(await product_.findSourceText(ours.member, sourceId)).toBeNull();
    const passageId = foreign?.passages[0]?.id ?? '';
    const edit = {
      sourceId,
      openedHash: text?.contentHash ?? '',
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
    expect(await product_.findSourceText(theirs.member, sourceId)).toEqual(text);
    expect(await titlesFound(theirs, 'foreign planted')).toEqual(['Foreign']);
  });
});
