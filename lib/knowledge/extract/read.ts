import { firstOf } from '../../platform/text.ts';
import { type Entry, openArchive } from './archive.ts';
import { decodePage } from './decode.ts';
import type { Draft } from './draft.ts';
import { inMegabytes, type Limits, MAX_FILE_BYTES, MAX_UNPACKED_BYTES } from './limits.ts';
import { extractPage } from './page.ts';
import { inParts } from './parts.ts';
import { type Form, isReadable, recognise } from './recognise.ts';
import { isTextForm, readTextFile, titleOf } from './texts.ts';
import { UnreadableFile } from './unreadable.ts';

/** What was read of a file, and what of an archive was left out, with the reason. */
export type Reading = { drafts: Draft[]; leftOut: { path: string; reason: string }[] };

const SIZES: Record<Form, number> = {
  markdown: MAX_FILE_BYTES.text,
  text: MAX_FILE_BYTES.text,
  jsonl: MAX_FILE_BYTES.rows,
  csv: MAX_FILE_BYTES.rows,
  html: MAX_FILE_BYTES.page,
  pdf: MAX_FILE_BYTES.document,
  docx: MAX_FILE_BYTES.document,
  zip: MAX_FILE_BYTES.document,
};

/**
 * Reads a file of any kind. All of it or an error: of an archive, files of other kinds are left out and named, and a
 * broken one of a readable kind is an error that names it.
 * @throws UnreadableFile
 */
export async function readBytes(id: string, name: string, bytes: Uint8Array, limits: Limits): Promise<Reading> {
  const form = recognise(name, bytes);
  if (bytes.length > SIZES[form]) throw new UnreadableFile(`It is larger than ${inMegabytes(SIZES[form])}.`);
  if (form !== 'zip' && form !== 'docx') return { drafts: await readOne(form, id, name, bytes, limits), leftOut: [] };
  const entries = openArchive(bytes);
  if (entries.some(({ path }) => path === 'word/document.xml'))
    return { drafts: await draftsOfDocx(id, name, entries), leftOut: [] };
  if (entries.some(({ path }) => path === '[Content_Types].xml')) {
    throw new UnreadableFile(
      'It is an Office file of another kind (a sheet or slides). Save it as CSV, PDF or DOCX and try again.',
    );
  }
  if (form === 'docx') throw new UnreadableFile('It is not a Word document.');
  return readArchive(id, entries, limits);
}

async function readArchive(id: string, entries: Entry[], limits: Limits): Promise<Reading> {
  const reading: Reading = { drafts: [], leftOut: [] };
  const wanted = entries.filter(({ path }) => {
    const isHidden = /(?:^|\/)(?:\.|__MACOSX\/|node_modules\/)/.test(path);
    if (isHidden || isReadable(path)) return !isHidden;
    reading.leftOut.push({ path, reason: 'Files of this kind cannot be read.' });
    return false;
  });
  if (wanted.length > limits.entries)
    throw new UnreadableFile(`It has more than ${limits.entries} files. ${limits.advice}`);
  if (wanted.reduce((sum, { size }) => sum + size, 0) > MAX_UNPACKED_BYTES) {
    throw new UnreadableFile(`It is larger than ${inMegabytes(MAX_UNPACKED_BYTES)} once unpacked.`);
  }
  if (wanted.length === 0) throw new UnreadableFile('There is no file in it that can be read.');
  for (const { path, read } of wanted) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    try {
      if (/\.zip$/i.test(name)) throw new UnreadableFile('It is an archive in an archive. Unpack it.');
      const inner = await readBytes(`${id}#${path}`, name, read(), {
        ...limits,
        entries: limits.entries - reading.drafts.length,
      });
      reading.drafts.push(...inner.drafts);
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      throw new UnreadableFile(`${path}: ${error.message}`, { cause: error.cause });
    }
  }
  return reading;
}

async function readOne(
  form: Exclude<Form, 'zip' | 'docx'>,
  id: string,
  name: string,
  bytes: Uint8Array,
  limits: Limits,
): Promise<Draft[]> {
  if (isTextForm(form)) return readTextFile(form, id, name, bytes, limits);
  if (form === 'pdf') {
    // Loaded when one comes: PDF.js is as large as all the rest.
    const { readPdf } = await import('./pdf.ts');
    const { title, body } = await readPdf(bytes);
    return inParts(draft('pdf', id, title ?? titleOf(name), body));
  }
  const { title, body, language, canonical } = extractPage(decodePage(bytes), '');
  if (!body) throw new UnreadableFile('There is no text in it that a reader would see.');
  return inParts({ ...draft('html', id, title || titleOf(name), body), language, url: canonical });
}

const draft = (kind: Draft['kind'], id: string, title: string, body: string): Draft => ({
  externalId: id,
  kind,
  title: firstOf(title, 300),
  url: null,
  language: null,
  body,
});

async function draftsOfDocx(id: string, name: string, entries: Entry[]): Promise<Draft[]> {
  const { readDocx } = await import('./docx.ts');
  const { title, body } = await readDocx(entries);
  return inParts(draft('docx', id, title ?? titleOf(name), body));
}
