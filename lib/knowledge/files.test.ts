import { describe, expect, it } from 'vitest';
import { isReadable, readFile, UnreadableFile } from './files';

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

  it('refuses what is not text, is empty, too large, or of another kind', async () => {
    expect(await refusal('a.md', new Uint8Array([0xff, 0xfe, 0x41]))).toBe('It is not UTF-8 text.');
    expect(await refusal('a.txt', bytes('a\u0000b'))).toContain('U+0000');
    expect(await refusal('a.txt', bytes(' \n '))).toBe('It is empty.');
    expect(await refusal('a.txt', bytes('x'.repeat(1_000_001)))).toBe('The text is larger than 1 MB.');
    expect(await refusal('a.pdf', bytes('%PDF'))).toContain('.jsonl');
  });

  it('knows readable files by their ending', () => {
    expect(['a.MD', 'b.txt', 'c.jsonl', 'd.markdown'].every(isReadable)).toBe(true);
    expect(['a.pdf', 'md', 'b.json'].some(isReadable)).toBe(false);
  });
});
