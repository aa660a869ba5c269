/** Knowledge that changes, by reading it again or by hand: what stays as it was, and which ready answers go. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  article,
  type Company,
  makeCompany,
  passagesOf,
  product,
  server,
  titlesFound,
  totalOf,
  useKnowledge,
  wrongCounts,
} from './knowledge-world.ts';

let ours: Company;
beforeAll(async () => {
  useKnowledge();
  ours = await makeCompany('ours');
});

/** Sections long enough to be passages of their own. */
const section = (heading: string, fact: string) =>
  `## ${heading}\n\n${`${fact} `.repeat(14)}The rest of this section says again what it says about ${heading}.`;

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
    const { saveSource, saveSources, editSource, followOriginal, findSourceText } = await product();
    const company = await makeCompany('edited');
    const original = article('site#1', 'Parking', 'Parking is free behind the house.', { kind: 'page' });
    const { sourceId } = await saveSource(company.member, original);
    const opened = await findSourceText(company.member, sourceId);
    const edit = { sourceId, openedHash: opened?.contentHash ?? '', kind: 'page', url: null } as const;
    await editSource(company.member, { ...edit, title: 'Parking', body: 'Parking costs two euros an hour.' });
    expect(await titlesFound(company, 'euros')).toEqual(['Parking']);

    const changed = { ...original, body: 'Parking is free on Sundays.' };
    expect((await saveSource(company.member, changed)).outcome).toBe('unchanged');
    expect((await findSourceText(company.member, sourceId))?.body).toBe('Parking costs two euros an hour.');
    expect((await saveSources(company.member, [], { replace: 'site#' })).removed).toBe(0);

    await followOriginal(company.member, { sourceId });
    expect((await saveSource(company.member, changed)).outcome).toBe('updated');
    expect(await titlesFound(company, 'sundays')).toEqual(['Parking']);
    expect(await titlesFound(company, 'euros')).toEqual([]);
    expect(await wrongCounts(company)).toEqual([]);
  });

  it('is not overwritten by somebody who opened it before it changed', async () => {
    const { saveSource, editSource, findSourceText } = await product();
    const { sourceId } = await saveSource(ours.member, article('race', 'Race', 'First text of the race.'));
    const opened = (await findSourceText(ours.member, sourceId))?.contentHash ?? '';
    const edit = { sourceId, openedHash: opened, kind: 'markdown', title: 'Race', url: null } as const;
    await editSource(ours.member, { ...edit, body: 'The text of the quicker one.' });
    await expect(editSource(ours.member, { ...edit, body: 'The text of the slower one.' })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('was changed while you were editing it'),
    });
    expect((await findSourceText(ours.member, sourceId))?.body).toBe('The text of the quicker one.');
  });
});

describe('an edit', () => {
  it('without a change changes nothing, whatever line breaks the form sends', async () => {
    const { saveSource, editSource } = await product();
    // Its page says another language than its text does.
    const text = 'This is said in one line.\n\nAnd this is what is said in another of them.';
    const { sourceId } = await saveSource(ours.member, article('same', 'Same', text, { language: 'de' }));
    const rows = () =>
      server.admin(
        `select s.xmin::text, s.edited_at, s.content_hash as hash, array_agg(p.xmin::text order by p.position) as passages
         from knowledge_sources s join knowledge_passages p on p.source_id = s.id where s.id = $1 group by s.id`,
        [sourceId],
      );
    const before = await rows();
    const openedHash = String(before[0]?.hash);
    const form = { sourceId, openedHash, kind: 'markdown', title: 'Same', url: null } as const;
    const edit = { ...form, body: text.replaceAll('\n', '\r\n') };
    expect(await editSource(ours.member, edit)).toEqual({ sourceId, outcome: 'unchanged', passageCount: 1 });
    expect(await rows()).toEqual(before);
  });

  it('of a text too short to tell its language leaves it in the one it had', async () => {
    const { saveSource, editSource, findSource, findSourceText } = await product();
    const { sourceId } = await saveSource(ours.member, article('short', 'Porto', 'Ab 40', { language: 'de' }));
    const openedHash = (await findSourceText(ours.member, sourceId))?.contentHash ?? '';
    const edit = { sourceId, openedHash, kind: 'markdown', title: 'Porto', url: null, body: 'Ab 50' } as const;
    expect((await editSource(ours.member, edit)).outcome).toBe('updated');
    const source = await findSource(ours.member, sourceId);
    expect([source?.language, source?.passages.map(({ language }) => language)]).toEqual(['de', ['de']]);
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
    const { saveSource, saveSources, editSource, setPassageEnabled, deleteSources, findSource, findSourceText } =
      await product();
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
            openedHash: (await findSourceText(company.member, sourceId))?.contentHash ?? '',
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
      await save((await findSourceText(company.member, sourceId))?.body ?? '');
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
