import { UnreadableFile } from './unreadable.ts';

/** What a file is read as. `zip` may turn out to be a document that is kept in one. */
export type Form = 'markdown' | 'text' | 'jsonl' | 'html' | 'csv' | 'pdf' | 'docx' | 'zip';

const FORMS: Record<string, Form> = {
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.txt': 'text',
  '.text': 'text',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.html': 'html',
  '.htm': 'html',
  '.xhtml': 'html',
  '.csv': 'csv',
  '.tsv': 'csv',
  '.pdf': 'pdf',
  '.docx': 'docx',
  '.zip': 'zip',
};

/** Endings of the files that can be read. */
export const FILE_ENDINGS: readonly string[] = Object.keys(FORMS);

const FORM_NAMES: Record<Form, string> = {
  markdown: 'a Markdown file',
  text: 'a text file',
  jsonl: 'a JSONL file',
  html: 'an HTML page',
  csv: 'a table',
  pdf: 'a PDF',
  docx: 'a Word document',
  zip: 'a zip archive',
};

/** First bytes (Latin-1) of files that are often given the wrong ending, or that cannot be read; and what they are. */
const SIGNATURES: readonly (readonly [string, string])[] = [
  ['\x89PNG', 'It is a picture (PNG).'],
  ['\xff\xd8\xff', 'It is a picture (JPEG).'],
  ['GIF8', 'It is a picture (GIF).'],
  ['{\\rtf', 'It is an RTF document. Save it as DOCX or PDF and try again.'],
  ['\x1f\x8b', 'It is a gzip archive. Unpack it, or use a zip archive.'],
  ['7z\xbc\xaf', 'It is a 7z archive. Unpack it, or use a zip archive.'],
  ['Rar!', 'It is a RAR archive. Unpack it, or use a zip archive.'],
  ['\x7fELF', 'It is a program, not a text.'],
  ['MZ', 'It is a program, not a text.'],
];
const OLE = '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1';

export const endingOf = (name: string): string => /\.[^./\\]*$/.exec(name.toLowerCase())?.[0] ?? '';
export const isReadable = (name: string): boolean => endingOf(name) in FORMS;

/**
 * What a file is, by its first bytes, and by its ending where the bytes leave it open.
 * @throws UnreadableFile for what cannot be read, with what it is
 */
export function recognise(name: string, bytes: Uint8Array): Form {
  if (bytes.length === 0) throw new UnreadableFile('It is empty.');
  const byEnding = FORMS[endingOf(name)];
  const head = Buffer.from(bytes.subarray(0, 1_024)).toString('latin1');
  if (head.includes('%PDF-') && (byEnding === 'pdf' || head.startsWith('%PDF-'))) return 'pdf';
  if (head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06')) return byEnding === 'docx' ? 'docx' : 'zip';
  if (head.startsWith(OLE)) throw new UnreadableFile(sayOle(bytes));
  for (const [signature, sentence] of SIGNATURES) {
    // Two letters alone may begin a text as well.
    if (head.startsWith(signature) && (signature !== 'MZ' || head.includes('\0'))) throw new UnreadableFile(sentence);
  }
  if (byEnding === 'pdf' || byEnding === 'docx' || byEnding === 'zip') {
    throw new UnreadableFile(`It is named as ${FORM_NAMES[byEnding]}, but it is not one.`);
  }
  if (!byEnding) throw new UnreadableFile(`Files of this kind cannot be read. These can: ${FILE_ENDINGS.join(', ')}.`);
  if (byEnding === 'text' && /^(?:\xef\xbb\xbf)?\s*(?:<!doctype html|<html[\s>])/i.test(head)) return 'html';
  return byEnding;
}

/** Word keeps a document with a password in the container of its old format. */
function sayOle(bytes: Uint8Array): string {
  const text = new TextDecoder('utf-16le').decode(bytes.subarray(0, bytes.length - (bytes.length % 2)));
  return text.includes('EncryptedPackage')
    ? 'It is protected by a password. Save it without one and try again.'
    : 'It is a document of an old Office format. Save it as DOCX or PDF and try again.';
}
