/** What the search makes of languages, of words that stand together, of neighbours, and of what is preferred. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PassageHit, SourceInput } from '@/lib/knowledge/schema';
import { article, type Company, makeCompany, product, server, useKnowledge } from './knowledge-world.ts';

let company: Company;

beforeAll(useKnowledge);
beforeEach(async () => {
  company = await makeCompany('search');
});

async function save(...sources: SourceInput[]): Promise<string[]> {
  const { sources: saved } = await (await product()).saveSources(company.member, sources);
  return saved.map(({ sourceId }) => sourceId);
}

async function search(query: string, limit = 5, likely?: Record<string, number>): Promise<PassageHit[]> {
  const { searchKnowledge } = await product();
  const meaningOf = async () => (likely ? { p_likely: likely } : {});
  const input = { query, limit, budgetMs: 20_000 };
  return (await searchKnowledge(company.member, input, AbortSignal.timeout, meaningOf)).passages;
}

const titles = async (...asked: Parameters<typeof search>) => (await search(...asked)).map(({ title }) => title);

describe('languages', () => {
  const dutch = article(
    'nl',
    'Retourneren',
    'Je kunt een bestelling binnen dertig dagen retourneren. De kosten van het verzenden zijn voor ons.',
    { language: 'nl' },
  );
  const german = article(
    'de',
    'Rückgabe',
    'Bestellungen können innerhalb von 30 Tagen zurückgegeben werden. Die Kosten der Rücksendung tragen wir.',
    { language: 'de' },
  );
  const english = article('en', 'Garden doors', 'A garden door has two locks. Keys of a door can be ordered again.', {
    language: 'en',
  });

  it('finds other forms of a word by the rules of its language', async () => {
    await save(german, english);
    expect((await titles('Wer trägt die Kosten einer Bestellung?'))[0]).toBe('Rückgabe');
    expect((await titles('ordering of keys'))[0]).toBe('Garden doors');
  });

  it('keeps a word that another language counts as none, as long as the knowledge holds it', async () => {
    await save(dutch, english);
    expect((await titles('door'))[0]).toBe('Garden doors');
  });

  it('reads questions no longer in a language that went with its last article', async () => {
    const [dutchId = ''] = await save(dutch, english);
    await (await product()).deleteSources(company.member, { sourceIds: [dutchId] });
    expect(await server.admin('select languages from knowledge_totals where company_id = $1', [company.id])).toEqual([
      { languages: ['en'] },
    ]);
  });

  it('finds words of scripts that put no space between them', async () => {
    await save(
      article('ja1', '返品', '注文は30日以内に返品できます。送料は無料です。', { language: 'ja' }),
      article('ja2', '営業時間', '店舗は毎日九時から十八時まで営業しています。', { language: 'ja' }),
    );
    expect((await titles('返品したいです'))[0]).toBe('返品');
    expect((await titles('営業は何時までですか'))[0]).toBe('営業時間');
  });
});

describe('what is asked', () => {
  it('is found where its words stand together rather than apart', async () => {
    const filler = 'Colours may differ a little from what a screen shows. '.repeat(3);
    await save(
      article('apart', 'Gifts', `A card comes with every parcel. ${filler} Bank holidays are listed below.`),
      article('together', 'Paying', `A bank card is taken everywhere. ${filler} Parcels leave at noon.`),
    );
    expect((await titles('bank card'))[0]).toBe('Paying');
  });

  it('is found in a pinned article first among equals', async () => {
    const text = 'Deliveries reach islands within nine days.';
    const [, second = ''] = await save(article('a', 'Islands one', text), article('b', 'Islands two', text));
    const { setSourcePinned } = await product();
    await setSourcePinned(company.member, { sourceId: second, pinned: true });
    expect((await search('deliveries to islands'))[0]?.sourceId).toBe(second);
    await setSourcePinned(company.member, { sourceId: second, pinned: false });
    const scores = (await search('deliveries to islands')).map(({ score }) => score);
    expect(scores[0]).toBe(scores[1]);
  });

  it('moves up in an article that is likely, and in no other company’s', async () => {
    const text = 'Deliveries reach islands within nine days.';
    const [one = '', two = ''] = await save(article('a', 'Islands one', text), article('b', 'Islands two', text));
    expect((await search('islands', 5, { [one]: 4 }))[0]?.sourceId).toBe(one);
    expect((await search('islands', 5, { [two]: 4 }))[0]?.sourceId).toBe(two);
    const ours = company;
    company = await makeCompany('stranger');
    expect(await search('islands', 5, { [one]: 50 })).toEqual([]);
    company = ours;
  });
});

describe('neighbours', () => {
  const part = (name: string) => `The ${name} of the harbour crane is checked twice a year by the harbour master. `;
  const body = ['rope', 'hook', 'engine'].map((name) => part(name).repeat(9)).join('\n\n');

  it('that are found together come as one passage, in their order', async () => {
    await save(article('crane', 'Harbour crane', body));
    const hits = await search('harbour crane checks');
    expect(hits).toHaveLength(1);
    expect(hits[0]?.body.indexOf('rope')).toBeLessThan(hits[0]?.body.indexOf('engine') ?? -1);
  });

  it('that are switched off are not joined', async () => {
    const [sourceId = ''] = await save(article('crane', 'Harbour crane', body));
    await server.admin(
      "update knowledge_passages set enabled = false where source_id = $1 and position = 1 and body like '%hook%'",
      [sourceId],
    );
    const hits = await search('harbour crane checks');
    expect(hits.length).toBeGreaterThan(0);
    for (const { body: found } of hits) expect(found).not.toMatch(/hook.*hook.*hook/s);
  });
});
