import { strToU8, zipSync } from 'fflate';
import { describe, expect, it, vi } from 'vitest';
import { column, docxOf, paragraph, pdfOf } from '@/tests/support/documents';
import { IMPORT_LIMITS, isReadable, readFile, readWhole, UnreadableFile, UPLOAD_LIMITS } from './files';

const bytes = (text: string) => new TextEncoder().encode(text);
const refusal = async (name: string, content: Uint8Array): Promise<string> => {
  try {
    await readFile(name, name, content);
  } catch (error) {
    if (error instanceof UnreadableFile) return error.message;
    throw error;
  }
  return 'it was read';
};

// A thread starts in half a second, or in several on a machine that does much else: the limit is for what hangs.
vi.setConfig({ testTimeout: 30_000 });

describe('readFile', () => {
  it('takes the title of Markdown from its front matter, its heading, or its name', async () => {
    const title = async (text: string) => (await readFile('x', 'how-to_return.md', bytes(text)))[0]?.title;
    expect(await title('---\ntitle: "Send it back"\n---\n# Returns')).toBe('Send it back');
    expect(await title('Intro\n\n# Returns #\n')).toBe('Returns');
    expect(await title('No heading at all')).toBe('How to return');
    expect((await readFile('x', 'a.md', bytes('---\nurl: https://example.com/a\n---\ntext')))[0]?.url).toBe(
      'https://example.com/a',
    );
  });

  it('makes one source of each line of JSONL, in every accepted form', async () => {
    const text = [
      '{"title":"A","text":"one","url":"https://example.com","id":7}',
      '',
      '{"title":"B","body":"two"}',
      '{"title":"C","answer":"three"}',
      '{"question":"D?","answer":"four","extra":true}',
    ].join('\r\n');
    const sources = await readFile('faq.jsonl', 'faq.jsonl', bytes(text));
    expect(sources.map(({ title, body, url }) => [title, body, url])).toEqual([
      ['A', 'one', 'https://example.com'],
      ['B', 'two', null],
      ['C', 'three', null],
      ['D?', 'four', null],
    ]);
    expect(sources[0]?.externalId).toBe('faq.jsonl#7');
    expect(new Set(sources.map(({ externalId }) => externalId)).size).toBe(4);
  });

  it('knows a line again when lines are added before it', async () => {
    const line = '{"question":"D?","answer":"four"}';
    const [alone] = await readFile('f.jsonl', 'f.jsonl', bytes(line));
    const after = (await readFile('f.jsonl', 'f.jsonl', bytes(`{"question":"A?","answer":"x"}\n${line}`)))[1];
    expect(after?.externalId).toBe(alone?.externalId);
  });

  it('refuses the whole file for one broken line, and names it', async () => {
    const good = '{"title":"A","text":"one"}\n';
    expect(await refusal('f.jsonl', bytes(`${good}{oops`))).toBe('Line 2: this is not JSON.');
    expect(await refusal('f.jsonl', bytes(`${good}{"title":"B"}`))).toContain('Line 2: it needs "title"');
    expect(await refusal('f.jsonl', bytes(`${good}{"title":"B","text":5}`))).toContain('Line 2');
    expect(await refusal('f.jsonl', bytes(`${good}[]`))).toContain('Line 2');
    expect(await refusal('f.jsonl', bytes(`${good}${good}`))).toBe('Line 2: its id or title is there already.');
    expect(await refusal('f.jsonl', bytes(`${good}{"title":"B","text":"\\u0000"}`))).toContain('U+0000');
    expect(await refusal('f.jsonl', bytes(`${good}{"title":"B","text":"\\ud800"}`))).toContain('half of a character');
    expect(await refusal('f.jsonl', bytes(`${good}{"title":"B","text":"b","url":"javascript:alert(1)"}`))).toContain(
      'http',
    );
  });

  it('splits a long text into parts, and loses nothing of it', async () => {
    const parts = await readFile('a', 'a.txt', bytes('A line of a long text.\n'.repeat(55_000)));
    expect(parts.map(({ title }) => title)).toEqual(['A', 'A (part 2)']);
    expect(parts.reduce((sum, { body }) => sum + (body.match(/long/g)?.length ?? 0), 0)).toBe(55_000);
  });

  it('refuses what is not text, is empty, too large, or of another kind', async () => {
    expect(await refusal('a.md', new Uint8Array([0xff, 0x41, 0x41]))).toBe(
      'It is not UTF-8 text. Save it as UTF-8 and try again.',
    );
    expect(await refusal('a.txt', bytes('a\u0000b'))).toContain('U+0000');
    expect(await refusal('a.txt', bytes(' \n '))).toBe('It is empty.');
    expect(await refusal('a.pdf', bytes('hello'))).toBe('It is named as a PDF, but it is not one.');
    expect(await refusal('a.odt', bytes('hello'))).toContain('.jsonl');
    expect(await refusal('a.md', strToU8('\x89PNG\r\n\x1a\n', true))).toBe('It is a picture (PNG).');
    expect(await refusal('a.doc', strToU8(`\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1${'\0'.repeat(600)}`, true))).toContain(
      'old Office',
    );
  });

  it('knows readable files by their ending', () => {
    expect(['a.MD', 'b.txt', 'c.jsonl', 'd.markdown', 'e.Pdf', 'f.zip', 'g.htm'].every(isReadable)).toBe(true);
    expect(['a.png', 'md', 'b.json', 'toString', 'a.constructor'].some(isReadable)).toBe(false);
  });

  it('reads tables of questions and answers, whatever parts their cells', async () => {
    const read = async (name: string, text: string) =>
      (await readFile(name, name, bytes(text))).map(({ externalId, title, body, url }) => [
        externalId,
        title,
        body,
        url,
      ]);
    const quoted =
      '\ufeffQuestion,Answer,URL,id\r\n"How, then?","First line\nsecond ""line""",https://example.com/a,7\r\n\r\n';
    expect(await read('faq.csv', quoted)).toEqual([
      ['faq.csv#7', 'How, then?', 'First line\nsecond "line"', 'https://example.com/a'],
    ]);
    expect(await read('a.csv', 'title;body;notes\nA;one;x\nB;two;y')).toEqual([
      [expect.stringMatching(/^a\.csv#/), 'A', 'one', null],
      [expect.stringMatching(/^a\.csv#/), 'B', 'two', null],
    ]);
    const tabs = await read('a.tsv', 'question\tanswer\nA?\tone, two; three');
    expect(tabs.map(([, , body]) => body)).toEqual(['one, two; three']);
  });

  it('names the row of a table that is wrong, and takes nothing of it', async () => {
    const head = 'question,answer\nA?,one\n';
    expect(await refusal('a.csv', bytes(`${head}B?,\n`))).toContain('Row 3: it needs');
    expect(await refusal('a.csv', bytes(`${head}B?,two,three\n`))).toBe(
      'Row 3: it has 3 cells, and the first row names 2.',
    );
    expect(await refusal('a.csv', bytes(`${head}A?,again\n`))).toBe('Row 3: its id or title is there already.');
    expect(await refusal('a.csv', bytes(`${head}"B?,two\n`))).toContain('Row 3: a quotation mark');
    expect(await refusal('a.csv', bytes('name,price\nA,1\n'))).toContain('Row 1 must name the columns');
    expect(await refusal('a.csv', bytes('question,answer\n'))).toContain('nothing below');
  });

  it('reads UTF-16, and of pages the encoding that they name', async () => {
    const utf16 = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le'));
    expect((await readFile('a', 'a.txt', utf16('\ufeffGrüße aus Köln')))[0]?.body).toBe('Grüße aus Köln');
    expect((await readFile('a', 'a.md', utf16('Plain letters alone')))[0]?.body).toBe('Plain letters alone');
    const latin =
      '<html><head><meta charset="windows-1252"><title>Caf\xe9</title></head><body><p>Der Preis: 5 \x80</p></body></html>';
    expect(await readFile('a', 'a.html', strToU8(latin, true))).toMatchObject([
      { title: 'Café', body: 'Der Preis: 5 €', kind: 'html' },
    ]);
    expect(await refusal('a.html', strToU8('<p>Caf\xe9</p>', true))).toContain('not UTF-8');
  });

  it('reads pages, PDFs and Word documents in its thread, each by what it is', async () => {
    const page =
      '<!doctype html><html lang="de-AT"><title>Rückgabe | Shop</title><h1>Rückgabe</h1><p>Binnen 30 Tagen.</p>';
    expect(await readFile('p', 'p.txt', bytes(page))).toMatchObject([
      { kind: 'html', title: 'Rückgabe', body: 'Binnen 30 Tagen.', language: 'de' },
    ]);
    const pdf = pdfOf([column(['We send parcels every day.'])]);
    expect(await readFile('d', 'sending-parcels.txt', pdf)).toMatchObject([
      { externalId: 'd', kind: 'pdf', title: 'Sending parcels', body: 'We send parcels every day.' },
    ]);
    const word = docxOf(`${paragraph('Guide', { style: 'Title' })}${paragraph('Read me.')}`);
    expect(await readFile('w', 'w.docx', word)).toMatchObject([{ kind: 'docx', title: 'Guide' }]);
  });

  it('splits a document that is longer than a source may be, at its headings', async () => {
    const sections = Array.from(
      { length: 60 },
      (_, at) => `<h2>Section ${at}</h2><p>${`Words of section ${at}. `.repeat(2_000)}</p>`,
    );
    const parts = await readFile('long', 'long.html', bytes(`<h1>All of it</h1>${sections.join('')}`));
    expect(parts.length).toBeGreaterThan(2);
    expect(parts.map(({ title }) => title).slice(0, 2)).toEqual(['All of it', 'All of it (part 2)']);
    expect(parts.map(({ externalId }) => externalId).slice(0, 2)).toEqual(['long', 'long#part-2']);
    expect(parts.slice(1).every(({ body }) => body.startsWith('## Section'))).toBe(true);
    const found = parts.flatMap(({ body }) => [...body.matchAll(/^## Section (\d+)$/gm)].map(([, at]) => Number(at)));
    expect(found).toEqual(Array.from({ length: 60 }, (_, at) => at));
  });

  it('takes the files of an archive with their paths, and names what it leaves out', async () => {
    const archive = zipSync({
      'help/returns.md': strToU8('# Returns\n\nThirty days.'),
      'help/faq.csv': strToU8('question,answer\nWhen?,Now.'),
      'help/logo.png': strToU8('\x89PNG', true),
      '__MACOSX/help/._returns.md': strToU8('x'),
      'help/größe.txt': strToU8('Groß.'),
    });
    const { sources, leftOut } = await readWhole('up/h.zip', 'h.zip', archive, UPLOAD_LIMITS);
    expect(sources.map(({ externalId }) => externalId.replace(/#[0-9a-f]{16}$/, '#key'))).toEqual([
      'up/h.zip#help/returns.md',
      'up/h.zip#help/faq.csv#key',
      'up/h.zip#help/größe.txt',
    ]);
    expect(leftOut).toEqual([{ path: 'help/logo.png', reason: 'Files of this kind cannot be read.' }]);
  });

  it('takes an archive as a whole or not at all', async () => {
    const good = { 'a.md': strToU8('# A\n\ntext') };
    const sheet = { 'xl/workbook.xml': strToU8('x'), '[Content_Types].xml': strToU8('x') };
    expect(await refusal('a.zip', zipSync({ ...good, 'b.pdf': strToU8('%PDF-1.7 broken') }))).toBe(
      'b.pdf: The PDF is broken.',
    );
    expect(await refusal('a.zip', zipSync({ ...good, 'b.zip': zipSync(good) }))).toContain('archive in an archive');
    expect(await refusal('a.zip', zipSync({ ...good, '../b.md': strToU8('x') }))).toContain('outside of itself');
    expect(await refusal('a.zip', zipSync({ 'a.png': strToU8('x') }))).toContain('no file in it that can be read');
    expect(await refusal('a.zip', zipSync(sheet))).toContain('sheet');
    expect(await refusal('a.docx', zipSync(good))).toBe('It is not a Word document.');
    expect(await refusal('a.zip', zipSync(good).slice(0, 60))).toBe('The archive is broken.');
    const many = Object.fromEntries(Array.from({ length: 1_001 }, (_, at) => [`${at}.md`, strToU8('text')]));
    expect(await refusal('a.zip', zipSync(many))).toContain('more than 1000 files');
    expect((await readWhole('a', 'a.zip', zipSync(many), IMPORT_LIMITS)).sources).toHaveLength(1_001);
  });

  it('unpacks no bomb, honest or lying, and nothing that is encrypted or damaged', async () => {
    const plain = zipSync({ 'a.txt': strToU8('words '.repeat(400)) });
    const contents = new DataView(plain.buffer).getUint32(plain.length - 6, true);
    const changed = (offset: number, value: number) => {
      const copy = plain.slice();
      new DataView(copy.buffer).setUint32(contents + offset, value, true);
      return copy;
    };
    expect(await refusal('a.zip', changed(24, 50_000_001))).toContain('larger than 50 MB once unpacked');
    expect(await refusal('a.zip', changed(24, 10))).toBe('a.txt: The archive is broken.');
    expect(await refusal('a.zip', changed(16, 1))).toBe('a.txt: The archive is broken.');
    expect(await refusal('a.zip', changed(8, 0x00080001))).toContain('a.txt: It is protected by a password');
  });

  it('takes up to 1,000 rows of an upload, and more of an import', async () => {
    const rows = bytes(Array.from({ length: 1_001 }, (_, at) => `{"title":"${at}","text":"t"}`).join('\n'));
    expect(await refusal('a.jsonl', rows)).toBe(
      'Line 1001: It has more than 1000 entries. Split it into smaller files. Whoever runs the server can also import it whole with npm run knowledge:import.',
    );
    expect(await readFile('a', 'a.jsonl', rows, IMPORT_LIMITS)).toHaveLength(1_001);
  });
});
