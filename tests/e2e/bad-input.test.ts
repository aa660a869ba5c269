import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { address, setUpstream } from './browser.ts';
import { makeCompany } from './company.ts';
import { askWhole, messageBody, post } from './visitor.ts';

/** Collections of real bad input; not part of the repository, so they may be missing. */
const FOLDER = resolve(import.meta.dirname, '../../../shared/data/5-badinput');
const AT_ONCE = 4;

let key: string;
beforeAll(async () => {
  key = (await makeCompany(50_000)).widgetKey;
  await setUpstream({ tokens: ['Yes.'] });
});

type Document = { name: string; expect: 'accept' | 'reject' | 'either'; bytes: Buffer };

const OWN_DOCUMENTS: Document[] = [
  ['a cut object', 'reject', '{"a":1'],
  ['a comma too many', 'reject', '[1,]'],
  ['single quotes', 'reject', "{'a':1}"],
  ['a bare word', 'reject', 'nope'],
  ['two documents', 'reject', '{}{}'],
  ['a deep nesting', 'reject', '['.repeat(100_000)],
  ['a list', 'accept', '[1]'],
  ['a huge number', 'either', '[1e9999]'],
].map(([name = '', verdict, text = '']) => ({ name, expect: verdict as Document['expect'], bytes: Buffer.from(text) }));

const OWN_STRINGS = [
  "'; drop table chat_messages; --",
  '<script>alert(1)</script>',
  '\u202eevil',
  '👩‍👩‍👧',
  '%s%n',
  '../../etc/passwd',
];

function documents(): Document[] | null {
  const path = join(FOLDER, 'jsontestsuite.jsonl.gz');
  if (!existsSync(path)) return null;
  return gunzipSync(readFileSync(path))
    .toString()
    .trim()
    .split('\n')
    .map((line) => {
      const { base64, ...row } = JSON.parse(line) as Omit<Document, 'bytes'> & { base64: string };
      return { ...row, bytes: Buffer.from(base64, 'base64') };
    });
}

function strings(): string[] | null {
  const path = join(FOLDER, 'blns.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as string[]) : null;
}

/** Does the work for each item, a few at a time. */
async function each<T, R>(items: T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const waiting = items.entries();
  const worker = async () => {
    for (const [index, item] of waiting) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

const found = { documents: documents(), strings: strings() };
const named = (of: unknown[] | null, what: string) =>
  of ? `${of.length} ${what}` : `a few ${what} (the collection is absent: not measured)`;

describe('bad input over HTTP', () => {
  it(`${named(found.documents, 'JSON documents of JSONTestSuite')} as bodies: never a 5xx, and 400 for what is no JSON`, async () => {
    const outcomes = await each(found.documents ?? OWN_DOCUMENTS, async ({ name, expect: verdict, bytes }) => {
      const response = await post(new Uint8Array(bytes), { 'x-widget-key': key });
      const body = (await response.json()) as { status: number };
      return { name, verdict, status: response.status, type: response.headers.get('content-type'), said: body.status };
    });
    // None is a message, so none may pass either; all must be told so as a problem.
    const wrong = outcomes.filter(
      ({ status, type, said }) => status !== 400 || type !== 'application/problem+json' || said !== 400,
    );
    expect(wrong).toEqual([]);
    expect(outcomes.some(({ verdict }) => verdict === 'reject')).toBe(true);
  });

  it(`${named(found.strings, 'strings of the big list of naughty strings')} as messages: answered and kept as they are, or refused with a sentence`, async () => {
    const wrong = await each(found.strings ?? OWN_STRINGS, async (text) => {
      const request = messageBody(text);
      const response = await post(JSON.stringify(request), { 'x-widget-key': key, accept: 'application/json' });
      const token = response.headers.get('x-visitor-token') ?? '';
      await response.json();
      if (response.status === 400) return text.trim() === '' || text.includes('\0') ? null : { text, status: 400 };
      if (response.status !== 200) return { text, status: response.status };
      const read = await fetch(`${address}/api/chat/${request.id}/messages`, {
        headers: { 'x-widget-key': key, authorization: `Bearer ${token}` },
      });
      const { messages } = (await read.json()) as { messages: { text: string }[] };
      return messages[0]?.text === text ? null : { text, kept: messages[0]?.text };
    });
    expect(wrong.filter((finding) => finding !== null)).toEqual([]);
  });

  it('and the product still answers', async () => {
    expect((await askWhole(key, 'Do you ship abroad?')).text).toBe('Yes.');
  });
});
